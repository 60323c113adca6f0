# SPDX-License-Identifier: MIT
"""tlscope doctor: what it says of a whole machine, and of one where things are missing, hang or crash."""

import json
import os
import re
import shutil
import unittest

import harness
from harness import PROGRAMS, SOURCE, TLSCOPE, RecordTest, can_mount, run

ESSENTIAL = ["record", "report", "memcheck"]


def listed_checks():
    with open(os.path.join(SOURCE, "tools/doctor/checks.def"), encoding="utf-8") as table:
        return re.findall(r'^CHECK\(\w+, "([^"]+)", "([^"]+)",', table.read(), re.MULTILINE)


def possible_cpus():
    with open("/sys/devices/system/cpu/possible", encoding="utf-8") as file:
        return int(re.split("[-,]", file.read().strip())[-1]) + 1


class DoctorTest(RecordTest):
    def doctor(self, *arguments, tool=TLSCOPE, before=(), **changes):
        ended = run(*before, tool, "doctor", *arguments, cwd=self.folder, env=self.environment(**changes))
        self.assert_nothing_left(ended.pid)
        return ended

    def examine(self, **options):
        """(exit code, checks by name, what works)"""
        ended = self.doctor("--json", **options)
        self.assertEqual(ended.stderr, "")
        told = json.loads(ended.stdout)
        self.assertEqual([(check["area"], check["name"]) for check in told["checks"]], listed_checks())
        self.assertEqual(ended.returncode, 0 if all(told["works"][name] for name in ESSENTIAL) else 5)
        for check in told["checks"]:
            self.assertIn(check["state"], ["ok", "warning", "missing"])
            self.assertEqual(check["fix"] is None, check["state"] == "ok")
            self.assertTrue(check["means"] and check["found"])
            if check["state"] == "missing":
                self.assertFalse(any(told["works"][feature] for feature in check["needed_for"]))
        return ended.returncode, {check["name"]: check for check in told["checks"]}, told["works"]

    def script(self, name, text):
        os.makedirs(self.path("bin"), exist_ok=True)
        with open(self.path("bin/" + name), "w", encoding="utf-8") as script:
            script.write("#!/bin/sh\n" + text + "\n")
        os.chmod(self.path("bin/" + name), 0o755)
        return self.path("bin") + ":" + os.environ["PATH"]

    def assert_missing(self, check, *words):
        self.assertEqual(check["state"], "missing", check)
        for word in words:
            self.assertIn(word, check["found"] + "\n" + check["fix"])


class WholeTest(DoctorTest):
    def test_what_the_tests_need_works(self):
        code, checks, works = self.examine()
        self.assertEqual((code, [works[name] for name in ESSENTIAL]), (0, [True] * 3))
        self.assertRegex(checks["session daemon"]["found"], r"^lttng-sessiond .*\d")
        self.assertRegex(checks["provider"]["found"], "/libtlscope-tracepoints.so$")
        self.assertRegex(checks["session"]["found"], "^made with ")
        self.assertRegex(checks["valgrind"]["found"], r"^valgrind-3\.")
        self.assertRegex(checks["Babeltrace"]["found"], r"^libbabeltrace2 2\.")

    def test_text_has_the_same(self):
        ended = self.doctor()
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        _, checks, works = self.examine()
        for name, check in checks.items():
            row = re.search(r"(?m)^  (ok|warning|missing) +%s  .*\n((?: {11}.*\n)*)" % re.escape(name), ended.stdout)
            self.assertIsNotNone(row, name)
            self.assertEqual(row.group(1), check["state"])
            self.assertEqual("what it means" in row.group(2), check["state"] != "ok")
            self.assertIn(check["fix"] or "", row.group(2))
        verdict = ended.stdout.splitlines()[-1]
        for name, it_works in works.items():
            self.assertIn("%s: %s" % (name, "works" if it_works else "does not work"), verdict)

    def test_file_that_cannot_be_written(self):
        ended = self.doctor("-o", "/nowhere/table")
        self.assertEqual(ended.returncode, 4)
        self.assertIn("/nowhere/table cannot be written", ended.stderr)

    def test_operand(self):
        ended = self.doctor("everything")
        self.assertEqual((ended.returncode, ended.stdout), (2, ""))


class HiddenTest(DoctorTest):
    def test_nothing_in_path(self):
        code, checks, works = self.examine(PATH=self.folder)
        self.assertEqual((code, works["record"], works["memcheck"], works["report"]), (5, False, False, True))
        self.assert_missing(checks["session daemon"], "it cannot be started", "apt-get install lttng-tools")
        self.assert_missing(checks["session"], "lttng-sessiond not found")
        self.assert_missing(checks["valgrind"], "apt-get install valgrind")
        self.assert_missing(checks["a run"], "apt-get install valgrind")

    def test_provider(self):
        os.makedirs(self.path("copy/bin"))
        os.makedirs(self.path("copy/lib"))
        tool = shutil.copy(TLSCOPE, self.path("copy/bin/tlscope"))
        code, checks, _ = self.examine(tool=tool)
        self.assertEqual((code, checks["suppressions"]["state"]), (5, "warning"))
        self.assert_missing(checks["provider"], "libtlscope.so is not in the folder lib")
        for name in ["libtlscope.so", "libtlscope-tracepoints.so"]:
            with open(self.path("copy/lib/" + name), "w", encoding="utf-8") as library:
                library.write("no library")
        code, checks, works = self.examine(tool=tool)
        self.assertEqual((code, works["record"]), (5, False))
        self.assert_missing(checks["provider"], "libtlscope-tracepoints.so: ", "file too short")

    def test_provider_of_another_version(self):
        """A library without the provider's table, and one whose table has other events."""
        os.makedirs(self.path("copy/bin"))
        os.makedirs(self.path("copy/lib"))
        tool = shutil.copy(TLSCOPE, self.path("copy/bin/tlscope"))
        for provider in ["libfake_driver.so", "libolder_provider.so"]:
            for name in ["libtlscope.so", "libtlscope-tracepoints.so"]:
                shutil.copy(os.path.join(PROGRAMS, provider), self.path("copy/lib/" + name))
            _, checks, _ = self.examine(tool=tool)
            self.assert_missing(checks["provider"], "another version")

    def test_daemon_that_fails(self):
        code, checks, _ = self.examine(PATH=self.script("lttng-sessiond", "echo no luck today >&2; exit 1"))
        self.assertEqual(code, 5)
        self.assert_missing(checks["session daemon"], "no luck today")
        self.assert_missing(checks["session"], "none can be made")

    def test_daemon_that_hangs(self):
        code, checks, _ = self.examine(PATH=self.script("lttng-sessiond", "sleep 1000"))
        self.assertEqual(code, 5)
        self.assert_missing(checks["session daemon"], "did not come to an end")
        self.assert_missing(checks["session"], "none can be made")

    def test_memcheck_that_cannot_start(self):
        path = self.script("valgrind", '[ "$1" = --version ] && echo valgrind-3.0 || { echo ==1== Fatal; exit 1; }')
        code, checks, works = self.examine(PATH=path)
        self.assertEqual((code, works["memcheck"], checks["valgrind"]["state"]), (5, False, "ok"))
        self.assert_missing(checks["a run"], "Fatal", "libc6-dbg")

    @unittest.skipUnless(can_mount(), "skipped: a file system of its own needs the right to mount")
    def test_shared_memory(self):
        """A third of it is left to others; buffers of 4 x 64 kB and one more take 320 kB of the rest a CPU."""
        for size, state, code in [(64, "missing", 5), (512 * possible_cpus(), "warning", 0)]:
            mount = "mount -t tmpfs -o size=%dk test /dev/shm && exec \"$@\"" % size
            with self.subTest(size=size):
                found, checks, _ = self.examine(before=["unshare", "--mount", "sh", "-c", mount, "sh"])
                self.assertEqual((found, checks["shared memory"]["state"]), (code, state))
                self.assertIn("--shm-size", checks["shared memory"]["fix"])

    def test_open_files(self):
        before = ["sh", "-c", "ulimit -n 100 && exec \"$@\"", "sh"]
        _, checks, _ = self.examine(before=before)
        self.assertEqual(checks["open files"]["state"], "warning")
        self.assertIn("100, and about", checks["open files"]["found"])

    def test_page(self):
        _, checks, works = self.examine()
        self.assertEqual(works["view"], checks["page"]["state"] == "ok")

    def test_browser(self):
        _, checks, _ = self.examine(DISPLAY=":7", PATH=self.script("xdg-open", "exit 3"))
        self.assertEqual((checks["browser"]["state"], checks["browser"]["fix"].split(",")[0]),
                         ("warning", "apt-get install xdg-utils"))


class DriverTest(DoctorTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("driver"))
        shutil.copy(os.path.join(PROGRAMS, "libfake_driver.so"), self.path("driver/libcuda.so.1"))

    def drive(self, way):
        return self.examine(LD_LIBRARY_PATH=self.path("driver"), FAKE_DRIVER=way)

    def test_devices(self):
        _, checks, _ = self.drive("well")
        self.assertEqual(checks["driver"]["found"], "for CUDA 13.2")
        self.assertEqual(checks["devices"]["found"], "cuda:0 Fake GPU 7, 1024 MiB; cuda:1 Fake GPU 8, 2048 MiB")

    def test_ill_drivers(self):
        for way, words in {"empty": "the driver has no device", "fail": "cuInit returns 999", "crash": "it crashed",
                           "hang": "did not come to an end"}.items():
            with self.subTest(way=way):
                _, checks, works = self.drive(way)
                self.assertFalse(works["gpu"])
                self.assert_missing(checks["devices"], words, "nvidia-smi")

    def test_none(self):
        """A driver that is no library stands before any other."""
        with open(self.path("driver/libcuda.so.1"), "w", encoding="utf-8") as library:
            library.write("no library")
        code, checks, works = self.drive("well")
        self.assertEqual((code, works["gpu"]), (0, False))
        self.assert_missing(checks["driver"], "libcuda.so.1", "NVIDIA's driver")


if __name__ == "__main__":
    harness.main()
