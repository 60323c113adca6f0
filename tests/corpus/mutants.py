# SPDX-License-Identifier: MIT
"""Mutants: clean programs with one call dropped or doubled, each with the lines that may be called its cause."""

import concurrent.futures
import dataclasses
import os
import re
import subprocess
import tempfile

import ledger

_CODE = re.compile(r"^tlscope: \w+ \[([\w-]+)\]", re.M)
_TIMEOUT_S = 20

MUTATED = ledger.REFERENCES | ledger.RELEASES | ledger.EXITS | ledger.REGISTERS | {"tl_mem_unregister"}


@dataclasses.dataclass
class Mutant:
    program: object
    operation: str   # drop or double
    call: str
    site: int
    execution: int   # -1: every one
    line: int        # of the call
    causes: set      # lines

    @property
    def text(self):
        return f"{self.operation}:{self.site}" + (f":{self.execution}" if self.execution >= 0 else "")

    @property
    def name(self):
        return f"{self.program.name}:{self.line} {self.operation} {self.call}" + (
            f" (execution {self.execution})" if self.execution >= 0 else "")


def _lines(calls):
    """Of a move that a return makes also the line that it arrives at."""
    arrivals = {call.called_from for call in calls if call.name == "tl_mem_unregister" and call.called_from}
    return arrivals.union(*(call.lines for call in calls))


def _reference_lines(call):
    """What a release that is dropped leaves without a partner."""
    own = [other for other in call.object.calls if other.site]
    acquires = [other for other in own if other.name in ledger.REFERENCES]
    return _lines(acquires or [other for other in own
                               if other.name in ledger.REGISTERS or other.name == "tl_mem_unregister"])


def _scopes_of_frame(call):
    """The scopes of its kind that are open at an exit and were entered in its frame: where one is left once too little
    or too often, any of them may be called the one."""
    scope, scopes = call.scope, []
    kind = scope.entered.name
    while scope is call.scope or scope.entered and (scope.entered.frame, scope.entered.name) == (call.frame, kind):
        scopes.append(scope)
        scope = scope.outer
    return scopes


def _uses(thing):
    """What is done to an object and, where it is a vector, to its elements; the exits of its scopes among it."""
    return _lines([call for call in thing.calls if call.site]).union(*(_uses(element) for _, element in thing.elements))


def causes(operation, call):
    """Lines that may be called the cause when `operation` befalls this execution of a call."""
    if call.name in ledger.EXITS:
        scopes = _scopes_of_frame(call)
        return call.lines | _lines([scope.entered if operation == "drop" else scope.exited for scope in scopes])
    if operation == "double" or call.object is None:
        return set(call.lines)
    if call.name in ledger.RELEASES:
        return call.lines | _reference_lines(call)
    return call.lines | _uses(call.object)


class Runner:
    """Runs the variant with lines of clean programs, without a trace."""

    def __init__(self, folder):
        self._folder = folder

    def _run(self, program, **extra):
        environment = dict(os.environ, TLSCOPE_OPTIONS="trace=0", **extra)
        return subprocess.run([self._folder / program.name], env=environment, text=True, capture_output=True,
                              timeout=_TIMEOUT_S, check=False)

    def ledger(self, program):
        with tempfile.NamedTemporaryFile("r") as log:
            self._run(program, CORPUS_LOG=log.name)
            return ledger.Ledger(log.read())

    def effect(self, program, mutation=None):
        """What a run comes to: counts, depth and the misuse that the runtime told of; None for a crash."""
        with tempfile.NamedTemporaryFile("r") as state:
            extra = {"CORPUS_STATE": state.name, **({"CORPUS_MUTATE": mutation} if mutation else {})}
            process = self._run(program, **extra)
            if process.returncode != 0:
                return None
            numbers = dict(pair.split("=") for pair in state.read().split())
        return {**{name: int(number) for name, number in numbers.items()},
                "misuse": sorted(_CODE.findall(process.stderr))}


def candidates(runner, program):
    """Every mutation of a program: each site, all its executions at once, the first, the middle and the last one."""
    sites = {}
    for call in runner.ledger(program).calls:
        if call.site and call.name in MUTATED:
            sites.setdefault(call.site, []).append(call)
    for site, calls in sites.items():
        lines = {operation: set().union(*(causes(operation, call) for call in calls))
                 for operation in ("drop", "double")}
        chosen = {-1} | ({0, len(calls) // 2, len(calls) - 1} if len(calls) > 1 else set())
        for operation in ("drop", "double"):
            for execution in sorted(chosen):
                yield Mutant(program, operation, calls[0].name, site, execution, calls[0].line,
                             lines[operation])


def _has_effect(mutated, clean):
    """An oracle that knows nothing of the analysis: more is counted, scopes are open, or more misuse was told of. A
    program that merely uses what is freed, or loses what it never registered, calls nobody that could know."""
    return (mutated["counts"] > clean["counts"] or mutated["depth"] > clean["depth"]
            or mutated["misuse"] != clean["misuse"])


def effective(runner, programs):
    """(mutants that do something, how many do nothing that can be observed, how many crash)"""
    found, equivalent, crashed = [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for program in programs:
            clean = runner.effect(program)
            mutants = list(candidates(runner, program))
            for mutant, effect in zip(mutants, pool.map(lambda one: runner.effect(one.program, one.text), mutants)):
                if effect is None:
                    crashed += 1
                elif _has_effect(effect, clean):
                    found.append(mutant)
                else:
                    equivalent += 1
    return found, equivalent, crashed
