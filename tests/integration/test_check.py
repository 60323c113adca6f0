# SPDX-License-Identifier: MIT
"""tlscope check on recorded programs: a trace and its report are judged alike, and what is known passes."""

import json
import subprocess

import harness

CLEAN, UNCERTAIN, FINDINGS = 0, 3, 5


class CheckTest(harness.Case):
    def check(self, code, source, *arguments):
        """The JSON outcome of a report or trace, after the exit code was as expected."""
        command = [str(harness.TLSCOPE), "check", "--json", *arguments, str(source)]
        ended = subprocess.run(command, cwd=self.folder, env=harness.environment(), text=True, capture_output=True,
                               timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        return json.loads(ended.stdout)

    @harness.needs(harness.PROGRAMS / "clean_train", "a program compiled from LLVM IR")
    def test_clean_program(self):
        folder = self.record(harness.PROGRAMS / "clean_train").directory
        self.assertEqual(self.check(CLEAN, folder)["findings"], [])
        self.assertEqual(self.check(CLEAN, folder / "report.json")["findings"], [])

    @harness.needs(harness.PROGRAMS / "bug_counted_twice", "a program compiled from LLVM IR")
    def test_leaky_program(self):
        folder = self.record(harness.PROGRAMS / "bug_counted_twice").directory
        of_trace = self.check(FINDINGS, folder)
        of_report = self.check(FINDINGS, folder / "report.json")
        self.assertEqual(of_trace["findings"], of_report["findings"])
        self.assertEqual([finding["code"] for finding in of_trace["findings"]], ["moved-counted-twice"])
        self.assertEqual(of_trace["limits"][0], {"option": "--max-leaks", "found": 5, "allowed": 0, "exceeded": True})
        self.check(CLEAN, folder, "--max-leaks", "5")
        self.check(FINDINGS, folder, "--max-leaks", "5", "--fail-on", "moved-counted-twice")
        self.check_known(folder)

    @harness.needs(harness.PROGRAMS / "bug_double_release", "a program compiled from LLVM IR")
    def test_a_sample_against_a_baseline_of_all(self):
        """Misuse of an object that was not looked at is the one that the baseline knows by kind and name."""
        program = harness.PROGRAMS / "bug_double_release"
        self.check(CLEAN, self.record(program).directory, "--write-baseline", "known")
        sampled = self.record(program, record_options=["--sample", "1000000"]).directory
        found = self.check(UNCERTAIN, sampled, "--baseline", "known")["findings"]
        self.assertEqual([(finding["code"], finding["status"]) for finding in found], [("release-freed", "known")])

    def check_known(self, folder):
        """What is suppressed or in the baseline passes, in another run, too."""
        printed = subprocess.run([str(harness.TLSCOPE), "check", "--print-suppressions", str(folder)], text=True,
                                 capture_output=True, timeout=harness.TIMEOUT_S, check=True)
        (self.folder / "supp").write_text(printed.stdout)
        self.check(CLEAN, folder, "--suppressions", "supp")
        self.check(CLEAN, folder, "--write-baseline", "known")
        again = self.record(harness.PROGRAMS / "bug_counted_twice").directory
        self.assertEqual([finding["status"] for finding in self.check(CLEAN, again, "--baseline", "known")["findings"]],
                         ["known"])

    def test_never_left(self):
        finding, = self.check(FINDINGS, self.record(harness.PROGRAMS / "never_left", "scopes").directory)["findings"]
        self.assertRegex(finding["sentence"], r"^2,000 scopes .* The depth grew from 1 to 2,001\.$")
        finding, = self.check(FINDINGS, self.record(harness.PROGRAMS / "never_left", "functions").directory)["findings"]
        self.assertEqual((finding["code"], finding["severity"]), ("scope-never-left", "error"))
        self.assertRegex(finding["sentence"],
                         r"^2,000 calls of step, entered at .*, were never left, and keep 190\.7 MiB of slot buffers\.")

    def test_ended_inside_a_scope(self):
        def told(how):
            finding, = self.record(harness.PROGRAMS / "never_left", how).report["findings"]
            return finding["severity"], finding["confidence"], finding["sentence"]
        kept = ', and keeps 1 struct "Held" '
        for how in ("returns", "passed"):
            severity, confidence, sentence = told(how)
            self.assertEqual((severity, confidence), ("error", "certain"), how)
            self.assertIn(" was never left" + kept, sentence)
        for how in ("exits", "thread"):
            severity, confidence, sentence = told(how)
            self.assertEqual((severity, confidence), ("warning", "likely"), how)
            self.assertIn(" was still open when the program ended" + kept, sentence)

    def test_children(self):
        outcome = self.check(FINDINGS, self.record(harness.PROGRAMS / "fork_child").directory)
        self.assertGreater(len({finding["process"]["pid"] for finding in outcome["findings"]}), 1)

    def test_a_child_that_ends_in_its_parents_scope(self):
        outcome = self.check(CLEAN, self.record(harness.PROGRAMS / "fork_exits").directory)
        self.assertEqual([(finding["code"], finding["severity"], finding["status"]) for finding in outcome["findings"]],
                         [("scope-never-left", "note", "passed")])
        self.assertEqual(outcome["limits"][0], {"option": "--max-leaks", "found": 0, "allowed": 0, "exceeded": False})


if __name__ == "__main__":
    harness.main()
