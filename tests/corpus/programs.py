# SPDX-License-Identifier: MIT
"""The programs of the corpus and what is expected of them, as their sources say it."""

import dataclasses
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ANY = "*"

_FIELD = re.compile(r"^ \* (expect|call|also|run|record): (.+)$", re.M)
_FUNCTION = re.compile(r"^\w[\w *]*?\b(\w+)\([^;]*\)$")


@dataclasses.dataclass
class Program:
    """A source of bugs/ or clean/. Its lines are those of the TL program that it stands for."""
    name: str
    clean: bool
    bug_lines: set       # marked BUG: the cause
    also_lines: set      # marked ALSO: accepted as the cause, for the reason that stands there
    functions: dict      # line -> function
    categories: list = dataclasses.field(default_factory=list)
    codes: list = dataclasses.field(default_factory=list)
    kind: str = ANY
    count: str = ANY
    call: str = ""
    also: list = dataclasses.field(default_factory=list)  # codes of what follows from the bug
    options: str = ""    # TLSCOPE_OPTIONS that it is run with
    heap: bool = False   # recorded with --heap

    @property
    def cause_lines(self):
        return self.bug_lines | self.also_lines

    @property
    def cause_functions(self):
        return {self.functions[line] for line in self.cause_lines}


def _marked(lines, mark):
    return {number for number, line in enumerate(lines, 1) if f"/* {mark}: " in line}


def _functions(lines):
    """Line -> the function that it stands in; definitions begin in column 0."""
    found, current = {}, None
    for number, line in enumerate(lines, 1):
        definition = _FUNCTION.match(line)
        if definition:
            current = definition.group(1)
        if current:
            found[number] = current
        if line == "}":
            current = None
    return found


def read(path):
    text = path.read_text()
    lines = text.splitlines()
    fields = dict(_FIELD.findall(text))
    program = Program(path.stem, path.parent.name == "clean", _marked(lines, "BUG"), _marked(lines, "ALSO"),
                      _functions(lines))
    if "expect" in fields:
        categories, codes, program.kind, program.count = fields["expect"].split()
        program.categories, program.codes = categories.split("|"), codes.split("|")
    program.call = fields.get("call", "")
    program.also = fields.get("also", "").split()
    program.options = fields.get("run", "")
    program.heap = fields.get("record") == "heap"
    return program


def all_programs():
    """(those with a bug, the clean ones)"""
    def of(folder):
        return [read(path) for path in sorted((HERE / folder).glob("*.c"))]
    return of("bugs"), of("clean")
