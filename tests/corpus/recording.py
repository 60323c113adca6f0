# SPDX-License-Identifier: MIT
"""Many programs in one recording, and the section of the report that each of them gets."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ["TLSCOPE_BUILD"]).resolve()
VARIANTS = BUILD / "tests" / "corpus"
TLSCOPE = BUILD / "bin" / "tlscope"
HEAP_WATCH = BUILD / "lib" / "libtlscope-heap.so"
RUN_MANY = pathlib.Path(__file__).resolve().parent / "run_many.py"
_TIMEOUT_S = 600


@dataclasses.dataclass
class Job:
    """A program to run: which, of which variant, mutated how."""
    program: object
    variant: str = "lines"
    mutation: str = ""

    def as_json(self):
        environment = {"TLSCOPE_OPTIONS": "diagnostics=0"}
        if self.program.options:
            environment["TLSCOPE_OPTIONS"] += ":" + self.program.options
        if "heap=watch" in self.program.options:
            environment["LD_PRELOAD"] = str(HEAP_WATCH)
        if self.mutation:
            environment["CORPUS_MUTATE"] = self.mutation
        return {"path": str(VARIANTS / self.variant / self.program.name), "environment": environment}


def record(jobs, *options):
    """The report's section of each job, in order."""
    with tempfile.TemporaryDirectory(prefix="tlscope-corpus-") as folder:
        list_file = pathlib.Path(folder) / "jobs.json"
        list_file.write_text(json.dumps([job.as_json() for job in jobs]))
        directory = pathlib.Path(folder) / "recording"
        command = [TLSCOPE, "record", *options, "-o", directory, "--", sys.executable, RUN_MANY, list_file]
        process = subprocess.run(command, text=True, capture_output=True, timeout=_TIMEOUT_S, check=False)
        if process.returncode != 0:
            raise RuntimeError(f"tlscope record ended with {process.returncode}\n{process.stderr}")
        report = json.loads((directory / "report.json").read_text())
        pids = [job["pid"] for job in json.loads(list_file.read_text())]
    sections = {section["summary"]["pid"]: section for section in [report, *report["children"]]}
    for section in sections.values():
        if section["summary"]["events_lost"]:
            raise RuntimeError(f"events were lost in {section['summary']['program']}")
    return [sections[pid] for pid in pids]


def records_heap():
    """Whether this tlscope can record malloc and free."""
    process = subprocess.run([TLSCOPE, "record", "--help"], text=True, capture_output=True, check=False)
    return "--heap" in process.stdout + process.stderr
