# SPDX-License-Identifier: MIT
"""What takes minutes: 20 million events at full speed, and a count at its limit."""

import calllogs
import harness
import misuse_cases

EVENTS = 20_000_000
EVENTS_PER_REPLAY = 250_000  # of recall-train, at least
MINUTES = 30 * 60


class Volume(harness.Case):
    @calllogs.needed("recall-train")
    def test_nothing_is_lost_at_full_speed(self):
        recording = self.record(calllogs.PLAYER, "--repeat", EVENTS // EVENTS_PER_REPLAY,
                                calllogs.path("recall-train"), options="diagnostics=0", timeout=MINUTES)
        summary = recording.report["summary"]
        self.assertEqual(summary["events_lost"], 0)
        self.assertGreaterEqual(summary["events"], EVENTS)

    def test_a_count_at_its_limit(self):
        process = harness.run(misuse_cases.MISUSE, "count-overflow", options="trace=0", timeout=MINUTES)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("count-overflow", process.stderr)
        self.assertIn("misuse_COUNT_OVERFLOW", process.stderr)


if __name__ == "__main__":
    harness.main()
