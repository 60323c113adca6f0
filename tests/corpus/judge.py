# SPDX-License-Identifier: MIT
"""Runs the corpus and prints who found what: `judge.py [--peers] [--mutants N] [--all]`.

--peers     run memcheck, LeakSanitizer and heaptrack, too
--mutants N judge N mutants, evenly chosen (default: every one)
--all       list every wrong judgement (default: the first 40)
"""

import argparse
import dataclasses

import findings
import mutants
import peers
import programs
import recording

SHOWN = 40


class Table:
    """What one judge made of one kind of programs."""

    def __init__(self, name, verdicts, clean=False):
        self.name, self.verdicts, self.clean = name, verdicts, clean

    def count(self, what):
        """The sum of a verdict's `found`, `right`, `marked` or `alarms`."""
        return sum(getattr(verdict, what) for _, verdict in self.verdicts)

    def row(self):
        total, false = len(self.verdicts), sum(len(verdict.wrong) for _, verdict in self.verdicts)
        if self.clean:
            return f"{self.name:24}{total:>10}{'':51}{false:>14}"
        return (f"{self.name:24}{total:>10}{self.count('found'):>8}{self.count('right'):>13}{self.count('marked'):>11}"
                f"{_percent(self.count('right'), total):>8}"
                f"{_percent(self.count('alarms') - false, self.count('alarms')):>11}{false:>14}")


HEAD = (f"{'':24}{'programs':>10}{'found':>8}{'cause right':>13}{'very line':>11}{'recall':>8}{'precision':>11}"
        f"{'false alarms':>14}")


def _percent(part, whole):
    return f"{100 * part / whole:.1f}%" if whole else "-"


class Recorded:
    """Jobs of several tables, recorded together: those that need the heap's events in a recording of their own."""

    def __init__(self):
        self._plain, self._heap = [], []

    def add(self, job, heap=False):
        """What gives the job's section, once all are run."""
        jobs = self._heap if heap else self._plain
        jobs.append(job)
        return jobs, len(jobs) - 1

    def run(self):
        self._sections = {id(self._plain): recording.record(self._plain)}
        if self._heap:
            options = ["--heap"] if recording.records_heap() else []
            self._sections[id(self._heap)] = recording.record(self._heap, *options)

    def section(self, place):
        jobs, index = place
        return self._sections[id(jobs)][index]


def sample(items, count):
    """`count` of them, evenly chosen."""
    count = min(count, len(items))
    return [items[index * len(items) // count] for index in range(count)]


def tlscope_tables(bugs, clean, chosen):
    """What tlscope says of bugs and clean programs, of each variant, and of mutants."""
    recorded = Recorded()
    variants = [("lines", "with lines"), ("unknown", "without lines"), ("optimised", "with lines, -O2")]
    bug_jobs = [(name, variant, [(program, recorded.add(recording.Job(program, variant), program.heap))
                                 for program in bugs])
                for variant, name in variants]
    clean_jobs = [(name, [(program, recorded.add(recording.Job(program, variant), heap)) for program in clean])
                  for variant, name, heap in [(*variant, False) for variant in variants]
                  + [("lines", "with --heap", True)]]
    mutant_jobs = [(mutant, recorded.add(recording.Job(mutant.program, mutation=mutant.text)))
                   for mutant in chosen]
    recorded.run()

    for name, variant, jobs in bug_jobs:
        yield Table(f"bugs, {name}", [
            (program.name, findings.of_bug(recorded.section(place), program, variant != "unknown"))
            for program, place in jobs])
    yield Table("mutants, with lines", [(mutant.name, findings.of_mutant(recorded.section(place), mutant))
                                        for mutant, place in mutant_jobs])
    for name, jobs in clean_jobs:
        yield Table(f"clean, {name}", [(program.name, findings.of_clean(recorded.section(place)))
                                       for program, place in jobs], clean=True)


def peer_tables(bugs, clean):
    """The same of the other tools, for the programs with debug information."""
    for tool, alarms in peers.alarms(bugs + clean).items():
        yield Table(f"bugs, {tool}", [(program.name, findings.of_lines(alarms[program.name], program))
                                      for program in bugs])
        yield Table(f"clean, {tool}", [(program.name, findings.of_lines(alarms[program.name], program))
                                       for program in clean], clean=True)


def all_mutants(clean):
    """(mutants, how many there are in words)"""
    found, equivalent, crashed = mutants.effective(mutants.Runner(recording.VARIANTS / "lines"), clean)
    return found, (f"{len(found)} mutants, and {equivalent} that change nothing that can be observed, "
                   f"{crashed} that crash")


@dataclasses.dataclass
class Problem:
    """One wrong judgement."""
    table: str
    name: str
    verdict: findings.Verdict

    def __repr__(self):
        return f"{self.table}: {self.name}: {self.verdict.problem}: {self.verdict.said}"


def problems(table):
    """What is wrong in a table."""
    return [Problem(table.name, name, verdict) for name, verdict in table.verdicts if verdict.problem]


def print_tables(tables):
    print(HEAD)
    for table in tables:
        print(table.row())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--mutants", type=int)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    bugs, clean = programs.all_programs()
    found, words = all_mutants(clean)
    print(words)
    chosen = found if arguments.mutants is None else sample(found, arguments.mutants)
    tables = list(tlscope_tables(bugs, clean, chosen))
    ours = len(tables)
    tables += peer_tables(bugs, clean) if arguments.peers else []
    print_tables(tables)
    wrong = [problem for table in tables[:ours] for problem in problems(table)]
    print(*wrong[:None if arguments.all else SHOWN], sep="\n")


if __name__ == "__main__":
    main()
