# SPDX-License-Identifier: MIT
"""The suite does its work: every row comes, with a figure or why it has none. Says nothing of how fast anything is."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ["TLSCOPE_BUILD"])
CALLLOGS = os.environ.get("TLSCOPE_CALLLOGS", "")
TIMEOUT_S = 600

sys.path.insert(0, str(HERE))
import suite  # pylint: disable=wrong-import-position

CALLS = ("scope: enter, exit", "acquire, release, 1 live", "acquire, release, 100,000 live", "frame with 8 buffers",
         "register, unregister, release of one known", "unregister of the oldest of 100,000", "buffer reuse",
         "pool round trip", "scopes 1,000 deep", "100,000 records in a scope")
EXPECTED = [prefix + kind for prefix in ("call: ", "tracing off: ", "no checker: ") for kind in CALLS]
EXPECTED += ["call, 2 threads: " + kind for kind in CALLS if "oldest" not in kind]
EXPECTED += ["event, source lines on, no stacks", "event, source lines on, stacks of 12", "bytes of trace per ABI call",
             "memory of a live registered object", "program, traced: nqueens", "report of 20 million events",
             "memory of report, 10,000 objects alive", "view file of 1 million lifetimes, beyond the report"]


def run(*arguments):
    command = [sys.executable, str(HERE / "bench.py"), "--build", str(BUILD), "--calllogs=" + CALLLOGS, "--smoke",
               *arguments]
    return subprocess.run(command, text=True, capture_output=True, timeout=TIMEOUT_S, check=False)


def has_rust():
    """Not of rustup's proxy alone, which has no compiler behind it for every user."""
    return shutil.which("rustc") is not None and subprocess.run(["rustc", "--version"], capture_output=True,
                                                                check=False).returncode == 0


class Suite(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tlscope-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def test_every_row_has_a_figure_or_a_reason(self):
        process = run("--json", str(self.folder / "bench.json"), "--markdown")
        self.assertEqual(process.returncode, 0, process.stdout + process.stderr)
        document = json.loads((self.folder / "bench.json").read_text())
        rows = {row["what"]: row for row in document["rows"]}
        self.assertEqual(len(rows), len(document["rows"]), "two rows of one name")
        for what in EXPECTED:
            self.assertIn(what, rows)
        for what, row in rows.items():
            self.assertIn(what, process.stdout)
            self.assertIn("| %s |" % what, process.stdout)
            if row["left_out"] is None:
                self.assertGreater(row["value"], 0, what)
                self.assertTrue(row["figures"], what)
            else:
                self.assertIsNone(row["met"], what)
        self.assertEqual(rows["call: buffer reuse"]["left_out"] is None, has_rust())
        self.assertIsNone(rows["tracing off: buffer reuse"]["left_out"])

    def test_only_what_is_asked_for_is_measured(self):
        process = run("--only", "^tracing off: buffer", "--json", str(self.folder / "bench.json"))
        self.assertEqual(process.returncode, 0, process.stderr)
        rows = json.loads((self.folder / "bench.json").read_text())["rows"]
        self.assertEqual([row["what"] for row in rows], ["tracing off: buffer reuse"])


class Rows(unittest.TestCase):
    def test_a_goal_is_the_most_that_a_value_may_be(self):
        self.assertTrue(suite.Row("", "", 0.7, value=0.7).met)
        self.assertFalse(suite.Row("", "", 0.7, value=0.71).met)
        self.assertIsNone(suite.Row("", "", 0.7, left_out="no compiler").met)
        self.assertIsNone(suite.Row("", "", None, value=1).met)

    def test_the_ratio_of_pairs_is_the_median_of_their_ratios(self):
        row = suite.ratio_row("", "", 1, [(1, 2), (30, 10), (2, 2)])
        self.assertEqual(row.value, 1)
        self.assertEqual(row.runs, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
