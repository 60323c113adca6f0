# SPDX-License-Identifier: MIT
"""compare.py PROGRAM LIBRARY BASELINE: a program's figures with one libtlscope.so against those with another."""

import os
import statistics
import subprocess
import sys

RUNS = 9


def figures(program, library):
    """Name of each figure -> value, of one run."""
    output = subprocess.run([program], env=dict(os.environ, LD_PRELOAD=library, TLSCOPE_OPTIONS="trace=0"), check=True,
                            capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in output.splitlines())}


def main():
    program, library, baseline = sys.argv[1:]
    runs = [(figures(program, library), figures(program, baseline)) for _ in range(RUNS)]
    print("%-26s %8s %8s %7s" % ("", "ns", "baseline", "ratio"))
    for name in runs[0][0]:
        new = statistics.median(run[0][name] for run in runs)
        old = statistics.median(run[1][name] for run in runs)
        ratio = statistics.median(run[0][name] / run[1][name] for run in runs)
        print("%-26s %8.1f %8.1f %7.2f" % (name, new, old, ratio))


if __name__ == "__main__":
    main()
