# SPDX-License-Identifier: MIT
"""The session daemon: private, beside any other, for any user, and gone afterwards."""

import os
import shutil
import signal
import time
import unittest

import harness
from harness import EMIT, RecordTest, TLSCOPE, can_mount, run

WITHOUT_MOUNT = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
NOBODY = 65534


def root_with_setpriv():
    return os.geteuid() == 0 and shutil.which("setpriv") is not None


class DaemonTest(RecordTest):
    def assert_recorded(self, ended, folder="run", calls=1000):
        self.assertEqual(ended.returncode, 0, ended.stderr)
        lines, _ = harness.babeltrace(self.path(folder))
        self.assertEqual(sum("_scope:" in line for line in lines), calls)

    def test_missing(self):
        os.mkdir(self.path("bin"))
        ended = self.record(EMIT, env=self.environment(PATH=self.path("bin")))
        self.assertEqual(ended.returncode, 125)
        self.assertIn("lttng-sessiond not found", ended.stderr)
        self.assertIn("lttng-tools", ended.stderr)
        self.assertFalse(os.path.exists(self.path("run")))
        self.assert_nothing_left(ended.pid)

    def test_fails(self):
        os.mkdir(self.path("bin"))
        with open(self.path("bin/lttng-sessiond"), "w", encoding="utf-8") as script:
            script.write("#!/bin/sh\necho no luck today >&2\nexit 1\n")
        os.chmod(self.path("bin/lttng-sessiond"), 0o755)
        ended = self.record(EMIT, env=self.environment(PATH=self.path("bin") + ":" + os.environ["PATH"]))
        self.assertEqual(ended.returncode, 125)
        self.assertIn("no luck today", ended.stderr)
        self.assertFalse(os.path.exists(self.path("run")))
        self.assert_nothing_left(ended.pid)

    def test_killed_while_recording(self):
        process = self.start_record(EMIT, "-r", "ready", "-w", "3")
        harness.wait_for_file(self.path("ready"))
        for pid, command in self.processes():
            if command.startswith(b"lttng-sessiond"):
                os.kill(pid, signal.SIGKILL)
        ended = harness.Ended(process)
        self.assertEqual(ended.returncode, 125)
        self.assertIn("daemon has ended", ended.stderr)
        self.assert_nothing_left(ended.pid)

    def send(self, number, command):
        """Sends a signal to the processes whose command line begins so; their pids."""
        pids = [pid for pid, line in self.processes() if line.startswith(command.encode())]
        for pid in pids:
            os.kill(pid, number)
        return pids

    def kill_recorder(self, *program, stopped=None):
        """Kills tlscope while the program waits, and that command is stopped; only the program is left."""
        process = self.start_record(*program, "-r", "ready", "-w", "60")
        harness.wait_for_file(self.path("ready"))
        self.assertTrue(stopped is None or self.send(signal.SIGSTOP, stopped))
        process.kill()
        harness.wait_for(lambda: all(line.startswith(EMIT.encode()) for _, line in self.processes()))
        self.assertEqual(len(self.send(signal.SIGKILL, EMIT)), 1)
        self.assertEqual(harness.Ended(process).returncode, -signal.SIGKILL)
        harness.wait_for(lambda: not self.processes())
        self.assert_nothing_left(process.pid)

    def assert_cut_short(self, calls=1000):
        lines, _ = harness.babeltrace(self.path("run"))
        self.assertEqual(sum("_scope:" in line for line in lines), calls)
        limits = harness.report(self.path("run"))["recording"]["cannot_tell"]
        self.assertIn("the recording has not ended (it goes on, or tlscope was killed)", " ".join(limits))

    def test_recorder_killed(self):
        self.kill_recorder(EMIT)
        self.assert_cut_short()

    def test_recorder_killed_with_forks(self):
        self.kill_recorder(EMIT, "-f", "3")
        self.assert_cut_short(4000)

    def test_recorder_killed_with_a_stopped_program(self):
        self.kill_recorder(EMIT, stopped=EMIT)
        self.assert_cut_short()

    def test_recorder_killed_with_a_daemon_that_hangs(self):
        """As it may by itself after a recorded process was killed: what is in the buffers is kept."""
        self.kill_recorder(EMIT, stopped="lttng-")
        self.assert_cut_short()

    def test_recorder_killed_as_a_flight_recorder(self):
        self.kill_recorder("--snapshot", EMIT, stopped="lttng-")

    def test_recorder_killed_before_the_program(self):
        """Whatever it had come to: the daemon starts, or has started."""
        for milliseconds in range(5, 150, 15):
            process = self.start_record("--force", EMIT, "-w", "0")
            time.sleep(milliseconds / 1000)
            process.kill()
            harness.Ended(process)
            harness.wait_for(lambda: not self.processes())
            self.assert_nothing_left(process.pid)

    def test_several_at_once(self):
        running = [harness.start(TLSCOPE, "record", "--no-report", "-o", str(i), EMIT, cwd=self.folder,
                                 env=self.environment()) for i in range(4)]
        for i, process in enumerate(running):
            self.assert_recorded(harness.Ended(process), str(i))
        self.assertEqual(self.processes(), [])

    @unittest.skipUnless(can_mount(), "skipped: needs a run directory of its own")
    def test_beside_another(self):
        script = """
            mount -t tmpfs test /var/run/lttng || exit 99
            trap 'kill "$(cat /var/run/lttng/lttng-sessiond.pid)"' EXIT
            LTTNG_HOME=$PWD/other lttng-sessiond --no-kernel --background || exit 98
            lttng create other >/dev/null
            "$@" || exit 97
            lttng list | grep -q other || exit 96
        """
        command = [TLSCOPE, "record", "--no-report", "-o", "run", EMIT]
        self.assert_recorded(run("unshare", "--mount", "sh", "-c", script, "sh", *command, cwd=self.folder,
                                 env=self.environment(LTTNG_HOME=self.path("other"))))

    def record_with_memory(self, size, *arguments):
        """Records with so much shared memory in all."""
        script = 'mount -t tmpfs -o size="$1" test /dev/shm || exit 99; shift; exec "$@"'
        command = [TLSCOPE, "record", "--no-report", "-o", "run", *arguments]
        return run("unshare", "--mount", "sh", "-c", script, "sh", size, *command, cwd=self.folder,
                   env=self.environment())

    @unittest.skipUnless(can_mount(), "skipped: needs shared memory of its own")
    def test_small_shared_memory(self):
        ended = self.record_with_memory("1m", EMIT)
        self.assert_recorded(ended)
        self.assert_nothing_left(ended.pid)

    @unittest.skipUnless(can_mount(), "skipped: needs shared memory of its own")
    def test_too_little_shared_memory(self):
        ended = self.record_with_memory("8k", EMIT)
        self.assertEqual(ended.returncode, 125)
        self.assertIn("too little shared memory", ended.stderr)
        self.assertIn("--shm-size", ended.stderr)
        self.assertFalse(os.path.exists(self.path("run")))
        self.assert_nothing_left(ended.pid)

    @unittest.skipUnless(root_with_setpriv(), "skipped: needs root and setpriv")
    def test_as_another_user(self):
        os.chmod(self.folder, 0o777)
        user = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"]
        if run(*user, "test", "-x", TLSCOPE, "-a", "-r", EMIT).returncode != 0:
            self.skipTest("skipped: the build folder is closed to other users")
        ended = run(*user, TLSCOPE, "record", "--no-report", "-o", "run", EMIT, cwd=self.folder,
                    env=self.environment())
        self.assert_recorded(ended)
        self.assert_nothing_left(ended.pid)

    @unittest.skipUnless(root_with_setpriv(), "skipped: needs root and setpriv")
    def test_recording_of_another_user(self):
        """What is closed to this user is not said to be no trace."""
        user = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"]
        if run(*user, "test", "-x", TLSCOPE).returncode != 0:
            self.skipTest("skipped: the build folder is closed to other users")
        self.assert_recorded(self.record(EMIT))
        os.chmod(self.path("run/trace"), 0o700)
        for command in (["report"], ["replay"], ["check"], ["view", "--no-open"], ["export", "-F", "folded"]):
            ended = run(*user, TLSCOPE, *command, "run", cwd=self.folder, env=self.environment())
            self.assertIn("Permission denied", ended.stderr)
            self.assertNotIn("a folder of 'tlscope record'", ended.stderr)
        ended = run(TLSCOPE, "report", "run/run.json", cwd=self.folder, env=self.environment())
        self.assertIn("a folder of 'tlscope record'", ended.stderr)

    @unittest.skipUnless(root_with_setpriv() and can_mount(), "skipped: needs root, setpriv and mounts")
    def test_root_without_the_right_to_mount(self):
        script = """
            mount -t tmpfs test /var/run/lttng || exit 99
            "$@" -o 1 "$0" & "$@" -o 2 "$0"
            code=$?
            wait $! || exit 98
            trap 'kill "$(cat /var/run/lttng/lttng-sessiond.pid)"' EXIT
            LTTNG_HOME=$PWD/other lttng-sessiond --no-kernel --background || exit 97
            "$@" -o 3 "$0" || exit 96
            lttng list | grep -q "no available" || exit 95
            exit $code
        """
        command = [*WITHOUT_MOUNT, TLSCOPE, "record", "--no-report"]
        ended = run("unshare", "--mount", "sh", "-c", script, EMIT, *command, cwd=self.folder,
                    env=self.environment(LTTNG_HOME=self.path("other")))
        for folder in "123":
            self.assert_recorded(ended, folder)

    @unittest.skipUnless(root_with_setpriv(), "skipped: needs root and setpriv")
    def test_program_as_another_user(self):
        program = ["setpriv", "--reuid=%d" % NOBODY, "--clear-groups", EMIT]
        if run(*program).returncode != 0:
            self.skipTest("skipped: the build folder is closed to other users")
        self.assert_recorded(self.record(*program))


if __name__ == "__main__":
    harness.main()
