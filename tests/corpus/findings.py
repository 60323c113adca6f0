# SPDX-License-Identifier: MIT
"""Holds the findings of a report's section against what a program or mutant is known to have."""

import dataclasses
import pathlib

from programs import ANY

_ALARMS = ("error", "warning")  # a note raises no alarm
_VERBS = {"tl_tensor_acquire": "acquired", "tl_ptr_acquire": "acquired", "tl_mem_unregister": "unregistered",
          "tl_mem_register_tensor": "registered", "tl_mem_register_struct": "registered",
          "tl_mem_enter_scope": "entered", "tl_mem_function_enter": "entered"}
GROWTH = "grows-per-iteration"


@dataclasses.dataclass
class Verdict:
    """What was made of one program."""
    found: bool = False         # it was said that there is this bug
    right: bool = False         # the finding that comes first names the cause
    marked: bool = False        # by the very line that is marked or mutated
    counted: bool = False       # and how many objects or times
    alarms: int = 0             # findings of severity error or warning
    wrong: list = dataclasses.field(default_factory=list)  # those of them that are not about the bug
    said: str = ""

    planted: bool = True        # there is something to be found
    strict: bool = True         # and nothing else may be said

    @property
    def problem(self):
        """What is wrong with it, in words; empty when nothing is."""
        if self.planted and not self.found:
            return "not found"
        if self.planted and not self.right:
            return "another cause"
        if self.planted and not self.counted:
            return "another count"
        return "false alarm" if self.wrong and self.strict else ""


def alarms(section):
    return [finding for finding in section["findings"] if finding["severity"] in _ALARMS]


def describe(finding):
    cause = finding["cause"]
    return f"{finding['category']}/{finding['code']} at {cause['text'] if cause else 'no place'}"


class _Expected:
    """Whether a place is the cause: by line, or where there are none by function."""

    def __init__(self, program, lines, functions, with_lines):
        self.program, self.lines, self.functions, self.with_lines = program, lines, functions, with_lines

    def __contains__(self, place):
        if place is None:
            return False
        if not self.with_lines:
            return place["function"] in self.functions
        return (place["line"] in self.lines and place["file"] is not None
                and pathlib.Path(place["file"]).name == self.program.name + ".tl")


def _at(finding, lines):
    return finding["cause"] is not None and finding["cause"]["line"] in lines


def _matches(finding, program):
    return ((ANY in program.categories or finding["category"] in program.categories)
            and (ANY in program.codes or finding["code"] in program.codes)
            and (ANY in (program.kind, finding["kind"]) or finding["kind"] is None
                 or finding["kind"] == program.kind))


def _calls(finding, program):
    """Whether a leak names the call that caused it among its places; of a misuse the cause is the call."""
    verb = _VERBS.get(program.call)
    return verb is None or finding["category"] == "misuse" or any(
        verb in place["role"].split() and place["place"] and place["place"]["function"] in program.cause_functions
        for place in finding["places"])


def _counted(matching, program):
    """Whether findings of one code are about as many objects, or times, as there are. Growth counts otherwise."""
    exact = {}
    for finding in matching:
        if finding["code"] != GROWTH:
            exact.setdefault(finding["code"], []).append(finding)
    return ANY == program.count or not exact or any(
        int(program.count) == sum(finding[what] for finding in same)
        for same in exact.values() for what in ("objects", "times"))


def _said(all_alarms):
    return "; ".join(map(describe, all_alarms)) or "nothing"


def of_bug(section, program, with_lines=True):
    expected = _Expected(program, program.cause_lines, program.cause_functions, with_lines)
    all_alarms = alarms(section)
    matching = [finding for finding in all_alarms if _matches(finding, program)]
    right = [finding for finding in matching
             if finding["cause"] in expected and (with_lines or _calls(finding, program))]
    wrong = [finding for finding in all_alarms
             if finding not in right and finding["code"] not in program.also and finding["cause"] not in expected]
    return Verdict(found=bool(matching), right=bool(matching) and matching[0] in right,
                   marked=bool(matching) and _at(matching[0], program.bug_lines),
                   counted=_counted(matching, program), alarms=len(all_alarms), wrong=wrong, said=_said(all_alarms))


def of_mutant(section, mutant):
    """What follows from a mutation may be told, too: only the first finding has to be its cause."""
    expected = _Expected(mutant.program, mutant.causes, set(), True)
    all_alarms = alarms(section)
    wrong = [finding for finding in all_alarms if finding["cause"] not in expected]
    return Verdict(found=bool(all_alarms), right=bool(all_alarms) and all_alarms[0] not in wrong, counted=True,
                   marked=bool(all_alarms) and _at(all_alarms[0], {mutant.line}), alarms=len(all_alarms), wrong=wrong, said=_said(all_alarms), strict=False)


def of_clean(section):
    all_alarms = alarms(section)
    return Verdict(alarms=len(all_alarms), wrong=all_alarms, said=_said(all_alarms), planted=False)


def of_lines(alarm_lines, program):
    """Of another tool's alarms, each a set of lines: right where one has the cause in it."""
    wrong = [lines for lines in alarm_lines if not lines & program.cause_lines]
    return Verdict(found=bool(alarm_lines), right=len(wrong) < len(alarm_lines), counted=True,
                   marked=any(lines & program.bug_lines for lines in alarm_lines), alarms=len(alarm_lines), wrong=wrong, said=str(alarm_lines))
