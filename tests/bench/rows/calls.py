# SPDX-License-Identifier: MIT
"""Calls of the ABI while nothing is traced, against a plain Rust manager of the design that TL's own runtime has."""

from suite import Row, median, ratio_row

AGAINST = "a plain Rust manager"
GOAL, GOAL_THREADS, GOAL_OLDEST = 0.7, 0.5, 0.01


def figures(bench, library, threads, kinds, options=None):
    """Kind -> nanoseconds of each, of one turn. Of one thread, in short turns, the quickest round counts, since what else the
    machine does only ever adds; of several, whose waits for each other are what is measured, the round in the middle."""
    count, typical = (2, min) if threads == 1 else (5, median)
    output = bench.run([bench.folder / "bench_calls", "--threads", threads, "--rounds", bench.small(count, 1), "--divide",
                        bench.small(1, 1000), *kinds], library=library, options=options)
    rounds = {}
    for line in output.splitlines():
        kind, nanoseconds = line.split("\t")
        rounds.setdefault(kind, []).append(float(nanoseconds))
    return {kind: typical(values) for kind, values in rounds.items()}


def kinds_of(bench, threads):
    lines = bench.run([bench.folder / "bench_calls", "--list"]).splitlines()
    return [kind for kind, where in (line.split("\t") for line in lines) if threads == 1 or where != "alone"]


def compare(bench, prefix, against, libraries, goal_of, threads=1, options=None):
    """Rows of the kinds of calls: one libtlscope.so against another."""
    kinds = [kind for kind in kinds_of(bench, threads) if bench.wants(prefix + kind)]
    if not kinds:
        return
    runs = bench.paired(*[lambda library=library: figures(bench, library, threads, kinds, options)
                          for library in libraries], one_thread=threads == 1,
                        turns=bench.small(5, 1) if threads == 1 else 1)
    for kind in kinds:
        yield ratio_row(prefix + kind, against, goal_of(kind), [(new[kind], old[kind]) for new, old in runs])


def measure(bench):
    baseline = bench.library("baseline")
    for threads, prefix, goal in (1, "call: ", GOAL), (2, "call, 2 threads: ", GOAL_THREADS):
        if not baseline.exists():
            yield from (Row(prefix + kind, AGAINST, goal, left_out="rustc is not here")
                        for kind in kinds_of(bench, threads) if bench.wants(prefix + kind))
            continue
        # Two threads on one scope stack leave each other's scopes, which would be told on stderr.
        yield from compare(bench, prefix, AGAINST, (bench.library(), baseline),
                           lambda kind, goal=goal: GOAL_OLDEST if "oldest" in kind else goal, threads,
                           "diagnostics=0" if threads > 1 else None)
