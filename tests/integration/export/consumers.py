# SPDX-License-Identifier: MIT
"""The programs that exports are for, or strict readers of their formats where there is none that could be run."""

import functools
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DH_VIEW = pathlib.Path("/usr/libexec/valgrind/dh_view.js")
SPEEDSCOPE = "1.25.0"
TIMEOUT_S = 120


def _run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, check=True, timeout=TIMEOUT_S,
                          **options).stdout


def needs(*programs):
    """Skips a test where a program is not installed."""
    absent = [program for program in programs if not shutil.which(program)]
    return unittest.skipIf(absent, f"skipped: {', '.join(absent)} not here")


def folded(text):
    """{(outermost, ..., innermost): weight}, by the rules of flamegraph.pl: the last word of a line is the weight."""
    stacks = {}
    for line in text.splitlines():
        match = re.fullmatch(r"((?:[^;\n]+;)*[^;\n]+) (\d+)", line)
        assert match, line
        stack = tuple(match.group(1).split(";"))
        assert stack not in stacks and int(match.group(2)) > 0, line
        stacks[stack] = int(match.group(2))
    return stacks


@functools.lru_cache
def speedscope_folder(build):
    """npm's package of speedscope; skips the test where it cannot be had."""
    prefix = pathlib.Path(build) / "tests" / "npm"
    folder = prefix / "node_modules" / "speedscope"
    if not folder.exists():
        if not shutil.which("npm") or not shutil.which("node"):
            raise unittest.SkipTest("skipped: node and npm are not here")
        prefix.mkdir(parents=True, exist_ok=True)
        try:
            _run("npm", "install", "--prefix", prefix, "--no-audit", "--no-fund", "--ignore-scripts",
                 f"speedscope@{SPEEDSCOPE}")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise unittest.SkipTest(f"skipped: npm cannot install speedscope: {error}") from None
    return folder


def speedscope(build, *files):
    """What speedscope's own importers make of files; and its schema of its own format."""
    folder = speedscope_folder(build)
    read = json.loads(_run("node", HERE / "speedscope_import.mjs", folder, *files))
    schema = json.loads((folder / "dist" / "release" / "file-format-schema.json").read_text())
    return read, schema


def dhat(file):
    """The text of the page on which DHAT's viewer shows a file."""
    return _run("node", HERE / "dhat_view.mjs", DH_VIEW, file, text=True)


def massif(file):
    return _run("ms_print", file, text=True)


def pprof(path):
    """profile.proto as nested {field: [value, ...]}."""
    with gzip.open(path) as file:
        text = _run("protoc", f"--proto_path={HERE}", "--decode=Profile", "profile.proto", input=file.read()).decode()
    stack = [{}]
    for line in text.splitlines():
        words = line.split(None, 1)
        if line.endswith("{"):
            inner = {}
            stack[-1].setdefault(words[0], []).append(inner)
            stack.append(inner)
        elif words == ["}"]:
            stack.pop()
        else:
            stack[-1].setdefault(words[0].rstrip(":"), []).append(json.loads(words[1]))
    assert len(stack) == 1
    return stack[0]


# By phase: what an event of Chrome's trace event format must have beside ph, pid, tid and ts.
_CHROME_FIELDS = {"M": {"name", "cat", "args"}, "X": {"name", "cat", "dur", "args"}, "C": {"name", "cat", "args"},
                  "i": {"name", "cat", "s", "args"}}


def _nests(slices):
    """Slices of one thread: each ends within the one that was open when it began."""
    open_ends = []
    for begin, end in sorted(slices, key=lambda slice_: (slice_[0], -slice_[1])):
        while open_ends and open_ends[-1] <= begin:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            return False
        open_ends.append(end)
    return True


def chrome(text):
    """The events of Chrome's trace event format by phase, each held against what the format demands of it."""
    document = json.loads(text)
    assert set(document) == {"displayTimeUnit", "traceEvents"} and document["displayTimeUnit"] in ("ms", "ns")
    phases = {phase: [] for phase in _CHROME_FIELDS}
    threads = {}
    for event in document["traceEvents"]:
        assert set(event) == {"ph", "pid", "tid", "ts"} | _CHROME_FIELDS[event["ph"]], event
        assert event["ts"] >= 0 and 0 <= event["tid"] < 2**31 and event["name"], event
        if event["ph"] == "X":
            begin = round(event["ts"] * 1000)
            threads.setdefault((event["pid"], event["tid"]), []).append((begin, begin + round(event["dur"] * 1000)))
        assert event["ph"] != "i" or event["s"] in ("g", "p", "t"), event
        assert event["ph"] != "C" or all(value >= 0 for value in event["args"].values()), event
        phases[event["ph"]].append(event)
    assert all(_nests(slices) for slices in threads.values())
    return phases
