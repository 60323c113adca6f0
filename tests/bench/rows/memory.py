# SPDX-License-Identifier: MIT
"""Memory that a live registered object costs the runtime, its record included."""

from suite import Row, median

COUNTS = (100_000, 200_000, 300_000, 500_000, 1_000_000)
GOAL_RATIO, GOAL_BYTES = 1.5, 160


def bytes_of_each(bench, library, count):
    return float(bench.run([bench.folder / "bench_memory", count], library=library))


def measure(bench):
    counts = bench.small(COUNTS, (1000,))
    what, what_ratio = "memory of a live registered object", "memory of a live registered object, compared"
    baseline = bench.library("baseline")
    if bench.wants(what):
        each = {count: median(bytes_of_each(bench, bench.library(), count) for _ in range(3)) for count in counts}
        yield Row(what, "", GOAL_BYTES, value=max(each.values()), unit="bytes", runs=3,
                  figures={f"of {count}": value for count, value in each.items()})
    if bench.wants(what_ratio) and not baseline.exists():
        yield Row(what_ratio, "a plain Rust manager", GOAL_RATIO, left_out="rustc is not here")
    elif bench.wants(what_ratio):
        pairs = {count: (bytes_of_each(bench, bench.library(), count), bytes_of_each(bench, baseline, count))
                 for count in counts}
        # Tables that double are twice as large right after that: all counts together, not one that suits.
        new, old = (sum(pair[which] * count for count, pair in pairs.items()) / sum(counts) for which in (0, 1))
        yield Row(what_ratio, "a plain Rust manager", GOAL_RATIO, value=new / old, runs=len(counts),
                  figures={"bytes": new, "bytes against": old})
