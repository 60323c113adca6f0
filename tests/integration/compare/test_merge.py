# SPDX-License-Identifier: MIT
"""What a merged report holds, and that neither the order nor the tree of merges shows in it."""

import itertools
import json
import random
import re

import reports
from reports import COUNT_MOST, GROWTH, LEAK, MISUSE, finding, report, sampled, section


def rank(number, *findings, **members):
    """A report of one rank among many, on hosts of four."""
    start = f"2026-11-22T10:00:00.{number:09d}Z"
    return report(section(findings, **{"pid": 100 + number, "host": f"node{number // 4:02d}", "start": start, **members}))


def random_report(chance, number):
    """A report that may share keys, hosts and amounts with its likes."""
    sections = []
    for child in range(chance.randint(1, 3)):
        found = []
        for _ in range(chance.randint(0, 6)):
            key = chance.choice([LEAK, MISUSE, GROWTH, "heap/lost-block/" + chance.choice("abc")])
            made = finding(key, chance.randint(0, 3), chance.choice([0, 64, 2**52 - 1]), chance.randint(0, 2),
                           severity=chance.choice(["error", "warning", "note"]), fix=chance.choice(["this", "that"]),
                           confidence=chance.choice(["certain", "likely", "possible"]))
            if "bytes_per_iteration" in made:
                made["bytes_per_iteration"] = chance.random() * 1000 / 3
            found.append(made)
        # Where the start is not known only what else is told of a process tells it from others.
        start = chance.choice(["", f"2026-11-22T10:00:{number:02d}.{child:09d}Z"])
        sections.append(section(found, start=start, pid=chance.randint(1, 2), duration_ns=number * 10 + child,
                                host=chance.choice(["", "a", "b"]), program=chance.choice(["", "/x/train", "/y/train"]),
                                certain=chance.random() < 0.9, ended=chance.choice(["normally", "killed", "replaced"]),
                                peak_bytes=chance.randint(0, COUNT_MOST), events=chance.randint(0, COUNT_MOST)))
        if chance.random() < 0.3:
            sections[-1] = sampled(sections[-1], chance.choice([2, 100]), chance.choice(["objects", "bytes"]))
    damage = [f"packet {chance.randint(0, 99)} is cut short" for _ in range(chance.randint(0, 20))]
    return report(*sections, damage=damage, bytes=chance.randint(0, 2**40))


class Contents(reports.Case):
    def test_one_report_is_a_merged_report(self):
        one = report(section([finding(LEAK), finding(MISUSE, severity="warning")]))
        merged = self.merge(one)
        self.assertEqual(merged["document"], "tlscope-merged")
        self.assertEqual([entry["key"] for entry in merged["findings"]], [LEAK, MISUSE])
        self.assertEqual(merged["processes"], [{"read": "whole", "idle_child": False, "totals_alone": False, "in_part": False, "selection": None,
                                                "summary": one["summary"], "timeline": one["timeline"]}])
        for name in ("program", "pid", "host", "start", "ended", "events", "leaked_objects", "leaked_bytes",
                     "diagnostics", "peak_bytes", "peak_objects", "certain", "by_kind", "by_device"):
            self.assertEqual(merged["summary"][name], one["summary"][name], name)
        for name in ("category", "code", "severity", "confidence", "sentence", "fix", "objects", "bytes", "times",
                     "kind", "name"):
            self.assertEqual(merged["findings"][0][name], one["findings"][0][name], name)
        self.assertEqual(merged["trace"], {**one["trace"], "traces": 1})

    def test_peaks_of_totals_are_not_known(self):
        one = report(reports.of_totals(section(peak_bytes=0, peak_objects=0)))
        merged = self.merge(one)
        self.assertEqual((merged["summary"]["peak_bytes"], merged["summary"]["peak_objects"]), (None, None))
        self.assertEqual(merged["summary"]["by_device"]["cpu"], {"made_objects": 4, "made_bytes": 4})
        again = self.merge(merged, report(section(pid=8)))
        self.assertEqual([process["totals_alone"] for process in again["processes"]], [True, False])
        self.assertEqual(again["summary"]["peak_bytes"], 4096)
        self.assertRegex(self.tlscope("merge", "-F", "text", self.write(one)).stdout,
                         r"peak +leaked +diagnostics +process\n +not known +0 bytes ")

    def test_peaks_of_devices_of_totals_are_not_known(self):
        one = report(reports.of_totals(section(by_device={"cuda:0": {"made_objects": 1, "peak_bytes": 0}})))
        self.assertEqual(self.merge(one)["summary"]["by_device"], {"cuda:0": {"made_objects": 1, "peak_bytes": None}})
        self.assertIn("On cuda:0: leaked 0 bytes, highest peak not known\n",
                      self.tlscope("merge", "-F", "text", self.write(one)).stdout)

    def test_leaks_of_what_is_still_told_of_are_marked(self):
        cut = report({**section([finding(LEAK)]), "recording": {"mode": "snapshot", "selection": None, "in_part": True}})
        again = self.merge(self.merge(cut), report(section(pid=8)))
        self.assertEqual([process["in_part"] for process in again["processes"]], [True, False])
        for told in (cut, again):
            self.assertRegex(self.tlscope("merge", "-F", "text", self.write(told)).stdout,
                             r"\nLeaked: .*, of those still told of; 0 diagnostics\n")

    def test_idle_children_are_marked(self):
        idle = [section(pid=pid) | {"calls": {}} for pid in (1, 2)]
        merged = self.merge(report(*idle))
        self.assertEqual([entry["idle_child"] for entry in merged["processes"]], [False, True])
        self.assertEqual(self.merge_text(self.write(merged)), self.merge_text(self.write(report(*idle))))

    def test_places_lose_the_number_they_have_in_one_report(self):
        found = self.merge(rank(0, finding(LEAK)))["findings"][0]
        cause = reports.place()
        del cause["number"]
        self.assertEqual(found["cause"], cause)
        self.assertNotIn("number", found["places"][0]["place"])
        self.assertEqual(found["places"][0]["role"], "registered at")
        self.assertIsNone(self.merge(rank(0, finding(LEAK, cause=None)))["findings"][0]["cause"])

    def test_estimates_are_summed_with_what_was_counted(self):
        samples = [report(sampled(section([finding(LEAK, 5, 320)], pid=pid), 100)) for pid in (1, 2)]
        whole = report(section([finding(LEAK, 30, 64)], pid=3))
        merged = self.merge(*samples, whole)
        error = samples[0]["findings"][0]["estimated"]
        expected = {"objects": 1030, "objects_error": 2 * error["objects_error"], "bytes": 64064,
                    "bytes_error": 2 * error["bytes_error"]}
        self.assertEqual((merged["findings"][0]["estimated"], merged["findings"][0]["objects"]), (expected, 40))
        self.assertEqual(merged["summary"]["estimated_leaks"], expected)
        self.assertEqual([process["selection"] and process["selection"]["sampled_one_of"]
                          for process in merged["processes"]], [100, 100, None])
        self.assertIsNone(self.merge(whole)["findings"][0]["estimated"])
        by_bytes = report(sampled(section([finding(LEAK, 5, 320)], pid=4), 64, "bytes"))
        estimated = self.merge(whole, by_bytes)["findings"][0]["estimated"]
        self.assertEqual((estimated["objects"], estimated["objects_rough"]), (None, 30 + 5 * 64))
        text = self.tlscope("merge", "--format", "text", *map(self.write, (*samples, whole))).stdout
        self.assertIn("Of 2 processes a sample of the objects was looked at", text)
        self.assertRegex(text, r"Leaked: about 1,030 objects \(give or take \d+\), about 62.6 KiB \(give or take ")
        checked = self.tlscope("check", "--max-leaks", "1029", "--max-leaked-bytes", "1G", "--fail-on", "none",
                               self.write(merged))
        self.assertIn("leaked objects: about 1,030, 1,029 allowed", checked.stdout)

    def test_counts_are_summed(self):
        merged = self.merge(rank(0, finding(LEAK, 5, 100, 1)), rank(1, finding(LEAK, 7, 300, 2)), rank(2))
        found = merged["findings"][0]
        self.assertEqual((found["objects"], found["bytes"], found["times"]), (12, 400, 3))
        self.assertEqual((found["processes"], found["in"]), (2, [0, 1]))
        summary = merged["summary"]
        self.assertEqual((summary["leaked_objects"], summary["leaked_bytes"], summary["events"]), (12, 400, 300))
        self.assertEqual(summary["by_kind"]["tensor"]["made_bytes"], 9)
        self.assertEqual(summary["by_device"]["cpu"]["made_objects"], 12)
        self.assertEqual((summary["processes"], merged["trace"]["traces"], merged["trace"]["bytes"]), (3, 3, 3 * 4096))

    def test_words_are_of_the_heaviest(self):
        merged = self.merge(rank(0, finding(LEAK, 9, 100, fix="light")), rank(1, finding(LEAK, 1, 300, fix="heavy")))
        found = merged["findings"][0]
        self.assertEqual(found["fix"], "heavy")
        self.assertEqual(found["heaviest"], {"process": 1, "objects": 1, "bytes": 300, "times": 5,
                                             "sentence": f"1 of {LEAK} keep 300 bytes"})
        self.assertEqual(found["sentence"],
                         f"in 2 processes; in the one where it weighs most: 1 of {LEAK} keep 300 bytes")

    def test_of_rates_and_severities_the_highest_is_kept(self):
        merged = self.merge(rank(0, finding(GROWTH, bytes_per_iteration=0.1, severity="note", confidence="likely")),
                            rank(1, finding(GROWTH, bytes_per_iteration=1 / 3, objects_per_iteration=0.5,
                                            severity="warning", confidence="possible")))
        found = merged["findings"][0]
        self.assertEqual((found["bytes_per_iteration"], found["objects_per_iteration"]), (1 / 3, 1))
        self.assertEqual((found["severity"], found["confidence"]), ("warning", "likely"))

    def test_what_one_process_has_twice_is_of_one_process(self):
        merged = self.merge(rank(0, finding(LEAK, 1, 10), finding(LEAK, 2, 20)), rank(1, finding(LEAK, 4, 5)))
        found = merged["findings"][0]
        self.assertEqual((found["objects"], found["processes"], found["in"]), (7, 2, [0, 1]))

    def test_children_are_processes(self):
        merged = self.merge(report(section(pid=1), section([finding(LEAK)], pid=2), section([finding(LEAK)], pid=3)))
        self.assertEqual([entry["summary"]["pid"] for entry in merged["processes"]], [1, 2, 3])
        self.assertEqual(merged["findings"][0]["in"], [1, 2])
        self.assertEqual(merged["summary"]["pid"], 0)

    def test_summary_of_unlike_processes(self):
        merged = self.merge(rank(0, host="b", program="/bin/x", peak_bytes=10, peak_objects=30),
                            rank(1, host="a", program="/bin/y", peak_bytes=20, ended="replaced", certain=False))
        summary = merged["summary"]
        self.assertEqual((summary["host"], summary["program"], summary["hosts"]), ("", "", 2))
        self.assertEqual((summary["peak_bytes"], summary["peak_objects"]), (20, 30))
        self.assertEqual((summary["ended"], summary["certain"]), ("replaced", False))
        self.assertEqual(summary["start"], "2026-11-22T10:00:00.000000000Z")

    def test_a_trace_without_processes(self):
        merged = self.merge(report())
        self.assertEqual((merged["processes"], merged["findings"], merged["summary"]["events"]), ([], [], 0))
        self.assertEqual(merged["summary"]["ended"], "normally")

    def test_only_the_first_processes_are_named(self):
        merged = self.merge(*(rank(number, finding(LEAK)) for number in range(20)))
        found = merged["findings"][0]
        self.assertEqual((found["processes"], found["in"]), (20, list(range(16))))
        self.assertEqual((merged["summary"]["hosts"], len(merged["processes"])), (5, 20))

    def test_counts_are_exact_and_stop_where_json_does(self):
        found = self.merge(rank(0, finding(LEAK, 2**52, COUNT_MOST - 1)), rank(1, finding(LEAK, 2**52 - 2, 1)),
                           rank(2, finding(MISUSE, COUNT_MOST, 7)), rank(3, finding(MISUSE, 1, 7)))["findings"]
        self.assertEqual((found[0]["objects"], found[0]["bytes"]), (2**53 - 2, COUNT_MOST))
        self.assertEqual(found[1]["objects"], COUNT_MOST)


class Associativity(reports.Case):
    def merged_file(self, *paths):
        return self.write(self.merge_text(*paths))

    def test_any_order_and_any_tree(self):
        for seed in range(12):
            chance = random.Random(seed)
            paths = [self.write(random_report(chance, number)) for number in range(4)]
            with self.subTest(seed=seed):
                whole = self.merge_text(*paths)
                self.merge_files(*paths)
                a, b, c, d = chance.sample(paths, 4)
                merged = self.merged_file
                self.assertEqual(self.merge_text(a, b, c, d), whole)
                self.assertEqual(self.merge_text(merged(a, b), merged(c, d)), whole)
                self.assertEqual(self.merge_text(merged(merged(merged(a), b), c), d), whole)
                self.assertEqual(self.merge_text(d, merged(c, merged(b, merged(a)))), whole)

    def test_all_orders(self):
        chance = random.Random(99)
        paths = [self.write(random_report(chance, number)) for number in range(3)]
        texts = {self.merge_text(*order) for order in itertools.permutations(paths)}
        self.assertEqual(len(texts), 1)

    def test_bounded_lists_in_a_tree(self):
        paths = [self.write(rank(number, finding(LEAK, number % 3), finding(f"heap/b/{number}")))
                 for number in range(40)]
        whole = self.merge_text(*paths)
        halves = [self.merged_file(*paths[start::3]) for start in range(3)]
        self.assertEqual(self.merge_text(*reversed(halves)), whole)

    def test_the_order_of_findings_in_a_report(self):
        alike = [finding(LEAK, fix="this"), finding(LEAK, fix="that"), finding(MISUSE)]
        texts = {self.merge_text(self.write(rank(0, *order))) for order in itertools.permutations(alike)}
        self.assertEqual(len(texts), 1)

    def test_merging_alone_changes_nothing(self):
        one = self.merged_file(self.write(random_report(random.Random(5), 0)))
        self.assertEqual(self.merge_text(one), one.read_text())


class Command(reports.Case):
    def test_a_process_counts_once(self):
        one = self.write(rank(0, finding(LEAK)))
        other = self.write(rank(1))
        told = self.refused("merge", one, other, one)
        self.assertIn("would be counted twice", told)
        merged = self.write(self.merge_text(one, other))
        told = self.refused("merge", merged, other)
        self.assertIn(str(merged), told)
        self.assertIn(str(other), told)

    def test_what_has_no_start_is_told_apart_by_the_rest(self):
        one = rank(0, start="")
        self.assertEqual(len(self.merge(one, rank(0, start="", duration_ns=5))["processes"]), 2)
        self.assertIn("twice", self.refused("merge", self.write(one), self.write(one)))

    def test_damage_is_an_exit_code(self):
        damaged = report(section(), read="partly", damage=["stream 1 is cut short", "a packet is missing"])
        merged = self.merge(damaged, rank(1), code=3)
        self.assertIn("stream 1 is cut short", self.stderr)
        self.assertEqual((merged["trace"]["read"], merged["trace"]["damage"]),
                         ("partly", ["a packet is missing", "stream 1 is cut short"]))
        self.assertEqual(sorted(entry["read"] for entry in merged["processes"]), ["partly", "whole"])

    def test_lost_events_are_told(self):
        lossy = report(section(events_lost=7), events_lost=7)
        self.assertEqual(self.merge(lossy, rank(1))["trace"]["events_lost"], 7)
        self.assertIn("7 events were lost", self.stderr)

    def test_text(self):
        paths = [self.write(rank(number, finding(LEAK), finding(GROWTH), peak_bytes=1024 * number))
                 for number in range(25)]
        process = self.tlscope("merge", "--format", "text", *paths)
        self.assertEqual(process.returncode, 0, process.stderr)
        for words in ("25 processes of /opt/bin/train on 7 hosts", "2 findings: 2 errors", "in 25 of 25 processes",
                      "125 objects, 62.5 KiB, 125 times", "look at              model.tl:40 (run_batch)",
                      "grows at most by     512.5 bytes and 1 object an iteration", "   Fix: ", "Leaked: 125 objects", "; 0 diagnostics\n", "diagnostics   process\n",
                      "24.0 KiB", "and 5 more"):
            self.assertIn(words, process.stdout)

    def test_text_counts_what_a_vector_holds(self):
        held = finding(LEAK, 1, 4096, 1, by_device={"cpu": {"objects": 1, "bytes": 96}, "cuda:0": {"objects": 3, "bytes": 4000}})
        paths = [self.write(rank(number, held)) for number in range(2)]
        merged = self.write(self.merge_files(*paths), "merged.json")
        for sources in (paths, [merged]):
            self.assertIn("8 objects, 8.0 KiB, 2 times", self.tlscope("merge", "-F", "text", *sources).stdout)

    def test_report_shows_a_report_as_merge_does(self):
        one = self.write(report(section([finding(LEAK)])))
        merged = self.write(self.merge(rank(1), rank(2)), "merged.json")
        for path in (one, merged):
            shown = self.tlscope("report", "-F", "text", path)
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            self.assertEqual(shown.stdout, self.tlscope("merge", "-F", "text", path).stdout)
            self.assertEqual(shown.stdout, self.tlscope("report", "-", text=path.read_text()).stdout)
        self.assertIn("'tlscope report --format text'", self.tlscope("report", "-F", "json", one).stderr)
        self.assertEqual(self.tlscope("report", "-F", "text", self.write({}, "other.json")).returncode, 1)

    def test_report_shows_all_findings_when_asked(self):
        many = self.write(report(section([finding(f"leak/leaked/{number}") for number in range(22)])), "many.json")
        told = self.tlscope("report", many).stdout
        self.assertNotIn("\n21. ", told)
        more = re.search(r"\.\.\. and 2 more findings; to see all: (.*)\n", told).group(1)
        self.assertIn(f"report --all {many}", more)
        self.assertIn("\n22. ", self.tlscope("report", "--all", many).stdout)

    def test_all_findings_and_processes_when_asked(self):
        ranks = [self.write(rank(number, *(finding(f"leak/leaked/{kind}") for kind in range(22)))) for number in range(25)]
        told = self.tlscope("merge", "-F", "text", *ranks).stdout
        self.assertNotIn("\n21. ", told)
        self.assertIn("... and 5 more", told)
        told = self.tlscope("merge", "--all", *ranks).stdout
        self.assertIn("\n22. ", told)
        self.assertNotIn("... and", told)
        self.assertIn('"findings"', self.tlscope("merge", "--all", "--json", *ranks).stdout)

    def test_colour(self):
        one = self.write(report(section([finding(LEAK)]), events_lost=1))
        self.assertNotIn("\033", self.on_a_terminal("merge", "-F", "text", one, NO_COLOR="1"))
        coloured = self.on_a_terminal("merge", "-F", "text", one, NO_COLOR="")
        self.assertIn("1. \033[1mmoved-counted-twice\033[0m (\033[1;31merror\033[0m)\n", coloured)
        self.assertIn("\033[1;33m*** 1 EVENTS WERE LOST", coloured)

    def test_text_of_nothing_found(self):
        process = self.tlscope("merge", "-F", "text", self.write(rank(0)))
        self.assertIn("No findings.", process.stdout)
        process = self.tlscope("merge", "-F", "text", self.write(report(section(), events_lost=3)))
        self.assertIn("No findings in what could be read.", process.stdout)
        self.assertIn("3 EVENTS WERE LOST", process.stdout)

    def test_output_file(self):
        one = self.write(rank(0, finding(LEAK)))
        out = self.folder / "out.json"
        process = self.tlscope("merge", one, "-o", out)
        self.assertEqual((process.returncode, process.stdout), (0, ""))
        self.assertEqual(out.read_text(), self.merge_text(one))
        self.assertIn("cannot be written", self.refused("merge", one, "-o", self.folder / "none" / "out", code=4))
        self.assertEqual(self.tlscope("merge", one, "-o", "-", "--json").stdout, out.read_text())

    def test_no_timelines(self):
        one = self.write(rank(0, finding(LEAK)))
        process = self.tlscope("merge", "--no-timelines", one)
        expected = self.merge_files(one)
        self.assertEqual(expected["processes"][0]["timeline"]["bytes_max"], [0, 4096])
        expected["processes"][0]["timeline"] = None
        self.assertEqual(json.loads(process.stdout), expected)
        self.assertEqual(self.merge_text(self.write(process.stdout)), process.stdout)

    def test_standard_input(self):
        one = rank(0, finding(LEAK))
        process = self.tlscope("merge", "-", text=json.dumps(one))
        self.assertEqual(process.stdout, self.merge_text(self.write(one)))

    def test_wrong_command_lines(self):
        self.assertIn("no report or trace given", self.refused("merge", code=2))
        self.assertIn("--format takes text or json, not 'xml'", self.refused("merge", "--format", "xml", "x", code=2))


if __name__ == "__main__":
    reports.harness.main()
