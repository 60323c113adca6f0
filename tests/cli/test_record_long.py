# SPDX-License-Identifier: MIT
"""20 million events at full speed with the defaults: none is lost."""

import json

import harness
from harness import EMIT, RecordTest


class LongTest(RecordTest):
    def test_twenty_million_events(self):
        ended = harness.tlscope("record", "-o", "run", EMIT, "-c", "20000000", cwd=self.folder, env=self.environment())
        self.assertEqual(ended.returncode, 0, ended.stderr)
        with open(self.path("run/report.json"), encoding="utf-8") as file:
            summary = json.load(file)["summary"]
        self.assertEqual(summary["events_lost"], 0)
        self.assertGreater(summary["events"], 20000000)


if __name__ == "__main__":
    harness.main()
