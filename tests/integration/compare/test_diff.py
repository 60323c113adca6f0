# SPDX-License-Identifier: MIT
"""What tlscope diff says is new, grown, shrunk and gone, and the exit codes that follow."""

import json
import random
import re

import reports
from reports import chosen, GROWTH, LEAK, MISUSE, finding, of_totals, report, sampled, section

WORSE = 5
PARTLY = 3


def with_findings(*findings, **members):
    return report(section(findings, **members))


def grown(before, after, percent):
    return after > before * (1 + percent / 100)


def expected_change(before, after):
    """What the manual page says of a finding on both sides."""
    if before is None or after is None:
        return "new" if before is None else "gone"
    names, percent = ("objects", "bytes", "times"), 0
    if "bytes_per_iteration" in before:
        names, percent = ("bytes_per_iteration", "objects_per_iteration"), 1
    if any(grown(before[name], after[name], percent) for name in names):
        return "grown"
    return "shrunk" if any(grown(after[name], before[name], percent) for name in names) else "same"


class Findings(reports.Case):
    def change(self, before, after, *options, code=0):
        """The one change of a comparison."""
        told = self.diff(before, after, *options, code=code)
        self.assertEqual(len(told["findings"]), 1)
        self.assertEqual(told["worse"], code == WORSE)
        self.assertEqual(told["changes"][told["findings"][0]["change"]], 1)
        self.assertEqual(sum(told["changes"].values()), 1)
        return told["findings"][0]

    def test_the_same(self):
        told = self.diff(with_findings(finding(LEAK), finding(MISUSE)), with_findings(finding(MISUSE), finding(LEAK)))
        self.assertEqual(told["changes"], {"new": 0, "grown": 0, "shrunk": 0, "gone": 0, "unsure": 0, "same": 2})
        self.assertEqual((told["worse"], told["whole"]), (False, True))

    def test_new(self):
        told = self.change(with_findings(), with_findings(finding(LEAK)), code=WORSE)
        self.assertEqual((told["change"], told["objects"]), ("new", {"a": 0, "b": 5}))
        self.assertEqual(told["cause"]["text"], "model.tl:40 (run_batch)")

    def test_what_a_vector_holds_is_counted(self):
        few, many = (finding(LEAK, 1, 4096, 1, by_device={"cpu": {"objects": 1, "bytes": 96},
                                                          "cuda:0": {"objects": held, "bytes": 4000}}) for held in (3, 4))
        told = self.change(with_findings(few), with_findings(many), code=WORSE)
        self.assertEqual((told["change"], told["objects"]), ("grown", {"a": 4, "b": 5}))
        process = self.tlscope("diff", self.write(with_findings(few)), self.write(with_findings(many)))
        self.assertIn("objects              4 -> 5", process.stdout)

    def test_gone(self):
        told = self.change(with_findings(finding(LEAK)), with_findings())
        self.assertEqual((told["change"], told["bytes"], told["processes"]),
                         ("gone", {"a": 2560, "b": 0}, {"a": 1, "b": 0}))

    def test_grown_and_shrunk(self):
        few, many = with_findings(finding(MISUSE, times=3)), with_findings(finding(MISUSE, times=7))
        told = self.change(few, many, code=WORSE)
        self.assertEqual((told["change"], told["times"]), ("grown", {"a": 3, "b": 7}))
        self.assertEqual(self.change(many, few)["change"], "shrunk")

    def test_more_of_one_amount_and_less_of_another_is_grown(self):
        one, other = with_findings(finding(LEAK, 5, 100)), with_findings(finding(LEAK, 4, 200))
        self.assertEqual(self.change(one, other, code=WORSE)["change"], "grown")
        self.assertEqual(self.change(other, one, code=WORSE)["change"], "grown")

    def test_growth_is_compared_by_the_iteration(self):
        short, long = finding(GROWTH, 10, 5000, 10), finding(GROWTH, 100, 50000, 100, bytes_per_iteration=516)
        self.assertEqual(self.change(with_findings(short), with_findings(long))["change"], "same")
        steep = finding(GROWTH, 10, 5000, 10, bytes_per_iteration=520)
        told = self.change(with_findings(short), with_findings(steep), code=WORSE)
        self.assertEqual((told["change"], told["bytes_per_iteration"]), ("grown", {"a": 512.5, "b": 520}))

    def test_tolerance(self):
        before, after = with_findings(finding(LEAK, 100, 1000, 1)), with_findings(finding(LEAK, 104, 1050, 1))
        self.change(before, after, code=WORSE)
        self.change(before, after, "--tolerance", "4", code=WORSE)
        self.assertEqual(self.change(before, after, "--tolerance", "5")["change"], "same")
        self.assertEqual(self.change(with_findings(), after, "-t", "5", code=WORSE)["change"], "new")

    def test_a_note_makes_nothing_worse(self):
        self.assertEqual(self.change(with_findings(), with_findings(finding(LEAK, severity="note")))["change"], "new")

    def test_matched_across_rebuilds(self):
        rebuilt = finding(LEAK, cause=reports.place(99), places=[], sentence="other words")
        told = self.diff(with_findings(finding(LEAK)),
                         report(section([rebuilt], program="/elsewhere/train", pid=9, start="2027-01-01T00:00:00Z")))
        self.assertEqual(told["findings"][0]["change"], "same")
        self.assertEqual([(program["program"], program["processes"]) for program in told["programs"]],
                         [("train", {"a": 1, "b": 1})])

    def test_random_reports(self):
        keys = [f"leak/leaked/{number}" for number in range(4)] + [f"growth/grows-per-iteration/{n}" for n in range(3)]
        for seed in range(25):
            chance = random.Random(seed)
            sides = []
            for _ in "ab":
                side = {}
                for key in chance.sample(keys, chance.randint(0, len(keys))):
                    side[key] = finding(key, chance.randint(0, 2), chance.choice([0, 8]), chance.randint(1, 2),
                                        severity=chance.choice(["error", "note"]))
                    if key.startswith("growth"):
                        side[key]["bytes_per_iteration"] = chance.choice([1, 1.005, 2])
                sides.append(side)
            expected = {key: expected_change(sides[0].get(key), sides[1].get(key)) for key in {**sides[0], **sides[1]}}
            worse = any(change in ("new", "grown") and sides[1][key]["severity"] == "error"
                        for key, change in expected.items())
            with self.subTest(seed=seed):
                told = self.diff(*(with_findings(*side.values()) for side in sides), code=WORSE if worse else 0)
                self.assertEqual({entry["key"]: entry["change"] for entry in told["findings"]}, expected)


class Samples(reports.Case):
    """What a sample stands for is compared, not what was seen; what it may have missed is neither new nor gone."""

    def side(self, objects, one_of=1, key=LEAK, by="objects"):
        made = section([finding(key, objects, 64 * objects, objects)] if objects else [])
        return report(sampled(made, one_of, by) if one_of > 1 else made)

    def change(self, before, after, code=PARTLY):
        told = self.diff(before, after, code=code)
        self.assertEqual((len(told["findings"]), told["whole"]), (1, False))
        return told["findings"][0]["change"]

    def test_estimates_are_compared_with_counts(self):
        told = self.diff(self.side(1000), self.side(12, 100), code=PARTLY)
        entry = told["findings"][0]
        self.assertEqual((entry["change"], entry["objects"]), ("same", {"a": 1000, "b": 12}))
        self.assertEqual((entry["estimated"]["a"], entry["estimated"]["b"]["objects"]), (None, 1200))
        self.assertEqual((told["a"]["sampled_processes"], told["b"]["sampled_processes"]), (0, 1))
        self.assertEqual(told["estimated_leaks"]["b"]["bytes"], 12 * 64 * 100)
        self.assertEqual(self.change(self.side(12, 100), self.side(1000)), "same")
        self.assertEqual(self.change(self.side(1000), self.side(100, 100), code=WORSE), "grown")
        self.assertEqual(self.change(self.side(100, 100), self.side(1000)), "shrunk")

    def test_samples_of_other_rates(self):
        self.assertEqual(self.change(self.side(500, 2), self.side(10, 100)), "same")
        self.assertEqual(self.change(self.side(500, 2), self.side(500, 100), code=WORSE), "grown")

    def test_what_a_sample_may_have_missed_is_unsure(self):
        self.assertEqual(self.change(self.side(0, 100), self.side(300)), "unsure")
        self.assertEqual(self.change(self.side(0, 100), self.side(301), code=WORSE), "new")
        self.assertEqual(self.change(self.side(300), self.side(0, 100)), "unsure")
        self.assertEqual(self.change(self.side(301), self.side(0, 100)), "gone")
        self.assertEqual(self.change(self.side(0), self.side(1, 100), code=WORSE), "new")
        self.assertEqual(self.change(self.side(0, 100), self.side(3, 100)), "unsure")
        self.assertEqual(self.change(self.side(0, 4096, by="bytes"), self.side(192)), "unsure")
        self.assertEqual(self.change(self.side(0, 4096, by="bytes"), self.side(193), code=WORSE), "new")

    def test_misuse_is_told_wholly(self):
        self.assertEqual(self.change(self.side(0, 100), self.side(1, key=MISUSE), code=WORSE), "new")

    def test_misuse_of_an_object_may_have_another_key_in_a_sample(self):
        """Its kind is not told where the object was left out."""
        whole = self.side(1, key="misuse/release-freed/struct/step/model.tl")
        for before, after in ((whole, self.side(1, 100, MISUSE)), (self.side(1, 100, MISUSE), whole)):
            told = self.diff(before, after, code=PARTLY)
            self.assertEqual([entry["change"] for entry in told["findings"]], ["unsure", "unsure"])
        told = self.diff(whole, self.side(1, key=MISUSE), code=WORSE)
        self.assertEqual({entry["change"] for entry in told["findings"]}, {"new", "gone"})

    def test_what_nobody_asked_for_is_unsure(self):
        whole = report(section([finding(LEAK, 5, 500)]))
        few = report(chosen(section([])))
        for before, after in ((few, whole), (self.merge(few), whole), (whole, few)):
            told = self.diff(before, after, code=PARTLY)
            self.assertEqual([entry["change"] for entry in told["findings"]], ["unsure"])
        misuse = [finding("misuse/release-freed/struct//step/model.tl"), finding("misuse/release-freed///step/model.tl")]
        told = self.diff(report(section(misuse[:1])), report(chosen(section(misuse[1:]))), code=PARTLY)
        self.assertEqual([entry["change"] for entry in told["findings"]], ["unsure", "unsure"])

    def test_what_totals_do_not_tell_is_unsure(self):
        whole = report(section([finding(LEAK), finding(GROWTH), finding(MISUSE)]))
        for ended, leak in (("killed", "unsure"), ("running", "unsure"), ("normally", "gone")):
            totals = report(of_totals(section(ended=ended)))
            for after in (totals, self.merge(totals)):
                told = self.diff(whole, after, code=PARTLY)
                self.assertEqual({entry["key"]: entry["change"] for entry in told["findings"]},
                                 {LEAK: leak, GROWTH: "unsure", MISUSE: "gone"})
        killed = report(of_totals(section(ended="killed")))
        self.assertEqual(self.diff(killed, whole, code=WORSE)["changes"]["unsure"], 2)

    def test_a_leak_whose_past_is_unknown_may_be_told_under_another_key(self):
        totals = with_findings(finding("leak/leaked-past-unknown/struct/Point/make/model.tl", 5, 500))
        cause = with_findings(finding("leak/moved-never-taken/struct/Point/step/model.tl", 5, 500))
        for before, after in ((totals, cause), (cause, totals), (self.merge(totals), self.merge(cause))):
            told = self.diff(before, after)
            self.assertEqual([entry["change"] for entry in told["findings"]], ["unsure", "unsure"])
        other = with_findings(finding("leak/moved-never-taken/struct/Pointer/step/model.tl", 5, 500))
        self.assertEqual({entry["change"] for entry in self.diff(totals, other, code=WORSE)["findings"]}, {"new", "gone"})
        told = self.diff(totals, with_findings(), code=0)
        self.assertEqual([entry["change"] for entry in told["findings"]], ["gone"])

    def test_rates_of_leaks_are_those_of_all_objects(self):
        whole = [with_findings(finding(LEAK, 100, 6400, bytes_per_iteration=rate, objects_per_iteration=rate / 64))
                 for rate in (64, 128)]
        sample = report(sampled(section([finding(LEAK, 10, 640, bytes_per_iteration=6.4, objects_per_iteration=0.1)]), 10))
        self.assertEqual(self.change(whole[0], sample), "same")
        self.assertEqual(self.change(whole[1], sample), "shrunk")
        self.assertEqual(self.change(sample, whole[1], code=WORSE), "grown")
        text = self.tlscope("diff", self.write(whole[0]), self.write(sample)).stdout
        self.assertNotIn("may look new or gone", text)

    def test_rates_without_estimates_are_unsure(self):
        slow = report(sampled(section([finding(GROWTH)]), 100))
        fast = report(sampled(section([finding(GROWTH, bytes_per_iteration=1024)]), 100))
        self.assertEqual(self.change(slow, slow), "same")
        self.assertEqual(self.change(slow, fast), "unsure")
        self.assertEqual(self.change(fast, with_findings(finding(GROWTH))), "unsure")

    def test_text(self):
        paths = self.write(self.side(0, 100)), self.write(self.side(300))
        told = self.tlscope("diff", *paths).stdout
        self.assertIn("NOT WORSE: 0 new, 0 grown, 0 shrunk, 0 gone, 1 unsure, 0 same\n", told)
        self.assertIn("Of 1 process a sample of the objects was looked at", told)
        self.assertIn("unsure: moved-counted-twice (error)", told)
        self.assertIn("It may have been missed, or some of it, or be told otherwise", told)
        told = self.tlscope("diff", self.write(self.side(10, 100)), self.write(self.side(1000))).stdout
        self.assertRegex(told, r"leaked objects +about 1,000 \(give or take \d+\) -> 1,000\n")
        self.assertNotIn("unsure", told)


class Numbers(reports.Case):
    def test_totals_and_peaks(self):
        before = report(section([finding(LEAK)], peak_bytes=100), section(pid=8, peak_bytes=300, peak_objects=1))
        after = report(section(peak_bytes=200, end_bytes=128), section(program="/bin/other"))
        told = self.diff(before, after)
        self.assertEqual(told["totals"]["leaked_bytes"], {"a": 2560, "b": 0})
        self.assertEqual(told["totals"]["end_bytes"], {"a": 128, "b": 192})
        self.assertEqual(told["programs"], [
            {"program": "other", "processes": {"a": 0, "b": 1}, "peak_bytes": {"a": 0, "b": 4096},
             "peak_objects": {"a": 0, "b": 9}},
            {"program": "train", "processes": {"a": 2, "b": 1}, "peak_bytes": {"a": 300, "b": 200},
             "peak_objects": {"a": 9, "b": 9}}])

    def test_peaks_of_totals_are_not_known(self):
        devices = {"cuda:0": {"leaked_bytes": 0, "peak_bytes": 64, "end_bytes": 64}}
        before = report(section(by_device=devices))
        after = report(of_totals(section(peak_bytes=0, peak_objects=0, by_device={"cuda:0": {"peak_bytes": 0}})))
        told = self.diff(before, after, code=PARTLY)
        self.assertEqual(told["programs"], [
            {"program": "train", "processes": {"a": 1, "b": 1}, "peak_bytes": {"a": 4096, "b": None},
             "peak_objects": {"a": 9, "b": None}}])
        self.assertEqual(told["devices"]["cuda:0"]["peak_bytes"], {"a": 64, "b": None})
        self.assertRegex(self.tlscope("diff", self.write(after), self.write(after)).stdout, r"\n   peak +not known\n")
        text = self.tlscope("diff", self.write(before), self.write(after)).stdout
        for words in (r"\n   peak +4\.0 KiB -> not known\n", r"\n   peak objects +9 -> not known\n",
                      r"\n   peak +64 bytes -> not known\n"):
            self.assertRegex(text, words)
        two = report(of_totals(section(peak_bytes=0)), section(pid=8, peak_bytes=5))
        self.assertEqual(self.diff(before, two, code=PARTLY)["programs"][0]["peak_bytes"], {"a": 4096, "b": 5})

    def test_merged_reports(self):
        ranks = [report(section([finding(LEAK)], pid=number)) for number in (1, 2)]
        merged = self.write(self.merge_text(*map(self.write, ranks)))
        told = self.diff(ranks[0], merged, code=WORSE)
        self.assertEqual(told["findings"][0]["processes"], {"a": 1, "b": 2})
        self.assertEqual(self.diff(merged, merged)["findings"][0]["change"], "same")
        self.assertEqual(self.diff(merged, ranks[0])["findings"][0]["change"], "shrunk")


class Command(reports.Case):
    def test_missing_events_are_an_exit_code_of_their_own(self):
        lossy = report(section(), events_lost=9)
        for side in (lossy, report(section(), read="partly", damage=["cut short"]), report(section(), packets_lost=1)):
            self.assertFalse(self.diff(side, with_findings(), code=PARTLY)["whole"])
            self.assertFalse(self.diff(with_findings(), side, code=PARTLY)["whole"])
        self.assertFalse(self.diff(lossy, with_findings(finding(LEAK)), code=WORSE)["whole"])

    def test_text(self):
        before = with_findings(finding(LEAK), finding(GROWTH), finding("heap/a/b"))
        after = with_findings(finding(LEAK, 8, 4096, 8), finding(GROWTH, bytes_per_iteration=1024), finding(MISUSE))
        process = self.tlscope("diff", self.write(before, "old.json"), self.write(after, "new.json"))
        self.assertEqual(process.returncode, WORSE)
        for words in ("old.json, 1 process", "WORSE: 1 new, 2 grown, 0 shrunk, 1 gone, 0 same",
                      "objects              5 -> 8", "bytes                2.5 KiB -> 4.0 KiB (+1.5 KiB)",
                      "grows by             512.5 bytes -> 1.0 KiB an iteration (+511.5 bytes)", "gone: a (error)",
                      "look at              model.tl:40 (run_batch)", "leaked bytes         2.5 KiB -> 4.0 KiB",
                      "train:\n   processes            1\n   peak                 4.0 KiB"):
            self.assertIn(words, process.stdout)
        self.assertLess(process.stdout.index("\nnew: "), process.stdout.index("\ngrown: "))
        self.assertNotIn("\033", process.stdout)

    def test_what_is_not_known_for_certain_is_said(self):
        whole = self.write(with_findings(finding(LEAK)), "whole.json")
        sampled = self.write(report(section([finding(LEAK, objects=1)], certain=False)), "sampled.json")
        said = "Not all is known of /opt/bin/train (pid 7): what its trace cannot tell"
        compared = self.tlscope("diff", whole, sampled)
        self.assertIn(said, compared.stdout)
        self.assertEqual(compared.returncode, 3)
        self.assertEqual(self.tlscope("diff", sampled, whole).returncode, WORSE)
        self.assertEqual(self.tlscope("diff", whole, whole).returncode, 0)
        self.assertNotIn(said, self.tlscope("diff", whole, whole).stdout)
        said = "NOT ALL IS KNOWN OF 1 OF THE PROCESSES: /opt/bin/train"
        self.assertIn(said, self.tlscope("merge", "-F", "text", sampled).stdout)
        self.assertNotIn(said, self.tlscope("merge", "-F", "text", whole).stdout)

    def test_sentences_keep_to_a_narrow_terminal(self):
        long = finding(LEAK, sentence="object " * 30, fix="release " * 30)
        before, after = self.write(with_findings()), self.write(with_findings(long))
        for command in (("diff", before, after), ("merge", "-F", "text", after)):
            with self.subTest(command=command[0]):
                wide, narrow = self.on_a_terminal(*command), self.on_a_terminal(*command, columns=60)
                self.assertEqual(narrow.split(), wide.split())
                for shown, columns in ((wide, 100), (narrow, 60)):
                    longest = max(len(line) for line in shown.splitlines() if "object object" in line or "release release" in line)
                    self.assertIn(longest, range(columns - len("release"), columns + 1))

    def test_colour(self):
        before, after = self.write(with_findings()), self.write(with_findings(finding(LEAK)))
        plain = self.tlscope("diff", before, after).stdout
        self.assertEqual(self.on_a_terminal("diff", before, after, NO_COLOR="1"), plain)
        coloured = self.on_a_terminal("diff", before, after, NO_COLOR="")
        self.assertIn("\033[1;31mWORSE\033[0m", coloured)
        self.assertIn("\033[1;31mnew\033[0m: moved-counted-twice (error)\n", coloured)
        self.assertIn("\033[1;32mgone\033[0m: moved-counted-twice (error)\n", self.on_a_terminal("diff", after, before, NO_COLOR=""))
        self.assertEqual(re.sub("\033\\[[0-9;]*m", "", coloured), plain)

    def test_text_of_no_change(self):
        one = self.write(with_findings(finding(LEAK)))
        process = self.tlscope("diff", one, one)
        self.assertEqual(process.returncode, 0)
        self.assertIn("NOT WORSE: 0 new, 0 grown, 0 shrunk, 0 gone, 1 same", process.stdout)
        self.assertNotIn("look at", process.stdout)

    def test_text_tells_of_missing_events(self):
        lossy = self.write(report(section(), events_lost=9, read="partly", damage=["cut short"]))
        process = self.tlscope("diff", lossy, self.write(with_findings()))
        self.assertIn("9 EVENTS WERE LOST", process.stdout)
        self.assertIn("could not be read whole", process.stdout)
        self.assertIn("cut short", process.stderr)

    def test_output(self):
        one = self.write(with_findings())
        process = self.tlscope("diff", "-F", "json", "-o", self.folder / "out", one, one)
        self.assertEqual((process.returncode, process.stdout), (0, ""))
        self.assertEqual(json.loads((self.folder / "out").read_text())["document"], "tlscope-diff")
        self.assertIn("cannot be written", self.refused("diff", one, one, "-o", self.folder / "none" / "out", code=4))

    def test_standard_input(self):
        process = self.tlscope("diff", "-", self.write(with_findings()), text=json.dumps(with_findings(finding(LEAK))))
        self.assertEqual(process.returncode, 0)
        self.assertIn("gone: moved-counted-twice (error)", process.stdout)

    def test_wrong_command_lines(self):
        one = self.write(with_findings())
        for arguments in ([], [one], [one, one, one]):
            self.assertIn("two reports or traces", self.refused("diff", *arguments, code=2))
        self.assertIn("number of percent", self.refused("diff", "-t", "few", one, one, code=2))

    def test_unreadable(self):
        one = self.write(with_findings())
        for paths in ((one, self.folder / "none"), (self.folder / "none", one)):
            self.assertIn("No such file", self.refused("diff", *paths))


if __name__ == "__main__":
    reports.harness.main()
