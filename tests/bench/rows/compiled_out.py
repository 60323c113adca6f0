# SPDX-License-Identifier: MIT
"""What is compiled in but off, against the same runtime built without it."""

from rows.calls import compare

GOAL = 1.05


def measure(bench):
    for prefix, variant, against in (("tracing off: ", "untraced", "tracing compiled out"),
                                     ("no checker: ", "untold", "checkers compiled out"),
                                     ("no NVTX tool: ", "unshown", "NVTX compiled out")):
        yield from compare(bench, prefix, against, (bench.library(), bench.library(variant)), lambda kind: GOAL)
