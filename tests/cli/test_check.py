# SPDX-License-Identifier: MIT
"""tlscope check: what fails, by which exit code, and what is said of what is not known."""

import json
import os
import re
import unittest

from check_case import CLEAN, FINDINGS, NOT_WRITTEN, UNCERTAIN, UNREADABLE, USAGE, CheckTest
import harness
from findings import VERSION, finding, growth, merged_part, merged_section, misuse, report, section
from harness import SOURCE, tlscope


class OutcomeTest(CheckTest):
    def test_clean(self):
        outcome = self.assert_check(CLEAN, report())
        self.assertEqual((outcome["findings"], outcome["doubts"]), ([], []))

    def test_each_kind_of_finding(self):
        self.assert_check(FINDINGS, report(finding()))
        self.assert_check(FINDINGS, report(growth()))
        self.assert_check(FINDINGS, report(misuse(severity="error")))
        self.assert_check(CLEAN, report(misuse()))
        self.assert_check(CLEAN, report(finding(severity="note")))

    def test_findings_of_children_count(self):
        outcome = self.assert_check(FINDINGS, report(children=[section(finding(), pid=9)]))
        self.assertEqual(outcome["findings"][0]["process"], {"program": "/bin/train", "pid": 9})

    def test_leaks_of_all_processes_add_up(self):
        made = report(finding(), children=[section(finding(), pid=9)])
        self.assert_check(CLEAN, made, "--max-leaks", "10")
        outcome = self.assert_check(FINDINGS, made, "--max-leaks", "9")
        self.assertEqual(outcome["limits"][0], {"option": "--max-leaks", "found": 10, "allowed": 9, "exceeded": True})

    def test_numbers_with_letters(self):
        self.assert_check(CLEAN, report(growth()), "--max-growth", "4k")
        self.assert_check(FINDINGS, report(growth()), "--max-growth", "3k")
        self.assert_check(FINDINGS, report(finding()), "--max-leaked-bytes", "2k")
        self.assert_check(CLEAN, report(finding()), "--max-leaked-bytes", "3k")

    def test_limits_of_devices(self):
        """What is leaked on a device with a limit counts for that one alone."""
        on_gpu = finding(key="k", by_device={"cuda:0": {"objects": 4, "bytes": 2048}, "cuda:1": {"objects": 1, "bytes": 512}})
        for limits, expected in [(["cuda=3k"], CLEAN), (["cuda=2k"], FINDINGS), (["cuda:0=2k"], FINDINGS),
                                 (["cuda:0=2k", "cuda:1=512"], CLEAN), (["cuda:0=1k", "cuda=9k"], FINDINGS),
                                 (["cuda:0=2k", "cuda:1=511"], FINDINGS), (["metal=9k"], FINDINGS)]:
            with self.subTest(limits=limits):
                options = [word for limit in limits for word in ("--max-leaked-bytes", limit)]
                self.assert_check(expected, report(on_gpu), *options)
                self.assert_check(FINDINGS, report(on_gpu, finding()), *options)
        outcome = self.assert_check(FINDINGS, report(on_gpu), "--max-leaked-bytes", "cuda=2k")
        self.assertEqual(outcome["limits"][-1], {"option": "--max-leaked-bytes", "device": "cuda", "found": 2560,
                                                 "allowed": 2048, "exceeded": True})
        told = self.run_check("--max-leaked-bytes", "cuda=2k").stdout
        self.assertIn("leaked bytes on cuda: 2.5 KiB, 2.0 KiB allowed (--max-leaked-bytes)", told)
        told = self.run_check("--max-leaked-bytes", "cuda=2559").stdout
        self.assertIn("leaked bytes on cuda: 2.5 KiB, 2.5 KiB allowed, 1 byte over it (--max-leaked-bytes)", told)
        self.assertIn("fails by --max-leaked-bytes cuda\n", told)
        for wrong in ["=5", "cuda:0=", "cuda:0=x", "cuda:0=-1"]:
            self.assertEqual(self.run_check("--max-leaked-bytes", wrong).returncode, 2)
        for wrong in ["tpu=3", "cuda:=3", "cuda:x=3", "cuda:01=3", "cuda:256=3", "cpu:0=3", "cudas=3", "cuda:0:0=3"]:
            self.assert_fails(USAGE, "knows no device '%s': there are cpu, cuda, cuda:N, metal, metal:N"
                              % wrong.partition("=")[0], "--max-leaked-bytes", wrong)
        for good in ["cpu=3", "cuda:255=3", "metal:10=3", "metal=3"]:
            self.assert_check(FINDINGS, report(on_gpu), "--max-leaked-bytes", good)
        self.write(".tlscope-check", "max-leaked-bytes = tpu=3k\n")
        self.assert_fails(USAGE, ".tlscope-check:1: --max-leaked-bytes knows no device 'tpu'")
        self.write(".tlscope-check", "max-leaked-bytes = cuda=3k\n")
        self.assert_check(CLEAN, report(on_gpu))
        self.assert_check(FINDINGS, report(on_gpu), "--max-leaked-bytes", "cuda=1k")

    def test_no_limit_is_exceeded_where_nothing_fails(self):
        """Of a finding with bytes on no device told, and of sampled objects that stand for more."""
        beside = finding(by_device={"cpu": {"objects": 5, "bytes": 60}})
        sampled = finding(estimated={"objects": 500, "bytes": 256000}, by_device={"cpu": {"objects": 5, "bytes": 2560}})
        none_beside = ["--max-leaked-bytes", "cpu=100", "--max-leaked-bytes", "0"]
        for made, limits, expected in [(beside, none_beside, FINDINGS), (beside, none_beside[:2], CLEAN),
                                       (sampled, ["--max-leaked-bytes", "cpu=249k"], FINDINGS),
                                       (sampled, ["--max-leaked-bytes", "cpu=250k", *none_beside[2:]], CLEAN)]:
            with self.subTest(limits=limits):
                outcome = self.assert_check(expected, report(made), *limits)
                self.assertEqual(any(limit["exceeded"] for limit in outcome["limits"]), expected == FINDINGS)
        self.assertEqual(outcome["limits"][-1]["found"], 256000)
        self.assert_check(CLEAN, report(finding(objects=3, bytes=300)), "--write-baseline", "known")
        split = {"cuda:0": {"objects": 1, "bytes": 333}, "cuda:1": {"objects": 2, "bytes": 667}}
        grown = report(finding(objects=3, bytes=1000, by_device=split))
        outcome = self.assert_check(CLEAN, grown, "--baseline", "known", "--max-leaked-bytes", "cuda=1k")
        self.assertEqual([each["found"] for each in outcome["limits"]], [0, 0, 0, 701])

    def test_limits_are_held_against_estimates(self):
        by_objects = {"objects": 50, "objects_error": 42, "bytes": 25600, "bytes_error": 2000}
        by_bytes = {**by_objects, "objects": None, "objects_error": None, "objects_rough": 40}
        for made, option, most in [(finding(estimated=by_objects), "--max-leaks", 50),
                                   (finding(estimated=by_bytes), "--max-leaks", 40),
                                   (finding(estimated=by_bytes), "--max-leaked-bytes", 25600),
                                   (growth(estimated=by_objects), "--max-growth", 40960),
                                   (growth(estimated=by_bytes), "--max-growth", 40960)]:
            with self.subTest(option=option, most=most):
                self.assert_check(CLEAN, report(made), option, str(most))
                self.assert_check(FINDINGS, report(made), option, str(most - 1))
        told = self.run_check("--max-leaks", "9", made=report(finding(estimated=by_bytes))).stdout
        self.assertIn("leaked objects: about 40, 9 allowed (--max-leaks)", told)

    def test_what_a_vector_holds_is_counted(self):
        """By device as well: its own objects are five."""
        vector = finding(kind="vector", by_device={"cpu": {"objects": 5, "bytes": 60}, "cuda:0": {"objects": 15, "bytes": 2500}})
        self.assert_check(FINDINGS, report(vector), "--max-leaks", "19")
        self.assert_check(CLEAN, report(vector), "--max-leaks", "20")
        self.assert_check(FINDINGS, report(vector), "--fail-on", "none", "--max-leaked-bytes", "cuda=2499")
        self.assert_check(FINDINGS, report(vector), "--max-leaks", "4", "--max-leaked-bytes", "cuda=2500")
        self.assert_check(CLEAN, report(vector), "--max-leaks", "5", "--max-leaked-bytes", "cuda=2500")

    def test_fail_on(self):
        outcome = self.assert_check(FINDINGS, report(misuse()), "--fail-on", "warning")
        self.assertEqual((outcome["findings"][0]["failed_by"], outcome["findings"][0]["failed_on"]),
                         ("--fail-on", "warning"))
        self.assert_check(FINDINGS, report(misuse()), "--fail-on", "leak", "--fail-on", "acquire-unknown")
        self.assert_check(CLEAN, report(misuse(severity="error")), "--fail-on", "none")

    def test_none_fails_on_nothing_but_limits_that_are_given(self):
        everything = report(finding(), growth(), misuse(severity="error"))
        self.assert_check(CLEAN, everything, "--fail-on", "none")
        self.assert_check(FINDINGS, everything, "--fail-on", "none", "--max-leaks", "4")
        self.assert_check(FINDINGS, everything, "--fail-on", "none", "--max-growth", "0")
        self.assert_check(CLEAN, everything, "--fail-on", "none", "--max-leaks", "5", "--max-growth", "4k")

    def test_every_code_of_findings_can_fail(self):
        lists = {"tools/analyse/verdicts.def": r'^VERDICT\(\w+, "([\w-]+)"',
                 "tracepoints/diagnostics.def": r'^TL_DIAGNOSTIC\(\w+, \d+, "([\w-]+)"',
                 "tools/analyse/findings.def": r'^FINDING\(\s*\w+,\s*"([\w-]+)"'}
        for path, pattern in lists.items():
            with open(os.path.join(SOURCE, path), encoding="utf-8") as table:
                codes = re.findall(pattern, table.read(), re.MULTILINE)
            self.assertGreater(len(codes), 4)
            words = [word for code in codes for word in ("--fail-on", code)]
            outcome = self.assert_check(FINDINGS, report(*(misuse(code=code) for code in codes)), *words)
            self.assertEqual([each["failed_on"] for each in outcome["findings"]], codes)


class UncertainTest(CheckTest):
    def assert_uncertain(self, doubt, made):
        outcome = self.assert_check(UNCERTAIN, made)
        self.assertEqual(len(outcome["doubts"]), 1)
        self.assertIn(doubt, outcome["doubts"][0])
        self.assertIn("not certain: " + outcome["doubts"][0], self.run_check().stdout)

    def test_lost_events(self):
        self.assert_uncertain("up to 12 events were lost", report(certain=False, events_lost=12))

    def test_what_is_not_known_of_many_processes_is_said_once(self):
        killed = [section(pid=pid, certain=False, ended="killed") for pid in range(20, 29)]
        clean = [section(pid=pid) for pid in range(30, 60)]
        outcome = self.assert_check(UNCERTAIN, report(children=[*killed, section(misuse(), pid=29), *clean]))
        self.assertEqual(len(outcome["doubts"]), 9)
        lines = self.run_check().stdout.splitlines()
        self.assertEqual(lines[-3:-1], ["not certain: /bin/train (pid 20) and 8 more: it did not end normally (killed, "
                                        "crashed, or _exit)",
                                        "... and 31 processes without findings"])
        self.assertEqual(len([line for line in lines if "not certain" in line]), 1)
        self.assertEqual(self.run_check("--format", "sarif").stdout.count("(killed, crashed, or _exit)"), 9)

    def test_killed_process(self):
        self.assert_uncertain("it did not end normally (killed, crashed, or _exit)", report(certain=False, ended="killed"))

    def test_leaks_of_what_is_still_told_of(self):
        made = report(finding())
        self.assertNotIn("still told of", self.run_check(made=made).stdout)
        made["recording"] = {"mode": "snapshot", "in_part": True, "cannot_tell": []}
        self.assertIn("leaked objects, of those still told of: ", self.run_check(made=made).stdout)

    def test_a_program_of_unknown_name(self):
        self.assert_uncertain("a program of unknown name (pid 7): up to 12 events were lost",
                              report(program="", certain=False, events_lost=12))

    def test_trace_not_read_whole(self):
        self.assert_uncertain("the trace was not read whole: 1 place",
                              report(trace={"read": "partly", "damage": ["a packet is cut short"]}))

    def test_no_calls(self):
        made = report(certain=False)
        made["calls"] = {}
        self.assert_uncertain("no call of the memory manager was seen", made)

    def test_other_doubts(self):
        self.assert_uncertain("its trace does not tell all", report(certain=False))

    def test_reports_without_processes_are_none_to_go_by(self):
        made = report()
        del made["summary"], made["findings"]
        self.assert_fails(UNREADABLE, "tells of no process", made=made)

    def test_idle_children_leave_no_doubt(self):
        idle = section(certain=False, ended="replaced")
        idle["calls"] = {}
        self.assert_check(CLEAN, report(children=[idle]))
        idle["summary"]["events_lost"] = 1
        self.assert_uncertain("up to 1 events", report(children=[idle]))

    def test_children_without_calls_are_idle_only_where_calls_are_told(self):
        for mode, from_beginning in (("summary", True), ("snapshot", False)):
            child = section(certain=False, ended="killed", from_beginning=from_beginning)
            child |= {"calls": {}, "recording": {"mode": mode, "cannot_tell": []}}
            self.assert_uncertain("it did not end normally", report(children=[child]))
            child["summary"]["runtime_counters"] = {"calls": 0}
            self.assert_check(CLEAN, report(children=[child]))

    def test_findings_come_before_doubts(self):
        outcome = self.assert_check(FINDINGS, report(finding(), certain=False, events_lost=12))
        self.assertEqual(len(outcome["doubts"]), 1)


class BadInputTest(CheckTest):
    def test_wrong_command_lines(self):
        self.write("report.json", json.dumps(report()))
        for arguments, expected in {("--max-leaks", "x"): "--max-leaks takes a number",
                                    ("--fail-on", "over-aquired"): "--fail-on takes a code, category or severity of a finding, or none, not 'over-aquired'",
                                    ("--format", "xml"): "--format takes text, json, sarif or junit, not 'xml'",
                                    ("--supressions", "x"): "did you mean '--suppressions'?",
                                    ("other.json",): "one report or trace at a time"}.items():
            with self.subTest(arguments=arguments):
                self.assert_fails(USAGE, expected, *arguments)
        told = tlscope("check")
        self.assertEqual((told.returncode, told.stdout), (USAGE, ""))
        self.assertIn("no report or trace given", told.stderr)

    def test_files_that_are_missing(self):
        self.write("report.json", json.dumps(report()))
        for option in ["--suppressions", "--baseline", "--config"]:
            with self.subTest(option=option):
                self.assert_fails(USAGE, "nowhere", option, "nowhere")
        self.write("bad", "leek:foo\n")
        self.assert_fails(USAGE, "bad:1: 'leek:foo' is no suppression", "--suppressions", "bad")
        self.assert_fails(USAGE, "bad", "--baseline", "bad")

    def test_no_report(self):
        self.assert_fails(UNREADABLE, "report.json: it cannot be read: No such file")
        for text, expected in {"": "it is empty", "{": "it is cut short", "[1,\n2": "in line 2",
                               '{"schema_version": %d} x' % VERSION: "it is no JSON", "\0": "it is no JSON",
                               "[" * 5000: "it is no JSON"}.items():
            with self.subTest(text=text[:9]):
                self.write("report.json", text)
                self.assert_fails(UNREADABLE, "report.json: ")
                self.assert_fails(UNREADABLE, expected)
                self.assert_fails(UNREADABLE, "what can be read is a folder of 'tlscope record'")

    def test_other_documents(self):
        for made in [[], {}, 3, None, {"document": "tlscope-diff"}]:
            with self.subTest(made=made):
                self.write("report.json", json.dumps(made))
                self.assert_fails(UNREADABLE, "no report of tlscope")

    def test_reports_of_other_versions(self):
        old = report()
        old["schema_version"] = 1
        self.assert_fails(UNREADABLE, "older tlscope made this report (schema_version 1)", made=old)
        old["schema_version"] = VERSION + 1
        self.assert_fails(UNREADABLE, "a newer tlscope made this report", made=old)

    def test_reports_without_findings(self):
        made = report()
        del made["findings"]
        self.assert_fails(UNREADABLE, "'findings' is missing", made=made)
        child = section()
        del child["summary"]
        self.assert_fails(UNREADABLE, "process 2: 'summary' is missing", made=report(children=[child]))
        self.assert_fails(UNREADABLE, "process 1: findings[0]: 'category' is 'smell'", made=report(finding(category="smell")))

    def test_members_of_any_type(self):
        """Whatever stands where, there is an exit code of ours."""
        odd = [None, -1, 1e300, "", "x", [1], {"a": 1}]
        for name in [*growth(), "children"]:
            for value in odd:
                with self.subTest(name=name, value=value):
                    made = {**report(growth(**{name: value})), "children": value if name == "children" else []}
                    self.assertIn(self.run_check("--json", made=made).returncode, [CLEAN, UNREADABLE, FINDINGS])

    def test_folder_that_holds_no_trace(self):
        told = tlscope("check", self.folder)
        self.assertEqual((told.returncode, told.stdout), (UNREADABLE, ""))
        self.assertIn("it holds no trace: no file named metadata in it or below it", told.stderr)

    def test_output_that_cannot_be_written(self):
        self.assert_fails(NOT_WRITTEN, "/nowhere/x cannot be written", "-o", "/nowhere/x", made=report())
        self.assert_fails(NOT_WRITTEN, "/nowhere/x cannot be written", "--write-baseline", "/nowhere/x", made=report())
        for form in ["text", "json", "sarif", "junit"]:
            with self.subTest(form=form):
                self.assert_fails(NOT_WRITTEN, "/dev/full cannot be written: No space", "-o", "/dev/full", "-F", form)

    def test_report_from_a_pipe(self):
        for name in ["-", "/dev/stdin"]:
            self.assertEqual(tlscope("check", name, text=json.dumps(report(finding()))).returncode, FINDINGS)


class MergedTest(CheckTest):
    """A merged report is judged as the reports it is made of."""

    def merge(self, *made):
        paths = []
        for number, each in enumerate(made):
            self.write("%d.json" % number, json.dumps(each))
            paths.append("%d.json" % number)
        ended = tlscope("merge", *paths, cwd=self.folder)
        self.assertEqual(ended.returncode, CLEAN, ended.stderr)
        return json.loads(ended.stdout)

    def test_findings(self):
        made = self.merge(merged_part(finding(), pid=7), merged_part(finding(), misuse(), pid=8))
        outcome = self.assert_check(FINDINGS, made)
        self.assertEqual([(each["code"], each["status"], each["process"]["pid"]) for each in outcome["findings"]],
                         [("moved-counted-twice", "failed", 7), ("acquire-unknown", "passed", 8)])
        self.assertEqual(outcome["limits"][0]["found"], 10)
        self.assert_check(CLEAN, made, "--max-leaks", "10")
        text = self.run_check(made=made).stdout
        self.assertIn("at model.tl:40 (run_batch)  in 2 processes\n", text)

    def test_known(self):
        made = self.merge(merged_part(finding(), pid=7), merged_part(finding(), pid=8))
        self.assert_check(CLEAN, made, "--write-baseline", "known")
        self.assert_check(CLEAN, merged_part(finding()), "--baseline", "known")
        self.write("supp", "leak:^run_batch$")
        self.assert_check(CLEAN, made, "--suppressions", "supp")

    def test_doubts(self):
        outcome = self.assert_check(UNCERTAIN, self.merge(merged_part(pid=7), merged_part(pid=8, certain=False)))
        self.assertEqual(outcome["doubts"], ["/bin/train (pid 8): its trace does not tell all"])

    def test_idle_children_leave_no_doubt(self):
        idle = merged_section(certain=False, ended="replaced", pid=9)
        idle["calls"] = {}
        self.assert_check(CLEAN, self.merge(merged_part(children=[idle])))
        self.assert_check(UNCERTAIN, self.merge({**merged_part(), **idle}))


class FolderTest(CheckTest):
    def test_the_report_of_a_recording_is_taken(self):
        self.write("run/report.json", json.dumps(report(finding())))
        ended = tlscope("check", "run", cwd=self.folder)
        self.assertEqual(ended.returncode, FINDINGS, ended.stderr)
        self.assertIn("FAILED: run: 1 finding fails", ended.stdout)


class ManualTest(unittest.TestCase):
    def test_exit_codes_are_in_help_and_manual(self):
        with open(os.path.join(SOURCE, "tools/man/tlscope-check.1"), encoding="utf-8") as page:
            manual = page.read()
        shown = tlscope("help", "check").stdout
        for code in range(6):
            self.assertIn("\n.It %d\n" % code, manual)
            self.assertRegex(shown, r"\b%d:\s\w" % code)


if __name__ == "__main__":
    harness.main()
