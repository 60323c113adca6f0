# SPDX-License-Identifier: MIT
"""tlscope export of traces of several processes."""

import re

from export_case import Case, CHILD, ended, EVENTS, MAIN, PEAK, PLACES
import consumers
import trace_case


class LeakingChild(Case):
    SCRIPT = ended(PLACES + "enter_scope scope=2 depth=2 site=5\n", 0).replace(
        "process_end", f"fork\n{CHILD}end-fork\nprocess_end")

    def test_the_leaks_of_others_are_told(self):
        note = " is exported, which leaks nothing, and others do; --process chooses another of: "
        self.assertIn(note, self.tool("-F", "folded", "--value", "leaked", self.trace, code=0).stderr)
        self.assertNotIn("leaks nothing", self.tool("-F", "folded", self.trace, code=0).stderr)


class Replaced(Case):
    """A process that runs a second program (exec), which is a third one's launcher."""
    SCRIPT = f"{PLACES}{EVENTS}{PLACES.replace('/bin/emitter', '/bin/launcher')}{CHILD.replace('/bin/emitter', '/bin/third')}"

    def test_each_program_of_a_process(self):
        told = self.tool("-F", "folded", self.trace, code=0)
        self.assertEqual(consumers.folded(told.stdout), PEAK)
        pid = re.search(r"process (\d+):1 ", told.stderr).group(1)
        self.assertEqual(told.stderr.splitlines()[-1], f"tlscope: process {pid}:1 (emitter) is exported; --process "
                         f"chooses another of: {pid}:1 (emitter), {pid}:3 (third)")
        self.assertEqual(self.tool("-F", "folded", "-p", pid, self.trace, code=0).stdout, told.stdout)
        third = self.tool("-F", "folded", "--value", "allocated", "-p", f"{pid}:3", self.trace, code=0)
        self.assertEqual(consumers.folded(third.stdout), {("child",): 96})
        self.assertNotIn("chooses", third.stderr)
        self.assertEqual(self.tool("-F", "folded", "-p", f"{pid}:2", self.trace, code=0).stdout, "")
        self.assertIn(f"no process {pid}:4 in the trace; it has: {pid}:1 (emitter), {pid}:2 (launcher), {pid}:3 (third)",
                      self.tool("-F", "folded", "-p", f"{pid}:4", self.trace, code=1).stderr)


class Forked(Case):
    SCRIPT = MAIN.replace("process_end", f"fork\n{CHILD}end-fork\nprocess_end")

    def test_one_process_of_several(self):
        child = self.report(self.trace)["children"][0]["summary"]
        told = self.tool("-F", "folded", self.trace, code=0)
        self.assertIn("--process chooses another", told.stderr)
        self.assertEqual(consumers.folded(told.stdout), PEAK)
        chosen = self.tool("-F", "folded", "--value", "allocated", "--process", child["pid"], self.trace, code=0)
        self.assertEqual(consumers.folded(chosen.stdout), {("child",): 96})
        self.assertEqual(chosen.stderr, "")
        leaked = self.tool("-F", "folded", "--value", "leaked", "-p", child["pid"], self.trace, code=0)
        self.assertEqual(consumers.folded(leaked.stdout), {("child",): child["leaked_bytes"]})

    def test_all_processes_where_the_format_holds_them(self):
        report = self.report(self.trace)
        pids = {report["summary"]["pid"], report["children"][0]["summary"]["pid"]}
        events = consumers.chrome(self.export("--format", "chrome").read_text())
        self.assertEqual({event["pid"] for event in events["C"]}, pids)
        self.assertEqual({event["args"]["name"] for event in events["M"] if event["name"] == "process_name"},
                         {"/bin/emitter"})
        path = self.export("--format", "sqlite")
        self.assertEqual(self.rows("SELECT process, count(*) FROM objects GROUP BY process", path), [(1, 7), (2, 2)])
        self.assertEqual(self.rows("SELECT inherited, count(*) FROM objects WHERE process = 2 GROUP BY 1", path),
                         [(0, 1), (1, 1)])
        one = self.export("--format", "sqlite", "--process", max(pids - {report["summary"]["pid"]}))
        self.assertEqual(self.rows("SELECT DISTINCT process FROM objects", one), [(2,)])


if __name__ == "__main__":
    trace_case.main()
