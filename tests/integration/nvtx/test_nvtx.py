# SPDX-License-Identifier: MIT
"""What an NVTX tool is told of functions, scopes and tensors: a real one, loaded by NVTX itself, writes each call down."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import harness  # noqa: E402

FOLDER = harness.BUILD / "tests" / "integration" / "nvtx"
SCENES = FOLDER / "nvtx_scenes"
INJECTION = FOLDER / "libnvtx_injection.so"
DEVICE = harness.BUILD / "tests" / "device"  # a runtime there has a device, on host memory


class Case(harness.Case):
    def watch(self, scene, options="trace=0", tool=INJECTION, under=(), **extra):
        """The calls that the tool saw, as (process, thread, words) each."""
        log = self.folder / "nvtx.log"
        log.unlink(missing_ok=True)
        process = harness.run(*under, SCENES, scene, options=options, NVTX_INJECTION64_PATH=str(tool),
                              NVTX_LOG=str(log), **extra)
        self.assertEqual(process.returncode, 0, process.stderr)
        lines = log.read_text().splitlines() if log.exists() else []
        return [(*map(int, line.split(" ", 2)[:2]), line.split(" ", 2)[2]) for line in lines]

    def told(self, scene, **arguments):
        """The words alone, of all but how the tool was loaded, with addresses and object numbers as they first come."""
        calls = [words for _, _, words in self.watch(scene, **arguments)]
        self.assertNotIn("wrong", " ".join(calls))
        return self.plain(call for call in calls if not re.match("load|domain|category|string", call))

    @staticmethod
    def plain(calls):
        names = {}
        return [re.sub(r"0x[0-9a-f]+", lambda address: names.setdefault(address.group(), f"@{len(names) + 1}"), call)
                for call in calls]

    def assert_balanced(self, calls):
        """Each range is ended once, after it was begun."""
        open_ranges = set()
        for call in calls:
            verb, _, number = call.partition(" ")
            number = number.split(" ")[0]
            if verb == "start":
                self.assertNotIn(number, open_ranges)
                open_ranges.add(number)
            elif verb == "end":
                open_ranges.remove(number)
        self.assertFalse(open_ranges)
        self.assertTrue(any(call.startswith("start ") for call in calls))


class Ranges(Case):
    def test_functions_by_name_and_scopes_by_line(self):
        calls = [call for call in self.told("loop") if re.match("start|end", call)]
        self.assertEqual(calls, [
            "start 1 category=1 number=1 registered run_batch",
            "start 2 category=2 number=3 registered scope in run_batch",  # its line is announced only after it
            "end 2",
            "end 1",
            "start 3 category=1 number=2 registered run_batch",
            "start 4 category=2 number=5 registered batch.tl:2",
            "end 4",
            "end 3",
        ])

    def test_the_domain_its_categories_and_each_text_once(self):
        calls = [words for _, _, words in self.watch("loop")]
        self.assertEqual([call for call in calls if re.match("domain|category", call)],
                         ["domain tl", "category domain=1 1 function", "category domain=1 2 scope"])
        texts = [call.split(" ", 3)[3] for call in calls if call.startswith("string ")]
        self.assertEqual(sorted(texts), sorted(set(texts)))
        self.assertLess(calls.index("domain tl"), calls.index("category domain=1 1 function"))

    def test_a_functions_exit_ends_the_scope_that_it_leaves(self):
        calls = self.told("leaves_scope_open")
        self.assertEqual([call.split()[:2] for call in calls],
                         [["start", "1"], ["start", "2"], ["end", "2"], ["end", "1"]])

    def test_exits_that_are_too_many_end_nothing_and_what_stays_open_is_ended_last(self):
        calls = self.told("exits_too_often")
        self.assertEqual([call.split()[:2] for call in calls],
                         [["start", "1"], ["end", "1"], ["start", "2"], ["end", "2"]])

    def test_threads_that_leave_each_others_scopes(self):
        calls = self.watch("threads")
        self.assertEqual(len({thread for _, thread, words in calls if words.startswith("start")}), 2)
        self.assert_balanced([words for _, _, words in calls])

    def test_managers_whose_scopes_do_not_nest(self):
        calls = self.told("managers")
        self.assertEqual([call.split()[:2] for call in calls],
                         [["start", "1"], ["start", "2"], ["end", "1"], ["start", "3"], ["end", "2"], ["end", "3"]])

    def test_a_forked_child_tells_nothing_and_its_parent_all(self):
        calls = self.watch("forks")
        self.assertEqual(len({process for process, _, _ in calls}), 1)
        self.assert_balanced([words for _, _, words in calls])
        self.assertIn("region-end at=@1", self.plain(words for _, _, words in calls))


class Memory(Case):
    def test_a_tensors_life(self):
        self.assertEqual(self.told("pool"), [
            "heap 1 at=@1 bytes=4096 tl pool",
            "region heap=1 at=@1 bytes=4096",
            "name at=@1 tensor 1 f32[1024], new_tensor",
            "region-end at=@1",  # in the pool: a heap that nobody may touch
            "region heap=1 at=@1 bytes=4096",
            "name at=@1 tensor 2 f32[1024], new_tensor",
            "region-end at=@1",
            "heap 2 at=@2 bytes=64 tl pool",
            "region heap=2 at=@2 bytes=64",
            "name at=@2 tensor 3 f32[16], new_tensor",
            "region-end at=@2",
            "heap-end 2",
            "heap-end 1",  # the pool's, at the end
        ])

    def test_a_pool_of_ones_own(self):
        self.assertEqual(self.told("own_pool"), [
            "heap 1 at=@1 bytes=64 tl pool",
            "region heap=1 at=@1 bytes=64",
            "name at=@1 tensor 1 f32[16], new_tensor",
            "region-end at=@1",
            "region heap=1 at=@1 bytes=64",
            "name at=@1 tensor 2 f32[16], own_pool",
            "region-end at=@1",
            "heap-end 1",
        ])

    @harness.needs("/usr/bin/valgrind", "valgrind")
    @unittest.skipIf(harness.SANITIZED, "skipped: sanitized programs do not run under valgrind")
    def test_under_memcheck_a_tensor_from_the_pool_has_another_place(self):
        calls = self.told("pool", under=["valgrind", "--quiet"])
        self.assertEqual(calls[3:7], [
            "region-end at=@1",
            "heap-end 1",
            "heap 2 at=@2 bytes=4096 tl pool",
            "region heap=2 at=@2 bytes=4096",
        ])

    def test_leaks_keep_their_regions_and_names(self):
        calls = self.told("leaks")
        self.assertEqual([call for call in calls if call.startswith("name")],
                         ["name at=@1 tensor 1 f32[1024], new_tensor", "name at=@2 tensor 2 f32[1024], called from leak.tl:7"])
        self.assertFalse([call for call in calls if "end" in call])


class Off(Case):
    def test_without_a_tool_nothing_is_loaded(self):
        self.assertEqual(self.watch("loop", tool=""), [])

    def test_the_option_turns_it_off(self):
        self.assertEqual(self.watch("loop", options="trace=0:nvtx=0"), [])

    def test_a_tool_that_cannot_be_loaded_is_none(self):
        self.assertEqual(self.watch("loop", tool="/nonexistent.so"), [])

    def test_a_tool_that_knows_no_memory_is_told_of_ranges(self):
        calls = self.told("loop", NVTX_LACKS="memory")
        self.assertEqual(len(calls), 8)
        self.assert_balanced(calls)

    def test_a_tool_that_takes_no_strings_gets_the_texts(self):
        self.assertIn("start 1 category=1 number=1 ascii run_batch", self.told("loop", NVTX_LACKS="strings"))



class Devices(Case):
    POOLED = ["heap 1 at=@1 bytes=4096 tl pool",
              "region heap=1 at=@1 bytes=4096",
              "name at=@1 tensor 2 f32[1024], devices",
              "region-end at=@1",
              "heap-end 1"]

    def test_the_heap_is_where_the_data_is_on_the_device(self):
        calls = self.told("devices", LD_LIBRARY_PATH=str(DEVICE))
        self.assertEqual(calls[0], "heap 1 at=@1 bytes=64 tl pool")
        self.assertEqual([call.replace("@2", "@1").replace("heap=2", "heap=1").replace("heap 2", "heap 1")
                          .replace("heap-end 2", "heap-end 1") for call in calls[3:]], self.POOLED)

    def test_compute_sanitizer_is_told_of_no_cpu_and_of_nothing_before_there_is_a_device(self):
        sanitizer = {"NV_SANITIZER_INJECTION_PORT_BASE": "49152", "LD_LIBRARY_PATH": str(DEVICE)}
        self.assertEqual(self.watch("pool", **sanitizer), [])
        self.assertEqual(self.told("devices", **sanitizer), self.POOLED)


if __name__ == "__main__":
    harness.main()
