# SPDX-License-Identifier: MIT
"""Whole programs: recorded call logs replayed, traced and not, and under heaptrack."""

import re
import shutil

from suite import Row, median

LOGS = ("recall-train", "add-train")
BYTES_GOAL, TRACED_GOAL, HEAPTRACK_GOAL = 40, 1.15, 1.0
BYTES, TRACED, HEAPTRACK = "bytes of trace per ABI call", "program, traced", "program, traced, compared with heaptrack"


def player(bench):
    return bench.build / "tests" / "programs" / "player"


def why_not(bench, log):
    """Why nothing can be measured here; None when it can."""
    for path, reason in ((player(bench), "the player of call logs was not built"),
                         (bench.build / "bin" / "tlscope", "tlscope was not built"),
                         (log(bench), "no call logs (CALLLOGS=DIR)")):
        if path is None or not path.exists():
            return reason
    return None


def path_of(bench, name):
    return bench.calllogs / (name + ".log.gz") if bench.calllogs else None


def logs(bench):
    return bench.small(LOGS, ("nqueens",))


def figure(output, name):
    return float(re.search(name + r"=(\d+)", output).group(1))


def record(bench, *command):
    """Records a command; its output and the bytes of its trace."""
    folder = bench.scratch / "recording"
    output = bench.run([bench.build / "bin" / "tlscope", "record", "--force", "--no-report", "-o", folder, "--",
                        *command])
    streams = [path for path in (folder / "trace").rglob("*")
               if path.is_file() and path.name != "metadata" and "index" not in path.parts]
    return output, sum(path.stat().st_size for path in streams)


def trace_bytes(bench):
    """(bytes, calls) of each log's trace."""
    for name in logs(bench):
        output, size = record(bench, player(bench), path_of(bench, name))
        yield name, size, figure(output, "calls")


def replay_time(output):
    return figure(output, "cpu_ns") / 1e6


def runs_of(bench, name):
    """CPU milliseconds of the replay's own process: [(plain, traced, under heaptrack or None)]."""
    rate = bench.run([player(bench), "--calibrate"]).strip()
    command = [player(bench), "--pace", rate, path_of(bench, name)]
    heaptrack = shutil.which("heaptrack")
    return bench.paired(
        lambda: replay_time(bench.run(command)),
        lambda: replay_time(record(bench, *command)[0]),
        lambda: replay_time(bench.run([heaptrack, "-o", bench.scratch / "heaptrack", *command])) if heaptrack else None)


def measure(bench):
    reason = why_not(bench, lambda bench: path_of(bench, logs(bench)[0]))
    if bench.wants(BYTES) and not reason:
        sizes = list(trace_bytes(bench))
        yield Row(BYTES, "", BYTES_GOAL, unit="bytes", runs=1,
                  value=sum(size for _, size, _ in sizes) / sum(calls for *_, calls in sizes),
                  figures={name: size / calls for name, size, calls in sizes})
    elif bench.wants(BYTES):
        yield Row(BYTES, "", BYTES_GOAL, unit="bytes", left_out=reason)
    for name in logs(bench):
        yield from programs(bench, name, reason)


def programs(bench, name, reason):
    rows = [Row("%s: %s" % (what, name), against, goal, left_out=reason)
            for what, against, goal in ((TRACED, "not traced", TRACED_GOAL), (HEAPTRACK, "heaptrack", HEAPTRACK_GOAL))
            if bench.wants("%s: %s" % (what, name))]
    if reason or not rows:
        yield from rows
        return
    runs = runs_of(bench, name)
    for row in rows:
        column = 0 if row.against == "not traced" else 2
        if runs[0][column] is None:
            row.left_out = "heaptrack is not here"
        else:
            row.value = median(run[1] / run[column] for run in runs)
            row.runs = len(runs)
            row.figures = {"ms": median(run[1] for run in runs), "ms against": median(run[column] for run in runs)}
        yield row
