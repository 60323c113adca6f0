# SPDX-License-Identifier: MIT
"""What is done with traces: reading and analysing them, the memory that takes, and the viewer's file."""

import os
import subprocess
import time

import suite
from suite import Row, ratio_row

REPORT, REPORT_GOAL = "report of 20 million events", 0.1
MEMORY, MEMORY_GOAL = "memory of report, 10,000 objects alive", 300
VIEW, VIEW_GOAL = "view file of 1 million lifetimes, beyond the report", 3
EVENTS_OF_A_REPLAY = 250_000  # of recall-train, at least


def tlscope(bench):
    return bench.build / "bin" / "tlscope"


def recorded(bench, name, *command):
    folder = bench.scratch / name
    bench.run([tlscope(bench), "record", "--force", "--no-report", "-o", folder, "--", *command],
              options="diagnostics=0")
    return folder


def timed(command):
    """(seconds, peak of the resident set in MB) of a command that succeeds."""
    start = time.monotonic()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError("%s: exit code %d" % (command[0], process.returncode))
    return time.monotonic() - start, usage.ru_maxrss / 1024


def report(bench, trace):
    return [tlscope(bench), "report", "-o", bench.scratch / "report.json", trace]


def report_row(bench):
    log = bench.calllogs / "recall-train.log.gz" if bench.calllogs else None
    if log is None or not log.exists():
        return Row(REPORT, "a libbabeltrace2 sink", REPORT_GOAL, left_out="no call logs (CALLLOGS=DIR)")
    if not (bench.folder / "bench_sink").exists():
        return Row(REPORT, "a libbabeltrace2 sink", REPORT_GOAL, left_out="libbabeltrace2 is not here")
    repeat = bench.small(20_000_000, EVENTS_OF_A_REPLAY) // EVENTS_OF_A_REPLAY
    folder = recorded(bench, "replayed", bench.build / "tests" / "programs" / "player", "--repeat", repeat, log)
    metadata = next(folder.rglob("metadata"))
    return ratio_row(REPORT, "a libbabeltrace2 sink", REPORT_GOAL, bench.paired(
        lambda: timed(report(bench, folder))[0],
        lambda: timed([bench.folder / "bench_sink", metadata.parent])[0]), unit="s")


def memory_row(bench):
    events = bench.small(20_000_000, 100_000)
    folder = recorded(bench, "steady", bench.folder / "bench_steady", events)
    _, megabytes = timed(report(bench, folder))
    return Row(MEMORY, "", MEMORY_GOAL, value=megabytes, unit="MB", figures={"events": events}, runs=1)


def view_row(bench):
    folder = recorded(bench, "busy", bench.build / "tests" / "programs" / "busy", bench.small(1_000_000, 1_000))
    page = [tlscope(bench), "view", "--format", "tlview", "-o", bench.scratch / "view.tlview", folder]
    pairs = bench.paired(lambda: timed(page)[0], lambda: timed(report(bench, folder))[0])
    return Row(VIEW, "", VIEW_GOAL, value=max(0.001, suite.median(view - plain for view, plain in pairs)), unit="s",
               figures={"s": suite.median(view for view, _ in pairs),
                        "s of report": suite.median(plain for _, plain in pairs)}, runs=len(pairs))


def measure(bench):
    for what, goal, unit, row in ((REPORT, REPORT_GOAL, "ratio", report_row), (MEMORY, MEMORY_GOAL, "MB", memory_row),
                                  (VIEW, VIEW_GOAL, "s", view_row)):
        if bench.wants(what):
            if tlscope(bench).exists():
                yield row(bench)
            else:
                yield Row(what, "", goal, unit=unit, left_out="tlscope was not built")
