# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: running programs, recording them, reading the trace and the report."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None  # reports are then not held against their schema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["TLSCOPE_BUILD"])
PROGRAMS = BUILD / "tests" / "programs"
SCHEMA = SOURCE / "tools" / "analyse" / "report.schema.json"
TLSCOPE = BUILD / "bin" / "tlscope"
CALLLOGS = pathlib.Path(os.environ.get("TLSCOPE_CALLLOGS") or "/nonexistent")
SANITIZED = bool(os.environ.get("TLSCOPE_SANITIZE"))
SKIPPED = 77
TIMEOUT_S = 240
# LTTng fills its buffers with zeros first, usually tens of megabytes: a third of the time of a short recording.
SMALL_BUFFERS = ("--subbuf-size=128k", "--subbuf-count=4")

_EVENT = re.compile(r"tl_mem:(\w+): (.*)$")
_FIELD = re.compile(r'(\w+) = (?:"((?:[^"\\]|\\.)*)"|(-?\w+))')


def diagnostic_codes():
    """Enumerator -> stable code, in the order of tracepoints/diagnostics.def."""
    text = (SOURCE / "tracepoints" / "diagnostics.def").read_text()
    return dict(re.findall(r'^TL_DIAGNOSTIC\((\w+), \d+, "([\w-]+)"', text, re.M))


def value_names(group):
    """Number -> name of one list of tracepoints/values.def, such as TL_FATE."""
    text = (SOURCE / "tracepoints" / "values.def").read_text()
    return {int(number): name for number, name in re.findall(group + r'\(\w+, (\d+), "([^"]+)"', text)}


def environment(options=None, **extra):
    """This process's environment with TLSCOPE_OPTIONS set to `options`, or unset, and with `extra`."""
    env = dict(os.environ, **extra)
    env.pop("TLSCOPE_OPTIONS", None)
    if options:
        env["TLSCOPE_OPTIONS"] = options
    # The programs leak on purpose, and ask for more memory than there is.
    env["ASAN_OPTIONS"] = env["TSAN_OPTIONS"] = "detect_leaks=0:allocator_may_return_null=1:atexit_sleep_ms=0"
    env["TSAN_OPTIONS"] += ":die_after_fork=0"
    return env


def run(program, *arguments, options=None, timeout=TIMEOUT_S, **extra):
    """Runs a program without a trace; the finished process, its output as text. `extra` is environment."""
    return subprocess.run([str(program), *map(str, arguments)], env=environment(options, **extra), text=True,
                          capture_output=True, timeout=timeout, check=False)


class Recording:
    """A program run under `tlscope record`: its output, its report, its trace."""

    def __init__(self, directory, process):
        self.directory = directory
        self.process = process

    @property
    def report(self):
        """report.json, held against its schema."""
        report = json.loads((self.directory / "report.json").read_text())
        if jsonschema:
            jsonschema.validate(report, json.loads(SCHEMA.read_text()))
        return report

    def events(self):
        """(name, vpid, fields) of every event, as babeltrace2 reads them."""
        command = ["babeltrace2", "--no-delta", str(self.directory / "trace")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              errors="replace") as reader:
            for line in reader.stdout:
                event = _EVENT.search(line)
                if event:
                    fields = {name: _value(text, word) for name, text, word in _FIELD.findall(event.group(2))}
                    yield event.group(1), fields.pop("vpid", None), fields
        if reader.returncode != 0:
            raise AssertionError(f"babeltrace2 failed on {self.directory}")

    def stream_bytes(self):
        """Size of the trace's event streams on disk."""
        return sum(path.stat().st_size for path in (self.directory / "trace").rglob("*")
                   if path.is_file() and path.name != "metadata" and "index" not in path.parts)


def _value(text, word):
    if not word:
        return text
    try:
        return int(word, 0)
    except ValueError:
        return word


class Case(unittest.TestCase):
    """A test with a folder of its own, removed afterwards."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tlscope-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def record(self, program, *arguments, options=None, record_options=(), exit_code=0, timeout=TIMEOUT_S, **extra):
        """Records a program; fails where its exit code is another, or events were lost."""
        directory = self.folder / "recording"
        shutil.rmtree(directory, ignore_errors=True)
        flight_recorder = any(option.startswith("--snapshot") for option in record_options)
        buffers = () if flight_recorder else SMALL_BUFFERS
        command = [str(TLSCOPE), "record", *buffers, *record_options, "-o", str(directory), "--", str(program),
                   *map(str, arguments)]
        process = subprocess.run(command, env=environment(options, **extra), text=True, capture_output=True,
                                 timeout=timeout, check=False)
        self.assertEqual(process.returncode, exit_code, f"{command}\n{process.stdout}{process.stderr}")
        recording = Recording(directory, process)
        if "--no-report" not in record_options:
            self.assertEqual(recording.report["summary"]["events_lost"], 0)
        return recording

    def checked(self, folder, *options):
        """`tlscope check` of a run folder, ended."""
        return run(TLSCOPE, "check", folder, *options)

    def text_of(self, folder):
        """The report of a run folder, in words."""
        ended = run(TLSCOPE, "report", folder, "--format", "text")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout

    def refused(self, *options):
        """What `tlscope record` says on stderr of options that it does not take."""
        ended = run(TLSCOPE, "record", *options, "--", "true")
        self.assertEqual(ended.returncode, 2, ended.stderr)
        return ended.stderr


def needs(path, what):
    """Skips a test where a part was not built or is absent."""
    return unittest.skipUnless(pathlib.Path(path).exists(), f"skipped: {what} is not here ({path})")


def main():
    """Runs the calling module's tests; exits with SKIPPED when every test was skipped."""
    result = unittest.main(argv=sys.argv, exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.testsRun and len(result.skipped) == result.testsRun else 0)
