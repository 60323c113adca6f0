# SPDX-License-Identifier: MIT
"""The direct reader and libbabeltrace2 make the same of every trace that both accept, event for event."""

import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import tempfile

import trace_case
from trace_case import START, metadata_of, stream_of

LISTING = pathlib.Path(os.environ["TLSCOPE_BUILD"]) / "bin" / "trace_listing"
MUTANTS = int(os.environ.get("TLSCOPE_MUTANTS", "60"))


def listing(reader, trace):
    # libbabeltrace2 leaks where it refuses a trace.
    env = dict(os.environ, ASAN_OPTIONS=f"detect_leaks={int(reader == 'direct')}:exitcode=99")
    process = subprocess.run([LISTING, reader, trace], capture_output=True, env=env, timeout=120, check=False)
    return process.returncode, process.stdout.decode(errors="replace"), process.stderr.decode(errors="replace")


class Case(trace_case.Case):
    def assert_same(self, trace, events=None):
        code, direct, complaints = listing("direct", trace)
        self.assertEqual((code, complaints), (0, ""))
        code, reference, complaints = listing("babeltrace2", trace)
        self.assertEqual((code, complaints), (0, ""))
        self.assertEqual(direct.splitlines()[:20], reference.splitlines()[:20])
        self.assertEqual(direct, reference)
        if events is not None:
            self.assertIn(f"events={events} ", direct.splitlines()[-1])


class Recorded(Case):
    FLOOD = 3000
    SETTINGS = {"SUBBUF": "16k", "COUNT": "8"}
    SCRIPT = START + f"""
mark text=a_text_that_says_something site=1
enter_scope scope=5 depth=2 site=1
repeat {FLOOD}
register_ptr pointer=0xffffffffffffffff object=4294967295 site=1 count=65535 outcome=255
get_buffer frame=1 slot=-9223372036854775808 size=-1 buffer=0x5000 capacity=18446744073709551615 outcome=3 site=1
mark text= site=1
fork
process_start format=2 reason=1 pid=$PID parent_pid=$PPID program=child version=1 settings=
repeat 500
is_registered pointer=0x5000 site=1 registered=1
end-fork
process_end events=1 depth=1 counted=1
"""

    def test_as_it_is(self):
        self.assert_same(self.trace)

    def test_fields_in_another_order(self):
        copy = self.copy()
        metadata = metadata_of(copy)
        before, name, after = metadata.read_bytes().partition(b'"tl_mem:enter_scope"')
        after = after.replace(b"_scope;", b"_other;", 1).replace(b"_depth;", b"_scope;", 1).replace(b"_other;", b"_depth;", 1)
        metadata.write_bytes(before + name + after)
        self.assert_same(copy)
        self.assertIn("tl_mem:enter_scope scope=2 depth=5 site=1", listing("direct", copy)[1])

    def test_packets_that_are_there_twice(self):
        events = re.search(r"events=(\d+) ", listing("direct", self.trace)[1].splitlines()[-1]).group(1)
        beside = self.copy()
        stream, index = stream_of(beside)
        for path in (stream, index):
            shutil.copyfile(path, path.with_name("channel_again" + path.suffix))
        self.assert_same(beside, events)
        both = self.copy().parent
        shutil.copytree(self.trace, both / "again")
        self.assert_same(both, events)

    def test_two_traces_beside_each_other(self):
        both = self.copy().parent
        shutil.copytree(self.trace, both / "again")
        metadata = metadata_of(both / "again")
        other = bytearray(stream_of(both / "again")[0].read_bytes())
        uuid = bytes(other[4:20])
        for path in (both / "again").rglob("*"):
            if path.is_file() and "index" not in path.parts:
                path.write_bytes(path.read_bytes().replace(uuid, bytes(16)))
        text = metadata.read_bytes()
        metadata.write_bytes(re.sub(rb'uuid = "[0-9a-f-]{36}";(?=\s*byte_order)',
                                    b'uuid = "00000000-0000-0000-0000-000000000000";', text))
        self.assert_same(both)


METADATA = """/* CTF 1.8 */
typealias integer {{ size = 8; align = 8; }} := uint8_t;
typealias integer {{ size = 16; align = {a16}; }} := uint16_t;
typealias integer {{ size = 32; align = {a32}; }} := uint32_t;
typealias integer {{ size = 64; align = {a64}; }} := uint64_t;
trace {{ major = 1; minor = 8; uuid = "{uuid}"; byte_order = {order};
  packet.header := struct {{ integer {{ size = 32; align = 8; }} magic; uint8_t uuid[16];
    integer {{ size = 32; align = 8; }} stream_id; integer {{ size = 64; align = 8; }} stream_instance_id; }}; }};
env {{ hostname = "made-up"; tracer_name = "lttng-ust"; }};
clock {{ name = "monotonic"; freq = {frequency}; offset_s = 1000; offset = 12345; }};
typealias integer {{ size = 5; align = 1; }} := uint5_t;
typealias integer {{ size = 27; align = 1; map = clock.monotonic.value; }} := uint27_clock_t;
typealias integer {{ size = 32; align = {a32}; map = clock.monotonic.value; }} := uint32_clock_t;
typealias integer {{ size = 64; align = {a64}; map = clock.monotonic.value; }} := uint64_clock_t;
typealias integer {{ size = 64; align = 8; map = clock.monotonic.value; }} := packet_clock_t;
typealias integer {{ size = 64; align = 8; }} := packet_uint64_t;
struct header_compact {{ enum : uint5_t {{ compact = 0 ... 30, extended = 31 }} id;
  variant <id> {{ struct {{ uint27_clock_t timestamp; }} compact;
    struct {{ uint32_t id; uint64_clock_t timestamp; }} extended; }} v; }} align({a32});
struct header_large {{ enum : uint16_t {{ compact = 0 ... 65534, extended = 65535 }} id;
  variant <id> {{ struct {{ uint32_clock_t timestamp; }} compact;
    struct {{ uint32_t id; uint64_clock_t timestamp; }} extended; }} v; }} align({a16});
stream {{ id = 0; event.header := struct header_{header};
  packet.context := struct {{ packet_clock_t timestamp_begin; packet_clock_t timestamp_end;
    packet_uint64_t content_size; packet_uint64_t packet_size; packet_uint64_t packet_seq_num;
    packet_uint64_t events_discarded; }};
  event.context := struct {{ integer {{ size = 32; align = {a32}; signed = 1; }} _vpid;
    uint8_t __list_length; uint16_t _list[__list_length]; }}; }};
event {{ name = "tl_mem:process_start"; id = 3; stream_id = 0; fields := struct {{ uint32_t _format; uint8_t _reason;
  uint32_t _pid; uint32_t _parent_pid; string _program; string _version; string _settings; uint64_t _unasked; }}; }};
event {{ name = "tl_mem:mark"; id = 4; stream_id = 0; fields := struct {{ string _text; uint16_t _site; }}; }};
event {{ name = "tl_mem:keep"; id = 400; stream_id = 0; context := struct {{ uint8_t _of_this_event; }};
  fields := struct {{ uint64_t _pointer; uint32_t _object; uint32_t _site; }}; }};
event {{ name = "other:thing"; id = 5; stream_id = 0; fields := struct {{
  enum : uint8_t {{ one = 1, two = 2 }} _tag; variant <_tag> {{ string one; uint64_t two; }} _either;
  floating_point {{ exp_dig = 8; mant_dig = 24; align = {a32}; }} _float; }}; }};
"""
UUID = "00112233-4455-6677-8899-aabbccddeeff"
HEADER_BYTES = 80
BEGIN = 5_000_000_000


class Writer:
    """A packet, laid out as METADATA says."""

    def __init__(self, order, natural, header):
        self.order, self.natural, self.header = order, natural, header
        self.python_order = {"le": "little", "be": "big"}[order]
        self.bytes = bytearray(HEADER_BYTES)

    def align(self, bits):
        if self.natural:
            self.bytes += bytes(-len(self.bytes) % (bits // 8))

    def number(self, bits, value):
        self.align(bits)
        self.bytes += (value % (1 << bits)).to_bytes(bits // 8, self.python_order)

    def text(self, text):
        self.bytes += text.encode() + b"\0"

    def header_write(self, event, time, extended):
        if self.header == "large":
            self.number(16, 65535 if extended else event)
            if not extended:
                self.number(32, time)
        else:
            self.align(32)
            time %= 1 << 27
            if not extended:
                word = event | time << 5 if self.order == "le" else event << 27 | time
                self.bytes += word.to_bytes(4, self.python_order)
            else:
                self.bytes.append(31 if self.order == "le" else 31 << 3)
        if extended:
            self.align(64)

    def begin(self, event, time, extended=False):
        self.header_write(event, time, extended)
        if extended:
            self.number(32, event)
            self.number(64, time)
        self.number(32, -7)
        self.number(8, event % 3)
        self.align(16)
        for i in range(event % 3):
            self.number(16, i)

    def start(self, time, i, extended):
        self.begin(3, time, extended)
        self.align(64)
        for bits, value in ((32, 2), (8, 1), (32, i), (32, 1)):
            self.number(bits, value)
        for text in ("program", "", "x" * (i * 50)):
            self.text(text)
        self.number(64, 77)

    def mark(self, time, i):
        self.begin(4, time)
        self.align(16)
        self.text("mark" * i)
        self.number(16, i)

    def keep(self, time, i):
        self.begin(400, time, True)
        self.number(8, i)
        self.align(64)
        for bits, value in ((64, -1 - i), (32, i), (32, 9)):
            self.number(bits, value)

    def thing(self, time, i):
        self.begin(5, time)
        self.align(32)
        self.number(8, 1 + i % 2)
        if i % 2:
            self.number(64, i)
        else:
            self.text("one")
        self.number(32, 0)

    def events(self, count):
        time = BEGIN
        for i in range(count):
            # Some steps wrap the 27 or 32 bits of time once, and some more often: the extended header tells those.
            extended = i % 7 == 0
            time += 3 << 33 if extended else (1 << 26) + i
            self.start(time, i, extended)
            self.mark(time + 1, i)
            self.keep(time + 2, i)
            self.thing(time + 2, i)

    def packet(self, instance):
        bits = len(self.bytes) * 8
        self.bytes += bytes(-len(self.bytes) % 64)
        kind = {"le": "<", "be": ">"}[self.order]
        self.bytes[:HEADER_BYTES] = (
            struct.pack(kind + "I", 0xC1FC1FC1) + bytes.fromhex(UUID.replace("-", "")) +
            struct.pack(kind + "IQQQQQQQ", 0, instance, BEGIN, 1 << 38, bits, len(self.bytes) * 8, 0, 0))
        return self.bytes


class Layouts(Case):
    """Streams written here, in layouts that LTTng has on other machines: two of them, whose times are the same."""

    EVENTS = 40

    def written(self, order="le", natural=False, header="large", frequency=1_000_000_000, streams=(1, 0)):
        trace = pathlib.Path(tempfile.mkdtemp(dir=self.base))
        aligns = {f"a{bits}": bits if natural else 8 for bits in (16, 32, 64)}
        (trace / "metadata").write_text(METADATA.format(uuid=UUID, order=order, header=header, frequency=frequency,
                                                        **aligns))
        for instance in streams:
            writer = Writer(order, natural, header)
            writer.events(self.EVENTS)
            (trace / f"stream_{instance}").write_bytes(writer.packet(instance))
        return trace

    def assert_read(self, **layout):
        self.assert_same(self.written(**layout), events=2 * 3 * self.EVENTS)

    def test_a_layout_that_only_babeltrace2_knows(self):
        """Who read it and why stands in the report; who is asked for reads, and no other."""
        trace = self.written(streams=(0,))
        with open(trace / "metadata", "a", encoding="ascii") as metadata:
            metadata.write('event { name = "other:grid"; id = 6; stream_id = 0; fields := struct '
                           '{ uint8_t _grid[2][3]; }; };\n')
        known = self.report(self.written(streams=(0,)))["trace"]
        self.assertEqual((known["reader"], known["reader_reason"]), ("direct", None))
        self.assertNotIn("libbabeltrace2", self.stderr)
        other = self.report(trace)["trace"]
        self.assertEqual((other["reader"], other["events"]), ("babeltrace2", known["events"]))
        self.assertIn("array of arrays", other["reader_reason"])
        self.assertIn(other["reader_reason"], self.stderr)
        for command in (["check"], ["merge"], ["diff", trace]):
            auto = self.run_tool(*command, trace)
            self.assertIn(other["reader_reason"], auto.stderr)
            self.assertNotEqual(auto.returncode, 1, auto.stderr)
            asked = self.run_tool(*command, "--reader=babeltrace2", trace)
            self.assertEqual((asked.stdout, asked.returncode), (auto.stdout, auto.returncode))
            self.assertNotIn("more slowly", asked.stderr)
            refused = self.run_tool(*command, "--reader", "direct", trace)
            self.assertEqual((refused.stdout, refused.returncode), ("", 1))
            self.assertIn("array of arrays", refused.stderr)

    def test_packed(self):
        for order in ("le", "be"):
            for header in ("large", "compact"):
                self.assert_read(order=order, header=header)

    def test_naturally_aligned(self):
        for order in ("le", "be"):
            for header in ("large", "compact"):
                self.assert_read(order=order, header=header, natural=True)

    def test_clocks_of_other_frequencies(self):
        self.assert_read(frequency=1_000_000)
        self.assert_read(frequency=333)


class Mutants(Recorded):
    """Bytes changed anywhere: the direct reader reads or refuses, and no more. TLSCOPE_MUTANTS says how many."""

    FLOOD = 200

    def mutate(self, chance, path):
        bytes_ = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 1, 3, 20])):
            at = chance.randrange(len(bytes_))
            kind = chance.randrange(4)
            if kind == 0:
                bytes_[at] = chance.randrange(256)
            elif kind == 1:
                bytes_[at:at + 8] = chance.choice([b"\xff", b"\x00", b"\x7f", b"\x80"]) * 8
            elif kind == 2:
                del bytes_[at:at + chance.choice([1, 7, 300])]
            else:
                begin = chance.randrange(len(bytes_))
                bytes_[at:at] = bytes_[begin:begin + chance.choice([1, 60, 500])]
        path.write_bytes(bytes_)

    def numbers_in(self, chance, path):
        """Another number in the text of the metadata: of the same length, so that its packets stay whole."""
        text = path.read_bytes()
        numbers = list(re.finditer(rb"\b\d+\b", text))
        chosen = chance.choice(numbers)
        length = len(chosen.group())
        new = str(chance.choice([0, 1, 3, 7, 9, 10 ** length - 1])).encode().rjust(length, b"0")
        path.write_bytes(text[:chosen.start()] + new + text[chosen.end():])

    def test_as_it_is(self):
        chance = random.Random(11)
        for _ in range(MUTANTS):
            trace = self.copy()
            if chance.random() < 0.4:
                self.numbers_in(chance, metadata_of(trace))
            else:
                self.mutate(chance, chance.choice([stream_of(trace)[0], stream_of(trace)[0], metadata_of(trace)]))
            code, listed, complaints = listing("direct", trace)
            self.assertEqual(code, 0, complaints)
            if listed.splitlines()[-1].startswith("whole "):
                reference = listing("babeltrace2", trace)
                if reference[0] == 0 and not reference[2]:
                    self.assertEqual(listed, reference[1])
            shutil.rmtree(trace.parent)

    def test_fields_in_another_order(self):
        pass

    def test_packets_that_are_there_twice(self):
        pass

    def test_two_traces_beside_each_other(self):
        pass


if __name__ == "__main__":
    trace_case.main()
