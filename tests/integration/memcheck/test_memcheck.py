# SPDX-License-Identifier: MIT
"""`tlscope memcheck`: what memcheck found, joined with the objects and leaks of the trace."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import harness  # noqa: E402

USES = harness.PROGRAMS / "memcheck_uses"
BESIDE = harness.BUILD / "tests" / "integration" / "memcheck" / "memcheck_beside"
EXITS = harness.BUILD / "tests" / "integration" / "memcheck" / "memcheck_exits"
ANNOUNCED = harness.BUILD / "tests" / "integration" / "memcheck" / "memcheck_announced"
FOUND, NOT_RECORDED, NO_PROGRAM, USAGE = 24, 125, 127, 2


class Case(harness.Case):
    def memcheck(self, *program, options=(), exit_code=FOUND, **extra):
        """Runs a program; the recording it leaves."""
        directory = self.folder / "recording"
        shutil.rmtree(directory, ignore_errors=True)
        command = [harness.TLSCOPE, "memcheck", *options, "-o", directory, "--", *program]
        process = subprocess.run(list(map(str, command)), env=harness.environment(**extra), text=True,
                                 capture_output=True, timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual(process.returncode, exit_code, f"{command}\n{process.stdout}{process.stderr}")
        return harness.Recording(directory, process)

    def tool(self, *arguments, exit_code=0):
        process = harness.run(harness.TLSCOPE, *arguments)
        self.assertEqual(process.returncode, exit_code, f"{arguments}\n{process.stdout}{process.stderr}")
        return process.stdout

    def only(self, items):
        self.assertEqual(len(items), 1, items)
        return items[0]

    def codes(self, section):
        return [finding["code"] for finding in section["findings"]]


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
class Joined(Case):
    def test_use_after_scope_exit(self):
        recording = self.memcheck(USES, "struct_after_exit")
        report = recording.report
        finding = self.only(report["findings"])
        self.assertEqual((finding["code"], finding["severity"]), ("memcheck-invalid-read", "error"))
        self.assertEqual(finding["cause"]["function"], "struct_after_exit")
        self.assertEqual(finding["confidence"], "certain")
        error = self.only(report["memcheck"]["errors"])
        self.assertEqual((error["kind"], error["block"]["state"], error["block"]["size"]), ("InvalidRead", "freed", 24))
        known = error["object"]
        self.assertEqual((known["matched_by"], known["alike"], known["kind"]), ("address", 1, "struct"))
        self.assertEqual(known["pointer"], error["block"]["start"])
        self.assertEqual((known["ended"]["fate"], known["ended"]["place"]["function"]), ("freed", "struct_after_exit"))
        self.assertEqual([entry["operation"] for entry in known["ledger"]][0], "registered")
        self.assertEqual(known["scope"]["entered_at"]["function"], "struct_after_exit")
        self.assertEqual(finding["example"], known["object"])
        self.assertIn("object %d" % known["object"], self.tool("report", recording.directory, "--object",
                                                               known["object"], "--format", "text").lower())
        self.assert_told_to_people(recording)
        self.assert_taken_by_other_commands(recording)

    def assert_told_to_people(self, recording):
        for text in (recording.process.stderr, self.tool("report", recording.directory, "--format", "text")):
            self.assertIn("Invalid read of size 1. That is byte 3 of 24 of struct (object 1), freed at uses_objects.c:", text)
            self.assertRegex(text, r"Memcheck: 1 error\b")
            self.assertRegex(text, r"Object 1: struct.*\n.*in the scope of .*\n +registered at .*; count 1\n")

    def assert_taken_by_other_commands(self, recording):
        run = recording.directory
        outcome = json.loads(self.tool("check", run, "--json", exit_code=5))
        self.assertIn("memcheck-invalid-read", json.dumps(outcome))
        self.tool("check", run, "--fail-on", "none")
        self.tool("check", run / "report.json", exit_code=5)
        compared = json.loads(self.tool("diff", run, run, "--format", "json"))
        self.assertEqual([entry["change"] for entry in compared["findings"]], ["same"])
        merged = json.loads(self.tool("merge", run / "report.json", "--format", "json"))
        self.assertEqual([entry["code"] for entry in merged["findings"]], ["memcheck-invalid-read"])

    def test_lines_of_tl(self):
        report = self.memcheck(ANNOUNCED).report
        finding = self.only(report["findings"])
        self.assertEqual((finding["name"], finding["cause"]["function"]), ("Layer", "main"))
        known = self.only(report["memcheck"]["errors"])["object"]
        places = [known["scope"]["entered_at"], known["registered"], known["ended"]["place"]]
        self.assertEqual([(place["file"], place["line"]) for place in places],
                         [("model.tl", 1), ("model.tl", 3), ("model.tl", 5)])
        self.assertIn('byte 8 of 24 of struct "Layer" (object 1), freed at model.tl:5 (main).', finding["sentence"])
        allocated = [entry["place"] for entry in finding["places"] if entry["role"] == "allocated at"]
        self.assertEqual(self.only(allocated)["file"].rpartition("/")[2], "announced.c")

    def test_second_life_of_a_pooled_tensor(self):
        """Its address is a new one, which an event of its own tells."""
        recording = self.memcheck(USES, "tensor_after_second_release")
        error = self.only(recording.report["memcheck"]["errors"])
        known = error["object"]
        self.assertEqual(known["pointer"], error["block"]["start"])
        self.assertEqual((known["matched_by"], known["alike"]), ("address", 1))
        self.assertEqual((known["object"], known["kind"], known["ended"]["fate"]), (2, "tensor", "pooled"))
        self.assertEqual(known["ended"]["place"]["function"], "release_tensor_again")
        self.assertIn("byte 5 of 32 of the data of tensor (object 2)", self.only(recording.report["findings"])["sentence"])
        pool = recording.report["pool"]
        self.assertEqual((pool["hits"], pool["misses"]), (1, 1))
        self.assertIn("4 calls made", harness.run(harness.TLSCOPE, "replay", recording.directory).stderr)

    def test_of_two_lives_the_one_that_is_meant(self):
        report = self.memcheck(USES, "tensor_of_before").report
        known = self.only(report["memcheck"]["errors"])["object"]
        self.assertEqual((known["object"], known["alike"]), (1, 1))

    def test_leaked_struct(self):
        self.assert_one_leak("struct_lost", "moved-never-taken", "struct")

    def test_leaked_own_tensor(self):
        self.assert_one_leak("tensor_lost", "over-acquired", "tensor")

    def assert_one_leak(self, case, verdict, kind):
        """Both know of it, and it is told once."""
        report = self.memcheck(USES, case).report
        self.assertEqual(self.codes(report), [verdict])
        lost = self.only([leak for leak in report["memcheck"]["leaks"] if leak["kind"] == "Leak_DefinitelyLost"])
        leak = lost["leak"]
        self.assertEqual((leak["verdict"], leak["kind"], leak["matched_by"]), (verdict, kind, "stack"))
        self.assertEqual(report["leaks"][leak["index"]]["verdict"], verdict)
        self.assertEqual(lost["blocks"], leak["objects"])

    def test_leaks_beside_one_that_the_trace_knows(self):
        """A leak accounts for as many blocks of its size as it has objects, and for no more."""
        report = self.memcheck(BESIDE).report
        self.assertEqual(sorted(self.codes(report)), ["memcheck-lost", "memcheck-lost", "moved-never-taken"])
        lost = [(found["objects"], found["bytes"]) for found in report["findings"] if found["code"] == "memcheck-lost"]
        self.assertEqual(sorted(lost), [(1, 24), (5, 5000)])
        self.assertEqual((report["summary"]["leaked_objects"], report["summary"]["leaked_bytes"]), (1, 24))

    def test_leak_that_only_memcheck_knows(self):
        report = self.memcheck(USES, "frame_lost").report
        self.assertIn("memcheck-lost", self.codes(report))
        finding = [found for found in report["findings"] if found["code"] == "memcheck-lost"][0]
        self.assertEqual((finding["objects"], finding["bytes"], finding["cause"]["function"]), (1, 100, "frame_lost"))

    def test_jump_on_what_nobody_wrote(self):
        recording = self.memcheck(USES, "tensor_from_pool_undefined", options=["--track-origins"])
        finding = self.only(recording.report["findings"])
        self.assertEqual((finding["code"], finding["cause"]["function"]), ("memcheck-uninitialised", "decide"))
        error = self.only(recording.report["memcheck"]["errors"])
        self.assertRegex(error["stacks"][1]["what"], "created by")
        self.assertTrue(error["stacks"][1]["frames"])

    def test_double_release(self):
        """Memcheck has nothing to say: the runtime told it."""
        report = self.memcheck(USES, "double_release").report
        self.assertEqual(self.codes(report), ["release-freed"])
        message = self.only(report["memcheck"]["messages"])
        self.assertIn("[release-freed]", message["text"])
        self.assertIn("release_struct", [frame["function"] for frame in message["stack"]["frames"]])

    def test_leak_check_at_every_exit(self):
        report = self.memcheck(USES, "struct_lost", options=["--leak-check", "scope"]).report
        early = [leak for leak in report["memcheck"]["leaks"]
                 if leak["kind"] == "Leak_DefinitelyLost" and not leak["at_end"]]
        self.assertEqual(self.only(early)["leak"]["verdict"], "moved-never-taken")
        self.assertIn("leak_check=scope", report["summary"]["settings"])
        self.assertEqual(self.codes(report), ["moved-never-taken"])

    def test_the_exit_that_lost_a_block_is_told(self):
        for exits in ("scope", "frame"):
            with self.subTest(exits=exits):
                recording = self.memcheck(EXITS, options=["--leak-check", exits])
                finding = self.only(recording.report["findings"])
                self.assertEqual(finding["code"], "memcheck-lost")
                place = self.only([each["place"] for each in finding["places"] if each["role"] == "lost by the exit at"])
                self.assertEqual(place["function"], "lose")
                self.assertRegex(recording.process.stderr, r"lost by the exit at +exits\.c:\d+ \(lose\)")
        self.assertNotIn("lost by the exit", self.memcheck(EXITS).process.stderr)

    def test_clean(self):
        recording = self.memcheck(USES, "all_is_well", exit_code=0)
        report = recording.report
        self.assertEqual((report["findings"], report["memcheck"]["errors"]), ([], []))
        self.assertTrue(report["memcheck"]["suppressed"])
        self.assertTrue(report["memcheck"]["whole"] and report["memcheck"]["finished"])
        self.assertIn("No leaks, no misuse.", recording.process.stderr)
        self.assertRegex(recording.process.stderr, r"\(pid \d+\) on \S+, \S+Z, [\d.]+ m?s, [\d,]+ events\n")
        self.assertRegex(recording.process.stderr, r"tlscope: [\d,]+ events recorded\ntlscope: 0 events lost\n")
        self.tool("check", recording.directory)

    def test_preloaded_runtime(self):
        """Valgrind's launchers have the runtime loaded, too: they are not the program."""
        report = self.memcheck(USES, "struct_after_exit", options=["--preload"]).report
        self.assertTrue(report["summary"]["program"].endswith("memcheck_uses"))
        self.assertEqual(report["children"], [])
        self.assertIsNotNone(self.only(report["memcheck"]["errors"])["object"])


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
class Alone(Case):
    def test_without_a_trace(self):
        recording = self.memcheck(USES, "struct_after_exit", options=["--no-trace"])
        report = recording.report
        self.assertFalse((recording.directory / "trace").exists())
        finding = self.only(report["findings"])
        self.assertEqual((finding["code"], finding["confidence"]), ("memcheck-invalid-read", "certain"))
        self.assertEqual(finding["cause"]["function"], "struct_after_exit")
        self.assertIsNone(self.only(report["memcheck"]["errors"])["object"])
        self.assertIn("inside a block of size 24 free'd", recording.process.stderr)
        self.tool("check", recording.directory, exit_code=5)
        text = self.tool("report", recording.directory, "--format", "text")
        self.assertIn("Memcheck: 1 error", text)
        self.assertRegex(text, r"^\S+memcheck_uses \(pid \d+\)\n\nNot traced, as asked: what the memory checker found")
        for words in ("unknown host", "***", "Peak:"):
            self.assertNotIn(words, text)
        self.memcheck(USES, "all_is_well", options=["--no-trace"], exit_code=0)
        checked = self.tool("check", recording.directory, exit_code=3)
        self.assertIn("not traced, as asked: what the memory checker found stands alone\n", checked)
        self.assertEqual(checked.count("not certain:"), 1)

    def test_each_child_has_its_own(self):
        script = f"{USES} struct_after_exit; {USES} all_is_well; exit 3"
        recording = self.memcheck("sh", "-c", script, options=["--no-trace"])
        report = recording.report
        files = sorted(path.name for path in recording.directory.glob("memcheck.*.xml"))
        sections = [report, *report["children"]]
        self.assertEqual(sorted(section["memcheck"]["file"] for section in sections), files)
        self.assertEqual(len(files), 3)
        self.assertEqual(sorted(self.codes(section) for section in sections), [[], [], ["memcheck-invalid-read"]])
        self.assertIn(report["summary"]["program"].rpartition("/")[2], ("sh", "dash"))
        self.assertEqual(self.codes(report), [])
        self.assertIn("\n... and 1 process without findings\n", recording.process.stderr)

    def test_exit_codes(self):
        self.memcheck("sh", "-c", "exit 7", options=["--no-trace"], exit_code=7)
        self.memcheck(USES, "struct_after_exit", options=["--no-trace", "--error-exitcode", "9"], exit_code=9)
        self.memcheck(USES, "struct_after_exit", options=["--no-trace", "--error-exitcode", "0"], exit_code=0)

    def test_valgrind_fails_before_the_program_runs(self):
        """Its exit code is not the program's."""
        wrong = self.folder / "wrong.supp"
        wrong.write_text("no suppression\n")
        for options, extra in [((), {"VALGRIND_OPTS": "--bogus"}), (("--suppressions", wrong), {}),
                               ((), {"VALGRIND_OPTS": "--version"}), (("--no-trace", "--suppressions", wrong), {})]:
            with self.subTest(options=options, extra=extra):
                told = self.memcheck(USES, "all_is_well", options=options, exit_code=NOT_RECORDED, **extra).process
                self.assertRegex(told.stderr, "the memory checker did not run .*: it ended by itself with exit code")
                self.assertNotIn("no event", told.stderr)
                self.assertNotIn("memcheck_uses (pid", told.stderr)

    def test_own_suppressions(self):
        rules = self.folder / "own.supp"
        rules.write_text("{\n   known\n   Memcheck:Addr1\n   fun:struct_after_exit\n}\n")
        recording = self.memcheck(USES, "struct_after_exit", exit_code=0,
                                  options=["--no-trace", "--suppressions", rules])
        suppressed = recording.report["memcheck"]["suppressed"]
        self.assertIn({"name": "known", "times": 1}, suppressed)

    def test_force_replaces_what_an_earlier_run_left(self):
        directory = self.memcheck("true", options=["--no-trace"], exit_code=0).directory
        before = set(directory.glob("memcheck.*.xml"))
        kept = directory / "notes.txt"
        kept.write_text("mine")
        told = harness.run(harness.TLSCOPE, "memcheck", "--no-trace", "-o", directory, "--", "true")
        self.assertEqual(told.returncode, NOT_RECORDED)
        self.assertIn("exists already", told.stderr)
        told = harness.run(harness.TLSCOPE, "memcheck", "--no-trace", "-f", "-o", directory, "--", "true")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(len(set(directory.glob("memcheck.*.xml")) - before), 1)
        self.assertFalse(before & set(directory.glob("memcheck.*.xml")))
        self.assertTrue(kept.exists())


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind") and shutil.which("vgdb"), "skipped: valgrind or vgdb is not here")
class Stopped(Case):
    """A program that waits for a debugger at its first error."""

    def setUp(self):
        super().setUp()
        self.directory = self.folder / "recording"
        command = [harness.TLSCOPE, "memcheck", "--gdb", "-o", self.directory, "--", USES, "struct_after_exit"]
        self.tool_process = subprocess.Popen(list(map(str, command)), env=harness.environment(), text=True,
                                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.pid = None
        self.addCleanup(self.end)
        self.told = self.read_until("(action on error) vgdb me")
        self.pid = int(re.search(r"target remote \| vgdb --pid=(\d+)", self.told).group(1))

    def end(self):
        self.tool_process.kill()
        self.tool_process.communicate(timeout=harness.TIMEOUT_S)
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def read_until(self, words):
        text = ""
        for line in self.tool_process.stderr:
            text += line
            if words in line:
                return text
        self.fail(f"never told '{words}':\n{text}")

    def rest(self):
        return self.tool_process.communicate(timeout=harness.TIMEOUT_S)[1]

    def test_vgdb_answers(self):
        asked = subprocess.run(["vgdb", f"--pid={self.pid}", "v.info", "last_error"], text=True, capture_output=True,
                               timeout=harness.TIMEOUT_S, check=False)
        self.assertIn("Invalid read", asked.stdout + asked.stderr)

    @unittest.skipUnless(shutil.which("gdb"), "skipped: gdb is not here")
    def test_gdb_takes_what_was_printed(self):
        self.assertIn("gdb %s\n" % USES, self.told)
        command = re.search(r"\(gdb\) (target remote .*)", self.told).group(1)
        seen = subprocess.run(["gdb", "-nx", "-batch", "-ex", command, "-ex", "backtrace", "-ex", "continue", str(USES)],
                              text=True, capture_output=True, timeout=harness.TIMEOUT_S, check=False)
        self.assertRegex(seen.stdout, r"#\d .*struct_after_exit")
        text = self.rest()
        self.assertEqual(self.tool_process.returncode, FOUND, text)
        self.assertIn("memcheck-invalid-read", text)

    def test_killed_while_it_waits(self):
        """What memcheck wrote until then is read, and that it is cut is said."""
        os.kill(self.pid, signal.SIGKILL)
        text = self.rest()
        self.assertEqual(self.tool_process.returncode, 128 + signal.SIGKILL, text)
        report = harness.Recording(self.directory, None).report
        section = report["memcheck"]
        self.assertEqual((section["whole"], section["finished"]), (False, False))
        self.assertIn("cut", section["fault"])
        self.assertEqual(self.only(section["errors"])["kind"], "InvalidRead")
        self.assertIn("could not be read whole: it is cut", text)
        self.assertEqual(report["summary"]["ended"], "killed")


class CommandLine(Case):
    def test_no_valgrind(self):
        empty = self.folder / "empty"
        empty.mkdir()
        told = subprocess.run([str(harness.TLSCOPE), "memcheck", "-o", self.folder / "out", "--", "/bin/true"],
                              env=dict(harness.environment(), PATH=str(empty)), text=True, capture_output=True,
                              timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual(told.returncode, NOT_RECORDED)
        self.assertIn("valgrind is not in PATH; install it (Debian: apt-get install valgrind)", told.stderr)
        self.assertFalse((self.folder / "out").exists())

    @unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
    def test_no_program(self):
        told = harness.run(harness.TLSCOPE, "memcheck", "-o", self.folder / "out", "--", "./nothing")
        self.assertEqual(told.returncode, NO_PROGRAM, told.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_wrong_options(self):
        for options, words in {("--leak-check", "loop"): "--leak-check takes scope or frame, not 'loop'",
                               ("--num-callers", "0"): "--num-callers takes a number from 1 to 500, not '0'",
                               ("--error-exitcode", "256"): "--error-exitcode takes a number from 0 to 255, not '256'",
                               ("--suppressions", "/nonexistent"): "none that can be read",
                               (): "no program given"}.items():
            told = harness.run(harness.TLSCOPE, "memcheck", *options)
            self.assertEqual(told.returncode, USAGE)
            self.assertIn(words, told.stderr)


if __name__ == "__main__":
    harness.main()
