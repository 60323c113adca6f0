# SPDX-License-Identifier: MIT
"""Reports that tests make up, and the commands run on them."""

import json
import os
import pathlib
import pty
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import harness  # noqa: E402

MERGED_SCHEMA = json.loads((harness.SOURCE / "tools" / "merge" / "merged.schema.json").read_text())
DIFF_SCHEMA = json.loads((harness.SOURCE / "tools" / "diff" / "diff.schema.json").read_text())
COUNT_MOST = 2**53 - 1

LEAK = "leak/moved-counted-twice/tensor//run_batch/model.tl"
MISUSE = "misuse/release-freed/step/model.tl"
GROWTH = "growth/grows-per-iteration/epoch/train.tl"


def place(line=40, function="run_batch", file="model.tl"):
    return {"number": 6, "text": f"{file}:{line} ({function})", "function": function, "file": file, "line": line,
            "source": "tl"}


def finding(key, objects=5, size=2560, times=5, **members):
    """A finding under `key`; growth has rates."""
    category, code = key.split("/")[:2]
    made = {"key": key, "category": category, "code": code, "severity": "error", "confidence": "certain",
            "sentence": f"{objects} of {key} keep {size} bytes", "fix": "release it once more", "objects": objects,
            "bytes": size, "times": times, "kind": "tensor", "name": "", "cause": place(),
            "places": [{"role": "registered at", "place": place(12)}]}
    if category == "growth":
        made.update(bytes_per_iteration=512.5, objects_per_iteration=1)
    return {**made, **members}


def _split(names, members, value):
    return {name: dict.fromkeys(members, value) for name in names}


def section(findings=(), **members):
    """What a report says of one process; `members` are of its summary."""
    leaks = [entry for entry in findings if entry["category"] == "leak"]
    misuses = [entry for entry in findings if entry["category"] == "misuse"]
    summary = {"program": "/opt/bin/train", "pid": 7, "parent_pid": 1, "forked": False, "host": "node1",
               "start": "2026-11-22T10:00:00.000000001Z", "start_offset_ns": 0, "duration_ns": 1000,
               "runtime_version": "0.1.0", "settings": "", "ended": "normally", "events": 100, "events_lost": 0,
               "events_emitted": 100, "from_beginning": True, "certain": True, "objects_of_lost_origin": 0,
               "leaked_objects": sum(entry["objects"] for entry in leaks),
               "leaked_bytes": sum(entry["bytes"] for entry in leaks),
               "diagnostics": sum(entry["times"] for entry in misuses), "end_objects": 2, "end_bytes": 64,
               "peak_bytes": 4096, "peak_bytes_ns": 500, "peak_objects": 9, "peak_objects_ns": 400,
               "at_peak_bytes_by_kind": _split(["unknown", "struct", "tensor", "vector"], ["objects", "bytes"], 1),
               "by_kind": _split(["unknown", "struct", "tensor", "vector"],
                                 ["made_objects", "made_bytes", "end_objects", "end_bytes"], 3),
               "by_device": _split(["cpu", "cuda", "metal"], ["made_objects", "made_bytes"], 4),
               "runtime_counters": None}
    timeline = {"point_width_ns": 1, "time_ns": [0, 1], "bytes_max": [0, 4096]}
    return {"summary": {**summary, **members}, "findings": list(findings), "timeline": timeline}


def sampled(section, one_of, by="objects"):
    """The section of a process of which one of so many objects, or bytes, was looked at; leaks stand for as many more."""
    leaks = [entry for entry in section["findings"] if entry["category"] == "leak"]
    for entry in leaks:
        entry["estimated"] = _estimate(entry["objects"], entry["bytes"], one_of, by)
    summary = section["summary"]
    summary["certain"] = False
    selection = {"sampled_one_of": one_of, "sampled_by": by,
                 "estimated_leaks": _estimate(summary["leaked_objects"], summary["leaked_bytes"], one_of, by)}
    return {**section, "recording": {"mode": "selection", "selection": selection, "cannot_tell": ["1 of many was looked at"]}}


def chosen(section):
    """The section of a process of which tensors were looked at and nothing else."""
    selection = {"sampled_one_of": 1, "sampled_by": "objects", "only_kind": ["tensor"], "min_size": 0, "max_size": 0,
                 "scope_site": "", "estimated_leaks": None}
    section["summary"]["certain"] = False
    return {**section, "recording": {"mode": "selection", "selection": selection, "cannot_tell": ["tensors alone"]}}


def of_totals(section):
    """The section of a process that was recorded with --summary."""
    section["summary"]["certain"] = False
    return {**section, "recording": {"mode": "summary", "selection": None, "cannot_tell": ["totals alone"]}}


def _estimate(objects, size, one_of, by):
    """Errors as those of so many objects of one size."""
    error = 1.96 * (one_of * (one_of - 1) * objects) ** 0.5
    counts = by == "objects"
    rough = {} if counts else {"objects_rough": objects * one_of}
    return {"objects": objects * one_of if counts else None, "objects_error": round(error) if counts else None, **rough,
            "bytes": size * one_of, "bytes_error": round(error * size / max(objects, 1))}


def report(*sections, **trace):
    """A report on the processes of `sections`; `trace` changes what it says of its trace."""
    told = {"read": "whole", "damage": [], "bytes": 4096, "bytes_damaged": 0, "events": 100, "events_lost": 0,
            "events_unknown": 0, "packets_lost": 0, "processes": len(sections)}
    return {"schema_version": 2, "trace": {**told, **trace}, **(sections[0] if sections else {}),
            "children": list(sections[1:])}


class Case(harness.Case):
    """A test that writes reports and runs commands on them."""

    def write(self, content, name=None):
        """A file of its own: a report, or text as it is."""
        path = self.folder / (name or f"{len(list(self.folder.iterdir()))}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def tlscope(self, *arguments, text=None):
        # Babeltrace itself leaks where it refuses a trace.
        env = harness.environment(ASAN_OPTIONS="detect_leaks=0:exitcode=99")
        return subprocess.run([str(harness.TLSCOPE), *map(str, arguments)], text=True, capture_output=True, input=text,
                              timeout=harness.TIMEOUT_S, check=False, env=env)

    def on_a_terminal(self, *arguments, columns=0, **environment):
        """What the command writes to a terminal of so many columns, 0: it does not say how many."""
        terminal, other = pty.openpty()
        termios.tcsetwinsize(other, (24 if columns else 0, columns))
        env = dict(harness.environment(), TERM="xterm", **environment)
        with subprocess.Popen([str(harness.TLSCOPE), *map(str, arguments)], stdout=other, env=env) as process:
            os.close(other)
            told = b""
            try:
                while chunk := os.read(terminal, 65536):
                    told += chunk
            except OSError:  # how Linux tells that the other end is closed
                pass
            process.wait(harness.TIMEOUT_S)
        os.close(terminal)
        return told.decode().replace("\r\n", "\n")

    def merge_text(self, *paths, code=0):
        """The merged report of files, as text."""
        process = self.tlscope("merge", *paths)
        self.assertEqual(process.returncode, code, process.stderr)
        self.stderr = process.stderr
        return process.stdout

    def merge_files(self, *paths, code=0):
        """The same, held against its schema."""
        merged = json.loads(self.merge_text(*paths, code=code))
        if harness.jsonschema:
            harness.jsonschema.validate(merged, MERGED_SCHEMA)
        return merged

    def merge(self, *reports, code=0):
        return self.merge_files(*map(self.write, reports), code=code)

    def diff(self, before, after, *options, code=0):
        """The JSON comparison of two reports or files, held against its schema."""
        paths = [each if isinstance(each, pathlib.Path) else self.write(each) for each in (before, after)]
        process = self.tlscope("diff", "--json", *options, *paths)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        told = json.loads(process.stdout)
        if harness.jsonschema:
            harness.jsonschema.validate(told, DIFF_SCHEMA)
        return told

    def refused(self, command, *arguments, code=1):
        """The command's message; it wrote nothing to stdout."""
        process = self.tlscope(command, *arguments)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        self.assertEqual(process.stdout, "")
        self.assertIn("tlscope: ", process.stderr)
        return process.stderr
