# SPDX-License-Identifier: MIT
"""Reads the viewer's data as viz/FORMAT.md has it, with nothing of the tool's: a reader of its own."""

import base64
import json
import re
import struct
import zlib

MAGIC = b"TLVIEW\0\1"
ELEMENT = re.compile(rb'<script type="application/octet-stream;base64" id="tlscope-data">([A-Za-z0-9+/=]*)</script>')


def numbers(data):
    """The unsigned numbers of LEB128."""
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
    if shift:
        raise ValueError("the last number has no end")


def differences(data):
    """The sums of zigzag LEB128 differences."""
    value = 0
    for number in numbers(data):
        value += number >> 1 ^ -(number & 1)
        yield value


def decode(entry, data):
    """The values of a column."""
    if entry["compression"] == "deflate-raw":
        data = zlib.decompress(data, wbits=-15)
    if entry["encoding"] == "json":
        return json.loads(data.decode("utf-8"))
    if entry["encoding"] == "u8":
        values = list(data)
    else:
        values = list({"varint": numbers, "delta": differences}[entry["encoding"]](data))
    if len(values) != entry["count"]:
        raise ValueError(f"{entry['name']}: {len(values)} values instead of {entry['count']}")
    return values


class Data:
    """All columns by name."""

    def __init__(self, data):
        if data[:8] != MAGIC:
            raise ValueError("no tlview data")
        (length,) = struct.unpack_from("<I", data, 8)
        self.directory = json.loads(data[12:12 + length])
        self.entries = {entry["name"]: entry for entry in self.directory["columns"]}
        start = 12 + length
        for entry in self.entries.values():
            if start + entry["offset"] + entry["bytes"] > len(data):
                raise ValueError(f"{entry['name']}: beyond the end")
        self.columns = {name: decode(entry, data[start + entry["offset"]:start + entry["offset"] + entry["bytes"]])
                        for name, entry in self.entries.items()}

    def __getitem__(self, name):
        return self.columns[name]

    def get(self, name):
        """A column, [] where there is none."""
        return self.columns.get(name, [])

    def texts(self, name):
        """The texts that a column of strings names."""
        return [self["strings"][number] for number in self.get(name)]


def of_page(page):
    """The data in a page."""
    elements = ELEMENT.findall(page)
    if len(elements) != 1:
        raise ValueError(f"{len(elements)} elements with data")
    return Data(base64.b64decode(elements[0], validate=True))
