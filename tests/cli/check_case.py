# SPDX-License-Identifier: MIT
"""A folder to run `tlscope check` in, and its exit codes."""

import json
import os
import shutil
import tempfile
import unittest

from harness import tlscope

CLEAN, UNREADABLE, USAGE, UNCERTAIN, NOT_WRITTEN, FINDINGS = range(6)


class CheckTest(unittest.TestCase):
    """A test with a folder of its own, in which it runs."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tlscope-test.")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def run_check(self, *arguments, made=None):
        """Checks report.json, which is made of the report `made`, if any."""
        if made is not None:
            self.write("report.json", json.dumps(made))
        return tlscope("check", *arguments, "report.json", cwd=self.folder)

    def assert_check(self, code, made, *arguments):
        """The JSON outcome, after the exit code was as expected."""
        ended = self.run_check("--json", *arguments, made=made)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        outcome = json.loads(ended.stdout)
        names = {CLEAN: "clean", UNCERTAIN: "uncertain", FINDINGS: "failed"}
        self.assertEqual(outcome["outcome"], names[code])
        return outcome

    def assert_fails(self, code, expected, *arguments, made=None):
        """Nothing but a message."""
        ended = self.run_check(*arguments, made=made)
        self.assertEqual((ended.returncode, ended.stdout), (code, ""), ended.stderr)
        self.assertIn(expected, ended.stderr)

    def statuses(self, outcome):
        return [each["status"] for each in outcome["findings"]]
