# SPDX-License-Identifier: MIT
"""What a clean program did, call by call, with what belongs together: the objects' references and the scopes' ends.

A small model of the contract, for programs without misuse; it reads the program's own log (CORPUS_LOG), nothing of
tlscope's.
"""

import dataclasses

REFERENCES = {"tl_ptr_acquire", "tl_tensor_acquire"}
RELEASES = {"tl_ptr_release", "tl_tensor_release"}
ENTERS = {"tl_mem_enter_scope", "tl_mem_function_enter"}
EXITS = {"tl_mem_exit_scope", "tl_mem_function_exit"}
REGISTERS = {"tl_mem_register_struct", "tl_mem_register_struct_named", "tl_mem_register_tensor",
             "tl_mem_register_vec_ptr", "tl_mem_register_ptr"}


@dataclasses.dataclass(eq=False)
class Call:
    """One execution of a call."""
    name: str
    pointer: str
    site: int = 0          # 0: the library's
    execution: int = 0
    line: int = 0          # where it stands
    function: str = ""
    frame: tuple = ()
    lines: set = dataclasses.field(default_factory=set)  # that it may be told under
    called_from: int = 0   # the caller's line, where its function announced nothing after it
    object: "Object" = None
    scope: "Scope" = None  # that it enters or exits


@dataclasses.dataclass(eq=False)
class Object:
    count: int = 0
    calls: list = dataclasses.field(default_factory=list)  # on it, the exits of scopes that listed it among them
    elements: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(eq=False)
class Scope:
    entered: Call
    outer: "Scope"
    records: list = dataclasses.field(default_factory=list)
    exited: Call = None


class Ledger:
    """The calls of one run, linked."""

    def __init__(self, log):
        self.calls = []
        self._objects = {}
        self._scope = Scope(None, None)
        self._statements = _Statements()
        for line in log.splitlines():
            kind, *fields = line.split()
            getattr(self, "_" + kind)(*fields)

    def _announce(self, thread, frame, line, function):
        self._statements.announce(thread, int(frame, 16), function, int(line))

    def _push(self, vector, element):
        self._objects[vector].elements.append((element, self._objects[element]))

    def _library(self, thread, name, pointer):
        call = Call(name, pointer)
        self._statements.library_call(thread, call)
        self._do(call)

    def _call(self, thread, frame, name, pointer, site, execution, line, function):
        call = Call(name, pointer, int(site), int(execution), int(line), function)
        self._statements.call(thread, int(frame, 16), call)
        self._do(call)

    def _do(self, call):
        self.calls.append(call)
        if call.name in ENTERS:
            self._scope = call.scope = Scope(call, self._scope)
        elif call.name in EXITS:
            self._exit(call)
        elif call.pointer != "(nil)":
            self._do_on_object(call)

    def _exit(self, call):
        call.scope = self._scope
        self._scope.exited = call
        for pointer in reversed(self._scope.records):
            self._objects[pointer].calls.append(call)
            self._release(pointer)
        self._scope = self._scope.outer

    def _do_on_object(self, call):
        thing = self._objects.get(call.pointer)
        if thing is None and call.name in REGISTERS | REFERENCES:
            thing = self._objects[call.pointer] = Object()
        if thing is None:
            return
        call.object = thing
        thing.calls.append(call)
        if call.name in REGISTERS:
            self._scope.records.append(call.pointer)
            thing.count += 1
        elif call.name in REFERENCES:
            thing.count += 1
        elif call.name in RELEASES:
            self._release(call.pointer)
        elif call.name == "tl_mem_unregister" and call.pointer in self._scope.records:
            newest = len(self._scope.records) - 1 - self._scope.records[::-1].index(call.pointer)
            del self._scope.records[newest]

    def _release(self, pointer):
        thing = self._objects.get(pointer)
        if thing is None:
            return
        thing.count -= 1
        if thing.count == 0:
            del self._objects[pointer]
            for element, _ in thing.elements:
                self._release(element)


class _Statements:
    """Gives each call the lines that it may be told under: its own, where it stands; the one that its frame announces
    next; and the last one before, for a call that the frame ends after. Frames grow downward."""

    def __init__(self):
        self._frames = {}    # thread -> {(frame, function): (last line, calls since)}
        self._returned = {}  # thread -> calls of frames that announced nothing after them
        self._library = {}   # thread -> calls since the thread's last announcement

    def _frame(self, thread, frame, function):
        frames = self._frames.setdefault(thread, {})
        for ended in [key for key in frames if key[0] < frame or key[0] == frame and key[1] != function]:
            self._returned.setdefault(thread, []).extend(frames.pop(ended)[1])
        return frames.setdefault((frame, function), [None, []])

    def call(self, thread, frame, call):
        state = self._frame(thread, frame, call.function)
        call.frame = (thread, frame, call.function)
        call.lines.add(call.line)
        if state[0] is not None:
            call.lines.add(state[0])
        state[1].append(call)

    def library_call(self, thread, call):
        self._library.setdefault(thread, []).append(call)

    def announce(self, thread, frame, function, line):
        state = self._frame(thread, frame, function)
        for call in state[1]:
            call.lines = {line} if call.line == line else call.lines | {line}  # within its statement it has no other
        for call in self._library.pop(thread, []):
            call.lines = {line}
        for call in self._returned.pop(thread, []):
            if call.frame[1] < frame:
                call.called_from = line
            else:
                self._returned.setdefault(thread, []).append(call)
        state[0], state[1] = line, []
