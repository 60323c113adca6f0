# SPDX-License-Identifier: MIT
"""Recorded programs with children, with threads, and with calls before and after main."""

import harness


def leaks(report):
    """Leaked objects of a process, by name."""
    counts = {}
    for group in report["leaks"]:
        if group["leak"]:
            counts[group["name"]] = counts.get(group["name"], 0) + group["objects"]
    return counts


class Processes(harness.Case):
    def test_a_forked_child_is_followed(self):
        events = list(self.record(harness.PROGRAMS / "fork_child").events())
        starts = [(vpid, fields) for name, vpid, fields in events if name == "process_start"]
        self.assertEqual([fields["reason"] for _, fields in starts], [0, 1])
        self.assertEqual([vpid for vpid, _ in starts], [fields["pid"] for _, fields in starts])
        self.assertEqual(starts[1][1]["parent_pid"], starts[0][1]["pid"])
        ended = sorted(vpid for name, vpid, _ in events if name == "process_end")
        self.assertEqual(ended, sorted(vpid for vpid, _ in starts))

    def test_the_leaks_of_a_child_are_its_own(self):
        report = self.record(harness.PROGRAMS / "fork_child").report
        self.assertEqual(leaks(report), {"Parent": 1})
        self.assertEqual([leaks(child) for child in report["children"]], [{"Child": 2}])
        self.assertEqual(report["children"][0]["summary"]["parent_pid"], report["summary"]["pid"])

    def test_a_child_may_end_in_a_scope_of_its_parent(self):
        report = self.record(harness.PROGRAMS / "fork_exits").report
        (child,) = report["children"]
        (finding,) = child["findings"]
        self.assertEqual((report["findings"], leaks(child)), ([], {"Child": 1}))
        self.assertEqual((finding["code"], finding["severity"], finding["confidence"], finding["times"]),
                         ("scope-never-left", "note", "likely", 1))

    def test_a_child_has_what_each_manager_had(self):
        recording = self.record(harness.PROGRAMS / "fork_embedder")
        (child,) = recording.report["children"]
        self.assertEqual((recording.report["diagnostics"], child["diagnostics"]), ([], []))
        moved = [group for group in child["leaks"] if group["verdict"] == "moved-never-taken"]
        self.assertEqual([(group["inherited"], group["objects"]) for group in moved], [(True, 2)])
        self.assertNotIn("not certain", self.text_of(recording.directory))
        self.assertNotIn("an unknown place", self.text_of(recording.directory))

    def test_the_text_says_which_processes_have_findings(self):
        recording = self.record(harness.PROGRAMS / "fork_child")
        report = recording.report
        pids = report["summary"]["pid"], report["children"][0]["summary"]["pid"]
        first = self.text_of(recording.directory).splitlines()[0]
        self.assertIn("2 processes, 2 with findings: pid %d, %d (" % pids, first)

    def test_who_only_starts_others_is_told_as_that(self):
        recording = self.record("/bin/sh", "-c", f"{harness.PROGRAMS / 'fork_child'}; true", record_options=["--preload"])
        text = self.text_of(recording.directory)
        self.assertIn("2 with findings: pid", text.splitlines()[0])
        self.assertIn("It made no call of the memory manager itself: other processes below did.", text)
        self.assertNotIn("link it with -ltlscope", text)

    def test_programs_of_one_process_are_told_apart(self):
        recording = self.record(harness.PROGRAMS / "exec_itself")
        pid = recording.report["summary"]["pid"]
        text = self.text_of(recording.directory)
        self.assertTrue(text.startswith(f"2 processes, 1 with findings: pid {pid}:2\n"), text)
        self.assertEqual([f"exec_itself (pid {pid}:{turn}) on " in text for turn in (1, 2)], [True, True])
        self.assertIn("by another program (exec) with 1 object that no scope held", text)
        story = harness.run(harness.TLSCOPE, "report", recording.directory, "-F", "text", "--object", "1").stdout
        self.assertEqual([f"Object 1 of pid {pid}:{turn}: a struct" in story for turn in (1, 2)], [True, True])
        checked = self.checked(recording.directory, "--fail-on", "none").stdout
        self.assertIn(f"exec_itself (pid {pid}:2)\n", checked)
        self.assertIn(f"exec_itself (pid {pid}:1): it left objects that no scope held when it ran another program (exec)",
                      checked)

    def test_an_exec_leaves_no_doubt_where_all_is_known(self):
        recording = self.record(harness.PROGRAMS / "exec_itself", "held")
        first, second = recording.report, recording.report["children"][0]
        self.assertEqual([(part["summary"]["ended"], part["summary"]["certain"]) for part in (first, second)],
                         [("replaced", True), ("normally", True)])
        self.assertNotIn("***", self.text_of(recording.directory))
        checked = self.checked(recording.directory)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_what_a_closed_library_did_has_its_place(self):
        recording = self.record(harness.PROGRAMS / "closes_plugin", harness.PROGRAMS / "libplugin.so")
        (child,) = recording.report["children"]
        for process in recording.report, child:
            (leak,) = [group for group in process["leaks"] if group["name"] == "OfPlugin"]
            self.assertEqual(leak["sites"]["first_seen"]["function"], "leak_in_plugin")

    def test_threads_are_told_apart_and_lose_nothing(self):
        report = self.record(harness.PROGRAMS / "threads").report
        self.assertEqual((leaks(report), report["diagnostics"]), ({}, []))
        self.assertEqual(len(report["threads"]), 5)

    def test_calls_before_and_after_main(self):
        report = self.record(harness.PROGRAMS / "around_main").report
        self.assertEqual(leaks(report), {"AtExit": 1, "BeforeMain": 1, "Destructor": 1, "Main": 1})


if __name__ == "__main__":
    harness.main()
