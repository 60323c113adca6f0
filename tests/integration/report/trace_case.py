# SPDX-License-Identifier: MIT
"""What the tests of the report share: traces of events written as text, and reports held against their schema."""

import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
BUILD = pathlib.Path(os.environ["TLSCOPE_BUILD"])
TLSCOPE = BUILD / "bin" / "tlscope"
EMITTER = pathlib.Path(os.environ["TLSCOPE_EMITTER"])
PROVIDER = BUILD / "lib" / "libtlscope-tracepoints.so"
SKIPPED = 77
TIMEOUT_S = 240

SCHEMA = json.loads((SOURCE / "tools" / "analyse" / "report.schema.json").read_text())

START = """
process_start format=2 reason=0 pid=$PID parent_pid=$PPID program=/bin/emitter version=0.1.0 settings=moved=count
context thread=1 manager=1
module module=1 base=0x400000 path=/nowhere/emitter
address address=1 value=0x401000 module=1 offset=0x1000 symbol=make
stack stack=1 address=1 end=1
site site=1 stack=1
address address=2 value=0x402000 module=1 offset=0x2000 symbol=take
stack stack=2 address=2 end=1
site site=2 stack=2
origin origin=0 kind=1 owner=0 bytes=48 site=1 name=Node
object_new object=1 pointer=0x5000 origin=0
register_struct object=1 site=1 count=1 outcome=0
"""
START_EVENTS = 12


def record(directory, script, **settings):
    """Records the events of `script`; the trace's folder. Skips the test where there can be no session daemon."""
    trace = directory / "trace"
    command = [str(HERE / "lttng_session.sh"), str(trace), str(EMITTER), str(PROVIDER)]
    process = subprocess.run(command, input=script, text=True, env=dict(os.environ, **settings), capture_output=True,
                             timeout=TIMEOUT_S, check=False)
    if process.returncode == SKIPPED:
        raise unittest.SkipTest("no session daemon: " + process.stderr)
    if process.returncode not in (0, 137):
        raise AssertionError(process.stderr)
    return trace


def stream_of(trace):
    """The largest stream file of a trace, and its index."""
    stream = max((path for path in trace.rglob("channel*") if path.suffix != ".idx"), key=lambda path: path.stat().st_size)
    return stream, stream.parent / "index" / (stream.name + ".idx")


def metadata_of(trace):
    return next(trace.rglob("metadata"))


class Case(unittest.TestCase):
    """Each class records one trace in make_trace() and looks at it, or at damaged copies, in its tests."""

    SCRIPT = None
    SETTINGS = {}

    @classmethod
    def setUpClass(cls):
        cls.base = pathlib.Path(tempfile.mkdtemp(prefix="tlscope-report-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.base, ignore_errors=True)
        if cls.SCRIPT is not None:
            cls.trace = record(cls.base, cls.SCRIPT, **cls.SETTINGS)

    def copy(self):
        """A copy of the trace to damage."""
        copy = pathlib.Path(tempfile.mkdtemp(dir=self.base)) / "trace"
        shutil.copytree(self.trace, copy)
        return copy

    def on_a_terminal(self, *arguments, **environment):
        """What the report writes to a terminal where no format is asked for."""
        master, slave = pty.openpty()
        environment = dict(os.environ, **{"TERM": "xterm", "NO_COLOR": "", **environment})
        with subprocess.Popen([str(TLSCOPE), "report", *arguments, str(self.trace)], env=environment,
                              stdout=slave, stderr=slave):
            os.close(slave)
            shown = b""
            try:
                while part := os.read(master, 65536):
                    shown += part
            except OSError:
                pass
        os.close(master)
        return shown.decode().replace("\r\n", "\n")

    def run_report(self, *arguments, **environment):
        return self.run_tool("report", *arguments, **environment)

    def run_tool(self, *arguments, **environment):
        # Babeltrace itself leaks where it refuses a trace.
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:exitcode=99", **environment)
        return subprocess.run([str(TLSCOPE), *map(str, arguments)], text=True, capture_output=True, env=env,
                              timeout=TIMEOUT_S, check=False)

    def report(self, trace, code=0, reader="auto"):
        """The JSON report, valid by the schema."""
        process = self.run_report("--reader", reader, trace)
        self.assertEqual(process.returncode, code, process.stderr)
        report = json.loads(process.stdout)
        jsonschema.validate(report, SCHEMA)
        self.stderr = process.stderr
        return report

    def refused(self, trace, *words):
        """The report fails with all the words in its message, nothing on stdout, and no temporary folder left."""
        process = self.run_report(trace, TMPDIR=str(self.base))
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertEqual(process.stdout, "")
        for word in words:
            self.assertIn(word, process.stderr)
        self.assertEqual(list(self.base.glob("tlscope-trace-*")), [])


def main():
    program = unittest.main(verbosity=2, exit=False)
    result = program.result
    if result.wasSuccessful() and result.testsRun > 0 and len(result.skipped) >= result.testsRun:
        sys.exit(SKIPPED)
    sys.exit(not result.wasSuccessful())
