# SPDX-License-Identifier: MIT
"""What the process's memory is made of, and who is blamed for its growth."""

import unittest

import harness

MIB = 1 << 20
GROWN = 24 * 4 * MIB  # by ../programs/footprint/grower
CODES = {"grew-outside-tl", "grew-outside-malloc", "grew-free-in-malloc"}


@unittest.skipIf(harness.SANITIZED, "skipped: sanitizers bring a malloc of their own, and take memory themselves")
class Footprint(harness.Case):
    def grown(self, way, options="resident=1"):
        """The report of a run that grew in that way, its parts' growth, and its findings of growth outside TL."""
        self.recording = self.record(harness.PROGRAMS / "grower", way, options=options)
        report = self.recording.report
        host = report["memory"]["host"]
        return report, host, [finding for finding in report["findings"] if finding["code"] in CODES]

    def assert_sums(self, host):
        for moment in ("first", "peak", "end"):
            sample = host[moment]
            self.assertEqual(sum(sample["parts"].values()), sample["resident"] + sample["swapped"] + sample["absent"])
        growth = host["growth"]
        self.assertEqual(sum(growth["parts"].values()), growth["resident"] + growth["swapped"] + growth["absent"])
        self.assertEqual(growth["resident"], host["end"]["resident"] - host["first"]["resident"])

    def assert_blamed(self, host, part):
        """That part grew by what the program grew by, and no other by a quarter of it."""
        parts = host["growth"]["parts"]
        self.assertGreaterEqual(parts[part], GROWN * 3 // 4)
        self.assertLess(parts[part], GROWN * 5 // 4)
        others = {name: bytes for name, bytes in parts.items() if name not in (part, "shared", "own")}
        self.assertLess(max(others.values()), GROWN // 4, others)

    def test_blocks_of_malloc_that_are_not_tls(self):
        _, host, findings = self.grown("malloc")
        self.assertTrue(host["malloc_counted"])
        self.assertGreater(host["samples"], 6)
        self.assert_sums(host)
        self.assert_blamed(host, "malloc")
        self.assertEqual([finding["code"] for finding in findings], ["grew-outside-tl"])
        self.assertEqual((findings[0]["category"], findings[0]["severity"], findings[0]["confidence"]),
                         ("heap", "warning", "likely"))
        self.assertGreater(findings[0]["bytes"], GROWN // 3)
        self.assertIn("--heap", findings[0]["fix"])
        text = self.text_of(self.recording.directory)
        self.assertRegex(text, r"Memory: [\d.]+ MiB resident at the peak")
        self.assertRegex(text, r"other blocks of malloc .*\+9\d\.\d MiB")
        self.assertRegex(text, r"memory\s+grew\s+by\s+[\d.]+\s+MiB\s+outside\s+TL")

    def test_memory_that_is_mapped(self):
        _, host, findings = self.grown("mmap")
        self.assert_sums(host)
        self.assert_blamed(host, "other")
        self.assertEqual([finding["code"] for finding in findings], ["grew-outside-malloc"])

    def test_objects_that_leak(self):
        report, host, findings = self.grown("leak")
        self.assert_sums(host)
        self.assert_blamed(host, "live")
        self.assertEqual(findings, [])
        self.assertEqual([finding["code"] for finding in report["findings"]], ["moved-never-taken"])
        self.assertGreater(host["growth"]["parts"]["own"], 24 * 4096 * 16)  # tlscope's tables, of so many objects

    def test_memory_that_malloc_holds_back(self):
        _, host, findings = self.grown("fragment")
        self.assert_sums(host)
        parts = host["growth"]["parts"]
        self.assertGreater(parts["unused"], parts["malloc"] * 2)
        self.assertEqual([finding["code"] for finding in findings], ["grew-free-in-malloc"])

    def test_what_is_loaded_once_is_no_growth(self):
        _, host, findings = self.grown("load")
        self.assert_blamed(host, "malloc")
        self.assertEqual(findings, [])

    def test_not_asked_for(self):
        report, host, findings = self.grown("malloc", options="resident=0")
        self.assertEqual((host, findings), (None, []))


if __name__ == "__main__":
    harness.main()
