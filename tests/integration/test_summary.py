# SPDX-License-Identifier: MIT
"""`tlscope record --summary`: its totals are those of a whole recording, what is alive at the end is judged, and what is
not known is said."""

import signal

import harness
from harness import PROGRAMS, TLSCOPE

CHURN = PROGRAMS / "churn"
PLAYER = PROGRAMS / "player"
ROUNDS = 3000


def totals(report):
    """What the mode tells: {(place, kind, name): (made, ended)}."""
    return {(place["place"]["text"], place["kind"], place["name"]): (place["made_objects"], place["ended_objects"])
            for place in report["totals"]}


def totals_of_events(recording):
    """The same from the events of a whole recording: {kind: (made, ended)}."""
    kinds = harness.value_names("TL_KIND")
    origins, made, alive = {}, {}, {}
    fates = harness.value_names("TL_FATE")
    for name, _, fields in recording.events():
        if name == "origin":
            origins[fields["origin"]] = kinds[fields["kind"]]
        elif name in ("object_new", "object_reuse"):
            made.setdefault(origins[fields["origin"]], set()).add(fields["object"])
            alive[fields["object"]] = True
        elif "fate" in fields and fates[fields["fate"]] not in ("kept", "unknown", "ignored", "stale"):
            alive[fields["object"]] = False
    return {kind: (len(objects), sum(not alive[number] for number in objects)) for kind, objects in made.items()}


def by_kind(report):
    sums = {}
    for (_, kind, _), (made, ended) in totals(report).items():
        before = sums.get(kind, (0, 0))
        sums[kind] = before[0] + made, before[1] + ended
    return sums


class Summary(harness.Case):
    def test_totals_are_those_of_a_whole_recording(self):
        whole = totals_of_events(self.record(CHURN, ROUNDS))
        recording = self.record(CHURN, ROUNDS, record_options=["--summary"])
        report = recording.report
        self.assertEqual(by_kind(report), whole)
        host = report["memory"]["host"]
        self.assertEqual([host[moment]["parts"]["live"] for moment in ("first", "peak", "end")], [0, 0, 0])
        text = self.text_of(recording.directory)
        self.assertIn("blocks of malloc, TL's among them", text)
        self.assertNotIn("TL's live objects", text)
        self.assertIn(f"{ROUNDS // 10} objects leaked", recording.process.stderr)
        self.assertNotIn("no call of the memory manager", recording.process.stderr)
        node, = [place for place in report["totals"] if place["name"] == "Node"]
        self.assertEqual(node["place"]["function"], "work_in")
        self.assertEqual((node["made_objects"], node["ended_objects"]), (ROUNDS, ROUNDS - ROUNDS // 10))
        self.assertEqual((node["live_objects"], node["peak_objects"]), (ROUNDS // 10, ROUNDS // 10 + 1))

    @harness.needs(harness.CALLLOGS / "add-train.log.gz", "the call log")
    def test_totals_of_a_training_run(self):
        log = harness.CALLLOGS / "add-train.log.gz"
        recording = self.record(PLAYER, log)
        whole, events = recording.report["summary"], totals_of_events(recording)
        report = self.record(PLAYER, log, record_options=["--summary=1"]).report
        self.assertEqual(by_kind(report), events)
        self.assertEqual(report["summary"]["leaked_objects"], whole["leaked_objects"])
        self.assertEqual(report["summary"]["leaked_bytes"], whole["leaked_bytes"])

    def test_what_is_alive_is_judged_and_its_past_is_not_made_up(self):
        recording = self.record(CHURN, ROUNDS, "-m", 5, "-b", 1 << 20, record_options=["--summary"])
        report = recording.report
        groups = {(group["verdict"], group["name"]): group["objects"] for group in report["leaks"]}
        self.assertEqual(groups["leaked-past-unknown", "Node"], ROUNDS // 10)
        self.assertEqual(groups["kept-on-purpose", "Huge"], 1)
        self.assertEqual([group["code"] for group in report["diagnostics"]], ["release-freed"])
        self.assertEqual(report["recording"]["mode"], "summary")
        self.assertFalse(report["summary"]["certain"])
        self.assertEqual((report["summary"]["peak_bytes"], report["peak"]["by_place"]), (0, []))
        text = " ".join(self.text_of(recording.directory).split())
        self.assertIn("only totals by place were recorded", text)
        self.assertIn("how that came about is not in the trace", text)
        self.assertIn("Totals by place, told every 10 s:", text)
        self.assertIn("how much was alive at once is not known", text)
        self.assertNotIn("Peak:", text)

    def test_open_scopes_and_the_global_one_are_told(self):
        whole = self.record(PROGRAMS / "bug_scope_left_open").report
        report = self.record(PROGRAMS / "bug_scope_left_open", record_options=["--summary"]).report
        verdicts = {group["verdict"]: group["objects"] for group in whole["leaks"]}
        self.assertEqual({group["verdict"]: group["objects"] for group in report["leaks"]}, verdicts)

    def test_nothing_found_is_not_clean(self):
        recording = self.record(PROGRAMS / "threads", record_options=["--summary"])
        checked = self.checked(recording.directory)
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn("only totals by place were recorded", checked.stdout)

    def test_a_killed_program_leaves_no_verdict(self):
        recording = self.record(CHURN, ROUNDS, "-k", record_options=["--summary=60"], exit_code=128 + signal.SIGKILL)
        report = recording.report
        self.assertEqual(report["summary"]["leaked_objects"], 0)
        self.assertTrue(any("did not come to its end" in line for line in report["recording"]["cannot_tell"]))
        self.assertIn("not certain: 1 process did not end normally; what was in use then, and what of it leaked, is not "
                      "known", recording.process.stderr)
        text = self.text_of(recording.directory)
        self.assertIn("What it was using at that moment is not known.", text)
        self.assertIn("Totals by place, told every 60 s: none, until the trace ends\n", text)
        self.assertNotIn("listed apart from leaks", text)

    def test_no_call_is_in_the_trace(self):
        names = {name for name, _, _ in self.record(CHURN, 100, record_options=["--summary"]).events()}
        self.assertFalse(names & {"enter_scope", "exit_scope", "register_struct_named", "ptr_acquire", "object_reuse"})

    def test_children_have_totals_of_their_own(self):
        report = self.record(PROGRAMS / "fork_child", record_options=["--summary"]).report
        child, = report["children"]
        self.assertEqual(child["recording"]["mode"], "summary")
        leaks = [(group["name"], group["objects"], group["inherited"]) for group in child["leaks"]]
        self.assertEqual(sorted(leaks), [("Child", 1, False), ("Child", 1, False), ("Parent", 1, True)])
        made = {name: (objects, ended) for (_, _, name), (objects, ended) in totals(child).items()}
        self.assertEqual(made["Child"], (1, 0))
        self.assertNotIn("Parent", made)
        self.assertEqual(sum(place["made_objects"] for place in (*report["totals"], *child["totals"])), 3)
        for place in child["totals"]:
            self.assertEqual(place["over_time"][-1]["objects"], place["live_objects"])

    def test_a_killed_child_is_no_idle_one(self):
        recording = self.record(PROGRAMS / "fork_child", "killed", record_options=["--summary"])
        child, = recording.report["children"]
        self.assertEqual((child["calls"], child["summary"]["ended"]), ({}, "killed"))
        checked = self.checked(recording.directory, "--max-leaks", "9", "--fail-on", "none")
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn(f"(pid {child['summary']['pid']}): what is alive at the end was not told", checked.stdout)
        merged = harness.run(TLSCOPE, "merge", recording.directory, "-F", "text").stdout
        self.assertIn("NOT ALL IS KNOWN OF 2 OF THE PROCESSES", merged)

    def test_what_does_not_go_together_is_a_usage_error(self):
        for options in (["--summary", "--snapshot"], ["--summary", "--sample", "9"], ["--summary", "--heap"],
                        ["--summary=0"], ["--summary=x"]):
            with self.subTest(options=options):
                self.refused(*options)


if __name__ == "__main__":
    harness.main()
