# SPDX-License-Identifier: MIT
"""record --heap: blocks lost before registration, freed behind the manager's back, or not TL's."""

import unittest

import harness

HEAP = ["--heap"]


def sum_of(entries, field):
    return sum(entry[field] for entry in entries)


@unittest.skipIf(harness.SANITIZED, "skipped: sanitizers bring a malloc of their own, which cannot be interposed")
class Heap(harness.Case):
    recordings = {}  # one of each program

    def recorded(self, program):
        """What the program's recording with --heap said, and its report."""
        if program not in self.recordings:
            recording = self.record(harness.PROGRAMS / program, record_options=HEAP)
            self.recordings[program] = recording.process.stderr, recording.report
        return self.recordings[program]

    def heap(self, program):
        """The whole report and its heap section, which lost nothing."""
        report = self.recorded(program)[1]
        heap = report["heap"]
        self.assertEqual((heap["events_lost"], heap["whole"], heap["searched"]), (0, True, True))
        self.assertEqual(report["trace"]["heap_events"], heap["events"] + sum_of(
            [child["heap"] for child in report["children"] if child["heap"]], "events"))
        return report, heap

    def findings(self, program):
        return [(entry["code"], entry["cause"]["function"], entry["objects"], entry["bytes"], entry["confidence"])
                for entry in self.recorded(program)[1]["findings"]]

    def test_blocks_lost_before_they_were_registered(self):
        _, heap = self.heap("lost_blocks")
        lost = {}
        for entry in heap["lost"]:
            self.assertEqual((entry["verdict"], entry["confidence"]), ("lost", "certain"))
            self.assertEqual((entry["made_blocks"], entry["registered_blocks"], entry["freed_blocks"]),
                             (entry["blocks"], 0, 0))
            function = lost.setdefault(entry["place"]["function"], [0, 0, 0])
            for i, field in enumerate(("blocks", "bytes", "indirect_blocks")):
                function[i] += entry[field]
        self.assertEqual(lost, {"lose_block": [3, 120, 0], "lose_list": [4, 96, 2]})
        self.assertIn("lost_blocks.c", heap["lost"][0]["place"]["file"])
        # The second node of each list is lost with the first.
        self.assertEqual(self.findings("lost_blocks"), [("lost-unregistered", "lose_block", 3, 120, "certain"),
                                                        ("lost-unregistered", "lose_list", 2, 48, "certain")])

    def test_what_owners_have(self):
        _, heap = self.heap("lost_blocks")
        self.assertEqual(heap["end"]["by_owner"]["registered"], {"blocks": 1, "bytes": 8})
        # 7 lost, 2 pointed to by globals, 1 by the registered struct
        self.assertEqual(heap["end"]["by_owner"]["program"], {"blocks": 10, "bytes": 120 + 96 + 2 * 56 + 33})
        self.assertEqual(sum_of(heap["end"]["by_owner"].values(), "bytes"), heap["end"]["bytes"])
        self.assertEqual(sum_of(heap["peak"]["by_owner"].values(), "bytes"), heap["peak"]["bytes"])
        self.assertGreaterEqual(heap["peak"]["bytes"], heap["end"]["bytes"])

    def test_blocks_freed_behind_the_managers_back(self):
        report, heap = self.heap("freed_behind")
        freed = [(entry["name"], entry["objects"], entry["bytes"], entry["by"], entry["place"]["function"],
                  entry["registered_at"]["function"]) for entry in heap["freed_behind"]]
        self.assertEqual(freed, [("Freed", 2, 64, "free", "free_registered", "registered"),
                                 ("Moved", 1, 32, "realloc", "move_registered", "registered")])
        self.assertEqual(heap["lost"], [])
        self.assertEqual({entry["code"] for entry in report["diagnostics"]}, {"freed-elsewhere"})
        self.assertEqual(self.findings("freed_behind"),
                         [("freed-behind-manager", "free_registered", 2, 64, "certain"),
                          ("moved-behind-manager", "move_registered", 1, 32, "certain")])

    def test_freed_blocks_that_the_global_scope_holds(self):
        """Nobody releases them: the end of the process is where they are looked at."""
        for options in ({"options": "heap=watch"}, {"record_options": HEAP}):
            with self.subTest(options):
                report = self.record(harness.PROGRAMS / "freed_held", **options).report
                self.assertEqual([(entry["code"], entry["count"]) for entry in report["diagnostics"]],
                                 [("freed-elsewhere", 1)] * 2)  # each at the place that it was registered at
                self.assertEqual([(group["verdict"], group["objects"]) for group in report["leaks"]],
                                 [("global-scope", 1)])
        self.assertEqual(sorted((entry["name"], entry["objects"], entry["place"]["function"])
                                for entry in report["heap"]["freed_behind"]),
                         [("Freed", 1, "main"), ("Replaced", 1, "main")])

    def test_what_is_not_tls(self):
        _, heap = self.heap("foreign_heap")
        foreign = [module for module in heap["modules"] if (module["path"] or "").endswith("/libforeign_library.so")]
        self.assertEqual([module["owner"] for module in foreign], ["other"])
        self.assertEqual(foreign[0]["end"], {"blocks": 128 + 4, "bytes": 128 * 4096 + 4 * 1024})
        self.assertEqual(foreign[0]["peak"], {"blocks": 256, "bytes": 256 * 4096})
        self.assertEqual(heap["lost"], [])  # what a library loses is no finding
        self.assertEqual((heap["alive"][0]["place"]["function"], heap["alive"][0]["blocks"], heap["alive"][0]["owner"]),
                         ("foreign_work", 128, "other"))
        self.assertEqual(heap["end"]["by_owner"]["registered"], {"blocks": 3, "bytes": 300})

    def test_other_sections_are_as_without(self):
        plain = self.record(harness.PROGRAMS / "fork_child", options="heap=watch").report
        watched, heap = self.heap("fork_child")
        for one, other in [(plain, watched), (plain["children"][0], watched["children"][0])]:
            self.assertIsNone(one["heap"])
            self.assertEqual(one["summary"]["events"], other["summary"]["events"])
            self.assertEqual(len(one["sites"]), len(other["sites"]))
            for section in ("calls", "pool", "buffers", "marks", "diagnostics"):
                self.assertEqual(one[section], other[section])
            self.assertEqual([(group["verdict"], group["objects"], group["bytes"]) for group in one["leaks"]],
                             [(group["verdict"], group["objects"], group["bytes"]) for group in other["leaks"]])
        self.assertEqual(heap["end"]["by_owner"]["registered"], {"blocks": 1, "bytes": 32})

    def test_a_forked_child_has_a_heap_of_its_own(self):
        report, _ = self.heap("fork_child")
        child = report["children"][0]["heap"]
        self.assertTrue(child["whole"])
        self.assertEqual(child["end"]["by_owner"]["registered"], {"blocks": 3, "bytes": 96})
        self.assertEqual(child["lost"], [])

    def test_threads(self):
        _, heap = self.heap("threads")
        work = [entry for entry in heap["modules"] if (entry["path"] or "").endswith("/threads")]
        self.assertEqual(work[0]["end"]["blocks"], 0)
        self.assertGreaterEqual(heap["made"]["blocks"], 4000)
        self.assertEqual((heap["lost"], heap["freed_behind"]), ([], []))

    def test_lost_heap_events_are_counted_apart(self):
        for times in (500, 5000, 50000, 500000):  # a reader that keeps up loses none
            recording = self.record(harness.PROGRAMS / "foreign_heap", times, record_options=[
                *HEAP, "--blocking", "0", "--subbuf-size", "64k", "--subbuf-count", "2"])
            report = recording.report
            heap = report["heap"]
            if heap["events_lost"] > 0:  # and of the calls none: `record` here insists on that
                break
        self.assertGreater(heap["events_lost"], 0)
        self.assertTrue(report["summary"]["certain"])
        self.assertFalse(heap["whole"])
        self.assertEqual(report["trace"]["heap_events_lost"], heap["events_lost"])
        self.assertIn(f"{heap['events_lost']:,} events of malloc and free lost", recording.process.stderr)

    def test_the_summary_says_what_was_recorded(self):
        told = self.recorded("lost_blocks")[0]
        self.assertRegex(told, r"[\d,]+ events of malloc and free recorded\ntlscope: 0 events of malloc and free lost")
        self.assertIn("7 blocks (216 bytes) never registered and lost, 0 objects freed behind", told)

    def test_without_it_there_is_no_section(self):
        recording = self.record(harness.PROGRAMS / "lost_blocks")
        self.assertIsNone(recording.report["heap"])
        self.assertNotIn("malloc", recording.process.stderr)

    def test_heap_watch_in_a_file_of_options(self):
        options = self.folder / "options"
        options.write_text("# settings\nmoved=count\n heap = watch # known for certain\n")
        recording = self.record(harness.PROGRAMS / "freed_behind", options=f"options_file={options}")
        self.assertNotIn("interposer", recording.process.stderr)
        self.assertIn("heap=watch", recording.report["summary"]["settings"])
        self.assertEqual({entry["code"] for entry in recording.report["diagnostics"]}, {"freed-elsewhere"})


if __name__ == "__main__":
    harness.main()
