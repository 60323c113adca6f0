# SPDX-License-Identifier: MIT
"""Functions, files and lines of places, from wherever debug information is."""

import functools
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import threading
import unittest

import symbols_case
from symbols_case import harness, line_of, objcopy

INLINED = [("hand_over", "inlined.c", line_of("inlined.c", "registers")),
           ("make", "inlined.c", line_of("inlined.c", "hands over")),
           ("build", "inlined.c", line_of("inlined.c", "makes"))]


def build_id(program):
    notes = subprocess.run(["readelf", "-n", str(program)], text=True, capture_output=True, check=True).stdout
    return notes.split("Build ID: ")[1].split()[0]


def debug_file(root, digits):
    """Where the debug file of a build id belongs."""
    return pathlib.Path(root) / "usr/lib/debug/.build-id" / digits[:2] / f"{digits[2:]}.debug"


def by_build_id(root, program):
    path = debug_file(root, build_id(program))
    path.parent.mkdir(parents=True)
    return path


def below(root, program):
    """Where the program is in the file system of another machine."""
    path = root / str(program).lstrip("/")
    path.parent.mkdir(parents=True)
    return path


class Recorded(symbols_case.Case):
    """One recording of one program, whose file each test does something else to."""

    @classmethod
    def setUpClass(cls):
        case = symbols_case.Case()
        case.setUp()
        cls.addClassCleanup(case.doCleanups)
        cls.program = case.compile("inlined.c", "-O2", "-g")
        cls.original = cls.program.with_name("original")
        shutil.copy2(cls.program, cls.original)
        cls.recording = case.record(cls.program)

    def setUp(self):
        super().setUp()
        shutil.copy2(self.original, self.program)
        self.root = self.folder / "root"

    def other_build(self, path):
        symbols_case.compile_program(path, "inlined.c", "-O1", "-g")


class Inlined(Recorded):
    def test_every_inlined_call_is_a_frame(self):
        report = self.recording.report
        self.assert_stack(report, *INLINED)
        frames = next(stack["frames"] for site in report["sites"] for stack in site["stacks"]
                      if stack["frames"][0]["function"] == "hand_over")
        self.assertEqual([frame["inlined_in"] for frame in frames[:3]], ["build", "build", None])
        self.assertEqual(len({frame["address"] for frame in frames[:3]}), 1)

    def test_the_text_shows_them_and_keeps_the_innermost(self):
        text = harness.run(harness.TLSCOPE, "report", "-F", "text", self.recording.directory).stdout
        _, caller, function = (f"{name} at {file}:{line}" for name, file, line in INLINED)
        name, file, line = INLINED[0]
        self.assertIn(f"{file}:{line} ({name}, inlined in build)", text)
        self.assertRegex(text, rf"called by +{re.escape(caller)} [(]inlined[)]\n +{re.escape(function)}\n")

    def test_debug_information_in_dwo_files(self):
        recording = self.record(self.compile("inlined.c", "-O2", "-g", "-gsplit-dwarf"))
        self.assert_stack(recording.report, *INLINED)

    @symbols_case.needs_tool("clang")
    @unittest.skipIf(harness.SANITIZED, "skipped: clang brings another sanitizer runtime than gcc")
    def test_a_compiler_that_writes_no_table_of_addresses(self):
        recording = self.record(self.compile("inlined.c", "-O2", "-g", compiler="clang"))
        self.assert_stack(recording.report, *INLINED)


class Separate(Recorded):
    def test_found_by_debuglink(self):
        debug = self.folder / "program.debug"
        objcopy("--only-keep-debug", self.original, debug)
        objcopy("--strip-all", f"--add-gnu-debuglink={debug}", self.program)
        self.assert_unknown(self.report_again(self.recording), self.program)
        beside = self.program.parent / ".debug"
        beside.mkdir()
        self.addCleanup(shutil.rmtree, beside)
        shutil.move(debug, beside)
        self.assert_stack(self.report_again(self.recording), *INLINED)

    def test_found_by_build_id(self):
        objcopy("--only-keep-debug", self.original, by_build_id(self.root, self.program))
        objcopy("--strip-all", self.program)
        self.assert_stack(self.report_again(self.recording, "--sysroot", self.root), *INLINED)

    def test_a_debug_file_is_enough(self):
        objcopy("--only-keep-debug", self.original, by_build_id(self.root, self.program))
        self.program.unlink()
        self.assert_stack(self.report_again(self.recording, "--sysroot", self.root), *INLINED)

    def test_a_debug_file_of_another_build_is_not_used(self):
        self.other_build(self.folder / "other")
        objcopy("--only-keep-debug", self.folder / "other", by_build_id(self.root, self.program))
        objcopy("--strip-all", self.program)
        self.assert_unknown(self.report_again(self.recording, "--sysroot", self.root), self.program)


class Changed(Recorded):
    def test_stripped(self):
        objcopy("--strip-all", self.program)
        self.assert_unknown(self.report_again(self.recording), self.program)

    def test_symbols_only(self):
        objcopy("--strip-debug", self.program)
        self.assert_stack(self.report_again(self.recording), ("build", "", 0))

    def test_another_build_is_refused_however_old(self):
        self.other_build(self.program)
        os.utime(self.program, (1, 1))
        self.assert_unknown(self.report_again(self.recording), self.program)

    def test_the_same_build_is_used_however_new(self):
        os.utime(self.program, (4e9, 4e9))
        self.assert_stack(self.report_again(self.recording), *INLINED)

    def test_nonsense_in_its_place(self):
        self.program.write_bytes(self.original.read_bytes()[:4096])
        self.assert_unknown(self.report_again(self.recording), self.program)

    def test_without_build_id_time_decides(self):
        program = self.compile("inlined.c", "-O2", "-g", "-Wl,--build-id=none")
        recording = self.record(program)
        self.assert_stack(recording.report, *INLINED)
        os.utime(program, (4e9, 4e9))
        self.assert_unknown(self.report_again(recording), program)


class Elsewhere(Recorded):
    def test_sysroot(self):
        shutil.move(self.program, below(self.root, self.program))
        self.assert_unknown(self.report_again(self.recording), self.program)
        self.assert_stack(self.report_again(self.recording, "--sysroot", self.root), *INLINED)

    def test_a_sysroot_of_another_build_is_not_used(self):
        self.other_build(below(self.root, self.program))
        self.program.unlink()
        self.assert_unknown(self.report_again(self.recording, "--sysroot", self.root), self.program)

    def test_no_such_sysroot(self):
        process = harness.run(harness.TLSCOPE, "report", "--sysroot", self.folder / "nowhere", self.folder)
        self.assertEqual(process.returncode, 2)
        self.assertIn("nowhere", process.stderr)


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def has_client():
    command = ["sh", "-c", "/sbin/ldconfig -p | grep -q libdebuginfod.so.1"]
    return subprocess.run(command, check=False).returncode == 0


@unittest.skipUnless(has_client(), "skipped: libdebuginfod is not here")
class Server(Recorded):
    """A server of debug files, as DEBUGINFOD_URLS names one."""

    def client(self):
        return {"DEBUGINFOD_CACHE_PATH": str(self.folder / "cache"), "NO_PROXY": "*", "no_proxy": "*"}

    def serve(self):
        handler = functools.partial(Handler, directory=str(self.folder / "served"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/"

    def test_one_that_never_answers(self):
        self.program.unlink()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = harness.run(harness.TLSCOPE, "report", "-F", "json", self.recording.directory, timeout=60,
                                  DEBUGINFOD_URLS=f"http://127.0.0.1:{silent.getsockname()[1]}/", **self.client(),
                                  DEBUGINFOD_TIMEOUT="1")
        self.assertEqual(process.returncode, 0)
        self.assert_unknown(json.loads(process.stdout), self.program)
        self.assertIn("do not answer", process.stderr)

    def test_only_where_the_environment_names_one(self):
        files = self.folder / "served" / "buildid" / build_id(self.program)
        files.mkdir(parents=True)
        objcopy("--only-keep-debug", self.program, files / "debuginfo")
        objcopy("--strip-all", self.program, files / "executable")
        self.program.unlink()
        self.assert_unknown(self.report_again(self.recording, **self.client()), self.program)
        served = self.report_again(self.recording, DEBUGINFOD_URLS=self.serve(), **self.client())
        self.assert_stack(served, *INLINED)


class CLibrary(symbols_case.Case):
    """Its debug information is large: it is read for a line that somebody wants."""

    def stack(self):
        recording = self.record(self.compile("called_back.c", "-O0", "-g"))
        frames = [stack["frames"] for site in recording.report["sites"] for stack in site["stacks"]]
        return next(stack for stack in frames if stack[0]["function"] == "compare")

    def test_lines_but_where_every_program_begins(self):
        stack = self.stack()
        names = [frame["function"] for frame in stack]
        main = names.index("main")
        self.assertEqual((stack[0]["line"], stack[main]["line"]),
                         (line_of("called_back.c", "registers"), line_of("called_back.c", "sorts")))
        starts = stack[main + 1:]
        self.assertEqual([frame["line"] for frame in starts if "libc" in frame["module"]],
                         [0] * sum("libc" in frame["module"] for frame in starts))
        self.assertTrue(any(name and name.startswith("__libc_start_") for name in names[main:]), names)
        self.assertNotIn("@", "".join(filter(None, names)))
        if harness.SANITIZED:
            return  # its own qsort stands between
        debug = debug_file("/", stack[1]["build_id"])
        self.assertEqual([bool(frame["line"]) for frame in stack[1:main]], [debug.exists()] * (main - 1), names)


@symbols_case.needs_tool("clang++")
@unittest.skipIf(harness.SANITIZED, "skipped: clang++ brings another sanitizer runtime than gcc")
class Mangled(symbols_case.Case):
    FUNCTION = "shapes::Box::keep<double>"

    def test_names_are_as_they_were_written(self):
        program = self.compile("shapes.cc", "-O1", "-g", "-rdynamic", compiler="clang++")
        recording = self.record(program)
        self.assert_stack(recording.report, (self.FUNCTION, "shapes.cc", line_of("shapes.cc", "registers")))
        objcopy("--strip-debug", program)
        self.assert_stack(self.report_again(recording), (self.FUNCTION, "", 0))
        program.unlink()
        self.assert_stack(self.report_again(recording), (self.FUNCTION, "", 0))


if __name__ == "__main__":
    harness.main()
