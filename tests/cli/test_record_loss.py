# SPDX-License-Identifier: MIT
"""Every event is in the trace, or counted as lost."""

import os
import signal

import harness
from harness import EMIT, RecordTest, events


SMALL = ["--subbuf-size", "4k", "--subbuf-count", "2"]


class LossTest(RecordTest):
    def recorded(self, *arguments):
        """(events in the report, events it calls lost), without those whose number depends on the clock"""
        ended = self.record("--force", *arguments, env=self.environment(TLSCOPE_OPTIONS="resident=0"))
        self.assertEqual(ended.returncode, 0, ended.stderr)
        trace = harness.report(self.path("run"))["trace"]
        self.assertEqual(trace["read"], "whole")
        return trace["events"], trace["events_lost"]

    def test_full_speed_loses_nothing(self):
        found, lost = self.recorded(EMIT, "-c", "2000000")
        self.assertEqual(lost, 0)
        self.assertGreater(found, 2000000)

    def test_small_buffers_wait(self):
        found, lost = self.recorded("--blocking", "600000000", *SMALL, EMIT, "-c", "10000")
        self.assertEqual(lost, 0)
        self.assertGreater(found, 10000)

    def test_small_buffers_without_waiting_count_what_they_lose(self):
        emitted, lost = self.recorded(EMIT, "-c", "300000")
        self.assertEqual(lost, 0)
        found, lost = self.recorded("--blocking", "0", *SMALL, EMIT, "-c", "300000")
        self.assertGreater(lost, 0)
        self.assertEqual(found + lost, emitted)
        self.assertEqual((found, lost), events(self.path("run")))

    def test_children_in_small_buffers(self):
        emitted, lost = self.recorded(EMIT, "-c", "50000", "-f", "3")
        self.assertEqual(lost, 0)
        found, lost = self.recorded("--blocking", "0", *SMALL, EMIT, "-c", "50000", "-f", "3")
        self.assertGreater(lost, 0)
        self.assertEqual(found + lost, emitted)

    def test_the_summary_tells_the_loss(self):
        ended = harness.tlscope("record", "-o", "run", "--blocking", "0", *SMALL, EMIT, "-c", "300000",
                                cwd=self.folder, env=self.environment())
        self.assertEqual(ended.returncode, 0, ended.stderr)
        trace = harness.report(self.path("run"))["trace"]
        self.assertIn(f"{trace['events']:,} events recorded\n", ended.stderr)
        self.assertIn(f"{trace['events_lost']:,} events lost\n", ended.stderr)
        self.assertIn("--blocking 10000000", ended.stderr)
        self.assertRegex(ended.stderr, r"not certain, with events lost: [\d,]+ objects? leaked")


class KilledTest(RecordTest):
    def test_killed_program_leaves_all_it_sent(self):
        ended = self.record(EMIT, "-c", "10000", "-k", str(int(signal.SIGKILL)))
        self.assertEqual(ended.returncode, 128 + signal.SIGKILL)
        lines, _ = harness.babeltrace(self.path("run/trace"))
        self.assertEqual(sum("_scope:" in line for line in lines), 10000)
        self.assert_nothing_left(ended.pid)

    def test_children_killed_inside_events(self):
        """Whether the kill hits inside an event is chance: whatever it hits, all that is there is readable."""
        for _ in range(6):
            ended = self.record("--force", EMIT, "-K")
            self.assertEqual(ended.returncode, 0, ended.stderr)
            trace = harness.report(self.path("run"))["trace"]
            self.assertEqual(trace["read"], "whole")
            self.assertEqual(trace["processes"], 2)
            self.assertGreater(trace["events"], 10000)
            recovered = os.path.exists(self.path("run/trace/recovered"))
            self.assertEqual(recovered, "killed inside an event" in ended.stderr)
            self.assert_nothing_left(ended.pid)


if __name__ == "__main__":
    harness.main()
