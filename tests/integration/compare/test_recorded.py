# SPDX-License-Identifier: MIT
"""Recorded programs compared and merged: reports as they are, not as tests make them up."""

import json

import reports
from reports import harness

PARTLY, WORSE = 3, 5
BUILDS = harness.BUILD / "tests" / "integration" / "compare"


class Recorded(reports.Case):
    def run_of(self, name, program=None, *arguments):
        """The folder of a recording of one of the TL-like programs."""
        folder = self.folder / name
        self.record(program or harness.PROGRAMS / name, *arguments).directory.rename(folder)
        return folder

    def test_a_rebuilt_program_is_the_same(self):
        before = self.run_of("before", BUILDS / "built" / "leaky")
        after = self.run_of("after", BUILDS / "rebuilt" / "leaky")
        told = self.diff(before, after)
        self.assertEqual([(entry["change"], entry["code"]) for entry in told["findings"]],
                         [("same", "moved-never-taken")])
        self.assertEqual([entry["program"] for entry in told["programs"]], ["leaky"])
        lines = [json.loads((run / "report.json").read_text())["findings"][0]["cause"]["line"]
                 for run in (before, after)]
        self.assertNotEqual(*lines)
        told = self.diff(before, self.run_of("more", BUILDS / "rebuilt" / "leaky", 5), code=WORSE)
        self.assertEqual([(entry["change"], entry["objects"]) for entry in told["findings"]],
                         [("grown", {"a": 3, "b": 5})])

    def test_a_leak_is_new_then_gone(self):
        clean, leaky = self.run_of("clean_train"), self.run_of("bug_counted_twice")
        told = self.diff(clean, leaky, code=WORSE)
        self.assertEqual([(entry["change"], entry["code"]) for entry in told["findings"]],
                         [("new", "moved-counted-twice")])
        self.assertEqual(told["totals"]["leaked_objects"], {"a": 0, "b": 5})
        self.assertEqual(self.diff(leaky, clean)["findings"][0]["change"], "gone")

    def test_a_sample_of_a_run_is_the_same(self):
        """Another run looks at the same objects of one in ten, so that this comes out as it does each time."""
        runs = []
        for options in ([], ["--sample", "1/10"]):
            recording = self.record(harness.PROGRAMS / "churn", 2000, record_options=options)
            runs.append(recording.directory.rename(self.folder / str(len(runs))))
        told = self.diff(*runs, code=PARTLY)
        self.assertEqual([(entry["change"], entry["code"]) for entry in told["findings"]], [("same", "over-acquired")])
        self.assertEqual(told["findings"][0]["objects"]["a"], 200)
        self.assertLess(told["findings"][0]["objects"]["b"], 40)
        leaks = told["estimated_leaks"]
        self.assertIsNone(leaks["a"])
        self.assertLess(abs(leaks["b"]["objects"] - 200), leaks["b"]["objects_error"])
        merged = self.merge_files(*runs)["findings"][0]
        self.assertEqual(merged["estimated"]["objects"], 200 + leaks["b"]["objects"])

    def test_processes_of_many_runs(self):
        runs = [self.run_of(name) for name in ("fork_child", "bug_counted_twice", "bug_scope_left_open")]
        merged = self.merge_files(*runs)
        told = [json.loads((run / "report.json").read_text()) for run in runs]
        sections = [section for report in told for section in (report, *report["children"])]
        self.assertEqual(len(merged["processes"]), len(sections))
        for name in ("leaked_objects", "leaked_bytes", "diagnostics", "events"):
            self.assertEqual(merged["summary"][name], sum(section["summary"][name] for section in sections), name)
        for section in sections:
            self.assertIn((section["summary"], section["timeline"]),
                          [(entry["summary"], entry["timeline"]) for entry in merged["processes"]])
        keys = {entry["key"] for section in sections for entry in section["findings"]}
        self.assertEqual({entry["key"] for entry in merged["findings"]}, keys)
        self.assertGreater(len(keys), 2)

    def test_a_trace_and_its_report_are_one(self):
        run = self.run_of("bug_scope_left_open")
        self.assertEqual(self.merge_text(run / "trace"), self.merge_text(run / "report.json"))
        self.assertIn("counted twice", self.refused("merge", run / "trace", run))


if __name__ == "__main__":
    harness.main()
