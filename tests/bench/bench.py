# SPDX-License-Identifier: MIT
"""The benchmark suite: measures rows, prints each beside its goal, and writes them to a JSON file.

Each module of `rows/` has `measure(bench)`, a generator of rows; README.md says how to write one.
"""

import argparse
import dataclasses
import importlib
import json
import os
import pathlib
import platform
import re
import sys
import tempfile

import suite

HERE = pathlib.Path(__file__).resolve().parent
RUNS = 7

MISSED = 1  # exit code with --strict


def machine():
    model = platform.processor()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpus:
            model = re.search(r"model name\s*: (.*)", cpus.read()).group(1)
    except (OSError, AttributeError):
        pass
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.release(), "load": os.getloadavg()[0]}


def text_of(row):
    """A row of the table: (what, against, value, goal, verdict)."""
    if row.left_out:
        return row.what, row.against, "-", goal_text(row), "left out: " + row.left_out
    digits = "%.0f" if row.unit == "bytes" or row.value >= 100 else "%.2f" if row.value >= 0.1 else "%.4f"
    value = digits % row.value + ("" if row.unit == "ratio" else " " + row.unit)
    return row.what, row.against, value, goal_text(row), {True: "met", False: "MISSED", None: ""}[row.met]


def goal_text(row):
    return "" if row.goal is None else "%g" % row.goal


def print_row(row):
    print("%-58s %-34s %10s %6s  %s" % text_of(row), flush=True)


def markdown(rows):
    """The table as README has it."""
    lines = ["| what | against | measured | goal | |", "|---|---|---|---|---|"]
    lines += ["| %s | %s | %s | %s | %s |" % text_of(row) for row in rows]
    return "\n".join(lines)


def document(rows):
    return {"machine": machine(), "rows": [dict(dataclasses.asdict(row), met=row.met) for row in rows]}


def modules():
    return [importlib.import_module("rows." + path.stem) for path in sorted((HERE / "rows").glob("[a-z]*.py"))]


def measure_all(bench):
    print_row_header()
    rows = []
    for module in modules():
        for row in module.measure(bench):
            rows.append(row)
            print_row(row)
    return rows


def print_row_header():
    print("%-58s %-34s %10s %6s" % ("what", "against", "measured", "goal"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--calllogs", help="the folder of recorded call logs")
    parser.add_argument("--only", metavar="REGEX", help="only rows whose name has a match")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each pair, interleaved (default: %d)" % RUNS)
    parser.add_argument("--json", metavar="FILE", help="write the rows there")
    parser.add_argument("--markdown", action="store_true", help="print the table again as README has it")
    parser.add_argument("--strict", action="store_true", help="exit with %d when a goal is missed" % MISSED)
    parser.add_argument("--smoke", action="store_true", help="do next to nothing, to see that all works")
    arguments = parser.parse_args()
    bench = suite.Bench(arguments.build, arguments.calllogs, arguments.runs, arguments.smoke, arguments.only)
    with tempfile.TemporaryDirectory(prefix="tlscope-bench-") as scratch:
        bench.scratch = pathlib.Path(scratch)
        rows = measure_all(bench)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(document(rows), indent=2) + "\n", encoding="utf-8")
    if arguments.markdown:
        print("\n" + markdown(rows))
    print("\n%d goals met, %d missed, %d rows left out" % (
        sum(row.met is True for row in rows), sum(row.met is False for row in rows),
        sum(row.left_out is not None for row in rows)))
    return MISSED if arguments.strict and any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
