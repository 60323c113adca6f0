# SPDX-License-Identifier: MIT
"""Where a recording goes, and what happens when it cannot go there."""

import json
import os
import re
import shutil
import signal
import unittest

import harness
from harness import EMIT, RecordTest, TLSCOPE, can_mount, events


class OutputFolderTest(RecordTest):
    def test_default_name_has_program_and_pid(self):
        ended = harness.tlscope("record", "--no-report", EMIT, cwd=self.folder, env=self.environment())
        self.assertEqual(ended.returncode, 0)
        made = [name for name in os.listdir(self.folder) if name.startswith("tlscope-emit.")]
        self.assertEqual(len(made), 1)
        lines, _ = harness.babeltrace(self.path(made[0]))
        self.assertIn("vpid = " + made[0].rsplit(".", 1)[1], lines[0])

    def test_the_next_command_can_be_pasted(self):
        for folder in ["my run", "-o x", "--", "it's"]:
            ended = self.record("-o", "./" + folder if folder == "--" else folder, EMIT)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            command = re.search("next: (.* report .*)", ended.stderr).group(1)
            read = harness.run("sh", "-c", command, cwd=self.folder)
            self.assertEqual(read.returncode, 0, read.stderr)
            self.assertIn("events", read.stdout)

    def test_the_next_command_is_called_as_this_one_was(self):
        os.symlink(os.path.dirname(TLSCOPE), self.path("its bin"))
        ended = harness.run("its bin/tlscope", "record", "--no-report", "-o", "run", EMIT, cwd=self.folder,
                            env=self.environment())
        self.assertIn("next: 'its bin/tlscope' report run --format text", ended.stderr)
        found = harness.run("tlscope", "record", "--no-report", "-o", "found", EMIT, cwd=self.folder,
                            env=self.environment(PATH=self.path("its bin") + ":" + os.environ["PATH"]))
        self.assertIn("next: tlscope report found --format text", found.stderr)
        self.assertIn("see './its/tlscope help'", harness.run("bash", "-c", 'exec -a ./its/tlscope "$0"', TLSCOPE).stderr)

    def test_never_overwritten(self):
        self.assertEqual(self.record(EMIT).returncode, 0)
        before = events(self.path("run/trace"))
        ended = self.record(EMIT, "-c", "10")
        self.assertEqual(ended.returncode, 125)
        self.assertIn("--force", ended.stderr)
        self.assertEqual(events(self.path("run/trace")), before)
        self.assert_nothing_left(ended.pid)

    def test_force_replaces_the_recording_alone(self):
        self.assertEqual(self.record(EMIT).returncode, 0)
        with open(self.path("run/notes"), "w", encoding="utf-8") as notes:
            notes.write("mine\n")
        with open(self.path("run/view.html"), "w", encoding="utf-8") as page:
            page.write("of the recording before\n")
        self.assertEqual(self.record("--force", EMIT, "-c", "10").returncode, 0)
        self.assertLess(events(self.path("run/trace"))[0], 100)
        self.assertTrue(os.path.exists(self.path("run/notes")))
        self.assertFalse(os.path.exists(self.path("run/view.html")))

    def test_empty_folder_is_used(self):
        os.mkdir(self.path("run"))
        self.assertEqual(self.record(EMIT).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.path("run"))), ["run.json", "trace"])

    def test_folder_that_cannot_be_made(self):
        for folder in ["no/such/folder", "/proc/run"]:
            ended = self.record("-o", folder, EMIT)
            self.assertEqual(ended.returncode, 125)
            self.assertIn(folder, ended.stderr)
            self.assertIn("-o DIR", ended.stderr)
            self.assert_nothing_left(ended.pid)

    def test_folder_that_is_a_file(self):
        with open(self.path("run"), "w", encoding="utf-8") as file:
            file.write("mine\n")
        for options in ([], ["--force"]):
            ended = self.record(*options, EMIT)
            self.assertEqual(ended.returncode, 125)
            self.assertIn("run is a file, not a folder; choose a folder with -o DIR", ended.stderr)
        with open(self.path("run"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine\n")


class RunFileTest(RecordTest):
    """How the program ended is told by later reports, too."""

    def environment(self, **changes):
        """Sanitizers leave crashes to the kernel."""
        options = {name: ":".join(filter(None, [os.environ.get(name), "handle_segv=0"]))
                   for name in ("ASAN_OPTIONS", "TSAN_OPTIONS")}
        return super().environment(**options, **changes)

    def recorded(self, *arguments):
        self.record("--force", EMIT, "-o2", *arguments)
        text = harness.tlscope("report", "-F", "text", "run", cwd=self.folder).stdout
        checked = harness.tlscope("check", "run", cwd=self.folder).stdout
        return harness.report(self.path("run"))["summary"], text, checked

    def test_says_how_the_program_was_run(self):
        self.record(EMIT, "-x", "200")
        with open(self.path("run/run.json"), encoding="utf-8") as file:
            run = json.load(file)
        self.assertEqual(run["command"], [EMIT, "-x", "200"])
        self.assertEqual((run["exit"], run["options"]["heap"]), ({"code": 200}, False))
        self.assertEqual(run["pid"], harness.report(self.path("run/trace"))["summary"]["pid"])
        self.assertEqual(harness.report(self.path("run/trace"))["summary"]["exit"], {"code": 200})

    def test_killed(self):
        summary, text, checked = self.recorded("-k", "9")
        self.assertEqual((summary["ended"], summary["exit"]), ("killed", {"signal": 9}))
        self.assertIn("was killed by signal 9 (SIGKILL).", text)
        self.assertNotIn("After a crash", text)
        self.assertIn("it was ended by signal 9 (SIGKILL)", checked)

    def test_child_outlives_the_recording(self):
        name = self.path(") Z")  # as /proc calls it, in front of its state
        os.symlink(EMIT, name)
        ended = self.record("sh", "-c", '"$0" -c 4 -o 1 -r ready -w 4 >/dev/null 2>&1 & while [ ! -e ready ]; do sleep 0.1; done', name)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        report = harness.report(self.path("run"))
        self.assertIn("a process of it still runs (pid %d)" % report["summary"]["pid"], ended.stderr)
        self.assertEqual((report["summary"]["ended"], report["summary"]["certain"]), ("running", False))
        self.assertIn("the process still ran when the recording ended", " ".join(report["recording"]["cannot_tell"]))
        text = harness.tlscope("report", "-F", "text", "run", cwd=self.folder).stdout
        self.assertNotIn("After a crash", text)

    def test_silent_child_outlives_the_recording(self):
        """It has the runtime and has made no call: LTTng knows nothing of it."""
        ended = self.record(EMIT, "-d", "4")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("a process of it still runs (pid ", ended.stderr)
        report = harness.report(self.path("run"))
        self.assertFalse(report["summary"]["certain"])
        self.assertIn("1 of its children still ran when the recording ended", " ".join(report["recording"]["cannot_tell"]))
        self.assertEqual(harness.tlscope("check", "run", cwd=self.folder).returncode, 3)

    def test_recorder_killed(self):
        process = self.start_record(EMIT, "-c", "400000", "-r", "ready", "-w", "2")
        harness.wait_for_file(self.path("ready"))
        process.kill()
        self.assertEqual(harness.Ended(process).returncode, -signal.SIGKILL)
        report = harness.report(self.path("run"))
        self.assertEqual(report["summary"]["ended"], "running")
        self.assertIn("the recording has not ended (it goes on, or tlscope was killed)", " ".join(report["recording"]["cannot_tell"]))
        text = harness.tlscope("report", "-F", "text", "run/trace", cwd=self.folder).stdout
        self.assertIn("- the recording has not ended", text)
        self.assertNotIn("did not end normally", text)

    def test_crashed(self):
        summary, text, _ = self.recorded("-k", "11")
        self.assertEqual(summary["exit"], {"signal": 11})
        self.assertIn("crashed (SIGSEGV).", text)
        self.assertIn("After a crash", text)

    def test_quick_exit(self):
        summary, text, checked = self.recorded("-q", "-x", "3")
        self.assertEqual((summary["ended"], summary["exit"]), ("killed", {"code": 3}))
        self.assertIn("ended with exit code 3 without telling its end (_exit, exec,", text)
        self.assertIn("it ended with exit code 3 without telling its end (_exit, exec,", checked)

    def test_damaged_or_of_another_run(self):
        self.record(EMIT, "-k", "9")
        for text in ("", "[", "[]", '{"pid": 1, "exit": {"code": 0}}', '{"pid": "x", "exit": 3}'):
            with open(self.path("run/run.json"), "w", encoding="utf-8") as file:
                file.write(text)
            self.assertIsNone(harness.report(self.path("run"))["summary"]["exit"])


class SummaryTest(RecordTest):
    def summary(self, *arguments):
        ended = harness.tlscope("record", "-o", "run", EMIT, *arguments, cwd=self.folder, env=self.environment())
        return ended.stderr

    def test_of_a_killed_program_claims_nothing(self):
        for signal in ("2", "6", "9"):
            told = self.summary("-o", "3", "-k", signal)
            self.assertIn("as far as is known, 0 objects leaked", told)
            self.assertIn("not certain: 1 process did not end normally, with 3 objects (72 bytes) in use", told)
            shutil.rmtree(self.path("run"))

    def test_counts_findings_and_names_the_first(self):
        told = self.summary("-o", "3")
        self.assertIn(" 3 objects leaked (72 bytes), 0 diagnostics\n", told)
        self.assertRegex(told, r"1 finding: over-acquired \(error\): .*emit\.c:\d+")
        self.assertNotIn("certain", told)
        shutil.rmtree(self.path("run"))
        self.assertNotIn("finding", self.summary())


@unittest.skipUnless(can_mount(), "skipped: needs the right to mount a small disk")
class FullDiskTest(RecordTest):
    def record_on_disk(self, size, *arguments):
        """Records onto a new disk of that size, and copies what is there afterwards to the folder `kept`."""
        script = """
            mkdir disk && mount -t tmpfs -o size="$1" test disk || exit 99
            shift
            "$@"
            code=$?
            cp -r disk kept
            exit $code
        """
        command = [TLSCOPE, "record", "--no-report", "-o", "disk/run", *arguments]
        return harness.run("unshare", "--mount", "sh", "-c", script, "sh", size, *command, cwd=self.folder,
                           env=self.environment())

    def assert_kept(self, ended):
        self.assertEqual(ended.returncode, 125)
        self.assertIn("the disk is full", ended.stderr)
        self.assertIn("how many events are lost is not known", ended.stderr)
        self.assertEqual(self.processes(), [])
        self.assertEqual(os.listdir(self.scratch), [])
        trace = [os.path.join(folder, name) for folder, _, names in os.walk(self.path("kept")) for name in names]
        metadata = [path for path in trace if path.endswith("/metadata")]
        self.assertGreater(os.path.getsize(metadata[0]), 1000)
        report = harness.report(self.path("kept/run"))
        self.assertGreater(report["summary"]["events"], 100000)

    def test_fills_up_while_recording(self):
        self.assert_kept(self.record_on_disk("8m", EMIT, "-c", "3000000"))

    def test_fills_up_without_waiting(self):
        self.assert_kept(self.record_on_disk("8m", "--blocking", "0", EMIT, "-c", "3000000"))

    def test_own_exit_code_goes_before(self):
        self.assertEqual(self.record_on_disk("8m", EMIT, "-c", "3000000", "-x", "9").returncode, 9)

    def test_no_room_for_a_snapshot_is_no_lack_of_events(self):
        ended = self.record_on_disk("2m", "--snapshot=8M", EMIT, "-c", "1000000")
        self.assertEqual(ended.returncode, 125)
        self.assertIn("the disk is full: recording stopped there; nothing of the trace is left", ended.stderr)
        self.assertNotIn("no event arrived", ended.stderr)
        self.assertNotIn("libtlscope", ended.stderr)  # the loader's list is not what the daemon said

    def test_full_from_the_start(self):
        ended = self.record_on_disk("64k", EMIT)
        self.assertEqual(ended.returncode, 125)
        self.assertIn("No space left on device", ended.stderr)
        self.assertEqual(os.listdir(self.path("kept")), [])


if __name__ == "__main__":
    harness.main()
