# SPDX-License-Identifier: MIT
"""Reports of real traces: verdicts, forks, kills, lost events, formats."""

import json
import os
import re
import unittest

import trace_case
from trace_case import START, START_EVENTS


class Leaky(trace_case.Case):
    SCRIPT = START + """
enter_scope scope=2 depth=2 site=1
object_new object=2 pointer=0x6000 origin=0
register_struct object=2 site=1 count=1 outcome=0
unregister pointer=0x6000 object=2 scope=2 site=2 outcome=0
exit_scope scope=2 depth=1 site=1
diagnostic code=13 severity=1 pointer=0x7000 site=2 other_site=1 text=freed_before
mark text=epoch_3 site=1
""" + f"process_end events={START_EVENTS + 8} calls=5 depth=1 counted=2\n"

    def test_summary(self):
        summary = self.report(self.trace)["summary"]
        self.assertEqual((summary["events"], summary["events_lost"], summary["events_emitted"]),
                         (START_EVENTS + 8, 0, START_EVENTS + 8))
        self.assertEqual((summary["program"], summary["ended"]), ("/bin/emitter", "normally"))
        self.assertTrue(summary["certain"])
        self.assertTrue(summary["runtime_counters"]["agrees"])
        self.assertEqual((summary["peak_bytes"], summary["peak_objects"]), (96, 2))
        self.assertEqual(summary["host"], os.uname().nodename)
        self.assertRegex(summary["start"], r"^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z$")

    def test_leaks(self):
        report = self.report(self.trace)
        self.assertEqual([(group["verdict"], group["leak"], group["objects"], group["bytes"], group["name"])
                          for group in report["leaks"]],
                         [("moved-never-taken", True, 1, 48, "Node"), ("global-scope", False, 1, 48, "Node")])
        self.assertEqual(report["leaks"][0]["sites"]["unregistered"][0]["text"], "take (emitter+0x2000)")
        self.assertEqual(report["summary"]["leaked_objects"], 1)

    def test_diagnostics_and_marks(self):
        report = self.report(self.trace)
        self.assertEqual([(entry["code"], entry["severity"], entry["count"], entry["site"]["text"])
                          for entry in report["diagnostics"]],
                         [("release-freed", "error", 1, "take (emitter+0x2000)")])
        self.assertEqual(report["diagnostics"][0]["example"]["text"], "freed before")
        self.assertEqual([mark["text"] for mark in report["marks"]], ["epoch 3"])

    def test_an_empty_name_is_not_another_objects(self):
        trace = trace_case.record(self.base / "names", START + "".join(
            f"origin origin={slot} kind=1 bytes=8 site=1{' name=Other' if slot < 40 else ''}\n"
            f"object_new object={slot} pointer={slot * 16} origin={slot}\n"
            f"register_struct object={slot} site=1 count=1\n" for slot in range(10, 70)))
        counts = {group["name"]: group["objects"] for group in self.report(trace)["leaks"]}
        self.assertEqual(counts, {"Node": 1, "Other": 30, "": 30})

    def test_findings(self):
        findings = self.report(self.trace)["findings"]
        self.assertEqual([(finding["key"], finding["confidence"], finding["cause"]["text"]) for finding in findings],
                         [("leak/moved-never-taken/struct/Node/take/", "certain", "take (emitter+0x2000)"),
                          ("misuse/release-freed///take/", "certain", "take (emitter+0x2000)")])
        self.assertEqual([place["role"] for place in findings[0]["places"]],
                         ["first seen at", "unregistered at", "registered at", "outlived scope at"])

    def test_why_a_leak_is_one(self):
        leak = self.report(self.trace)["leaks"][0]
        self.assertEqual([entry["operation"] for entry in leak["examples"][0]["ledger"]], ["registered", "moved"])
        self.assertEqual({(row["operation"], row["times"]) for row in leak["balance"]}, {("registered", 1), ("moved", 1)})
        self.assertEqual(leak["outlived"]["entered_at"]["text"], "make (emitter+0x1000)")

    def test_what_was_alive_at_the_peak(self):
        peak = self.report(self.trace)["peak"]
        self.assertEqual(peak["bytes"], 96)
        self.assertEqual([(place["name"], place["objects"], place["bytes"]) for place in peak["by_place"]],
                         [("Node", 2, 96)])

    def test_one_object(self):
        text = self.run_report("--object", "2", "--format", "text", self.trace).stdout
        self.assertRegex(text, r"registered at +make [^\n]*scope 2; count 1\n.*moved out at +take [^\n]*; count 1\n")
        story, = json.loads(self.run_report("--object", "2", self.trace).stdout)
        self.assertEqual([entry["operation"] for entry in story["ledger"]], ["registered", "moved"])
        self.assertIsNone(story["ended"])
        process = self.run_report("--object", "77", self.trace)
        self.assertEqual((process.returncode, process.stdout), (1, ""))
        self.assertIn("no object 77", process.stderr)

    def test_formats(self):
        output = self.base / "out.json"
        process = self.run_report("-o", output, self.trace)
        self.assertEqual((process.returncode, process.stdout), (0, ""))
        self.assertEqual(json.loads(output.read_text())["schema_version"], 2)
        self.assertEqual(json.loads(self.run_report("--json", self.trace).stdout)["schema_version"], 2)
        text = self.run_report("--format", "text", self.trace).stdout
        self.assertIn("1. moved-never-taken (error)\n   1 struct \"Node\" (48 bytes) was moved out", text)
        self.assertIn("2. release-freed (error)", text)

    def test_text_on_a_terminal(self):
        for refused in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            with self.subTest(refused=refused):
                shown = self.on_a_terminal(**refused)
                self.assertIn("2 findings: 2 errors; leaked: 1 object, 48 bytes", shown)
                self.assertNotIn("\033", shown)

    def test_colour_on_a_terminal(self):
        coloured = self.on_a_terminal()
        for words in ("\033[1m2 findings\033[0m: \033[1;31m2 errors\033[0m; leaked: 1 object",
                      "1. \033[1mmoved-never-taken\033[0m (\033[1;31merror\033[0m)\n", "\033[1mPeak:\033[0m 96 bytes"):
            self.assertIn(words, coloured)
        self.assertRegex(coloured, r"\n   \033\[1mlook at +take [^\033\n]*\033\[0m\n")
        self.assertIn("\033[1mObject 2 of pid", self.on_a_terminal("--object", "2"))

    def test_colour_is_all_that_a_terminal_changes(self):
        for arguments in ([], ["--object", "2"]):
            plain = self.run_report("-F", "text", *arguments, self.trace).stdout
            output = self.base / "out.txt"
            self.run_report("-F", "text", "-o", output, *arguments, self.trace)
            self.assertNotIn("\033", plain)
            self.assertEqual(output.read_text(), plain)
            self.assertEqual(re.sub("\033\\[[0-9;]*m", "", self.on_a_terminal(*arguments)), plain)

    def test_bad_command_lines(self):
        for arguments in ([], [self.trace, self.trace], ["--format", "xml", self.trace], ["--nonsense", self.trace],
                          ["--object", "0", self.trace], ["--object", "one", self.trace]):
            self.assertEqual(self.run_report(*arguments).returncode, 2)
        process = self.run_report("-o", self.base / "no" / "such" / "folder", self.trace)
        self.assertEqual(process.returncode, 4)
        self.assertIn("cannot be written", process.stderr)
        self.assertEqual(self.run_report("-o", "/dev/full", self.trace).returncode, 4)


class Forked(trace_case.Case):
    SCRIPT = START + """
fork
process_start format=2 reason=1 pid=$PID parent_pid=$PPID program=/bin/emitter
module module=1 base=0x400000 path=/nowhere/emitter
address address=1 value=0x401000 module=1 offset=0x1000 symbol=make
stack stack=1 address=1 end=1
site site=1 stack=1
origin origin=5 kind=1 bytes=48 site=1 name=Node
object_new object=1 pointer=0x5000 origin=5
inherited_object object=1 count=1
inherited_record object=1 scope=1
context thread=2 manager=1
object_new object=2 pointer=0x6000 origin=5
ptr_acquire object=2 site=1 count=1 outcome=1
process_end events=13 depth=1 counted=2
end-fork
""" + f"process_end events={START_EVENTS + 1} depth=1 counted=1\n"

    def test_the_child_is_apart(self):
        report = self.report(self.trace)
        self.assertEqual(report["summary"]["events"], START_EVENTS + 1)
        self.assertEqual(len(report["children"]), 1)
        child = report["children"][0]
        self.assertTrue(child["summary"]["forked"])
        self.assertEqual(child["summary"]["parent_pid"], report["summary"]["pid"])
        self.assertEqual(child["summary"]["leaked_objects"], 1)
        self.assertEqual([(group["verdict"], group["inherited"]) for group in child["leaks"]],
                         [("over-acquired", False), ("global-scope", True)])
        self.assertTrue(child["summary"]["runtime_counters"]["agrees"])


class Killed(trace_case.Case):
    SCRIPT = START + "kill\n"

    def test_what_was_in_use_is_no_leak(self):
        report = self.report(self.trace)
        self.assertEqual(report["summary"]["ended"], "killed")
        self.assertIsNone(report["summary"]["runtime_counters"])
        self.assertEqual([group["verdict"] for group in report["leaks"]], ["alive-when-killed"])
        self.assertFalse(report["leaks"][0]["certain"])
        self.assertIn("did not end normally", self.run_report("--format", "text", self.trace).stdout)
        self.assertIn("\033[1;33m*** The process did not end normally", self.on_a_terminal())


class Lossy(trace_case.Case):
    FLOOD = 300000
    SETTINGS = {"SUBBUF": "4k", "COUNT": "2"}
    SCRIPT = START + f"""
repeat {FLOOD}
is_registered pointer=0x5000 site=1 registered=1
pause 500
process_end events={START_EVENTS + FLOOD + 1} depth=1 counted=1
"""

    def test_read_and_lost_are_all(self):
        report = self.report(self.trace)
        summary = report["summary"]
        self.assertGreater(summary["events_lost"], 0)
        self.assertEqual(summary["events"] + summary["events_lost"], START_EVENTS + self.FLOOD + 1)
        self.assertEqual(report["trace"]["events_lost"], summary["events_lost"])
        self.assertFalse(summary["certain"])
        self.assertFalse(any(group["certain"] for group in report["leaks"]))
        self.assertIn("events were lost", self.stderr)

    def test_it_is_said_first(self):
        lines = [line for line in self.run_report("--format", "text", self.trace).stdout.splitlines() if line]
        self.assertRegex(lines[1], r"^\*\*\* [\d,]+ EVENTS WERE LOST")


class Late(trace_case.Case):
    SCRIPT = "".join(START.splitlines(keepends=True)[3:]) + "process_end events=6 depth=1 counted=1\n"

    def test_recording_began_after_the_process(self):
        report = self.report(self.trace)
        self.assertFalse(report["summary"]["from_beginning"])
        self.assertFalse(report["summary"]["certain"])
        self.assertIn("does not begin with the process", self.run_report("--format", "text", self.trace).stdout)


class Newer(trace_case.Case):
    SCRIPT = START.replace("format=2", "format=999")

    def test_it_is_refused(self):
        self.refused(self.trace, "format 999", "newer tlscope")


if __name__ == "__main__":
    trace_case.main()
