# SPDX-License-Identifier: MIT
"""The corpus: every planted bug and mutant is found at its line, and nothing is said of clean programs."""

import collections
import re
import sys
import unittest

import findings
import gaps
import judge
import programs

KINDS = 40
CLEAN = 15
MUTANTS = 500


def _codes():
    """Every code that a finding can have: verdicts, diagnostics, and what loops and the heap show."""
    root = programs.HERE.parents[1]
    verdicts = (root / "tools" / "analyse" / "verdicts.def").read_text()
    diagnostics = (root / "tracepoints" / "diagnostics.def").read_text()
    return {*re.findall(r'^VERDICT\(\w+, "([\w-]+)"', verdicts, re.M),
            *re.findall(r'^TL_DIAGNOSTIC\(\w+, \d+, "([\w-]+)"', diagnostics, re.M),
            findings.GROWTH, programs.ANY}


class Sources(unittest.TestCase):
    """What the corpus is made of."""

    def setUp(self):
        self.bugs, self.clean = programs.all_programs()

    def test_there_are_enough(self):
        self.assertGreaterEqual(len(self.bugs), KINDS)
        self.assertGreaterEqual(len(self.clean), CLEAN)

    def test_every_bug_says_what_is_expected_and_where(self):
        for program in self.bugs:
            with self.subTest(program.name):
                self.assertTrue(program.bug_lines, "no line is marked BUG")
                self.assertTrue(program.codes, "no `expect:`")
                self.assertLessEqual({*program.codes, *program.also}, _codes())
                self.assertTrue(all(program.cause_functions), "a mark stands outside any function")

    def test_nothing_is_expected_of_clean_programs(self):
        for program in self.clean:
            self.assertFalse(program.codes or program.cause_lines, program.name)


class Judged(unittest.TestCase):
    """What tlscope makes of it."""

    @classmethod
    def setUpClass(cls):
        bugs, clean = programs.all_programs()
        cls.mutants, words = judge.all_mutants(clean)
        cls.tables = {table.name: table for table in judge.tlscope_tables(bugs, clean, cls.mutants)}
        print(words, flush=True)
        judge.print_tables(cls.tables.values())
        sys.stdout.flush()

    def check(self, prefix, is_gap):
        tables = [table for name, table in self.tables.items() if name.startswith(prefix)]
        self.assertTrue(tables)
        for table in tables:
            with self.subTest(table.name):
                self.assertEqual([problem for problem in judge.problems(table) if not is_gap(problem.name)], [])

    def test_there_are_enough_mutants_of_every_kind(self):
        self.assertGreaterEqual(len(self.mutants), MUTANTS)
        kinds = collections.Counter(mutant.operation for mutant in self.mutants)
        self.assertGreater(min(kinds["drop"], kinds["double"]), MUTANTS // 10)

    def test_every_bug_is_found_at_its_line(self):
        self.check("bugs, with lines", gaps.PROGRAMS.get)

    def test_every_bug_is_found_in_its_function(self):
        self.check("bugs, without lines", gaps.PROGRAMS.get)

    def test_every_mutant_is_found_at_its_line(self):
        calls = {mutant.name: (mutant.operation, mutant.call) for mutant in self.mutants}
        self.check("mutants", lambda name: gaps.MUTANTS.get(calls[name]))

    def test_no_false_alarm(self):
        self.check("clean", gaps.PROGRAMS.get)

    def test_gaps_are_gaps(self):
        wrong = {problem.name for table in self.tables.values() for problem in judge.problems(table)}
        self.assertEqual(set(gaps.PROGRAMS) - wrong, set(), "these are judged right: take them out of gaps.py")
        calls = {(mutant.operation, mutant.call) for mutant in self.mutants if mutant.name in wrong}
        self.assertEqual(set(gaps.MUTANTS) - calls, set(), "these mutants are judged right: take them out, too")


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
