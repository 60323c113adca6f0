# SPDX-License-Identifier: MIT
"""tlscope check: what is suppressed or in a baseline, and options from a file."""

import json

from check_case import CLEAN, FINDINGS, USAGE, CheckTest
from findings import finding, growth, misuse, report


class KnownTest(CheckTest):
    def test_suppressions(self):
        self.write("supp", "# known\nleak:^run_batch$\nmisuse:nobody\n")
        outcome = self.assert_check(CLEAN, report(finding()), "--suppressions", "supp")
        self.assertEqual(self.statuses(outcome), ["suppressed"])
        self.assertEqual(outcome["findings"][0]["suppressed_by"], "leak:^run_batch$")
        self.assertEqual([(each["line"], each["findings"]) for each in outcome["suppressions"]], [(2, 1), (3, 0)])
        text = self.run_check("--suppressions", "supp").stdout
        self.assertIn("unused suppression: misuse:nobody (supp:3)", text)
        self.assertIn("suppressed: 1 finding by leak:^run_batch$ (supp:2)", text)

    def test_several_files_of_suppressions(self):
        self.write("a", "leak:*")
        self.write("b", "growth:*")
        outcome = self.assert_check(CLEAN, report(finding(), growth()), "--suppressions", "a", "--suppressions", "b")
        self.assertEqual(self.statuses(outcome), ["suppressed", "suppressed"])

    def test_printed_suppressions_suppress(self):
        made = report(finding(), misuse(severity="error"), growth(),
                      finding(key="x", name="a,kind=b^$*", cause={**finding()["cause"], "file": "/src/a b.tl"}))
        printed = self.run_check("--print-suppressions", "-o", "supp", made=made)
        self.assertEqual((printed.returncode, printed.stdout), (CLEAN, ""))
        self.assertEqual(self.read("supp").count("\n#") + 1, 4)
        outcome = self.assert_check(CLEAN, made, "--suppressions", "supp")
        self.assertEqual(self.statuses(outcome), ["suppressed"] * 4)
        self.assertTrue(all(each["findings"] == 1 for each in outcome["suppressions"]))

    def test_printed_suppressions_of_what_has_no_name(self):
        """Named objects of the same place are another finding."""
        self.run_check("--print-suppressions", "-o", "supp", made=report(finding(name="")))
        self.assertIn(",name=^$,", self.read("supp"))
        self.assert_check(CLEAN, report(finding(name="")), "--suppressions", "supp")
        self.assert_check(FINDINGS, report(finding()), "--suppressions", "supp")

    def test_nothing_printed_of_what_is_known(self):
        self.write("supp", "leak:*")
        printed = self.run_check("--print-suppressions", "--suppressions", "supp", made=report(finding()))
        self.assertEqual(printed.stdout, "")

    def test_baseline(self):
        self.assert_check(CLEAN, report(finding()), "--write-baseline", "known")
        self.assertEqual(self.statuses(self.assert_check(CLEAN, report(finding()), "--baseline", "known")), ["known"])
        grown = self.assert_check(FINDINGS, report(finding(objects=7, bytes=3584)), "--baseline", "known")
        self.assertEqual(grown["findings"][0]["new_count"], 2)
        self.assertEqual(grown["limits"][0]["found"], 2)
        self.assertEqual(grown["limits"][1]["found"], 1024)
        new = self.assert_check(FINDINGS, report(finding(), growth()), "--baseline", "known")
        self.assertEqual(self.statuses(new), ["known", "failed"])
        gone = self.assert_check(CLEAN, report(), "--baseline", "known")
        self.assertEqual(gone["no_longer_found"], [finding()["key"]])

    def test_growth_in_bytes_alone_is_not_known(self):
        """Of an object, and of what a vector holds."""
        self.assert_check(CLEAN, report(finding(objects=1, bytes=40)), "--write-baseline", "known")
        grown = self.assert_check(FINDINGS, report(finding(objects=1, bytes=400040)), "--baseline", "known")
        self.assertEqual((grown["findings"][0]["new_count"], grown["findings"][0]["new_bytes"]), (0, 400000))
        self.assertEqual([each["found"] for each in grown["limits"]], [1, 400000, 0])
        self.assertIn("390.6 KiB more than the baseline knows", self.run_check("--baseline", "known").stdout)
        self.assert_check(CLEAN, report(finding(objects=1, bytes=40)), "--baseline", "known")
        few, many = (finding(kind="vector", objects=1, bytes=size * 40,
                             by_device={"cpu": {"objects": 1 + size, "bytes": size * 40}}) for size in (10, 100000))
        self.assert_check(CLEAN, report(few), "--write-baseline", "known")
        grown = self.assert_check(FINDINGS, report(many), "--baseline", "known")
        self.assertEqual(grown["limits"][0]["found"], 99990)
        self.assert_check(CLEAN, report(many), "--baseline", "known", "--max-leaks", "99990")

    def test_baseline_survives_rebuilds(self):
        """Only the key counts: lines and addresses move."""
        self.assert_check(CLEAN, report(finding()), "--write-baseline", "known")
        moved = finding(cause={**finding()["cause"], "line": 99, "text": "model.tl:99"}, sentence="else", places=[])
        self.assert_check(CLEAN, report(moved), "--baseline", "known")

    def test_a_new_baseline_replaces_the_old(self):
        self.assert_check(CLEAN, report(finding()), "--write-baseline", "known")
        self.assert_check(CLEAN, report(growth()), "--baseline", "known", "--write-baseline", "known")
        self.assert_check(CLEAN, report(growth()), "--baseline", "known")
        self.assertEqual(list(json.loads(self.read("known"))["findings"]), ["growth/train.tl"])

    def test_suppressed_findings_stay_out_of_the_baseline(self):
        self.write("supp", "leak:*")
        self.assert_check(CLEAN, report(finding(), growth()), "--suppressions", "supp", "--write-baseline", "known")
        self.assertEqual(list(json.loads(self.read("known"))["findings"]), ["growth/train.tl"])


class ConfigTest(CheckTest):
    def test_default_file(self):
        self.write(".tlscope-check", "# limits\nmax-leaks = 5  # known\n\n max-growth=4k\n")
        self.assert_check(CLEAN, report(finding(), growth()))
        self.assert_check(FINDINGS, report(finding(), growth()), "--config", "/dev/null")

    def test_command_line_decides(self):
        self.write("config", "max-leaks = 5\nfail-on = leak\nfail-on = misuse\n")
        self.assert_check(FINDINGS, report(misuse()), "--config", "config")
        self.assert_check(CLEAN, report(misuse()), "--config", "config", "--fail-on", "none")
        self.assert_check(FINDINGS, report(finding()), "--config", "config", "--fail-on", "none", "--max-leaks", "4")

    def test_paths_are_relative_to_the_file(self):
        self.write("ci/config", "suppressions = leaks.supp\nbaseline = known\n")
        self.write("ci/leaks.supp", "leak:*\n")
        self.assert_check(CLEAN, report(growth()), "--write-baseline", "ci/known")
        outcome = self.assert_check(CLEAN, report(finding(), growth()), "--config", "ci/config")
        self.assertEqual(self.statuses(outcome), ["suppressed", "known"])

    def test_wrong_lines(self):
        for line, expected in {"max-leak = 5": "no option 'max-leak'", "max-leaks": "'max-leaks' is not of the form",
                               "max-leaks = many": "--max-leaks takes a number", "output = x": "no option 'output'",
                               "fail-on = leaks": "--fail-on takes a code"}.items():
            with self.subTest(line=line):
                self.write("config", "# one\n%s\n" % line)
                self.assert_fails(USAGE, "config:2: " + expected, "--config", "config", made=report())
