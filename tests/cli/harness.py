# SPDX-License-Identifier: MIT
"""What the tests of the command line share: the tool, the programs, folders of their own, events counted."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

TLSCOPE = os.environ["TLSCOPE"]
PROGRAMS = os.environ["TLSCOPE_TEST_PROGRAMS"]
SOURCE = os.environ["TLSCOPE_SOURCE"]
EMIT = os.path.join(PROGRAMS, "emit")
LIMIT = 120


class Ended:
    """A command that has ended."""

    def __init__(self, process, text=None):
        self.pid = process.pid
        self.stdout, self.stderr = process.communicate(text, timeout=LIMIT)
        self.returncode = process.returncode


def start(*arguments, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def run(*arguments, text=None, **options):
    """Runs a command to its end, `text` its input."""
    if text is not None:
        options["stdin"] = subprocess.PIPE
    return Ended(start(*arguments, **options), text)


def tlscope(*arguments, **options):
    return run(TLSCOPE, *arguments, **options)


def on_a_terminal(command, folder, typed="", env=None):
    """What a command writes to a terminal where that is typed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(command[0], command, env or dict(os.environ, TERM="xterm"))
    os.write(terminal, typed.encode())
    written = b""
    try:
        while select.select([terminal], [], [], LIMIT)[0]:
            written += os.read(terminal, 65536)
    except OSError:
        pass  # the terminal is gone with its last user
    os.close(terminal)  # hangs up on a command that did not end by itself
    os.waitpid(pid, 0)
    return written.decode(errors="replace")


def wait_for(condition, what="what is waited for"):
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what + " never came")
        time.sleep(0.01)


def wait_for_file(path):
    wait_for(lambda: os.path.exists(path), path)


def babeltrace(trace):
    """One line an event, and what Babeltrace complains about."""
    if shutil.which("babeltrace2") is None:
        raise unittest.SkipTest("skipped: babeltrace2 is not installed")
    read = run("babeltrace2", trace)
    return read.stdout.splitlines(), read.stderr


def events(trace):
    """(events in the trace, events that LTTng counted as lost), as Babeltrace sees them."""
    lines, complaints = babeltrace(trace)
    lost = sum(int(number) for number in re.findall(r"discarded (\d+) event", complaints))
    return len(lines), lost


def report(folder):
    """The report of a recording, as `tlscope report` makes it."""
    return json.loads(tlscope("report", folder, "--format", "json").stdout)


def can_mount():
    """Whether this user may mount in a namespace of its own."""
    command = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs test /mnt"]
    return shutil.which("unshare") is not None and run(*command).returncode == 0


class RecordTest(unittest.TestCase):
    """A test with a folder of its own, in which it runs; nothing of a recording may outlive it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tlscope-test.")
        self.scratch = os.path.join(self.folder, "s")  # short, or the recorder takes /tmp
        os.mkdir(self.scratch)
        os.chmod(self.folder, 0o755)
        os.chmod(self.scratch, 0o777)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def environment(self, **changes):
        return dict(os.environ, TMPDIR=self.scratch, **changes)

    def record(self, *arguments, **options):
        """Records into the folder `run` without a report, unless the arguments say otherwise."""
        options.setdefault("env", self.environment())
        options.setdefault("cwd", self.folder)
        output = [] if "-o" in arguments else ["-o", "run"]
        return tlscope("record", "--no-report", *output, *arguments, **options)

    def start_record(self, *arguments, **options):
        options.setdefault("env", self.environment())
        return start(TLSCOPE, "record", "--no-report", "-o", "run", *arguments, cwd=self.folder, **options)

    def assert_nothing_left(self, pid):
        """No process, shared memory or folder of the recording by process `pid` is there any more."""
        self.assertEqual(os.listdir(self.scratch), [])
        self.assertEqual(self.processes(), [])
        prefix = "tlscope-%d-" % pid
        self.assertEqual([name for name in os.listdir("/dev/shm") if name.startswith(prefix)], [])

    def processes(self):
        """(pid, command line) of the processes that have our scratch folder in their environment."""
        mark = ("TMPDIR=" + self.scratch).encode()
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % pid, "rb") as environ:
                    if mark not in environ.read().split(b"\0"):
                        continue
                with open("/proc/%s/cmdline" % pid, "rb") as command:
                    found.append((int(pid), command.read()))
            except OSError:
                continue
        return found


def main():
    unittest.main(verbosity=2)
