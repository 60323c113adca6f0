# SPDX-License-Identifier: MIT
"""What the modules of rows/ stand on: a row, and how things are run."""

import dataclasses
import itertools
import os
import pathlib
import re
import statistics
import subprocess


@dataclasses.dataclass
class Row:
    """One measured figure. `value` is what `goal`, the most it may be, is held against."""
    what: str
    against: str
    goal: float = None     # None: a figure without a goal
    value: float = None    # None: left out
    unit: str = "ratio"    # or "bytes", "s", "MB"
    figures: dict = dataclasses.field(default_factory=dict)  # what it was made of: name -> number
    runs: int = 0
    left_out: str = None   # why there is no value

    @property
    def met(self):
        """Whether the goal is reached; None where that cannot be said."""
        return None if self.value is None or self.goal is None else self.value <= self.goal


class Bench:
    """What row modules get: where things are, how much to do, and how to run it."""

    def __init__(self, build, calllogs, runs, smoke, only):
        self.source = pathlib.Path(__file__).resolve().parent
        self.build = pathlib.Path(build)
        self.folder = self.build / "tests" / "bench"
        self.calllogs = pathlib.Path(calllogs) if calllogs else None
        self.smoke = smoke                  # do next to nothing: only that all works is wanted
        self.runs = 1 if smoke else runs
        self.scratch = None                 # a folder for what is written, removed at the end
        self._only = re.compile(only) if only else None

    def wants(self, what):
        """Whether a row is to be measured. Ask before measuring."""
        return self._only is None or self._only.search(what) is not None

    def small(self, large, small):
        """How much to do: `large`, or `small` when only that it works is wanted."""
        return small if self.smoke else large

    def library(self, variant=None):
        """The folder of a libtlscope.so: the runtime's, or a variant's (CMakeLists.txt has them)."""
        return self.folder / variant if variant else self.build / "lib"

    def run(self, command, library=None, options=None, **extra):
        """Runs a command with the libtlscope.so of a folder, and returns its output; raises where it fails."""
        env = dict(os.environ, **extra)
        env.pop("TLSCOPE_OPTIONS", None)
        if options:
            env["TLSCOPE_OPTIONS"] = options
        if library:
            env["LD_LIBRARY_PATH"] = str(library)
        process = subprocess.run([str(word) for word in command], env=env, text=True, capture_output=True, check=False)
        if process.returncode != 0:
            raise RuntimeError("%s: exit code %d\n%s" % (command[0], process.returncode, process.stderr[-2000:]))
        return process.stdout

    def paired(self, *measures, one_thread=False, turns=1):
        """The results of calling each of `measures` in turn, `runs` times `turns` over: [(first, second, ...), ...].

        What has one thread is measured on one processor each time: another may be slower for minutes."""
        allowed = os.sched_getaffinity(0)
        results = []
        for processor, _ in zip(itertools.cycle(sorted(allowed)), range(self.runs * turns)):
            try:
                os.sched_setaffinity(0, {processor} if one_thread else allowed)
                results.append(tuple(measure() for measure in measures))
            finally:
                os.sched_setaffinity(0, allowed)
        return results


def median(values):
    return statistics.median(list(values))


def ratio_row(what, against, goal, pairs, unit="ns"):
    """The row of (new, old) pairs: the median of their ratios."""
    return Row(what, against, goal, value=median(new / old for new, old in pairs), runs=len(pairs),
               figures={unit: median(new for new, _ in pairs), unit + " against": median(old for _, old in pairs)})
