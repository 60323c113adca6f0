# SPDX-License-Identifier: MIT
"""The direct reader and libbabeltrace2 make the same of every trace that both accept, event for event."""

import os
import pathlib
import random
import re
import shutil
import subprocess

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
        new = str(chance.choice([0, 1, 3, 7, 9, 10 ** len(chosen.group()) - 1])).encode().rjust(len(chosen.group()), b"0")
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

    def test_two_traces_beside_each_other(self):
        pass


if __name__ == "__main__":
    trace_case.main()
