# SPDX-License-Identifier: MIT
"""`tlscope record --snapshot`: what a flight recorder still has, what it says it has not, and when it writes."""

import contextlib
import json
import os
import signal
import subprocess
import time

import harness
from harness import PROGRAMS, TLSCOPE

CHURN = PROGRAMS / "churn"
SMALL = "--snapshot=1"
ROUNDS = 60000  # some 35 bytes an event, 20 events a round: forty times what SMALL keeps
KEPT = ROUNDS // 10


def groups(report):
    return {(group["verdict"], group["name"]): group["objects"] for group in report["leaks"]}


@contextlib.contextmanager
def on_one_processor():
    """Whatever is started meanwhile stays on one."""
    usual = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usual)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, usual)


class Snapshot(harness.Case):
    def report_of(self, folder):
        """The report of a run folder, held against its schema."""
        made = harness.run(TLSCOPE, "report", folder, "--format", "json")
        self.assertEqual(made.returncode, 0, made.stderr)
        report = json.loads(made.stdout)
        if harness.jsonschema:
            harness.jsonschema.validate(report, json.loads(harness.SCHEMA.read_text()))
        return report

    def taken(self, recording):
        """The folders of snapshots before the end, in order, and why each was taken."""
        folders = sorted((recording.directory / "snapshots").glob("*"), key=lambda folder: int(folder.name))
        return [(folder, json.loads((folder / "run.json").read_text())["snapshot"]) for folder in folders]

    def start(self, *arguments):
        folder = self.folder / "recording"
        command = [str(TLSCOPE), "record", "-o", str(folder), *map(str, arguments)]
        recorder = subprocess.Popen(command, env=harness.environment(), text=True, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
        return folder, recorder

    def wait_until(self, holds, what):
        deadline = time.monotonic() + harness.TIMEOUT_S
        while not holds():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)

    def test_what_never_filled_the_buffers_is_whole(self):
        recording = self.record(CHURN, 100, record_options=[SMALL])
        report = recording.report
        self.assertEqual(report["recording"], {"mode": "snapshot", "snapshot": "end", "begins_ns": None,
                                               "selection": None, "in_part": False, "cannot_tell": []})
        self.assertTrue(report["summary"]["certain"])
        self.assertNotIn("still told of", recording.process.stderr)
        self.assertEqual(groups(report)["over-acquired", "Node"], 10)
        text = self.text_of(recording.directory)
        self.assertIn("Nothing was overwritten", text)
        self.assertIn("\nPeak: ", text)

    def test_the_end_knows_all_that_is_alive_and_no_past(self):
        recording = self.record(CHURN, 30000, record_options=["--snapshot=4"])
        report = recording.report
        found = groups(report)
        self.assertFalse(report["summary"]["certain"])
        self.assertFalse(report["summary"]["from_beginning"])
        self.assertEqual(report["summary"]["leaked_objects"], 3000)
        seen = found["over-acquired", "Node"]
        self.assertEqual(found["leaked-past-unknown", "Node"], 3000 - seen)
        self.assertGreater(seen, 0)
        self.assertIn("overwritten", report["recording"]["cannot_tell"][0])
        self.assertGreater(report["recording"]["begins_ns"], 0)
        self.assertFalse(report["recording"]["in_part"])
        text = self.text_of(recording.directory)
        self.assertIn("A flight recorder's snapshot (end). What it cannot tell:", text)
        self.assertIn("how that came about is not in the trace", " ".join(text.split()))
        self.assertRegex(text, r"\nPeak, of what is still told of: \S+ KiB after")

    def test_too_much_alive_is_not_told_and_nothing_is_made_up(self):
        recording = self.record(CHURN, 200000, record_options=[SMALL])
        report = recording.report
        found = groups(report)
        self.assertNotIn(("leaked-past-unknown", "Node"), found)
        self.assertLess(found["over-acquired", "Node"], 20000)
        self.assertTrue(any("too much to be told" in line for line in report["recording"]["cannot_tell"]))
        self.assertEqual(report["diagnostics"], [])
        leaked = f"{report['summary']['leaked_objects']:,} objects"
        self.assertIn(f"of the objects still told of, {leaked} leaked", recording.process.stderr)
        self.assertRegex(self.text_of(recording.directory), f"leaked: {leaked}, .*, of those still told of\n")
        self.assertTrue(report["recording"]["in_part"])
        merged = harness.run(TLSCOPE, "merge", recording.directory, "-F", "text").stdout
        self.assertRegex(merged, f"\nLeaked: {leaked}, .*, of those still told of; 0 diagnostics\n")
        self.assertIn("leaked objects, of those still told of: ", self.checked(recording.directory).stdout)

    def test_a_run_without_findings_is_not_called_clean(self):
        recording = self.record(PROGRAMS / "threads", record_options=[SMALL])
        self.assertEqual(self.checked(recording.directory).returncode, 0)  # all of it is there
        recording = self.record(CHURN, ROUNDS, record_options=[SMALL])
        checked = self.checked(recording.directory, "--max-leaks", "1000000", "--fail-on", "none")
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn("the beginning was overwritten", checked.stdout)

    def test_a_diagnostic_writes_one_that_holds_its_object(self):
        with on_one_processor():  # each has buffers of its own, which must all have been overwritten at the end
            recording = self.record(CHURN, ROUNDS, "-m", ROUNDS // 2, record_options=[SMALL])
        (folder, why), = self.taken(recording)
        self.assertEqual(why, "diagnostic")
        report = self.report_of(folder)
        self.assertEqual(report["recording"]["snapshot"], "diagnostic")
        self.assertEqual(report["summary"]["ended"], "running")
        self.assertEqual([group["code"] for group in report["diagnostics"]], ["release-freed"])
        finding, = [finding for finding in report["findings"] if finding["code"] == "release-freed"]
        self.assertEqual(finding["cause"]["function"], "release_again")
        story = subprocess.run([str(TLSCOPE), "report", str(folder), "--object", str(finding["example"]), "--format",
                                "json"], capture_output=True, text=True, check=True)
        ledger = json.loads(story.stdout)[0]["ledger"]
        self.assertEqual([entry["operation"] for entry in ledger], ["registered", "moved", "released"])
        self.assertNotIn("leaked-past-unknown", {verdict for verdict, _ in groups(report)})
        # The one at the end no longer has it.
        self.assertEqual(recording.report["diagnostics"], [])

    def test_never_is_never(self):
        recording = self.record(CHURN, 100, "-m", 50, record_options=[SMALL, "--snapshot-on", "never"])
        self.assertEqual(self.taken(recording), [])
        self.assertEqual([group["code"] for group in recording.report["diagnostics"]], ["release-freed"])

    def test_live_bytes_write_one(self):
        recording = self.record(CHURN, 2000, "-m", 1000, "-b", 8 << 20,
                                record_options=[SMALL, "--snapshot-on", "never", "--snapshot-at", "4M"])
        (folder, why), = self.taken(recording)
        self.assertEqual(why, "live-bytes")
        self.assertGreaterEqual(self.report_of(folder)["summary"]["end_bytes"], 8 << 20)

    def test_a_signal_writes_one_of_a_running_program(self):
        ready = self.folder / "ready"
        folder, recorder = self.start(SMALL, "--", CHURN, 1000, "-w", ready)
        self.wait_until(ready.exists, "the program is not ready")
        recorder.send_signal(signal.SIGUSR1)
        self.wait_until((folder / "snapshots" / "1" / "run.json").exists, "no snapshot")
        report = self.report_of(folder / "snapshots" / "1")
        ready.unlink()
        _, told = recorder.communicate(timeout=harness.TIMEOUT_S)
        self.assertEqual(recorder.returncode, 0, told)
        self.assertEqual(report["recording"]["snapshot"], "signal")
        self.assertEqual(report["summary"]["ended"], "running")
        self.assertEqual(report["summary"]["leaked_objects"], 0)  # it may yet release them
        self.assertEqual(groups(report)["alive-when-killed", "Node"], 100)
        self.assertEqual(self.checked(folder / "snapshots" / "1", "--fail-on", "none").returncode, 3)
        self.assertNotIn("counters of the runtime", self.text_of(folder / "snapshots" / "1"))
        self.assertIn("snapshot 1 (signal) in", told)

    def test_a_killed_program_leaves_its_last_events(self):
        recording = self.record(CHURN, ROUNDS, "-m", ROUNDS - 10, "-k", record_options=[SMALL],
                                exit_code=128 + signal.SIGKILL)
        report = recording.report
        self.assertEqual(report["summary"]["ended"], "killed")
        self.assertEqual(report["summary"]["exit"], {"signal": int(signal.SIGKILL)})
        self.assertEqual([group["code"] for group in report["diagnostics"]], ["release-freed"])
        self.assertEqual(report["summary"]["leaked_objects"], 0)
        self.assertEqual(self.checked(recording.directory, "--fail-on", "none").returncode, 3)

    def test_children_are_in_it(self):
        report = self.record(PROGRAMS / "fork_child", record_options=[SMALL]).report
        self.assertEqual(len(report["children"]), 1)
        self.assertTrue(report["children"][0]["summary"]["certain"])

    def test_a_child_whose_end_was_overwritten_was_not_killed(self):
        with on_one_processor():
            recording = self.record("/bin/sh", "-c", f"{PROGRAMS / 'fork_child'}; {CHURN} {ROUNDS}; true",
                                    record_options=[SMALL, "--preload"])
        report = recording.report
        sections = [report, *report["children"]]
        ended = [section["summary"]["ended"] for section in sections if section["summary"]["program"].endswith("fork_child")]
        self.assertEqual(ended, ["unknown"] * 2)
        told = " ".join(self.text_of(recording.directory).split())
        self.assertIn("how the process ended is not known", told)
        self.assertNotIn("did not end normally", told)
        self.assertIn("how the process ended is not known", self.checked(recording.directory).stdout)
        merged = harness.run(TLSCOPE, "merge", recording.directory, "-F", "text").stdout
        self.assertIn("ended unknown", merged)

    def test_only_what_is_whole_is_replayed(self):
        for rounds, exit_code in ((4000, 0), (ROUNDS, 1)):
            with self.subTest(rounds=rounds):
                recording = self.record(CHURN, rounds, record_options=["--snapshot=4" if exit_code == 0 else SMALL])
                replayed = harness.run(TLSCOPE, "replay", recording.directory)
                self.assertEqual(replayed.returncode, exit_code, replayed.stderr)

    def test_force_replaces_the_snapshots_too(self):
        recording = self.record(CHURN, 100, "-m", 50, record_options=[SMALL])
        self.assertEqual(len(self.taken(recording)), 1)
        again = harness.run(TLSCOPE, "record", "--force", "-o", recording.directory, "--", CHURN, 10)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertFalse(os.path.exists(recording.directory / "snapshots"))

    def test_what_does_not_go_together_is_a_usage_error(self):
        for options in (["--heap", SMALL], ["--subbuf-size", "4k", SMALL], ["--snapshot-at", "1G"], ["--snapshot=x"],
                        ["--snapshot=1", "--snapshot-on", "sometimes"]):
            with self.subTest(options=options):
                self.refused(*options)


if __name__ == "__main__":
    harness.main()
