# SPDX-License-Identifier: MIT
"""Code that was compiled as the program ran, and is gone when the report is made."""

import pathlib
import subprocess
import unittest

import symbols_case
from symbols_case import harness, line_of

LLI = ["lli", f"--load={symbols_case.LIBRARIES / 'libtlscope.so'}",
       f"--load={harness.PROGRAMS / 'libtensor_runtime_shared.so'}"]
IR = harness.SOURCE / "tests" / "programs" / "ir"


@symbols_case.needs_tool("lli")
@unittest.skipIf(harness.SANITIZED, "skipped: lli has no sanitizer runtime")
class Lli(symbols_case.Case):
    """LLVM's JIT: the GDB interface, and jitdump where MCJIT was asked for."""

    def test_functions_have_their_names(self):
        recording = self.record(*LLI, IR / "bug_counted_twice.ll")
        functions = {frame[0] for stack in symbols_case.stacks(recording.report) for frame in stack}
        self.assertLessEqual({"main", "predict", "run_batch"}, functions)
        group = recording.report["leaks"][0]
        self.assertEqual(group["verdict"], "moved-counted-twice")
        self.assertIn("run_batch", group["sites"]["registered"][0]["text"])
        self.assertIn("predict", group["sites"]["unregistered"][0]["text"])

    def test_objects_of_functions_compiled_one_by_one(self):
        recording = self.record(LLI[0], "--jit-kind=orc-lazy", *LLI[1:], IR / "bug_counted_twice.ll")
        functions = {frame[0] for stack in symbols_case.stacks(recording.report) for frame in stack}
        self.assertLessEqual({"main", "predict", "run_batch"}, functions)
        self.assertGreater(len(list((recording.directory / "jit").glob("*.o"))), 1)

    @symbols_case.needs_tool("clang")
    def test_lines(self):
        program = self.folder / "jitted.ll"
        subprocess.run(["clang", "-O1", "-fno-optimize-sibling-calls", "-g", "-S", "-emit-llvm",
                        str(symbols_case.HERE / "jitted.c"), "-o", str(program)], check=True)
        recording = self.record(LLI[0], "--jit-kind=mcjit", *LLI[1:], program, JITDUMPDIR=str(self.folder))
        line = line_of("jitted.c", "registers")
        self.assert_stack(recording.report, ("hand_over", "jitted.c", line), ("main", "jitted.c", line + 6))
        folder = recording.directory / "jit"
        for path in folder.glob("*.o"):
            path.unlink()
        if not list(folder.glob("jit-*.dump")):
            self.skipTest("skipped: this LLVM writes no jitdump")
        self.assert_stack(self.report_again(recording), ("main", "jitted.c", line))

    def test_damaged_objects_are_left_alone(self):
        recording = self.record(*LLI, IR / "bug_counted_twice.ll")
        [path] = (recording.directory / "jit").glob("*.o")
        whole = path.read_bytes()
        for damaged in whole[:len(whole) // 2], whole[:20], b"", bytes(reversed(whole)):
            path.write_bytes(damaged)
            functions = {frame[0] for stack in symbols_case.stacks(self.report_again(recording)) for frame in stack}
            self.assertNotIn("predict", functions)


@harness.needs(harness.PROGRAMS / "stubs", "a program with machine code for this processor")
class Stubs(symbols_case.Case):
    """One function in the place of another; names are demangled."""

    def test_jitdump_knows_when(self):
        recording = self.record(harness.PROGRAMS / "stubs", "dump", JITDUMPDIR=str(self.folder))
        self.assert_stack(recording.report, ("model::first", "model.src", 11))
        self.assert_stack(recording.report, ("second version", "model.src", 22))

    def test_names_are_kept_with_the_trace(self):
        recording = self.record(harness.PROGRAMS / "stubs", "dump", JITDUMPDIR=str(self.folder))
        for path in self.folder.glob("jit-*.dump"):
            path.unlink()
        moved = recording.directory.rename(self.folder / "moved")
        recording.directory = moved
        self.assert_stack(self.report_again(recording), ("second version", "model.src", 22))

    def test_a_damaged_jitdump_is_read_as_far_as_it_goes(self):
        recording = self.record(harness.PROGRAMS / "stubs", "dump", JITDUMPDIR=str(self.folder))
        [path] = (recording.directory / "jit").glob("jit-*.dump")
        whole = path.read_bytes()
        path.write_bytes(whole[:-70])
        self.assert_stack(self.report_again(recording), ("model::first", "model.src", 11))
        for damaged in whole[:30], b"", whole[:60] + b"\xff" * 60:
            path.write_bytes(damaged)
            self.assert_stack(self.report_again(recording), (None, "", 0))

    def test_perf_map(self):
        recording = self.record(harness.PROGRAMS / "stubs", "map")
        self.addCleanup(self.remove_maps, recording)
        self.assert_stack(recording.report, ("second version", "", 0))

    def test_the_map_of_an_earlier_process_is_not_used(self):
        recording = self.record("sh", "-c", "echo '0 ffffffffffffff old' > /tmp/perf-$$.map;"
                                f"touch -d @1 /tmp/perf-$$.map; exec {harness.PROGRAMS / 'stubs'} dump",
                                JITDUMPDIR=str(self.folder))
        self.addCleanup(self.remove_maps, recording)
        self.assertEqual(list((recording.directory / "jit").glob("perf-*.map")), [])

    def remove_maps(self, recording):
        for pid in {recording.report["summary"]["pid"]}:
            pathlib.Path(f"/tmp/perf-{pid}.map").unlink(missing_ok=True)


if __name__ == "__main__":
    harness.main()
