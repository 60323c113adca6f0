# SPDX-License-Identifier: MIT
"""`tlscope record --sample` and the filters: exactly those objects, wholly; sums that are near; nothing called clean."""

import harness
from harness import PROGRAMS, TLSCOPE

CHURN = PROGRAMS / "churn"
PLAYER = PROGRAMS / "player"
ROUNDS = 2000


def made(recording):
    """(kind, name) of the objects that the trace tells of, and how many."""
    kinds = harness.value_names("TL_KIND")
    origins, counts = {}, {}
    for name, _, fields in recording.events():
        if name == "origin":
            origins[fields["origin"]] = kinds[fields["kind"]], fields["name"]
        elif name in ("object_new", "object_reuse"):
            counts[origins[fields["origin"]]] = counts.get(origins[fields["origin"]], 0) + 1
    return counts


def leaks(report):
    return {(group["verdict"], group["name"]): group for group in report["leaks"] if group["leak"]}


class Selection(harness.Case):
    def test_a_kind_leaves_exactly_its_objects(self):
        recording = self.record(CHURN, ROUNDS, record_options=["--only-kind", "struct"])
        report = recording.report
        self.assertEqual(made(recording), {("struct", "Node"): ROUNDS, ("struct", "Block"): ROUNDS})
        selection = report["recording"]["selection"]
        self.assertEqual(report["recording"]["mode"], "selection")
        self.assertEqual((selection["only_kind"], selection["left_out_objects"]), (["struct"], 2 * ROUNDS))
        self.assertEqual(leaks(report)["over-acquired", "Node"]["objects"], ROUNDS // 10)
        self.assertIsNone(leaks(report)["over-acquired", "Node"]["estimated"])

    def test_sizes_leave_exactly_theirs(self):
        recording = self.record(CHURN, ROUNDS, record_options=["--min-size", "1k", "--max-size", "2k"])
        self.assertEqual(made(recording), {("tensor", ""): ROUNDS})
        self.assertEqual(recording.report["summary"]["leaked_objects"], 0)
        self.assertIn("of objects below 1.0 KiB nothing is told", self.text_of(recording.directory))
        checked = self.checked(recording.directory)
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn("nothing is told", checked.stdout)

    def test_that_no_object_was_looked_at_is_said(self):
        for options, why in ((("--min-size", "1G"), "none is as asked for with --min-size"),
                             (("--sample", "1/1000000000"), "--sample takes too few")):
            recording = self.record(CHURN, 20, record_options=options)
            said = f"none of the 80 objects made was looked at: {why}"
            for told in (recording.process.stderr, self.text_of(recording.directory),
                         self.checked(recording.directory).stdout):
                self.assertNotIn("all of the memory manager", told)
                self.assertIn(said, told)

    def test_scopes_of_a_function_leave_what_is_made_in_them(self):
        recording = self.record(CHURN, ROUNDS, "-m", 10, record_options=["--scope-site", "work_in"])
        self.assertEqual({name for _, name in made(recording)}, {"Block", "Node", ""})
        diagnostics = [group["code"] for group in recording.report["diagnostics"]]
        self.assertEqual(diagnostics, ["release-freed"])  # misuse is told of all
        self.assertNotIn("no scope was entered", recording.process.stderr + self.text_of(recording.directory))
        for place, none in (("nowhere", "no scope"), ("churn.c:56", "no scope but perhaps the first")):
            missed = self.record(CHURN, ROUNDS, record_options=["--scope-site", place])
            self.assertEqual(made(missed), {})
            for told in (missed.process.stderr, self.text_of(missed.directory)):
                self.assertIn(f"{none} was entered at {place}, or none with an object that was asked for", told)

    def test_scopes_of_a_line_of_tl(self):
        """Its scope is entered five times, the first time before its statement is announced."""
        program = PROGRAMS / "bug_counted_twice"
        whole = made(self.record(program))
        recording = self.record(program, record_options=["--scope-site", "batch.tl:2"])
        self.assertEqual(recording.report["recording"]["selection"]["scope_site"], "batch.tl:2")
        share = sum(made(recording).values()) / sum(whole.values())
        self.assertTrue(0 < share < 1, (made(recording), whole))
        self.assertIn("the first scope entered at batch.tl:2 may be missed", self.text_of(recording.directory))

    def test_what_is_sampled_is_told_wholly(self):
        whole = leaks(self.record(CHURN, ROUNDS).report)["over-acquired", "Node"]
        report = self.record(CHURN, ROUNDS, record_options=["--sample", "1/4"]).report
        found = leaks(report)
        self.assertEqual(list(found), [("over-acquired", "Node")])
        sampled = found["over-acquired", "Node"]
        self.assertEqual(sampled["cause"]["function"], whole["cause"]["function"])
        share = sampled["objects"]
        self.assertEqual([(entry["operation"], entry["times"] // share) for entry in sampled["balance"]],
                         [(entry["operation"], entry["times"] // whole["objects"]) for entry in whole["balance"]])
        self.assertEqual(sampled["estimated"]["objects"], 4 * share)
        self.assertEqual(report["summary"]["objects_of_lost_origin"], 0)
        self.assertEqual({finding["confidence"] for finding in report["findings"] if finding["category"] == "leak"},
                         {"certain"})

    def test_another_run_looks_at_the_same(self):
        first, second = (made(self.record(CHURN, ROUNDS, record_options=["--sample", "10"])) for _ in range(2))
        self.assertEqual(first, second)

    def test_no_leak_seen_is_not_clean(self):
        recording = self.record(PROGRAMS / "threads", record_options=["--sample", "1/2"])
        self.assertFalse(recording.report["summary"]["certain"])
        checked = self.checked(recording.directory)
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn("1 of 2 objects was looked at", checked.stdout)
        self.assertIn("see above why that is not certain", self.text_of(recording.directory))

    def test_an_export_says_what_is_not_in_it(self):
        recording = self.record(PROGRAMS / "fork_child", record_options=["--only-kind", "tensor"])
        pids = {report["summary"]["pid"] for report in (recording.report, *recording.report["children"])}

        def told(directory, *options):
            exported = harness.run(TLSCOPE, "export", *options, directory)
            self.assertEqual(exported.returncode, 0, exported.stderr)
            words = ": of objects of other kinds than tensor nothing is told"
            return {pid for pid in pids if f"tlscope: process {pid}{words}\n" in exported.stderr}

        self.assertEqual(len(pids), 2)
        self.assertEqual(told(recording.directory, "-F", "chrome"), pids)
        child = recording.report["children"][0]["summary"]["pid"]
        self.assertEqual(told(recording.directory, "-F", "folded", "-p", str(child)), {child})
        whole = self.record(PROGRAMS / "fork_child")
        self.assertNotIn("nothing is told", harness.run(TLSCOPE, "export", "-F", "chrome", whole.directory).stderr)

    def test_limits_are_held_against_the_estimate(self):
        recording = self.record(CHURN, ROUNDS, record_options=["--sample", "10"])
        seen = recording.report["summary"]["leaked_objects"]
        self.assertLess(seen, 60)
        self.assertEqual(self.checked(recording.directory, "--max-leaks", str(seen), "--fail-on", "none").returncode, 5)
        self.assertEqual(self.checked(recording.directory, "--max-leaks", str(10 * seen), "--fail-on", "none").returncode, 3)
        recording = self.record(CHURN, ROUNDS, record_options=["--sample", "1k"])  # bytes
        self.assertEqual(self.checked(recording.directory, "--max-leaks", "80", "--fail-on", "none").returncode, 5)
        self.assertEqual(self.checked(recording.directory, "--max-leaks", "500", "--fail-on", "none").returncode, 3)

    def test_what_lost_vectors_hold_is_estimated_too(self):
        """Whether the vector itself was looked at or not: a sampled element stands for as many."""
        recording = self.record(CHURN, 0, "-v", 1000, record_options=["--sample", "5"])
        estimate = recording.report["recording"]["selection"]["estimated_leaks"]
        self.assertLess(abs(estimate["objects"] - 4000), 2.05 * estimate["objects_error"])
        found = [finding for finding in recording.report["findings"] if finding["category"] == "leak"]
        self.assertEqual({finding["code"] for finding in found}, {"moved-never-taken", "in-lost-vector"})
        self.assertEqual(sum(finding["estimated"]["bytes"] for finding in found), estimate["bytes"])
        for finding in found:
            self.assertEqual(finding["estimated"]["bytes"], 5 * finding["bytes"])
        limit = sum(finding["bytes"] for finding in found) - 1
        checked = self.checked(recording.directory, "--max-leaked-bytes", str(limit), "--max-leaks", "9999",
                               "--fail-on", "none")
        self.assertEqual(checked.returncode, 5, checked.stdout)

    def test_what_lost_vectors_hold_leaks_where_vectors_are_left_out(self):
        report = self.record(CHURN, 0, "-v", 100, record_options=["--only-kind", "struct"]).report
        self.assertEqual(leaks(report)["in-lost-vector", "Element"]["objects"], 300)
        self.assertEqual(report["summary"]["leaked_objects"], 300)

    def test_sentences_do_not_mix_what_was_seen_with_what_it_stands_for(self):
        def told(*arguments, **ended):
            recording = self.record(CHURN, ROUNDS, *arguments, record_options=["--sample", "10"], **ended)
            text = self.text_of(recording.directory)
            return " ".join(text.split())

        self.assertRegex(told(), r"1\. over-acquired \(error\) about \d+ structs \"Node\" .* seen\) were acquired "
                                 r".* Those seen are of \d+ of the 2,000 iterations of the scope")
        self.assertRegex(told("-k", exit_code=137), r"about \d+ structs \"Node\" \(about .* seen\) made at .* Those seen are of \d+ of the 2,000 ")

    def test_with_a_flight_recorder(self):
        report = self.record(CHURN, ROUNDS, record_options=["--snapshot=1", "--sample", "4"]).report
        self.assertEqual(report["recording"]["mode"], "snapshot")
        self.assertEqual(report["recording"]["selection"]["sampled_one_of"], 4)
        self.assertEqual(leaks(report)["over-acquired", "Node"]["estimated"]["objects"],
                         4 * leaks(report)["over-acquired", "Node"]["objects"])
        cut = self.record(CHURN, 200000, record_options=["--snapshot=1", "--sample", "4"]).report["recording"]
        told = f"looked at and still told of: {cut['selection']['objects_told']:,} of 800,000 objects made"
        self.assertTrue(any(sentence.startswith(told) for sentence in cut["cannot_tell"]), cut)
        self.assertFalse(any(sentence.startswith("looked at:") for sentence in cut["cannot_tell"]), cut)

    def test_what_a_killed_program_had_in_use_is_more_than_was_looked_at(self):
        recording = self.record(CHURN, ROUNDS, "-k", record_options=["--sample", "4"], exit_code=137)
        self.assertRegex(recording.process.stderr, r"did not end normally, with at least \d+ objects .* in use")

    def test_a_forked_child_is_sampled_too(self):
        report = self.record(PROGRAMS / "fork_child", record_options=["--only-kind", "tensor"]).report
        self.assertEqual(report["children"][0]["recording"]["selection"]["only_kind"], ["tensor"])
        self.assertEqual(report["children"][0]["summary"]["leaked_objects"], 0)

    @harness.needs(harness.CALLLOGS / "add-train.log.gz", "the call log")
    def test_the_estimate_is_near_the_truth(self):
        """Within four standard deviations, that is twice the error told: one in 15,000 samples is further off."""
        log = harness.CALLLOGS / "add-train.log.gz"
        summary = self.record(PLAYER, log).report["summary"]
        by_count = self.record(PLAYER, log, record_options=["--sample", "1/100"]).report
        estimate = by_count["recording"]["selection"]["estimated_leaks"]
        self.assertLess(abs(estimate["objects"] - summary["leaked_objects"]), 2.05 * estimate["objects_error"])
        self.assertLess(estimate["objects_error"], 0.08 * summary["leaked_objects"])
        by_bytes = self.record(PLAYER, log, record_options=["--sample", "512k"]).report
        estimate = by_bytes["recording"]["selection"]["estimated_leaks"]
        self.assertIsNone(estimate["objects"])
        self.assertLess(abs(estimate["bytes"] - summary["leaked_bytes"]), 2.05 * estimate["bytes_error"])
        self.assertLess(estimate["bytes_error"], 0.08 * summary["leaked_bytes"])
        self.assertEqual(by_count["recording"]["selection"]["objects"], 127582)

    def test_it_is_not_replayed(self):
        recording = self.record(CHURN, 100, record_options=["--sample", "2"])
        replayed = harness.run(TLSCOPE, "replay", recording.directory)
        self.assertEqual(replayed.returncode, 1, replayed.stderr)
        self.assertIn("cannot be replayed; record it whole", replayed.stderr)

    def test_the_command_line_holds_before_the_users_settings(self):
        for option, setting in (("--snapshot=4", "summary=1"), ("--heap", "summary=1"), ("--heap", "sample=10"),
                                ("--heap", "only_kind=tensor"), ("--heap", "scope_site=main")):
            with self.subTest(option=option, setting=setting):
                report = self.record(CHURN, 100, options=setting, record_options=[option]).report
                self.assertTrue(report["summary"]["certain"])
                self.assertEqual(leaks(report)["over-acquired", "Node"]["objects"], 10)
        for rate, one_of, setting in (("1/10", (10, "objects"), "sample_bytes=1000"), ("1k", (1024, "bytes"), "sample=9"),
                                      ("1/10", (10, "objects"), "summary=1")):
            with self.subTest(rate=rate, setting=setting):
                report = self.record(CHURN, 100, options=setting, record_options=["--sample", rate]).report
                selection = report["recording"]["selection"]
                self.assertEqual((selection["sampled_one_of"], selection["sampled_by"]), one_of)

    def test_what_cannot_be_is_a_usage_error(self):
        for options in (["--sample", "1"], ["--sample", "2/3"], ["--sample", "1/4k"], ["--only-kind", "struct,house"],
                        ["--min-size", "-1"], ["--scope-site", "a:b"], ["--scope-site", ""], ["--heap", "--sample", "9"]):
            with self.subTest(options=options):
                self.assertIn(options[0], self.refused(*options))
        self.assertIn("--min-size takes a number of bytes, 1 or more", self.refused("--min-size", "0"))


if __name__ == "__main__":
    harness.main()
