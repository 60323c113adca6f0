# SPDX-License-Identifier: MIT
"""The judge itself: what it takes for right and wrong, and what the ledger makes of a program's log."""

import sys
import unittest

import findings
import ledger
import mutants
import programs

PROGRAM = programs.Program("program", False, {10}, {12}, {10: "step", 12: "step", 20: "main"}, ["leak"],
                           ["over-acquired"], "tensor", "3", "tl_tensor_acquire", ["grows-per-iteration"])


def place(line=10, function="step", file="program.tl"):
    return {"number": 1, "text": f"{file}:{line}", "function": function, "file": file, "line": line}


def finding(cause, code="over-acquired", severity="error", objects=3, role="acquired at"):
    return {"category": "leak", "code": code, "severity": severity, "kind": "tensor", "objects": objects, "times": 1,
            "cause": cause, "places": [{"role": role, "place": cause}]}


def judged(*found, with_lines=True):
    return findings.of_bug({"findings": list(found)}, PROGRAM, with_lines).problem


class Bugs(unittest.TestCase):
    def test_the_planted_line_is_right(self):
        self.assertEqual(judged(finding(place())), "")

    def test_a_line_with_a_reason_is_right(self):
        self.assertEqual(judged(finding(place(12))), "")

    def test_nothing_said(self):
        self.assertEqual(judged(), "not found")

    def test_another_line_function_or_file(self):
        self.assertEqual(judged(finding(place(11))), "another cause")
        self.assertEqual(judged(finding(place(file="library.c"))), "another cause")
        self.assertEqual(judged(finding(None)), "another cause")
        self.assertEqual(judged(finding(place(function="main")), with_lines=False), "another cause")

    def test_the_cause_has_to_come_first(self):
        self.assertEqual(judged(finding(place(20)), finding(place())), "another cause")

    def test_another_number_of_objects(self):
        self.assertEqual(judged(finding(place(), objects=4)), "another count")

    def test_another_code_beside_it(self):
        self.assertEqual(judged(finding(place()), finding(place(20), "leaked")), "false alarm")
        self.assertEqual(judged(finding(place()), finding(place(20), "leaked", "note")), "")
        self.assertEqual(judged(finding(place()), finding(place(20), "grows-per-iteration")), "")

    def test_without_lines_the_call_is_asked_for(self):
        unknown = place(None, file=None)
        self.assertEqual(judged(finding(unknown), with_lines=False), "")
        self.assertEqual(judged(finding(unknown, role="registered at"), with_lines=False), "another cause")


class Clean(unittest.TestCase):
    def test_whatever_is_said_is_a_false_alarm(self):
        self.assertEqual(findings.of_clean({"findings": []}).problem, "")
        self.assertEqual(findings.of_clean({"findings": [finding(place())]}).problem, "false alarm")
        self.assertEqual(findings.of_clean({"findings": [finding(place(), severity="note")]}).problem, "")


LOG = """\
call 1 0x80 tl_mem_enter_scope (nil) 1 0 5 main
library 1 tl_mem_register_tensor 0xa
announce 1 0x80 6 main
call 1 0x40 tl_tensor_acquire 0xa 2 0 15 keep
announce 1 0x40 15 keep
call 1 0x40 tl_mem_unregister 0xa 3 0 16 keep
announce 1 0x80 7 main
call 1 0x80 tl_tensor_release 0xa 4 0 8 main
announce 1 0x80 8 main
call 1 0x80 tl_mem_exit_scope (nil) 5 0 9 main
"""


class Ledger(unittest.TestCase):
    def setUp(self):
        self.calls = {call.site: call for call in ledger.Ledger(LOG).calls}

    def test_a_call_is_told_under_its_statement(self):
        self.assertEqual(self.calls[0].lines, {6})
        self.assertEqual(self.calls[1].lines, {5, 6})
        self.assertEqual(self.calls[2].lines, {15})

    def test_a_call_that_nothing_follows_is_after_the_line_before(self):
        self.assertEqual(self.calls[3].lines, {15, 16})
        self.assertEqual(self.calls[3].called_from, 7)
        self.assertEqual(self.calls[5].lines, {8, 9})

    def test_what_belongs_together(self):
        self.assertIs(self.calls[5].scope.entered, self.calls[1])
        self.assertEqual([call.site for call in self.calls[2].object.calls], [0, 2, 3, 4])

    def test_causes(self):
        causes = mutants.causes
        self.assertEqual(causes("double", self.calls[4]), {8})
        self.assertEqual(causes("drop", self.calls[4]), {8, 15})      # the acquire has no partner
        self.assertEqual(causes("drop", self.calls[5]), {5, 6, 8, 9})  # the scope is not left


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
