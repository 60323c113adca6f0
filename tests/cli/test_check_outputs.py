# SPDX-License-Identifier: MIT
"""tlscope check: its outcome in every format, by the rules of the formats."""

import json
import os
import re
import xml.etree.ElementTree

import harness
from findings import finding, growth, misuse, place, report, section
from harness import TLSCOPE
from check_case import CLEAN, FINDINGS, CheckTest

HOSTILE = 'a<b>&"\'\x01\x1b[31m\n\u009b\ufffe]]>\u00e9'
LEVELS = ["none", "note", "warning", "error"]


class SarifTest(CheckTest):
    def sarif(self, made, *arguments):
        document = json.loads(self.run_check("--format", "sarif", *arguments, made=made).stdout)
        self.assertEqual(document["version"], "2.1.0")
        self.assertRegex(document["$schema"], r"^https://.*sarif.*2\.1\.0.*\.json$")
        self.assertEqual(len(document["runs"]), 1)
        self.assert_run(document["runs"][0])
        return document["runs"][0]

    def assert_message(self, message):
        self.assertIsInstance(message["text"], str)
        self.assertNotEqual(message["text"], "")

    def assert_run(self, made):
        """What the standard requires of a run, and what its consumers do."""
        driver = made["tool"]["driver"]
        self.assertEqual(driver["name"], "tlscope")
        rules = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(rules), len(set(rules)))
        for rule in driver["rules"]:
            self.assert_message(rule["shortDescription"])
            self.assert_message(rule["help"])
            self.assertIn(rule["defaultConfiguration"]["level"], LEVELS)
        for invocation in made["invocations"]:
            self.assertIs(invocation["executionSuccessful"], True)
            for told in invocation["toolExecutionNotifications"]:
                self.assert_message(told["message"])
                self.assertIn(told["level"], LEVELS)
        self.assertIn(made["columnKind"], ["utf16CodeUnits", "unicodeCodePoints"])
        for result in made["results"]:
            self.assert_result(result, rules)

    def assert_result(self, result, rules):
        self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
        self.assertIn(result["level"], LEVELS)
        self.assert_message(result["message"])
        self.assertTrue(all(isinstance(each, str) for each in result["partialFingerprints"].values()))
        for location in result["locations"] + result["relatedLocations"]:
            self.assert_location(location)
        identifiers = [location["id"] for location in result["relatedLocations"]]
        self.assertEqual(len(identifiers), len(set(identifiers)))
        for suppression in result["suppressions"]:
            self.assertIn(suppression["kind"], ["inSource", "external"])
            self.assertIn(suppression["status"], ["accepted", "underReview", "rejected"])
        self.assertIn(result.get("baselineState", "new"), ["new", "unchanged", "updated", "absent"])

    def assert_location(self, location):
        if "physicalLocation" in location:
            self.assertRegex(location["physicalLocation"]["artifactLocation"]["uri"],
                             r"^(file:///)?([\w.~/-]|%[0-9A-F]{2})+$")
            self.assertGreaterEqual(location["physicalLocation"].get("region", {"startLine": 1})["startLine"], 1)
        for logical in location.get("logicalLocations", []):
            self.assertEqual(logical["kind"], "function")
            self.assertNotEqual(logical["name"], "")
        if "message" in location:
            self.assert_message(location["message"])

    def test_result(self):
        result = self.sarif(report(finding()))["results"][0]
        self.assertEqual(result["ruleId"], "moved-counted-twice")
        self.assertEqual(result["level"], "error")
        self.assertEqual(result["message"]["text"], "%s\nfix: %s" % (finding()["sentence"], finding()["fix"]))
        self.assertEqual(result["locations"], [{
            "physicalLocation": {"artifactLocation": {"uri": "model.tl"}, "region": {"startLine": 40}},
            "logicalLocations": [{"name": "run_batch", "kind": "function"}]}])
        self.assertEqual(result["relatedLocations"][1]["message"]["text"],
                         "its scope entered at train.tl:12 (main)")
        self.assertEqual(result["partialFingerprints"], {"tlscopeKey/v1": finding()["key"]})
        self.assertNotIn("baselineState", result)

    def test_finding_without_a_line(self):
        made = self.sarif(report(misuse()))
        self.assertEqual(made["results"][0]["locations"], [{"logicalLocations": [{"name": "f", "kind": "function"}]}])
        self.assertEqual(self.sarif(report(misuse(places=[])))["results"][0]["locations"], [])

    def test_one_rule_a_code(self):
        made = self.sarif(report(finding(), misuse(), finding(key="x"), growth()))
        self.assertEqual([rule["id"] for rule in made["tool"]["driver"]["rules"]],
                         ["moved-counted-twice", "acquire-unknown", "grows-per-iteration"])
        self.assertEqual([result["ruleIndex"] for result in made["results"]], [0, 1, 0, 2])

    def test_paths_become_uris(self):
        for path, uri in {"/a b/m.tl": "file:///a%20b/m.tl", "c:x.tl": "c%3Ax.tl", "\u00e9.tl": "%C3%A9.tl",
                          "../m.tl": "../m.tl", "100%.tl": "100%25.tl"}.items():
            with self.subTest(path=path):
                result = self.sarif(report(finding(cause=place(file=path))))["results"][0]
                self.assertEqual(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], uri)

    def test_suppressions_and_baseline(self):
        self.write("supp", "growth:*\nheap:*\n")
        self.assert_check(CLEAN, report(finding()), "--write-baseline", "known")
        made = self.sarif(report(finding(objects=6), growth(), misuse()), "--suppressions", "supp", "--baseline",
                          "known")
        self.assertEqual([result["baselineState"] for result in made["results"]], ["updated", "new", "new"])
        self.assertEqual([len(result["suppressions"]) for result in made["results"]], [0, 1, 0])
        told = [each["message"]["text"] for each in made["invocations"][0]["toolExecutionNotifications"]]
        self.assertEqual(told, ["unused suppression: heap:* (supp:2)"])

    def test_doubts_are_notifications(self):
        made = self.sarif(report(certain=False, events_lost=3))
        self.assertEqual(made["results"], [])
        told = made["invocations"][0]["toolExecutionNotifications"]
        self.assertEqual([each["level"] for each in told], ["warning"])
        self.assertIn("3 events", told[0]["message"]["text"])

    def test_hostile_names(self):
        self.sarif(report(finding(name=HOSTILE, sentence=HOSTILE, cause=place(HOSTILE, HOSTILE))))


class JunitTest(CheckTest):
    ATTRIBUTES = {"testsuites": {"name", "tests", "failures", "errors", "time"},
                  "testsuite": {"name", "hostname", "timestamp", "tests", "failures", "errors", "skipped", "time"},
                  "testcase": {"name", "classname", "time", "file", "line"}, "failure": {"type", "message"},
                  "error": {"type", "message"}, "skipped": {"message"}}
    CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped"}}

    def junit(self, made, *arguments):
        root = xml.etree.ElementTree.fromstring(self.run_check("-F", "junit", *arguments, made=made).stdout)
        self.assertEqual(root.tag, "testsuites")
        self.assert_element(root)
        for element in [root, *root]:
            self.assert_counts(element)
        return root

    def assert_element(self, element):
        self.assertLessEqual(set(element.attrib), self.ATTRIBUTES[element.tag])
        if element.tag in ["testsuite", "testcase"]:
            self.assertTrue(element.get("name"))
        if element.tag == "testcase":
            self.assertTrue(element.get("classname"))
            self.assertLessEqual(len(element), 1)
        for child in element:
            self.assertIn(child.tag, self.CHILDREN.get(element.tag, set()))
            self.assert_element(child)

    def assert_counts(self, element):
        for name, tag in {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            if name in element.attrib:
                self.assertEqual(int(element.get(name)), len(list(element.iter(tag))), name)
        self.assertGreater(int(element.get("tests")), 0)

    def test_clean(self):
        root = self.junit(report())
        self.assertEqual((root.get("failures"), root.get("errors")), ("0", "0"))

    def test_failure(self):
        root = self.junit(report(finding(), misuse()))
        self.assertEqual((root.get("failures"), root.get("errors")), ("1", "0"))
        case = root.find(".//testcase[@classname='tlscope.leak']")
        self.assertEqual((case.get("name"), case.get("file"), case.get("line")), (finding()["key"], "model.tl", "40"))
        failure = case.find("failure")
        self.assertEqual((failure.get("type"), failure.get("message")), ("moved-counted-twice", finding()["sentence"]))
        self.assertIn("look at model.tl:40 (run_batch)\n", failure.text)
        self.assertIn(finding()["fix"], failure.text)

    def test_suites_are_processes(self):
        root = self.junit(report(finding(), children=[section(program="/bin/child")]))
        self.assertEqual([suite.get("name") for suite in root], ["certainty", "/bin/train", "/bin/child"])
        self.assertEqual(root[1].get("timestamp"), "2026-11-22T10:00:00")

    def test_suppressed_is_skipped(self):
        self.write("supp", "leak:*\n")
        root = self.junit(report(finding()), "--suppressions", "supp")
        self.assertEqual(root.find(".//skipped").get("message"), "leak:*")

    def test_doubts_are_an_error(self):
        root = self.junit(report(certain=False, events_lost=3))
        self.assertEqual(root.get("errors"), "1")
        self.assertIn("3 events", root.find(".//error").text)

    def test_hostile_names(self):
        root = self.junit(report(finding(sentence=HOSTILE, key=HOSTILE), program=HOSTILE, host=HOSTILE))
        self.assertEqual(root.find(".//failure").get("message"),
                         'a<b>&"\'\\x01\\x1B[31m\\x0A\\xC2\\x9B\\xEF\\xBF\\xBE]]>\u00e9')

    def test_hostile_start(self):
        root = self.junit(report(finding(), start='2026-11-22T10:0"<\u00e9 and so on'))
        self.assertIsNone(root[1].get("timestamp"))


class TextTest(CheckTest):
    def test_findings(self):
        ended = self.run_check(made=report(finding(), misuse()))
        self.assertEqual(ended.returncode, FINDINGS)
        self.assertIn("FAIL  moved-counted-twice (error)  at model.tl:40 (run_batch)\n"
                      "      5 tensors (2560 bytes) were moved and counted twice\n"
                      "      Fix: release each once more after line 40\n"
                      "      fails by --max-leaks\n", ended.stdout)
        self.assertIn("pass  acquire-unknown (warning)  at f (train+0x12)\n", ended.stdout)
        self.assertIn("leaked objects: 5, 0 allowed (--max-leaks)\n", ended.stdout)
        self.assertTrue(ended.stdout.endswith(
            "FAILED: report.json: 1 finding fails, 1 passes, 0 known, 0 suppressed\n"))

    def test_baseline(self):
        self.assert_check(CLEAN, report(finding(), growth()), "--write-baseline", "known")
        text = self.run_check("--baseline", "known", made=report(finding(objects=7), misuse(severity="error"))).stdout
        self.assertIn("      2 more than the baseline knows\n", text)
        self.assertIn("      new: not in the baseline\n", text)
        self.assertIn("no longer found, and still in the baseline: growth/train.tl\n", text)

    def test_findings_are_bounded(self):
        many = [finding(key="leak/%d" % i, code="leaked") for i in range(23)]
        text = self.run_check(made=report(*many, misuse())).stdout
        self.assertEqual(len(re.findall("(?m)^FAIL  ", text)), 20)
        self.assertNotIn("\npass", text)
        self.assertIn("\n... and 4 more: they are in the JSON (--format json)\n", text)
        self.assertNotIn("more: they", self.run_check(made=report(*many[:20])).stdout)

    def test_lines_are_wrapped(self):
        long = " ".join(["word"] * 60)
        text = self.run_check(made=report(finding(sentence=long, fix=long))).stdout
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        self.assertEqual(text.count("word"), 120)

    def test_limits_are_told_where_they_matter(self):
        self.assertNotIn("allowed", self.run_check(made=report(misuse())).stdout)
        self.assertIn("leaked objects: 0, 3 allowed (--max-leaks)\n", self.run_check("--max-leaks", "3").stdout)
        text = self.run_check(made=report(growth(bytes_per_iteration=7.2000000000000002, objects_per_iteration=0.3)))
        self.assertIn("growth per iteration, leaks apart: 7.2 bytes, 0 bytes allowed (--max-growth)\n", text.stdout)

    def test_processes_are_named_where_there_are_several(self):
        self.assertNotIn("pid", self.run_check(made=report(finding())).stdout)
        text = self.run_check(made=report(children=[section(finding(), pid=9)])).stdout
        self.assertIn(" at model.tl:40 (run_batch)  in /bin/train (pid 9)\n", text)

    def test_no_control_characters(self):
        text = self.run_check(made=report(finding(sentence=HOSTILE, name=HOSTILE, fix=HOSTILE))).stdout
        self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f]")

    def on_a_terminal(self, **environment):
        """What the tool writes to a terminal; a variable of None is not set."""
        changed = {**os.environ, "TERM": "xterm", **environment}
        changed = {name: value for name, value in changed.items() if value is not None}
        return harness.on_a_terminal([TLSCOPE, "check", "report.json"], self.folder, env=changed)

    def test_colour_where_a_terminal_wants_it(self):
        self.assertNotIn("\x1b", self.run_check(made=report(finding())).stdout)
        coloured = self.on_a_terminal(NO_COLOR=None)
        self.assertIn("\x1b[1;31mFAIL\x1b[0m", coloured)
        self.assertIn("\x1b[", self.on_a_terminal(NO_COLOR=""))
        for refused in [{"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": None}, {"TERM": None, "NO_COLOR": None}]:
            with self.subTest(refused=refused):
                plain = self.on_a_terminal(**refused)
                self.assertNotIn("\x1b", plain)
                self.assertEqual(re.sub("\x1b\\[[0-9;]*m", "", coloured), plain)


del CheckTest  # or it would be run here, too
if __name__ == "__main__":
    harness.main()
