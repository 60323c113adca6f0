# SPDX-License-Identifier: MIT
"""The recorded program: started, fed, signalled and ended as without the recorder."""

import os
import pty
import shutil
import signal
import time
import unittest

import harness
from harness import EMIT, PROGRAMS, RecordTest, TLSCOPE, events, wait_for_file


class ExitCodeTest(RecordTest):
    def test_normal_end(self):
        ended = self.record("--", EMIT)
        self.assertEqual(ended.returncode, 0)
        self.assertIn("ended with exit code 0", ended.stderr)
        self.assertIn("tlscope report", ended.stderr)
        self.assert_nothing_left(ended.pid)

    def test_own_exit_code(self):
        ended = self.record(EMIT, "-x", "7")
        self.assertEqual(ended.returncode, 7)
        self.assert_nothing_left(ended.pid)

    def test_ended_by_a_signal(self):
        ended = self.record(EMIT, "-k", str(int(signal.SIGABRT)))
        self.assertEqual(ended.returncode, 128 + signal.SIGABRT)
        self.assertIn("was ended by signal 6", ended.stderr)
        self.assertIn("recording again with --heap", ended.stderr)
        self.assertGreater(events(self.path("run/trace"))[0], 1000)
        self.assert_nothing_left(ended.pid)

    def test_not_found(self):
        for program in ["no-such-program", "./no-such-program"]:
            ended = self.record(program)
            self.assertEqual(ended.returncode, 127)
            self.assertIn(program, ended.stderr)
            self.assertNotIn("folder is ./", ended.stderr)
            self.assertFalse(os.path.exists(self.path("run")))
        os.symlink(EMIT, self.path("here"))
        self.assertIn("the one in this folder is ./here", self.record("here").stderr)

    def test_not_executable(self):
        with open(self.path("text"), "w", encoding="utf-8") as text:
            text.write("hello\n")
        for program in ["./text", "."]:
            ended = self.record("./" + program)
            self.assertEqual(ended.returncode, 126)
            self.assertFalse(os.path.exists(self.path("run")))

    def test_damaged_executable(self):
        with open(self.path("damaged"), "wb") as damaged, open(EMIT, "rb") as whole:
            damaged.write(whole.read(100))
        os.chmod(self.path("damaged"), 0o755)
        ended = self.record("./damaged")
        self.assertIn(ended.returncode, (125, 126))
        self.assertFalse(os.path.exists(self.path("run")))
        self.assert_nothing_left(ended.pid)


class StandardStreamsTest(RecordTest):
    def test_passed_through(self):
        ended = self.record("sh", "-c", 'cat; echo error >&2; exec "$0" -c 10', EMIT, text="line 1\nline 2\n")
        self.assertEqual(ended.returncode, 0)
        self.assertEqual(ended.stdout, "line 1\nline 2\n")
        self.assertIn("error\n", ended.stderr)

    def test_arguments_after_the_program_are_its_own(self):
        ended = self.record("sh", "-c", '"$0" -c 10; echo "$1"', EMIT, "--force")
        self.assertEqual(ended.stdout, "--force\n")


class SignalTest(RecordTest):
    def test_handed_on(self):
        process = self.start_record(EMIT, "-r", "ready", "-w", "60")
        wait_for_file(self.path("ready"))
        os.kill(process.pid, signal.SIGUSR1)
        ended = harness.Ended(process)
        self.assertEqual(ended.returncode, 44)
        self.assert_nothing_left(ended.pid)

    def test_ending_signals_end_the_program_and_keep_the_trace(self):
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]:
            with self.subTest(signal=number):
                process = self.start_record("--force", EMIT, "-r", "ready", "-w", "60")
                wait_for_file(self.path("ready"))
                os.kill(process.pid, number)
                ended = harness.Ended(process)
                self.assertEqual(ended.returncode, 128 + number)
                self.assertGreater(events(self.path("run/trace"))[0], 1000)
                self.assert_nothing_left(ended.pid)
                os.unlink(self.path("ready"))

    def test_the_whole_group_again_and_again(self):
        process = self.start_record(EMIT, "-r", "ready", "-w", "60", start_new_session=True)
        wait_for_file(self.path("ready"))
        for _ in range(20):
            os.killpg(process.pid, signal.SIGINT)
        ended = harness.Ended(process)
        self.assertEqual(ended.returncode, 128 + signal.SIGINT)
        self.assertGreater(events(self.path("run/trace"))[0], 1000)
        self.assert_nothing_left(ended.pid)

    def test_before_the_program_is_started(self):
        process = self.start_record(EMIT, "-r", "ready", "-w", "60")
        os.kill(process.pid, signal.SIGTERM)
        ended = harness.Ended(process)
        self.assertIn(ended.returncode, (-signal.SIGTERM, 128 + signal.SIGTERM))
        self.assert_nothing_left(ended.pid)

    def test_ignored_by_the_program(self):
        script = 'trap "" TERM; "$0" -c 10 -r ready; sleep 1; exit 5'
        process = self.start_record("sh", "-c", script, EMIT)
        wait_for_file(self.path("ready"))
        os.kill(process.pid, signal.SIGTERM)
        ended = harness.Ended(process)
        self.assertEqual(ended.returncode, 5)
        self.assert_nothing_left(ended.pid)


class TerminalTest(RecordTest):
    def test_ctrl_c_reaches_the_program_once(self):
        script = 'trap "echo int >> got" INT; "$0" -c 10 -r ready; sleep 30; sleep 0.3; exit 3'
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(TLSCOPE, [TLSCOPE, "record", "--no-report", "-o", "run", "sh", "-c", script, EMIT],
                      self.environment())
        wait_for_file(self.path("ready"))
        time.sleep(0.2)
        os.write(terminal, b"\x03")
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(status), 3)
        with open(self.path("got"), encoding="utf-8") as got:
            self.assertEqual(got.read(), "int\n")
        self.assert_nothing_left(pid)

    def test_closed_terminal_ends_the_program(self):
        """Of a recorder that leads its session, as below ssh -t: nobody else is told."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(TLSCOPE, [TLSCOPE, "record", "--no-report", "-o", "run", EMIT, "-r", "ready", "-w", "30"],
                      self.environment())
        wait_for_file(self.path("ready"))
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 128 + signal.SIGHUP)
        self.assertEqual(harness.report(self.path("run"))["summary"]["exit"], {"signal": int(signal.SIGHUP)})
        self.assert_nothing_left(pid)


class ProgramKindTest(RecordTest):
    def assert_refused(self, expected, *arguments):
        ended = self.record(*arguments)
        self.assertEqual(ended.returncode, 125)
        self.assertIn(expected, ended.stderr)
        self.assertFalse(os.path.exists(self.path("run")))
        self.assert_nothing_left(ended.pid)

    def test_children_are_followed(self):
        ended = self.record(EMIT, "-c", "100", "-f", "3")
        self.assertEqual(ended.returncode, 0)
        lines, _ = harness.babeltrace(self.path("run/trace"))
        self.assertEqual(sum("tl_mem:process_start" in line for line in lines), 4)
        self.assertEqual(sum("tl_mem:exit_scope" in line for line in lines), 200)

    def test_script_whose_child_uses_it(self):
        with open(self.path("script"), "w", encoding="utf-8") as script:
            script.write("#!/bin/sh\n'%s' -c 100\n" % EMIT)
        os.chmod(self.path("script"), 0o755)
        ended = self.record("./script")
        self.assertEqual(ended.returncode, 0)
        self.assertGreater(events(self.path("run/trace"))[0], 100)

    def test_program_without_the_abi(self):
        ended = self.record("true")
        self.assertEqual(ended.returncode, 125)
        self.assertIn("no event", ended.stderr)
        self.assertIn("libtlscope.so", ended.stderr)
        self.assert_nothing_left(ended.pid)

    def test_static_program(self):
        self.assert_refused("linked statically", os.path.join(PROGRAMS, "static_program"))

    def test_runtime_linked_in(self):
        """It finds the tool's provider, whatever another build has left in the environment, as nothing else does."""
        provider = os.path.join(PROGRAMS, "libolder_provider.so")
        os.mkdir(self.path("other"))
        shutil.copy(provider, self.path("other/libtlscope-tracepoints.so"))
        env = self.environment(TLSCOPE_LIBRARY_DIR=self.path("other"))
        ended = self.record(os.path.join(PROGRAMS, "emit_whole"), "-c", "100", env=env)
        self.assertEqual((ended.returncode, ended.stdout), (0, ""), ended.stderr)
        self.assertGreater(events(self.path("run/trace"))[0], 100)
        alone = harness.run(os.path.join(PROGRAMS, "emit_whole"), env=dict(env, LTTNG_HOME=self.folder))
        self.assertEqual(alone.returncode, 0)
        self.assertIn("is of another version than the runtime", alone.stderr)

    @unittest.skipIf(os.geteuid() != 0, "skipped: only root can make a program of another user")
    def test_no_setuid_program_loads_what_the_environment_names(self):
        program = shutil.copy(os.path.join(PROGRAMS, "emit_whole"), self.path("setuid"))
        shutil.copy(os.path.join(PROGRAMS, "libolder_provider.so"), self.path("libtlscope-tracepoints.so"))
        env = self.environment(TLSCOPE_LIBRARY_DIR=self.folder, LTTNG_HOME=self.folder)
        self.assertIn("another version", harness.run(program, env=env).stderr)
        os.rename(self.path("libtlscope-tracepoints.so"), os.path.join(self.scratch, "libtlscope-tracepoints.so"))
        env["TLSCOPE_LIBRARY_DIR"] = self.scratch
        os.chown(program, 12345, 12345)
        os.chmod(program, 0o4755)
        ended = harness.run(program, env=env)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_other_manager(self):
        self.assert_refused("--preload", os.path.join(PROGRAMS, "foreign_program"))

    def test_other_manager_preloaded_over(self):
        ended = self.record("--preload", os.path.join(PROGRAMS, "foreign_program"))
        self.assertEqual(ended.returncode, 0)
        lines, _ = harness.babeltrace(self.path("run/trace"))
        self.assertEqual(sum("tl_mem:exit_scope" in line for line in lines), 1)

    @unittest.skipIf(os.geteuid() != 0, "skipped: only root can make a program of another user")
    def test_setuid_program(self):
        program = self.path("setuid")
        harness.run("cp", EMIT, program)
        os.chown(program, 12345, 12345)
        os.chmod(program, 0o4755)
        self.assert_refused("setuid", program)


if __name__ == "__main__":
    harness.main()
