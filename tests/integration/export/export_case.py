# SPDX-License-Identifier: MIT
"""The events that exports are tested with, what they amount to, and running `tlscope export`."""

import os
import pathlib
import sqlite3
import subprocess
import sys

INTEGRATION = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(INTEGRATION / "report"), str(INTEGRATION)]
import trace_case  # noqa: E402

# main > train > step, with TL lines of step (its own) and train (of a function further out), a statement without a
# line, a module without symbols, and code of no module below which the stack could not be followed.
PLACES = """
process_start format=2 reason=0 pid=$PID parent_pid=$PPID program=/bin/emitter version=0.1.0 settings=moved=count
context thread=41 manager=1
module module=1 base=0x700000 path=/lib/libother.so
module module=2 base=0x400000 path=/bin/emitter build_id=abcdef0123
address address=1 value=0x401000 module=2 offset=0x1000 symbol=main
address address=2 value=0x402000 module=2 offset=0x2000 symbol=train
address address=3 value=0x403000 module=2 offset=0x3000 symbol=step
address address=4 value=0x704000 module=1 offset=0x4000
address address=5 value=0x9000
address address=6 value=0x405000 module=2 offset=0x5000 symbol=operator<;
stack stack=1 address=1 end=0
stack stack=2 address=2 outer=1
stack stack=3 address=3 outer=2
stack stack=4 address=4 outer=2
stack stack=5 address=5 end=2
stack stack=6 address=6 end=1
statement statement=1 address=3 file=src/model.tl line=40 column=7 tag=let
statement statement=2 address=2 file=train.tl line=12 tag=for
statement statement=3 address=3 file=unknown tag=let
site site=1 stack=3 statement=1 frame=0
site site=2 stack=4 statement=2 frame=1
site site=3 stack=3
site site=4 stack=5
site site=5 stack=2 statement=2 frame=0
site site=6 stack=1
site site=7 stack=6 statement=2 frame=1
origin origin=0 kind=1 owner=0 bytes=100 site=1 name=Node
origin origin=1 kind=2 owner=1 elements=64 bytes=256 site=2
origin origin=2 kind=1 owner=0 bytes=50 site=4
origin origin=3 kind=1 owner=0 bytes=1000 site=3
origin origin=4 kind=1 owner=0 bytes=7 site=7
"""

EVENTS = """
object_new object=7 pointer=0x9000 origin=4
register_struct object=7 site=7 count=1
function_enter frame=1 scope=2 depth=2 slots=0 site=6
enter_scope scope=3 depth=3 site=5
object_new object=1 pointer=0x5000 origin=0
register_struct object=1 site=1 count=1
object_new object=2 pointer=0x6000 origin=1
register_tensor object=2 site=2 count=1
object_new object=3 pointer=0x7000 origin=2
register_struct object=3 site=4 count=1
object_new object=4 pointer=0x8000 origin=3
register_struct object=4 site=3 count=1
exit_scope scope=3 depth=2 site=5
record_release object=4 count=0 fate=1
record_release object=3 count=0 fate=1
record_release object=2 count=0 fate=2
record_release object=1 count=0 fate=1
site_statement site=3 statement=3 frame=0
context thread=42 manager=1
enter_scope scope=4 depth=3 site=5
context thread=41 manager=1
object_reuse object=5 pooled=2 origin=1
register_tensor object=5 site=2 count=1
mark text=epoch_"3"\\ site=1
function_exit frame=1 scope=4 depth=2 site=6
record_release object=5 count=0 fate=3
context thread=41 manager=2
enter_scope scope=2 depth=2 site=5
context thread=41 manager=1
object_new object=6 pointer=0x5000 origin=0
register_struct object=6 site=1 count=1
diagnostic code=13 severity=1 pointer=0x5000 site=2 other_site=1 text=freed_before
unregister pointer=0x5000 object=6 scope=2 site=2 outcome=0
pause 120
enter_scope scope=5 depth=3 site=5
exit_scope scope=5 depth=2 site=5
"""


def ended(events, counted):
    """The events of a process with its end, which tells how many they are."""
    count = len([line for line in events.splitlines() if line and not line.startswith("pause")]) + 1
    return f"{events}process_end events={count} depth=2 counted={counted}\n"


MAIN = ended(PLACES + EVENTS, 2)
CHILD = ended("""
process_start format=2 reason=1 pid=$PID parent_pid=$PPID program=/bin/emitter
module module=1 base=0x400000 path=/bin/emitter
address address=1 value=0x401000 module=1 offset=0x1000 symbol=child
stack stack=1 address=1 end=0
site site=1 stack=1
inherited_scope scope=2 depth=2 site=1
origin origin=5 kind=1 bytes=48 site=1 name=Node
object_new object=1 pointer=0x5000 origin=5
inherited_object object=1 count=1
inherited_record object=1 scope=2
context thread=51 manager=1
object_new object=2 pointer=0x6000 origin=5
ptr_acquire object=2 site=1 count=1 outcome=1
""", 2)

STEP = ("main", "train", "step (model.tl:40)")
OTHER = ("main", "train (train.tl:12)", "libother.so+0x4000")
JIT = ("[truncated at JIT code]", "address 0x9000")
UNKNOWN_LINE = ("main", "train", "step (statement 1, let)")
OPERATOR = ("train (train.tl:12)", "operator<:")
ALLOCATED = {STEP: 200, OTHER: 512, JIT: 50, UNKNOWN_LINE: 1000, OPERATOR: 7}
PEAK = {STEP: 100, OTHER: 256, JIT: 50, UNKNOWN_LINE: 1000, OPERATOR: 7}
END_ALIVE = {STEP: 100, OPERATOR: 7}
LEAKED = {STEP: 100}


class Case(trace_case.Case):
    def export(self, *arguments, code=0, trace=None):
        """The file that an export wrote."""
        output = self.base / "export"
        self.tool(*arguments, "-o", output, trace or self.trace, code=code)
        return output

    def tool(self, *arguments, code):
        # Babeltrace itself leaks where it refuses a trace.
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:exitcode=99")
        command = [str(trace_case.TLSCOPE), "export", *map(str, arguments)]
        process = subprocess.run(command, text=True, capture_output=True, env=env, timeout=120, check=False)
        self.assertEqual(process.returncode, code, process.stderr)
        return process

    @property
    def summary(self):
        """The report's, read once a class."""
        if "reported" not in type(self).__dict__:
            type(self).reported = self.report(self.trace)["summary"]
        return type(self).reported

    def rows(self, query, path=None):
        """What the database answers, as tuples."""
        path = path or self.export("--format", "sqlite")
        connection = sqlite3.connect(path)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
