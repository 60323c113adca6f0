# SPDX-License-Identifier: MIT
"""What memcheck, LeakSanitizer and heaptrack say of the programs.

They see what malloc sees: structs and vectors, and the blocks that the runtime allocates for its tensors. They know
nothing of scopes, references and moves. Each is run once on a build with debug information, with the pool off (a
pooled tensor is a leak to them) and as its manual says: memcheck with --leak-check=full, LeakSanitizer preloaded,
heaptrack with --print-leaks. An alarm is any error or leak that they report; its lines are those of the program in
the stacks that come with it.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

import recording

_TIMEOUT_S = 120
_LSAN_FRAME = re.compile(r" ([^ ]+):(\d+)$")
_HEAPTRACK_FRAME = re.compile(r"^ +at (.+):(\d+)$")


def _environment(**extra):
    return dict(os.environ, TLSCOPE_OPTIONS="trace=0:diagnostics=0:pool_limit=0", **extra)


def _run(command, environment):
    return subprocess.run([str(word) for word in command], env=environment, text=True, errors="replace",
                          capture_output=True, timeout=_TIMEOUT_S, check=False)


def _of_program(frames, program):
    """The lines of the program among (file, line) frames."""
    return {int(line) for file, line in frames if pathlib.Path(file).name == program.name + ".c"}


def memcheck(program):
    """The lines of each alarm."""
    with tempfile.NamedTemporaryFile("r", suffix=".xml") as file:
        _run(["valgrind", "-q", "--leak-check=full", "--num-callers=30", "--xml=yes", "--xml-file=" + file.name,
              recording.VARIANTS / "debug" / program.name], _environment())
        text = file.read()
    if not text.rstrip().endswith("</valgrindoutput>"):
        text += "</valgrindoutput>"  # a program that aborts
    for error in xml.etree.ElementTree.fromstring(text).iter("error"):
        yield _of_program([(frame.findtext("file", ""), frame.findtext("line", "0"))
                           for frame in error.iter("frame")], program)


def leak_sanitizer(program):
    """The lines of each alarm."""
    library = subprocess.run(["gcc", "-print-file-name=liblsan.so"], text=True, capture_output=True,
                             check=True).stdout.strip()
    process = _run([recording.VARIANTS / "debug" / program.name], _environment(LD_PRELOAD=library))
    if "fatal error" in process.stderr:
        raise RuntimeError(process.stderr)
    for leak in re.split(r"^(?:Indirect|Direct) leak", process.stderr, flags=re.M)[1:]:
        frames = [match.groups() for match in map(_LSAN_FRAME.search, leak.splitlines()) if match]
        yield _of_program(frames, program)


def heaptrack(program):
    """The lines of each alarm: of a leak it names the place of the allocation and the ways to it."""
    with tempfile.TemporaryDirectory(prefix="tlscope-corpus-") as folder:
        data = pathlib.Path(folder) / "data"
        _run(["heaptrack", "-o", data, recording.VARIANTS / "debug" / program.name], _environment())
        files = list(pathlib.Path(folder).glob("data*"))
        text = _run(["heaptrack_print", "--print-leaks=1", "--print-peaks=0", "--print-allocators=0",
                     "--print-temporary=0", "--peak-limit=1000", "--sub-peak-limit=1000", files[0]],
                    os.environ).stdout if files else ""
    leaks = text.partition("MEMORY LEAKS")[2]
    for leak in re.split(r"^\S+ leaked over \d+ calls from$", leaks, flags=re.M)[1:]:
        frames = [match.groups() for match in map(_HEAPTRACK_FRAME.match, leak.splitlines()) if match]
        frames += re.findall(r"^  at (.+):(\d+)$", leak, re.M)
        yield _of_program(frames, program)


TOOLS = {"memcheck": ("valgrind", memcheck), "LeakSanitizer": ("gcc", leak_sanitizer),
         "heaptrack": ("heaptrack", heaptrack)}


def alarms(programs):
    """tool -> program name -> [lines of each alarm]; a tool that is not installed is left out."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = {tool: {program.name: pool.submit(lambda run, one: list(run(one)), function, program)
                          for program in programs}
                   for tool, (command, function) in TOOLS.items() if shutil.which(command)}
    return {tool: {name: future.result() for name, future in found.items()} for tool, found in pending.items()}
