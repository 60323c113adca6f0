# SPDX-License-Identifier: MIT
"""Calls while they are traced, against a bare tracepoint in the same program, under the same session."""

import os
import shutil
import subprocess

from suite import Row, median

AGAINST = "a bare tracepoint of 4 fields"
ROWS = (("event, source lines on, no stacks", "stack=0", 1.6),
        ("event, source lines on, stacks of 12", "stack=16", 2.5))
TIMES = 30_000


def session(bench, options):
    """The rounds of one run of the program: [(bare, calls)] in nanoseconds an event."""
    folder = bench.scratch / "session"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    own_mounts = ["unshare", "--mount"] if os.geteuid() == 0 else []
    command = [*own_mounts, bench.source / "lttng_session.sh", folder, bench.folder / "bench_traced",
               bench.small(TIMES, 10)]
    output = bench.run(command, library=bench.library(), options=options + ":resident=0")
    return [tuple(map(float, line.split("\t"))) for line in output.splitlines()]


def why_not(bench):
    """Why nothing can be traced here; None when it can."""
    if not (bench.folder / "bench_traced").exists():
        return "built without LTTng"
    if shutil.which("lttng") is None:
        return "lttng is not here"
    if os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], capture_output=True,
                                            check=False).returncode != 0:
        return "no mount namespace for a session daemon of its own"
    return None


def measure(bench):
    for what, options, goal in ROWS:
        if not bench.wants(what):
            continue
        reason = why_not(bench)
        if reason:
            yield Row(what, AGAINST, goal, left_out=reason)
            continue
        runs = [session(bench, options) for _ in range(bench.runs)]
        rounds = [pair for run in runs for pair in run[1:]]
        yield Row(what, AGAINST, goal, value=median(calls / bare for bare, calls in rounds), runs=len(runs),
                  figures={"ns": median(calls for _, calls in rounds), "ns against": median(bare for bare, _ in rounds)})
