# SPDX-License-Identifier: MIT
"""
What memcheck says of right and wrong uses of memory, read from its XML: with the runtime, and with a plain manager of the
design of TL's own. The table of both is tools/memcheck/MATRIX.md; `--write` makes it anew.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import harness

MATRIX = harness.SOURCE / "tools" / "memcheck" / "MATRIX.md"
LEAKS = re.compile(r"Leak_Definitely|Leak_Possibly|Leak_Indirectly")

# Case of the program memcheck_uses: what it does, for the table.
CASES = {
    "struct_after_exit": "a struct used after the scope exit that freed it",
    "struct_after_release": "a struct used after the release that freed it",
    "tensor_after_exit": "a tensor used after the scope exit that sent it into the pool",
    "tensor_after_release": "a tensor used after the release that sent it into the pool",
    "tensor_after_second_release": "the same in its second life",
    "tensor_of_before": "a pointer from a tensor's first life, used in its second",
    "tensor_description_after_release": "the size of a pooled tensor asked for",
    "host_tensor_pooled": "a host's tensor used while it is in the pool",
    "tensor_from_pool_undefined": "a jump on what a tensor from the pool held before",
    "tensor_overrun": "one byte behind a tensor's data",
    "tensor_underrun": "one byte before a tensor's data",
    "tensor_from_pool_overrun": "one byte behind the data of a tensor from the pool",
    "buffer_undefined": "a jump on a fresh slot buffer",
    "grown_buffer_undefined": "a jump on a grown slot buffer",
    "buffer_overrun": "one byte behind a slot buffer",
    "old_buffer_after_exit": "the old buffer of a grown slot, after the function's exit",
    "buffer_after_exit": "a slot buffer after the function's exit",
    "registered_undefined": "a jump on a registered struct's uninitialised field",
    "struct_lost": "a struct that nobody releases",
    "tensor_lost": "a tensor that nobody releases",
    "frame_lost": "a function that is never left, with a buffer",
    "double_release": "a struct released twice",
    "slot_out_of_range": "a slot that the frame does not have",
    "freed_behind": "a registered struct freed by somebody else",
}
# Nothing is wrong with these.
RIGHT = {
    "buffer_kept": "a reused slot buffer's contents",
    "old_buffer_until_exit": "the old buffer of a grown slot, until the function's exit",
    "host_tensor_from_pool": "a host's tensor taken out of the pool again",
    "tensor_kept_by_pool": "a tensor that the pool still has at the end",
    "host_tensor_kept_by_pool": "a host's tensor that the pool still has at the end",
    "global_scope": "objects of the global scope at the end",
    "all_is_well": "scopes, moves, threads, vectors, hosts, arenas: all done right",
}
NOT_PLAIN = "all_is_well"  # it needs more of a manager than the plain one is


class Memcheck:
    """One run of a program under memcheck, as its XML tells it."""

    def __init__(self, program, case, options="trace=0", arguments=(), *before):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "memcheck.xml")
            command = ["valgrind", "--leak-check=full", "--show-leak-kinds=all", "--num-callers=30", "--xml=yes",
                       "--xml-file=%s" % file, *arguments, str(harness.PROGRAMS / program), *before, str(case)]
            self.process = subprocess.run(command, env=harness.environment(options), capture_output=True, text=True,
                                          timeout=harness.TIMEOUT_S, check=False)
            self.text = file.read_text()
        root = xml.etree.ElementTree.fromstring(self.text)
        found = [_Error(element) for element in root.findall("error")]
        self.errors = [error for error in found if not error.kind.startswith("Leak_")]
        self.lost = [error for error in found if LEAKS.match(error.kind)]
        self.reachable = [error for error in found if error.kind == "Leak_StillReachable"]
        self.messages = [_Message(element) for element in root.findall("clientmsg")]


def _functions(stack):
    return [frame.findtext("fn") or "?" for frame in stack.findall("frame")]


class _Error:
    """what: its sentence; notes: the sentences after it; stacks: functions, its own stack first, then each note's."""

    def __init__(self, element):
        self.kind = element.findtext("kind")
        self.what = element.findtext("what") or element.findtext("xwhat/text")
        self.notes = [note.text for note in element.findall("auxwhat")]
        self.stacks = [_functions(stack) for stack in element.findall("stack")]


class _Message:
    def __init__(self, element):
        self.text = element.findtext("text")
        self.stack = _functions(element.find("stack"))


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
class MemcheckUses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            names = [*CASES, *RIGHT]
            cls.with_tlscope = dict(zip(names, pool.map(lambda case: Memcheck("memcheck_uses", case), names)))
            cls.alone = dict(zip(names, pool.map(lambda case: Memcheck("memcheck_uses_plain", case), names)))

    def only_error(self, case):
        errors = self.with_tlscope[case].errors
        self.assertEqual(len(errors), 1, case)
        self.assertEqual(self.with_tlscope[case].lost, [], case)
        return errors[0]

    def assert_freed(self, case, size, freed_by, freed_in, made_in):
        error = self.only_error(case)
        self.assertRegex(error.what, r"^Invalid read of size \d$")
        self.assertRegex(error.notes[0], r"is \d+ bytes inside a block of size %d free'd$" % size, case)
        freed, made = error.stacks[1:]
        self.assertIn(freed_by, freed)
        self.assertIn(freed_in, freed[freed.index(freed_by) + 1:])
        self.assertEqual(error.notes[1], "Block was alloc'd at")
        self.assertIn(made_in, made)

    def test_what_was_freed_is_described_by_the_call_that_freed_it(self):
        for case, arguments in {
                "struct_after_exit": (24, "tl_mem_exit_scope", "struct_after_exit", "make_struct"),
                "struct_after_release": (24, "tl_ptr_release", "release_struct", "make_struct"),
                "tensor_after_exit": (96, "tl_mem_exit_scope", "tensor_after_exit", "make_tensor"),
                "tensor_after_release": (96, "tl_tensor_release", "release_tensor", "make_tensor"),
                "tensor_after_second_release": (96, "tl_tensor_release", "release_tensor_again", "make_tensor"),
                "tensor_of_before": (96, "tl_tensor_release", "release_tensor", "make_tensor"),
                "tensor_description_after_release": (96, "tl_tensor_release", "release_tensor", "make_tensor"),
                "old_buffer_after_exit": (100, "tl_mem_function_exit", "old_buffer_after_exit", "tl_mem_get_buffer"),
                "buffer_after_exit": (100, "tl_mem_function_exit", "buffer_after_exit", "tl_mem_get_buffer"),
        }.items():
            with self.subTest(case=case):
                self.assert_freed(case, *arguments)

    def test_a_hosts_pooled_tensor_is_inaccessible(self):
        error = self.only_error("host_tensor_pooled")
        self.assertIn("host_tensor_pooled", error.stacks[0])
        self.assertRegex(error.notes[0], r"is 2 bytes inside a block of size 16 alloc'd$")

    def test_what_is_not_written_yet_is_undefined(self):
        for case in ("tensor_from_pool_undefined", "buffer_undefined", "grown_buffer_undefined",
                     "registered_undefined"):
            with self.subTest(case=case):
                error = self.only_error(case)
                self.assertEqual(error.kind, "UninitCondition")
                self.assertEqual(error.stacks[0][:2], ["decide", case])

    def test_a_byte_outside_is_told_with_the_block(self):
        for case, note in {"tensor_overrun": r"0 bytes after a block of size 96 client-defined",
                           "tensor_from_pool_overrun": r"0 bytes after a block of size 96 client-defined",
                           "tensor_underrun": r"63 bytes inside a block of size 96 client-defined",
                           "buffer_overrun": r"0 bytes after a block of size 100 alloc'd"}.items():
            with self.subTest(case=case):
                error = self.only_error(case)
                self.assertEqual(error.kind, "InvalidRead")
                self.assertRegex(error.notes[0], note)

    def test_what_nobody_releases_is_definitely_lost(self):
        for case, size, function in (("struct_lost", 24, "make_struct"), ("tensor_lost", 96, "make_tensor"),
                                     ("frame_lost", 100, "tl_mem_get_buffer")):
            with self.subTest(case=case):
                run = self.with_tlscope[case]
                self.assertEqual(run.errors, [])
                self.assertEqual([error.kind for error in run.lost], ["Leak_DefinitelyLost"])
                self.assertRegex(run.lost[0].what, r"^%d bytes in 1 blocks are definitely lost" % size)
                self.assertIn(function, run.lost[0].stacks[0])
                self.assertEqual(run.reachable, [])

    def test_what_is_right_has_no_errors_and_loses_nothing(self):
        for case in RIGHT:
            with self.subTest(case=case):
                run = self.with_tlscope[case]
                self.assertEqual(run.process.returncode, 0)
                self.assertEqual((run.errors, run.lost, run.messages), ([], [], []))
        for case in ("global_scope", "host_tensor_kept_by_pool"):
            self.assertEqual(len(self.with_tlscope[case].reachable), 2, case)
        for case in ("all_is_well", "tensor_kept_by_pool", "host_tensor_from_pool"):
            self.assertEqual(self.with_tlscope[case].reachable, [], case)

    def test_a_clean_program_leaves_no_block(self):
        run = subprocess.run(["valgrind", "--leak-check=full", str(harness.PROGRAMS / "memcheck_uses"), "all_is_well"],
                             env=harness.environment("trace=0"), capture_output=True, text=True,
                             timeout=harness.TIMEOUT_S, check=False)
        self.assertIn("All heap blocks were freed -- no leaks are possible", run.stderr)
        self.assertIn("ERROR SUMMARY: 0 errors", run.stderr)
        self.assertNotRegex(run.stderr, "(?i)warning|overlap|bad pool|illegal")

    def test_misuse_stands_in_the_log_with_code_and_stack(self):
        for case, code, function in (("double_release", "release-freed", "release_struct"),
                                     ("slot_out_of_range", "slot-out-of-range", "slot_out_of_range"),
                                     ("freed_behind", "freed-elsewhere", "freed_behind")):
            with self.subTest(case=case):
                run = self.with_tlscope[case]
                self.assertEqual(len(run.messages), 1)
                self.assertRegex(run.messages[0].text, r"tlscope: error \[%s\] \w.*: " % code)
                self.assertIn(function, run.messages[0].stack)
                self.assertEqual(run.errors, [])
                self.assertNotIn("tlscope:", run.process.stderr)

    def test_exits_are_checked_for_leaks(self):
        for options, expected in (
                ("leak_check=scope", [("24 bytes", "scope", "exit_that_loses"),
                                      ("96 bytes", "function frame", "exits")]),
                ("leak_check=frame", [("120 bytes", "function frame", "exits")]),
                ("leak_check=scope:leak_check_at=exit_that_loses", [("24 bytes", "scope", "exit_that_loses")]),
                ("leak_check=scope:leak_check_at=exit_that", [])):
            with self.subTest(options=options):
                run = Memcheck("memcheck_uses", "exits", "trace=0:" + options)
                self.assertEqual(run.errors, [])
                self.assertEqual(len(run.messages), len(expected))
                for message, (size, what, function) in zip(run.messages, expected):
                    self.assertRegex(message.text, r"leak check: %s, .* lost by the exit of %s \d+, entered at %s\+"
                                     % (size, what, function))
                    self.assertIn(function, message.stack)

    def test_a_tensor_is_lost_when_its_manager_is_gone(self):
        run = Memcheck("memcheck_embedder", "tensor_outlives_manager", "trace=0")
        self.assertEqual(run.errors, [])
        self.assertEqual([lost.what for lost in run.lost],
                         ["1,065 bytes in 1 blocks are definitely lost in loss record 1 of 1"])

    def test_tensors_above_four_gigabytes_may_be_used_to_their_last_byte(self):
        run = Memcheck("memcheck_embedder", "huge_tensor", "trace=0")
        if run.process.stdout == "no memory\n":
            self.skipTest("skipped: the system gives no such block")
        self.assertEqual(run.process.stdout, "done\n")
        self.assertEqual([error.what for error in run.errors], ["Invalid read of size 1"])
        self.assertEqual(run.errors[0].stacks[0][0], "huge_tensor")

    def test_valgrind_0_tells_memcheck_nothing(self):
        run = Memcheck("memcheck_uses", "tensor_after_release", "trace=0:valgrind=0")
        self.assertEqual(run.errors, [])
        run = Memcheck("memcheck_uses", "double_release", "trace=0:valgrind=0")
        self.assertEqual(run.messages, [])
        self.assertIn("tlscope: error [release-freed]", run.process.stderr)

    def test_heap_watch_is_off_with_valgrinds_malloc(self):
        run = subprocess.run(["valgrind", "-q", str(harness.PROGRAMS / "memcheck_uses"), "all_is_well"],
                             env=harness.environment("trace=0:heap=watch",
                                                     LD_PRELOAD=str(harness.BUILD / "lib" / "libtlscope-heap.so")),
                             capture_output=True, text=True, timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stderr, r"^tlscope: heap=watch is off: [^\n]*\n$")

    def test_stacks_are_walked_without_errors(self):
        """The unit tests record by themselves, and are called by code that keeps no frame pointers. One of theirs fails
        here, on a tensor that comes out of the pool in another place."""
        for name in ("unit_rules", "unit_scopes"):
            run = Memcheck(harness.BUILD / "bin" / name, "")
            self.assertIn("[  PASSED  ]", run.process.stderr)
            self.assertEqual([error.what for error in run.errors], [], name)

    def test_the_matrix_is_what_was_seen(self):
        self.assertEqual(MATRIX.read_text(), matrix(self.alone, self.with_tlscope),
                         "make it anew: TLSCOPE_BUILD=… python3 %s --write" % __file__)


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
@unittest.skipUnless(harness.CALLLOGS.is_dir(), "skipped: the call logs are not here")
class CallLogs(unittest.TestCase):
    """Real programs' calls, with writes into all that is allocated: the runtime makes no error of its own."""

    def test_replays_have_no_errors(self):
        logs = sorted(harness.CALLLOGS.glob("*.log.gz"))
        self.assertGreater(len(logs), 3)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda log: Memcheck("player", log, "trace=0:diagnostics=0", (),
                                                      "--work", "--pool-moves"), logs))
        for log, run in zip(logs, runs):
            with self.subTest(log=log.name):
                self.assertEqual(run.process.returncode, 0)
                self.assertIn("calls=", run.process.stdout)
                self.assertEqual([error.what for error in run.errors], [])
                self.assertNotRegex(run.process.stderr, "(?i)warning|overlap|bad pool|illegal")


@unittest.skipIf(harness.SANITIZED, "skipped: it has a sanitized program of its own")
class AddressSanitizer(unittest.TestCase):
    def use(self, case, options):
        return subprocess.run([str(harness.PROGRAMS / "sanitized_uses"), case], capture_output=True, text=True,
                              env=dict(os.environ, TLSCOPE_OPTIONS=options, ASAN_OPTIONS="detect_leaks=1"),
                              timeout=harness.TIMEOUT_S, check=False)

    def test_what_may_not_be_used_is_poisoned(self):
        for case, options in (("tensor_after_exit", "trace=0"), ("tensor_after_release", "trace=0"),
                              ("host_tensor_pooled", "trace=0"), ("struct_after_release", "trace=0:quarantine=1M")):
            with self.subTest(case=case):
                run = self.use(case, options)
                self.assertNotEqual(run.returncode, 0)
                self.assertIn("AddressSanitizer: use-after-poison", run.stderr)
                self.assertRegex(run.stderr, r"#\d+ .* in %s " % case)

    def test_one_byte_behind_a_tensor_is_not_its_own(self):
        run = self.use("tensor_overrun", "trace=0")
        self.assertIn("AddressSanitizer: heap-buffer-overflow", run.stderr)
        self.assertRegex(run.stderr, r"#\d+ .* in tensor_overrun ")

    def test_what_the_pool_keeps_is_no_leak(self):
        for case in ("tensor_kept_by_pool", "host_tensor_kept_by_pool", "global_scope", "all_is_well",
                     "buffer_kept"):
            with self.subTest(case=case):
                run = self.use(case, "trace=0:quarantine=1M")
                self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_what_is_lost_is_a_leak(self):
        for case, size in (("struct_lost", 24), ("tensor_lost", 96)):
            with self.subTest(case=case):
                run = self.use(case, "trace=0")
                self.assertRegex(run.stderr, r"Direct leak of %d byte\(s\) in 1 object" % size)

    def test_valgrind_0_poisons_nothing(self):
        run = self.use("tensor_after_release", "trace=0:valgrind=0")
        self.assertNotIn("use-after-poison", run.stderr)


def verdict(run, right):
    """What a run says, in the words of the table."""
    said = []
    for error in run.errors:
        word = "undefined value" if error.kind.startswith("Uninit") else error.what.split(" of size")[0].lower()
        note = next((re.search(r"(free'd|alloc'd|client-defined)$", text) for text in error.notes[:1]), None)
        said.append(word + (", block %s" % note.group(1) if note else ""))
    said += [error.what.split(" in loss")[0] for error in run.lost]
    said += [re.search(r"\[([\w-]+)\]", message.text).group(1) for message in run.messages]
    if not said:
        return "nothing" if right else "**nothing**"
    return "; ".join(dict.fromkeys(said))


def matrix(alone, with_tlscope):
    """The table as Markdown."""
    lines = ["# What memcheck says, alone and with tlscope", "",
             "Made by `tests/integration/test_memcheck_uses.py`, which holds it to real runs. 'Alone' is a plain manager of "
             "the design of TL's own", "runtime (`tests/programs/memcheck/plain_manager.c`): the same program, the same "
             "memcheck.", ""]
    for title, cases, right in (("Wrong", CASES, False), ("Right", RIGHT, True)):
        lines += ["| %s | memcheck alone | with tlscope |" % title, "|---|---|---|"]
        lines += ["| %s | %s | %s |" % (text, "not run" if case == NOT_PLAIN else verdict(alone[case], right),
                                        verdict(with_tlscope[case], right))
                  for case, text in cases.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        MemcheckUses.setUpClass()
        os.makedirs(MATRIX.parent, exist_ok=True)
        MATRIX.write_text(matrix(MemcheckUses.alone, MemcheckUses.with_tlscope))
    else:
        unittest.main(verbosity=2)
