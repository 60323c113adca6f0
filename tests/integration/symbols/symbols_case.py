# SPDX-License-Identifier: MIT
"""What the tests on names and lines share: programs compiled as the test wants them, stacks out of reports."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402

LIBRARIES = harness.BUILD / "lib"
SANITIZE = [f"-fsanitize={os.environ['TLSCOPE_SANITIZE']}"] if harness.SANITIZED else []


def line_of(source, mark):
    """The number of the line in a source of this folder that ends in `line: MARK`."""
    for number, line in enumerate((HERE / source).read_text().splitlines(), 1):
        if f"line: {mark}" in line:
            return number
    raise AssertionError(f"{source} has no line that {mark}")


def stacks(report):
    """Every stack of the report, a frame as (function, file name, line)."""
    return [[(frame["function"], os.path.basename(frame["file"] or ""), frame["line"]) for frame in stack["frames"]]
            for site in report["sites"] for stack in site["stacks"]]


def objcopy(*arguments):
    subprocess.run(["objcopy", *map(str, arguments)], check=True)


def compile_program(program, source, *options, compiler="cc"):
    """Makes a program of a source of this folder, linked with the runtime."""
    subprocess.run([compiler, "-I", str(harness.SOURCE / "include"), *SANITIZE, *options, str(HERE / source), "-o",
                    str(program), f"-L{LIBRARIES}", "-ltlscope", f"-Wl,-rpath,{LIBRARIES}"], check=True)


class Case(harness.Case):
    def compile(self, source, *options, compiler="cc"):
        program = self.folder / "program"
        compile_program(program, source, *options, compiler=compiler)
        return program

    def report_again(self, recording, *options, **environment):
        """A new report on what was recorded before."""
        process = harness.run(harness.TLSCOPE, "report", *options, "-F", "json", recording.directory,
                              **{"DEBUGINFOD_URLS": "", **environment})
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout)

    def assert_stack(self, report, *frames):
        """Some stack begins with these frames."""
        found = stacks(report)
        self.assertTrue(any(tuple(stack[:len(frames)]) == frames for stack in found), f"{frames} in {found}")

    def assert_unknown(self, report, program):
        """The program's own places have module and offset, and nothing else."""
        frames = [frame for site in report["sites"] for stack in site["stacks"] for frame in stack["frames"]
                  if frame["module"] == str(program)]
        self.assertTrue(frames)
        for frame in frames:
            self.assertEqual((frame["function"], frame["file"], frame["line"]), (None, None, 0))
            self.assertGreater(int(frame["offset"], 16), 0)


def needs_tool(name):
    return harness.unittest.skipUnless(shutil.which(name), f"skipped: {name} is not here")
