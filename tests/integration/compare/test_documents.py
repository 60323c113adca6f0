# SPDX-License-Identifier: MIT
"""What is no report, or not a sound one, is told and refused, by whatever command reads it."""

import copy
import json
import random

import reports
from reports import GROWTH, LEAK, finding, report, section


def members(node, path=()):
    """The path of every member of an object and every item of an array, outermost first."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in list(items):
        yield (*path, name)
        yield from members(child, (*path, name))


def changed(document, path, value):
    """A copy with another value there."""
    document = copy.deepcopy(document)
    node = document
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    return document


class NoReports(reports.Case):
    def told(self, content):
        path = self.folder / "given"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        told = self.refused("merge", path)
        self.assertIn(str(path), told)
        return told

    def test_files_of_other_kinds(self):
        self.assertIn("empty", self.told(""))
        self.assertIn("no JSON", self.told(b"\x7fELF\0\0\0"))
        self.assertIn("no JSON from line 2", self.told('{"schema_version": 2,\n nonsense}'))
        self.assertIn("no JSON", self.told(json.dumps(report(section())) + "{}"))
        self.assertIn("no JSON", self.told("[" * 100000))
        for other in ("1", "[]", '"text"', "null", "{}", '{"document": "tlscope-diff"}', '{"document": 3}'):
            self.assertIn("no report of tlscope", self.told(other))

    def test_cut_short(self):
        for indent in (None, 1):
            text = json.dumps(report(section([finding(LEAK, sentence='a "quoted" word')])), indent=indent)
            for end in range(1, len(text) - 1, len(text) // 50):
                line = text.count("\n", 0, end) + 1
                self.assertRegex(self.told(text[:end]), rf"cut short: .* in line (?:{line}|{line - 1}), after {end} bytes")

    def test_other_versions(self):
        old = report(section())
        del old["findings"]
        self.assertIn("tlscope report TRACE", self.told(json.dumps({**old, "schema_version": 1})))
        self.assertIn("'findings' is missing", self.told(json.dumps(old)))
        self.assertIn("newer tlscope", self.told(json.dumps(report(section(), ) | {"schema_version": 3})))
        merged = self.merge(report(section()))
        self.assertIn("newer tlscope", self.told(json.dumps({**merged, "document_version": 2})))

    def test_folders(self):
        folder = self.folder / "run"
        folder.mkdir()
        told = self.refused("merge", folder)
        self.assertIn(f"tlscope: {folder}: it holds no trace", told)
        self.assertIn("what can be read is a folder of 'tlscope record'", told)
        (folder / "report.json").write_text(json.dumps({"schema_version": 1, "children": []}))
        told = self.refused("merge", folder)
        self.assertIn("trace cannot be read", told)
        self.assertIn("without the findings", told)
        (folder / "report.json").write_text(json.dumps(report(section([finding(LEAK)]))))
        self.assertEqual(self.merge_files(folder)["findings"][0]["key"], LEAK)

    def test_unreadable(self):
        for command in ("merge", "check"):
            told = self.refused(command, self.folder / "none")
            self.assertEqual(told, f"tlscope: {self.folder / 'none'}: it cannot be read: No such file or directory\n")

    def test_a_report_where_a_trace_is_needed(self):
        path = self.write(self.merge(report(section())))
        for words in (("report", "--format", "json"), ("replay",)):
            told = self.refused(*words, path)
            self.assertIn(f"{path} is no folder", told)
            self.assertIn("reports are read by 'tlscope report --format text', 'check', 'diff' and 'merge'", told)

    def test_a_report_made_before_is_told_in_words(self):
        told = self.tlscope("report", self.write(self.merge(report(section()))))
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("No findings.", told.stdout)


class UnsoundReports(reports.Case):
    def check_members(self, document):
        """Members get another value: an exit code that is documented, and nothing worse."""
        values = (None, -1, 1e300, "\x1b[31m", [[]], {})
        changes = [(path, value) for path in members(document) for value in values]
        for path, value in random.Random(1).sample(changes, 60):
            file = self.write(changed(document, path, value), "given.json")
            process = self.tlscope("diff", file, file)
            self.assertIn(process.returncode, (0, 1, 3), (path, value, process.stderr))
            self.assertNotIn("\x1b", process.stdout + process.stderr)
            if process.returncode == 1:
                self.assertIn("given.json: ", process.stderr)
            if path[0] == "findings" and process.returncode == 1 and len(path) > 2:
                self.assertRegex(process.stderr, r"'\w+'|names a process")

    def test_reports(self):
        self.check_members(report(section([finding(GROWTH)])))

    def test_merged_reports(self):
        self.check_members(self.merge(report(section([finding(LEAK)]))))

    def test_the_place_is_told(self):
        wrong = finding(LEAK)
        wrong["severity"] = "dire"
        told = self.refused("merge", self.write(report(section([finding(LEAK)]), section([finding(LEAK), wrong]))))
        self.assertIn("children[0].findings[1]: 'severity' is 'dire'", told)
        wrong = report(section([finding(LEAK)]))
        del wrong["findings"][0]["objects"]
        self.assertIn("findings[0]: 'objects' is missing", self.refused("merge", self.write(wrong)))
        told = self.refused("merge", self.write(report(section(), section(pid="7"))))
        self.assertIn("children[0].summary: 'pid' is no number", told)

    def test_the_viewer_refuses_what_others_do(self):
        wrong = report(section([finding(LEAK)]))
        nested = {**wrong, "children": [[]]}
        page = self.folder / "page.tlview"
        for made in (changed(wrong, ("findings", 0, "objects"), -1), changed(wrong, ("summary", "pid"), "7"), nested,
                     changed(wrong, ("trace", "events"), -3), report(section(), section())):
            file = self.write(made, "given.json")
            self.assertEqual(self.refused("view", "-n", "-F", "tlview", "-o", page, file), self.refused("merge", file))
            self.assertFalse(page.exists())
        told = self.tlscope("view", "-n", "-F", "tlview", "-o", page, self.write(wrong))
        self.assertEqual(told.returncode, 0, told.stderr)

    def test_nothing_a_terminal_obeys(self):
        evil = finding(LEAK, sentence="\x1b[2J\u009b31m", fix="\r\n", name="\x07")
        for command in ("merge", "diff"):
            one = self.write(report(section([evil], program="\x1b]0;x\x07", host="h\x1b")))
            paths = [one] if command == "merge" else [self.write(report(section())), one]
            told = self.tlscope(command, "--format", "text", *paths).stdout
            self.assertIn("\\x1B[2J", told)
            self.assertFalse(set(told) & {"\x1b", "\r", "\x07", "\u009b"})

    def test_texts_of_any_bytes(self):
        path = self.folder / "bytes.json"
        text = json.dumps(report(section([finding(LEAK, name="MARK")])))
        path.write_bytes(text.encode().replace(b"MARK", b"\xff\xc3\x28 \xf0\x9f\x98\x80"))
        self.assertEqual(self.merge_files(path)["findings"][0]["name"], "\\xFF\\xC3( \U0001f600")


if __name__ == "__main__":
    reports.harness.main()
