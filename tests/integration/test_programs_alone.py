# SPDX-License-Identifier: MIT
"""Programs on the runtime alone, without a trace: counters, diagnostics and calls on stderr. No LTTng is needed."""

import pathlib
import re
import shutil
import subprocess
import unittest

import calllogs
import harness
import misuse_cases

CALL = re.compile(r"^\[TL_MEM\] \w+ ptr=0x[0-9a-f]+ refcount=\d+ depth=\d+", re.M)


class CallLogs(unittest.TestCase):
    """Depth, counts and pool after every call are the log's, and so are those at the end."""

    def check(self, name):
        process = harness.run(calllogs.PLAYER, "--check", calllogs.path(name), options="trace=0:diagnostics=0")
        self.assertEqual(process.returncode, 0, process.stderr)
        end = tuple(map(int, re.findall(r"=(\d+)", process.stdout)))[:3]
        self.assertEqual(end, calllogs.ENDS[name])


class Misuse(unittest.TestCase):
    """Each misuse is told on stderr under its code and at its function, and the program goes on."""

    def test_the_program_has_a_case_for_every_code(self):
        self.assertEqual(harness.run(misuse_cases.MISUSE).stdout.split(), list(harness.diagnostic_codes().values()))

    def check(self, enumerator, code):
        process = harness.run(misuse_cases.MISUSE, code, **misuse_cases.settings(code))
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(code, process.stderr)
        self.assertIn(misuse_cases.function(enumerator), process.stderr)


class IrPrograms(unittest.TestCase):
    @harness.needs(harness.PROGRAMS / "clean_train", "a program compiled from LLVM IR")
    def test_clean_programs_are_silent_and_leak_nothing(self):
        for program in ("clean_train", "clean_returns", "clean_vectors", "clean_recursion"):
            process = harness.run(harness.PROGRAMS / program)
            self.assertEqual((process.returncode, process.stderr), (0, ""), program)
            self.assertEqual(harness.run(harness.PROGRAMS / program, options="leak_report=1").returncode, 0, program)


class LeakReport(unittest.TestCase):
    def test_one_and_many_are_told_apart(self):
        told = harness.run(harness.PROGRAMS / "fork_child", options="trace=0:leak_report=1:exitcode=0").stderr
        self.assertRegex(told, r"Leak: 1 object, \d+ bytes: struct Parent\n")
        self.assertRegex(told, r"Leak: 2 objects, \d+ bytes: struct Child\n")
        self.assertRegex(told, r"\d+ bytes leaked in 1 object\. ")
        self.assertNotIn("(s)", told)

    def test_sizes_that_nobody_knows_are_no_bytes(self):
        program = harness.PROGRAMS / "static_structs"
        told = harness.run(program, options="trace=0:leak_report=1:exitcode=0").stderr
        self.assertIn("Leak: 2 objects, size not known: struct Static\n", told)
        self.assertIn("SUMMARY: tlscope: 2 objects leaked, size not known. ", told)
        self.assertNotIn("0 bytes", told)
        told = harness.run(program, "some", options="trace=0:leak_report=1:exitcode=0").stderr
        self.assertRegex(told, r"Leak: 3 objects, at least \d+ bytes: struct Static\n.*\n"
                               r"    \(the size of 2 of them is not known\)\n")
        self.assertRegex(told, r"SUMMARY: tlscope: at least \d+ bytes leaked in 3 objects\. ")

    def test_a_closed_library_has_its_name(self):
        program = harness.PROGRAMS / "closes_plugin", harness.PROGRAMS / "libplugin.so"
        told = harness.run(*program, options="trace=0:leak_report=1:exitcode=0").stderr
        self.assertRegex(told, r"struct OfPlugin\n    first seen at leak_in_plugin\+0x[0-9a-f]+ \(libplugin\.so\+0x")

    def test_a_buffer_made_in_short_takes_over_a_freed_struct(self):
        ended = harness.run(harness.PROGRAMS / "buffer_in_short", options="trace=0")
        if ended.stdout != "1\n":
            self.skipTest("malloc gave the buffer another block")
        self.assertEqual((ended.returncode, ended.stderr.count("freed-elsewhere")), (0, 1))

    def test_buffers_of_functions_never_left_are_leaks(self):
        ended = harness.run(harness.PROGRAMS / "never_left", "functions", options="trace=0:leak_report=1:diagnostics=0")
        self.assertEqual(ended.returncode, 23)
        self.assertIn("Leak: 200000000 bytes: slot buffers of 2000 functions never left\n", ended.stderr)
        self.assertIn("SUMMARY: tlscope: 200000000 bytes leaked in slot buffers. ", ended.stderr)
        self.assertNotIn("no leaks", ended.stderr)
        ended = harness.run(harness.PROGRAMS / "never_left", "scopes", options="trace=0:leak_report=1:diagnostics=0")
        self.assertEqual(ended.returncode, 0)
        self.assertIn("no leaks", ended.stderr)


class Provider(harness.Case):
    @unittest.skipIf(any(pathlib.Path("/var/run/lttng").glob("lttng-ust-sock*")), "the system's session daemon is here")
    def test_its_threads_come_where_somebody_may_record(self):
        home = self.folder / "home"
        (home / ".lttng").mkdir(parents=True)
        base = {name: value for name, value in harness.environment().items() if not name.startswith("LTTNG_")}

        def threads(**variables):
            return int(subprocess.run([harness.PROGRAMS / "count_threads"], env={**base, "HOME": str(home), **variables},
                                      text=True, capture_output=True, check=True, timeout=harness.TIMEOUT_S).stdout)

        alone = threads()
        self.assertGreaterEqual(threads(LTTNG_UST_REGISTER_TIMEOUT="0"), alone + 2) # a sanitizer has one more beside these
        self.assertEqual(threads(LTTNG_UST_REGISTER_TIMEOUT="0", TLSCOPE_OPTIONS="trace=0"), alone)
        (home / ".lttng" / "lttng-ust-sock-8").touch()
        self.assertGreaterEqual(threads(), alone + 2)


class WithoutTracepoints(harness.Case):
    LOG = calllogs.path("recall")

    @calllogs.needed("recall")
    def test_counts_are_the_same(self):
        plain = harness.run(calllogs.PLAYER, "--work", self.LOG)
        off = harness.run(calllogs.PLAYER, "--work", self.LOG, options="trace=0")
        self.assertEqual((plain.returncode, plain.stdout), (0, off.stdout))

    def test_the_provider_may_be_absent(self):
        """A copy of the runtime alone, in a folder of its own."""
        for library in (harness.BUILD / "lib").glob("libtlscope.so*"):
            shutil.copy(library, self.folder)
        process = harness.run(harness.PROGRAMS / "threads", LD_LIBRARY_PATH=str(self.folder))
        self.assertEqual((process.returncode, process.stderr), (0, ""))


class CallsOnStderr(unittest.TestCase):
    def test_every_call_is_a_line(self):
        program = harness.PROGRAMS / "threads"
        process = harness.run(program, TL_MEM_LOG="1")
        self.assertEqual(process.returncode, 0, process.stderr)
        calls = CALL.findall(process.stderr)
        # Of each of 4,000 rounds: two acquires (one of NULL), a register, an unregister, two releases.
        self.assertGreaterEqual(len(calls), 4000 * 5)
        self.assertEqual(len(calls), len(process.stderr.splitlines()))
        self.assertEqual(harness.run(program).stderr, "")


def add_calllog_test(name):
    @calllogs.needed(name)
    def test(self):
        self.check(name)
    setattr(CallLogs, "test_" + name.replace("-", "_"), test)


for log_name in calllogs.ENDS:
    add_calllog_test(log_name)
misuse_cases.add_tests(Misuse)

if __name__ == "__main__":
    harness.main()
