# SPDX-License-Identifier: MIT
"""Programs under a tool of Valgrind's, with or without a recording, and what the tool says in its XML."""

import collections
import concurrent.futures
import pathlib
import shlex
import shutil
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import harness  # noqa: E402 (found by the path above)

SUPPRESSIONS = harness.SOURCE / "tools" / "memcheck"

Found = collections.namedtuple("Found", "kind sentence functions")

needed = (unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program"),
          unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here"))


def _found(error):
    return Found(error.findtext("kind"), error.findtext("what") or error.findtext("xwhat/text"),
                 [frame.findtext("fn") or frame.findtext("obj") or "?" for frame in error.find("stack")])


@needed[0]
@needed[1]
class ValgrindCase(harness.Case):
    """Each command is a list: the program and its arguments."""

    def _valgrind(self, index, options, command):
        return ["valgrind", "-q", "--xml=yes", f"--xml-file={self.folder}/{index}.%p.xml", *options, *command]

    def _all_found(self):
        files = sorted(self.folder.glob("*.xml"))
        self.assertTrue(files, "Valgrind wrote nothing")
        return [_found(error) for file in files for error in xml.etree.ElementTree.parse(file).iter("error")]

    def under(self, options, *commands):
        """What the tool says of the commands, which all succeed."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(harness.run, *self._valgrind(index, options, command))
                    for index, command in enumerate(commands)]
        for command, run in zip(commands, runs):
            ended = run.result()
            self.assertEqual(ended.returncode, 0, f"{command}\n{ended.stdout}{ended.stderr}")
        return self._all_found()

    def under_recorded(self, options, *commands):
        """The same, one after another in one recording, which has events of each."""
        script = "\n".join(shlex.join(map(str, self._valgrind(index, options, command)))
                           for index, command in enumerate(commands))
        recording = self.record("/bin/sh", "-e", "-c", script, record_options=["--no-report"])
        starts = {vpid for name, vpid, _ in recording.events() if name == "process_start"}
        self.assertGreaterEqual(len(starts), len(commands))
        return self._all_found()
