# SPDX-License-Identifier: MIT
"""The recorded call logs: where they are, where they end, and what their lines say."""

import gzip

import harness

PLAYER = harness.PROGRAMS / "player"

# Log: depth, counts and pooled at its end.
ENDS = {
    "nqueens": (5, 5, 17),
    "attention-train": (1, 178, 95),
    "reverse-train": (1, 137, 56),
    "recall": (1, 304, 10),
    "recall-train": (3, 4506, 36),
    "add-train": (17091, 98605, 13),
}


def path(name):
    return harness.CALLLOGS / f"{name}.log.gz"


def needed(name):
    """Skips a test where the log or its player is absent."""
    def decorate(test):
        return harness.needs(path(name), "a call log")(harness.needs(PLAYER, "the player")(test))
    return decorate


def read(name):
    """[(line number, op, pointer, result, [pointers that it sent into the pool])] of a log's calls."""
    calls = []
    before = []
    with gzip.open(path(name), "rt") as lines:
        for number, line in enumerate(lines, 1):
            words = line.split()
            if words[0] != "#":
                pointer = words[4] if words[4].startswith("p") else None
                calls.append((number, words[3], pointer, words[-1], before))
                before = []
            elif words[1] == "pooled":
                # An exit's and a release's stand after their line, a ptr_release_bool's before.
                after = calls[-1][1] in ("mem_exit_scope", "tensor_release", "ptr_release")
                (calls[-1][4] if after else before).append(words[2])
    return calls
