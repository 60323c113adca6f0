# SPDX-License-Identifier: MIT
"""Reports with findings, made by hand."""

import copy
import json
import os

from harness import SOURCE

with open(os.path.join(SOURCE, "tools/analyse/report.schema.json"), encoding="utf-8") as schema:
    VERSION = json.load(schema)["properties"]["schema_version"]["const"]


def place(function="run_batch", file="model.tl", line=40):
    text = "%s:%d (%s)" % (file, line, function) if file else "%s (train+0x12)" % function
    return {"number": 1, "text": text, "function": function, "file": file, "line": line, "source": "tl"}


def finding(**changes):
    """A leak of five tensors, but for the changes."""
    made = {
        "key": "leak/moved-counted-twice/tensor/weights/run_batch/model.tl",
        "category": "leak",
        "code": "moved-counted-twice",
        "severity": "error",
        "confidence": "certain",
        "sentence": "5 tensors (2560 bytes) were moved and counted twice",
        "fix": "release each once more after line 40",
        "objects": 5,
        "bytes": 2560,
        "times": 5,
        "kind": "tensor",
        "name": "weights",
        "cause": place(),
        "places": [{"role": "registered at", "place": place()},
                   {"role": "its scope entered at", "place": place("main", "train.tl", 12)}],
    }
    made.update(changes)
    return made


def misuse(**changes):
    """A warning without a place in a file."""
    return finding(**{"key": "misuse/acquire-unknown/f", "category": "misuse", "code": "acquire-unknown",
                      "severity": "warning", "sentence": "f was acquired and never registered", "fix": "", "kind": None,
                      "name": "", "cause": None, "objects": 0, "bytes": 0, "times": 3,
                      "places": [{"role": "acquired at", "place": place("f", None, 0)}], **changes})


def growth(**changes):
    return finding(**{"key": "growth/train.tl", "category": "growth", "code": "grows-per-iteration",
                      "severity": "warning", "bytes_per_iteration": 4096.0, "objects_per_iteration": 1.0,
                      "sentence": "each iteration keeps 1 tensor", "cause": place("main", "train.tl", 30), **changes})


def section(*findings, **summary):
    """What a report says of one process."""
    return {
        "summary": {"program": "/bin/train", "pid": 7, "host": "here", "start": "2026-11-22T10:00:00.000000001Z",
                    "ended": "normally", "events_lost": 0, "certain": True, "leaked_objects": 0, "leaked_bytes": 0,
                    "diagnostics": 0, "peak_bytes": 0, **summary},
        "findings": copy.deepcopy(list(findings)),
        "calls": {"register_tensor": {"calls": 5}},
    }


def report(*findings, children=(), trace=None, **summary):
    return {"schema_version": VERSION, "trace": trace or {"read": "whole", "damage": []}, **section(*findings, **summary),
            "children": list(children)}


def merged_section(*findings, **summary):
    """A section with all that merging needs."""
    counts = dict.fromkeys(["events", "objects_of_lost_origin", "end_objects", "end_bytes", "peak_objects"], 0)
    return section(*findings, from_beginning=True, by_kind={}, by_device={}, **{**counts, **summary})


def merged_part(*findings, children=(), **summary):
    """A report that can be merged."""
    counts = dict.fromkeys(["bytes", "bytes_damaged", "events", "events_lost", "events_unknown", "packets_lost"], 0)
    return {**report(children=children, trace={"read": "whole", "damage": [], "processes": 1, **counts}),
            **merged_section(*findings, **summary)}
