# SPDX-License-Identifier: MIT
"""Every TL-like program of tests/programs/ir gives what its `; expect:` lines say, and nothing else."""

import json
import re
import unittest

import harness

SOURCES = sorted((harness.SOURCE / "tests" / "programs" / "ir").glob("*.ll"))
LEAK = re.compile(r"leak (?P<verdict>[\w-]+) (?P<objects>\d+) at (?P<function>\w+)$")
DIAGNOSTIC = re.compile(r"diagnostic (?P<code>[\w-]+) at (?P<function>\w+)$")


def expectations(source):
    return re.findall(r"^; expect: (.+)$", source.read_text(), re.M)


class IrPrograms(harness.Case):
    def check_report(self, source):
        expected = expectations(source)
        report = self.record(harness.PROGRAMS / source.stem).report
        leaks = [match for match in map(LEAK.match, expected) if match]
        diagnostics = [match for match in map(DIAGNOSTIC.match, expected) if match]
        self.assertTrue(leaks or diagnostics or expected == ["clean"], f"{source.name}: {expected}")

        found = {}
        for group in report["leaks"]:
            if group["verdict"] == "pooled":
                continue
            found[group["verdict"]] = found.get(group["verdict"], 0) + group["objects"]
        self.assertEqual(found, {leak["verdict"]: int(leak["objects"]) for leak in leaks})
        for leak in leaks:
            groups = [group for group in report["leaks"] if group["verdict"] == leak["verdict"]]
            self.assertIn(leak["function"], json.dumps(groups))

        self.assertEqual(sorted(entry["code"] for entry in report["diagnostics"]),
                         sorted(diagnostic["code"] for diagnostic in diagnostics))
        for diagnostic in diagnostics:
            entries = [entry for entry in report["diagnostics"] if entry["code"] == diagnostic["code"]]
            self.assertIn(diagnostic["function"], json.dumps(entries))


@harness.needs(harness.PROGRAMS / "clean_train", "a program compiled from LLVM IR")
class Sources(unittest.TestCase):
    def test_there_are_clean_and_leaky_programs(self):
        clean = [source for source in SOURCES if expectations(source) == ["clean"]]
        self.assertGreaterEqual(len(clean), 3)
        self.assertGreaterEqual(len(SOURCES) - len(clean), 8)


def add_test(source):
    @harness.needs(harness.PROGRAMS / source.stem, "a program compiled from LLVM IR")
    def test(self):
        self.check_report(source)
    setattr(IrPrograms, "test_" + source.stem, test)


for program in SOURCES:
    add_test(program)

if __name__ == "__main__":
    harness.main()
