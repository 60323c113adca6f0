# SPDX-License-Identifier: MIT
"""The whole table, tlscope beside memcheck, LeakSanitizer and heaptrack: printed, and no tool finds more causes."""

import shutil
import sys
import unittest

import judge
import peers
import programs

SKIPPED = 77


class Peers(unittest.TestCase):
    def test_no_tool_finds_more_causes(self):
        bugs, clean = programs.all_programs()
        ours = next(judge.tlscope_tables(bugs, clean, []))
        theirs = list(judge.peer_tables(bugs, clean))
        judge.print_tables([ours, *theirs])
        for table in (table for table in theirs if not table.clean):
            with self.subTest(table.name):
                self.assertGreater(table.count("found"), 0, "the tool says nothing at all")
                self.assertGreater(ours.count("right"), table.count("right"))


if __name__ == "__main__":
    missing = [tool for tool, (command, _) in peers.TOOLS.items() if not shutil.which(command)]
    if missing:
        print("skipped: not here:", *missing)
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv, verbosity=2)
