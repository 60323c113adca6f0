# SPDX-License-Identifier: MIT
"""tracepoints/README.md says what events.def says, and what the metadata of a real trace says."""

import re
import subprocess
import unittest

import trace_case

TRACEPOINTS = trace_case.SOURCE / "tracepoints"
README, HEAP_README, GPU_README = re.split("# The provider `tl_(?:heap|gpu)`", (TRACEPOINTS / "README.md").read_text())

# A type of the table: (bits, signed), or None for text.
TYPES = {"u8": (8, False), "u16": (16, False), "u32": (32, False), "u64": (64, False), "i64": (64, True),
         "ptr": (64, False), "str": None}


def documented_events(readme=README):
    """event -> [(field, type)], in order."""
    return {name: re.findall(r"`(\w+)` (\w+)", fields)
            for name, fields in re.findall(r"^\| `(\w+)` \| ((?:`\w+` \w+(?:, )?)+) \| \S.*\|$", readme, re.M)}


def defined_events(definition="events.def", macro="TL_EVENT"):
    text = (TRACEPOINTS / definition).read_text()
    return {name: [(field, kind.lower()) for kind, field in re.findall(r"(\w+)\((\w+)\)", fields)]
            for name, fields in re.findall(rf"^{macro}\((\w+), (.*)\)$", text, re.M)}


def documented_values(group):
    table = re.search(rf"<!-- {group} -->\n(.*?)(?:\n\n|\Z)", README, re.S)
    return [(int(number), name) for number, name in re.findall(r"^\| (\d+) \| `([\w-]+)` \| \S", table.group(1), re.M)]


class Table(unittest.TestCase):
    maxDiff = None

    def test_events_are_those_of_the_definition(self):
        self.assertEqual(list(documented_events().items()), list(defined_events().items()))

    def test_the_heaps_events_are_those_of_the_definition(self):
        self.assertEqual(list(documented_events(HEAP_README).items()), list(defined_events("heap.def", "TL_HEAP").items()))

    def test_the_gpus_events_are_those_of_the_definition(self):
        self.assertEqual(list(documented_events(GPU_README).items()), list(defined_events("gpu.def", "TL_GPU").items()))

    def test_every_field_is_explained(self):
        words = set(re.findall(r"`(\w+)`", README.split("## Fields")[1].split("Types:")[0]))
        for name, fields in defined_events().items():
            explained = words | set(re.findall(r"`(\w+)`", README.split(f"| `{name}` |")[1].split("|")[1]))
            for field, kind in fields:
                self.assertTrue(field in explained or kind == "str" or field in ("pid", "parent_pid", "format", "thread"),
                                f"{name}.{field}")

    def test_values_are_those_of_the_definition(self):
        text = (TRACEPOINTS / "values.def").read_text()
        groups = re.findall(r"^#ifdef (\w+)$", text, re.M)
        self.assertGreater(len(groups), 10)
        for group in groups:
            defined = [(int(number), name) for number, name in re.findall(rf'^{group}\(\w+, (\d+), "([\w-]+)"', text, re.M)]
            self.assertEqual(documented_values(group), defined, group)

    def test_diagnostics_are_those_of_the_definition(self):
        text = (TRACEPOINTS / "diagnostics.def").read_text()
        defined = [(int(number), name) for number, name in
                   re.findall(r'^TL_DIAGNOSTIC\(\w+, (\d+), "([\w-]+)"', text, re.M)]
        self.assertEqual(documented_values("TL_DIAGNOSTIC"), defined)


class Metadata(trace_case.Case):
    SCRIPT = trace_case.START

    def recorded_events(self):
        """The same of the trace's metadata: event -> [(field, (bits, signed) or None)]."""
        text = subprocess.run(["babeltrace2", "-c", "source.ctf.fs", "-p", f'inputs=["{self.folder()}"]', "-c",
                               "sink.text.details", "-p", "with-data=no"], capture_output=True, text=True, check=True).stdout
        events = {}
        for block in re.split(r"\n(?=\s+Event class `tl_mem:)", text)[1:]:
            name = re.match(r"\s+Event class `tl_mem:(\w+)`", block).group(1)
            payload = block.split("Payload field class:")[1]
            fields = []
            for field, kind in re.findall(r"^\s+(\w+): (Unsigned integer \(\d+-bit|Signed integer \(\d+-bit|String)",
                                          payload, re.M):
                bits = re.search(r"(\d+)-bit", kind)
                fields.append((field, (int(bits.group(1)), kind.startswith("Signed")) if bits else None))
            events.setdefault(name, fields)
        return events

    def folder(self):
        return trace_case.metadata_of(self.trace).parent

    def test_events_are_those_of_a_real_trace(self):
        recorded = self.recorded_events()
        documented = {name: [(field, TYPES[kind]) for field, kind in fields]
                      for name, fields in documented_events().items()}
        self.assertEqual(recorded, documented)


if __name__ == "__main__":
    trace_case.main()
