# SPDX-License-Identifier: MIT
"""Truncated, corrupt, empty and foreign traces: a clear message and what can be read, never a crash."""

import os
import pathlib
import random
import shutil
import unittest

import trace_case
from test_readers import listing
from trace_case import START, START_EVENTS, metadata_of, stream_of


class Damaged(trace_case.Case):
    FLOOD = 20000
    PACKET_BYTES = 65536
    # On one processor there is one stream.
    SETTINGS = {"SUBBUF": "64k", "COUNT": "8", "CPU": str(min(os.sched_getaffinity(0)))}
    SCRIPT = START + f"""
repeat {FLOOD}
is_registered pointer=0x5000 site=1 registered=1
process_end events={START_EVENTS + FLOOD + 1} depth=1 counted=1
"""

    def events_of(self, trace, code=3):
        report = self.report(trace, code)
        if code == 3:
            self.assertEqual(report["trace"]["read"], "partly")
            self.assertNotEqual(report["trace"]["damage"], [])
            self.assertFalse(report["summary"]["certain"])
        return report["summary"]["events"]

    def test_a_pipe_called_metadata(self):
        trace = self.copy()
        (trace / "more").mkdir()
        os.mkfifo(trace / "more" / "metadata")
        self.report(trace, code=3)
        self.assertIn("more/metadata is no file", self.stderr)

    def test_undamaged(self):
        self.assertEqual(self.events_of(self.trace, 0), START_EVENTS + self.FLOOD + 1)

    def test_a_folder_of_several_recordings(self):
        folder = self.base / "several"
        for name in ("one", "two"):
            shutil.copytree(self.trace, folder / name / "trace")
            (folder / name / "run.json").write_text("{}")
        self.assertNotIn("holds", self.run_report(folder / "one").stderr)
        self.assertIn("holds 2 recordings, which are read as one", self.run_report(folder).stderr)

    def test_stream_cut_anywhere(self):
        size = stream_of(self.trace)[0].stat().st_size
        packets = size // self.PACKET_BYTES
        self.assertGreater(packets, 3)
        before = None
        for cut in (size - 1, size - 4000, packets * self.PACKET_BYTES - 1, 2 * self.PACKET_BYTES + 10,
                    2 * self.PACKET_BYTES - 10, self.PACKET_BYTES + 20):
            trace = self.copy()
            os.truncate(stream_of(trace)[0], cut)
            events = self.events_of(trace)
            self.assertGreater(events, 0)
            self.assertLessEqual(events, START_EVENTS + self.FLOOD + 1 - (cut < size - 4096))
            if before is not None:
                self.assertLessEqual(events, before)
            before = events

    def test_stream_cut_between_packets(self):
        trace = self.copy()
        stream, index = stream_of(trace)
        os.truncate(stream, 2 * self.PACKET_BYTES)
        report = self.report(trace, 3)
        self.assertEqual(report["summary"]["ended"], "killed")
        self.assertIn(f"is cut off: the {(index.stat().st_size - 16) // 72 - 2} packets that its index has",
                      report["trace"]["damage"][0])

    def test_stream_cut_in_its_first_packet(self):
        """All events that are whole are read; before the first of them nothing is."""
        for cut in (1, 30, 100):
            trace = self.copy()
            os.truncate(stream_of(trace)[0], cut)
            self.refused(trace, "damaged")
        before = 0
        for cut in (4000, 5000, 30000, self.PACKET_BYTES - 1):
            trace = self.copy()
            os.truncate(stream_of(trace)[0], cut)
            events = self.events_of(trace)
            self.assertGreater(events, max(before, cut // 40))
            self.assertIn(f"ends within a packet, after {cut} bytes", self.stderr)
            before = events
        whole = self.copy()
        os.truncate(stream_of(whole)[0], self.PACKET_BYTES)
        self.assertIn(self.events_of(whole) - before, (0, 1))

    def test_packets_behind_the_one_that_is_cut(self):
        trace = self.copy()
        stream, index = stream_of(trace)
        os.truncate(stream, self.PACKET_BYTES + 30000)
        self.assertIn(f"is cut off: the {(index.stat().st_size - 16) // 72 - 2} packets that its index has",
                      " ".join(self.report(trace, 3)["trace"]["damage"]))

    def test_what_libbabeltrace2_leaves_out(self):
        trace = self.copy()
        os.truncate(stream_of(trace)[0], self.PACKET_BYTES + 30000)
        direct = self.events_of(trace)
        report = self.report(trace, 3, "babeltrace2")
        self.assertLess(report["summary"]["events"], direct)
        self.assertEqual(report["trace"]["bytes_damaged"], 30000)
        self.assertIn("libbabeltrace2 reads nothing of the packet that is cut", self.stderr)

    def test_a_packet_that_claims_to_be_longer(self):
        """What follows is no part of it: nothing in it is believed."""
        trace = self.copy()
        with open(stream_of(trace)[0], "r+b") as stream:
            header = stream.read(200)
            at = header.index((self.PACKET_BYTES * 8).to_bytes(8, "little"))
            stream.seek(self.PACKET_BYTES + at)
            stream.write((1 << 40).to_bytes(8, "little"))
        events = self.events_of(trace)
        os.truncate(stream_of(trace)[0], self.PACKET_BYTES)
        self.assertEqual(self.events_of(trace), events)

    def test_cut_stream_without_index(self):
        trace = self.copy()
        stream, index = stream_of(trace)
        os.truncate(stream, 3 * self.PACKET_BYTES + 77)
        shutil.rmtree(index.parent)
        self.assertGreater(self.events_of(trace), 0)

    def test_without_index(self):
        trace = self.copy()
        shutil.rmtree(stream_of(trace)[1].parent)
        self.assertEqual(self.events_of(trace, 0), START_EVENTS + self.FLOOD + 1)

    @staticmethod
    def lie(index):
        """Babeltrace aborts where an index leads out of its stream."""
        entry = bytearray(index.read_bytes())
        entry[16] = 0x40
        index.write_bytes(entry)

    def test_damaged_index(self):
        for damage in (lambda index: os.truncate(index, 100), lambda index: index.write_bytes(b"garbage" * 40),
                       lambda index: os.truncate(index, 0), self.lie):
            trace = self.copy()
            damage(stream_of(trace)[1])
            self.assertEqual(self.events_of(trace, 0), START_EVENTS + self.FLOOD + 1)

    def test_zeros_in_a_packet(self):
        """As after a power cut: no process has the number 0."""
        for at in (1, 2, 3):
            trace = self.copy()
            with open(stream_of(trace)[0], "r+b") as stream:
                stream.seek(at * self.PACKET_BYTES + 1024)
                stream.write(bytes(2048))
            report = self.report(trace, 3)
            processes = [report, *report["children"]]
            self.assertNotIn(0, [process["summary"]["pid"] for process in processes])
            self.assertRegex(" ".join(report["trace"]["damage"]), "events of process 0|hold what is no event")
            self.assertNotIn("newer tlscope", " ".join(report["trace"]["damage"]))

    def test_times_that_cannot_be(self):
        """An event after its packet's end, and a packet before the one that it follows: what is there is left out."""
        whole = self.report(self.trace)["summary"]
        trace = self.copy()
        with open(stream_of(trace)[0], "r+b") as stream:
            header = stream.read(200)
            begin = header.index((self.PACKET_BYTES * 8).to_bytes(8, "little")) - 3 * 8
            stream.seek(2 * self.PACKET_BYTES + begin)
            stream.write(header[begin:begin + 8])
            time = int.from_bytes(header[begin:begin + 8], "little") - (20 << 30)
            stream.seek(3 * self.PACKET_BYTES + begin)
            stream.write(time.to_bytes(8, "little"))
        report = self.report(trace, 3)
        self.assertLess(report["summary"]["events"], whole["events"] - 1000)
        self.assertLessEqual(report["summary"]["duration_ns"], whole["duration_ns"])
        self.assertIn("no event of this trace", self.stderr)

    def test_a_first_event_whose_time_cannot_be(self):
        """It alone is left out, and its packet counted once: the others' times are what they were."""
        events = listing("direct", self.trace)[1].splitlines()[1:-1]
        for time in (0, 1 << 63):
            trace = self.copy()
            with open(stream_of(trace)[0], "r+b") as stream:
                header = stream.read(200)
                # Its whole time stands behind 16 bits that say so, and 32 of its number.
                at = header.index(b"\xff\xff", header.index((self.PACKET_BYTES * 8).to_bytes(8, "little"))) + 2 + 4
                stream.seek(at)
                stream.write(time.to_bytes(8, "little"))
            self.assertEqual(listing("direct", trace)[1].splitlines()[:-1], events)
            report = self.report(trace, 3)
            self.assertEqual(report["trace"]["events"], START_EVENTS + self.FLOOD)
            left_out = report["trace"]["bytes_damaged"]
            self.assertIn(left_out, range(1, 200))
            self.assertIn("1 of its packets hold what is no event", report["trace"]["damage"][0])
            with open(stream_of(trace)[0], "r+b") as stream:
                stream.seek(30000)
                stream.write(b"\xff" * 64)
            report = self.report(trace, 3)
            self.assertGreater(report["trace"]["bytes_damaged"], left_out + 30000)
            self.assertIn("1 of its packets hold what is no event", report["trace"]["damage"][0])

    def test_a_stream_that_is_missing(self):
        """Whatever is in its place."""
        for replace in (lambda path: None, os.mkfifo, os.mkdir, lambda path: os.symlink(path, path),
                        lambda path: os.symlink("/dev/zero", path)):
            both = self.copy()
            stream, index = stream_of(both)
            shutil.copyfile(stream, stream.with_name("channel_more"))
            shutil.copyfile(index, index.with_name("channel_more.idx"))
            stream.unlink()
            replace(stream)
            report = self.report(both, 3)
            self.assertIn(f"{stream.name} is missing", " ".join(report["trace"]["damage"]))

    def test_pipes_in_place_of_files(self):
        """None is waited for."""
        trace = self.copy()
        (trace / "run.json").unlink(missing_ok=True)
        index = stream_of(trace)[1]
        index.unlink()
        for path in (trace / "run.json", trace / "report.json", index):
            os.mkfifo(path)
        self.assertEqual(self.events_of(trace, 0), START_EVENTS + self.FLOOD + 1)
        self.assertNotEqual(self.run_tool("check", trace).returncode, 1)

    def test_garbage_in_a_packet_header(self):
        trace = self.copy()
        with open(stream_of(trace)[0], "r+b") as stream:
            stream.seek(2 * self.PACKET_BYTES)
            stream.write(b"\xff" * 64)
        self.assertGreater(self.events_of(trace), 0)

    def test_garbage_anywhere(self):
        """Whatever the damage, a report or a refusal: any other exit code, a signal above all, is a failure."""
        chance = random.Random(7)
        for _ in range(25):
            trace = self.copy()
            path = chance.choice([stream_of(trace)[0], metadata_of(trace)])
            garbage = chance.randbytes(chance.choice([1, 8, 200]))
            with open(path, "r+b") as file:
                file.seek(chance.randrange(path.stat().st_size - len(garbage)))
                file.write(garbage)
            process = self.run_report("-o", "/dev/null", trace)
            self.assertIn(process.returncode, (0, 1, 3), process.stderr)
            shutil.rmtree(trace.parent)

    def test_empty_metadata(self):
        trace = self.copy()
        os.truncate(metadata_of(trace), 0)
        self.refused(trace, "metadata is empty")

    def test_cut_metadata(self):
        """What the rest declares is read, up to the first event that it does not; it declares the first ones first."""
        size = metadata_of(self.trace).stat().st_size
        for cut in (10, 3000):
            trace = self.copy()
            os.truncate(metadata_of(trace), cut)
            self.refused(trace, "metadata")
        for cut in (2 * 4096, size // 2 + 1, size - 1):
            trace = self.copy()
            os.truncate(metadata_of(trace), cut)
            self.assertGreater(self.events_of(trace), 0)
            self.assertIn("metadata is damaged", self.stderr)

    def test_cut_metadata_by_babeltrace2(self):
        trace = self.copy()
        os.truncate(metadata_of(trace), 2 * 4096)
        process = self.run_report("--reader", "babeltrace2", trace)
        self.assertEqual(process.returncode, 1)
        self.assertIn("metadata", process.stderr)

    def test_garbage_for_metadata(self):
        trace = self.copy()
        metadata_of(trace).write_bytes(random.Random(3).randbytes(5000))
        self.refused(trace, "no metadata")

    def test_unreadable_stream(self):
        trace = self.copy()
        stream = stream_of(trace)[0]
        stream.unlink()
        stream.mkdir()
        self.assertIn(self.run_report(trace).returncode, (0, 1, 3))

    def test_one_good_trace_beside_a_broken_one(self):
        both = pathlib.Path(self.copy().parent)
        shutil.copytree(self.trace, both / "broken")
        os.truncate(metadata_of(both / "broken"), 0)
        self.assertEqual(self.events_of(both), START_EVENTS + self.FLOOD + 1)


class NotOurs(trace_case.Case):
    """Traces of something else, and no traces."""

    METADATA = """/* CTF 1.8 */
trace { major = 1; minor = 8; byte_order = le; packet.header := struct { integer { size = 32; align = 8; } magic; }; };
stream { packet.context := struct { integer { size = 32; align = 8; } content_size;
  integer { size = 32; align = 8; } packet_size; };
  event.header := struct { integer { size = 8; align = 8; } id; }; };
event { id = 0; name = "other:thing"; fields := struct { integer { size = 8; align = 8; } value; }; };
"""

    def test_foreign_trace(self):
        trace = self.base / "foreign"
        trace.mkdir(exist_ok=True)
        (trace / "metadata").write_text(self.METADATA)
        bits = (4 + 4 + 4 + 2 + 2) * 8
        (trace / "stream").write_bytes(b"\xc1\x1f\xfc\xc1" + bits.to_bytes(4, "little") * 2 + bytes([0, 5, 0, 6]))
        self.refused(trace, "no event of tlscope's provider")

    def test_no_events(self):
        trace = self.base / "empty"
        trace.mkdir(exist_ok=True)
        (trace / "metadata").write_text(self.METADATA)
        self.refused(trace, "no events")

    def test_no_trace(self):
        folder = self.base / "nothing"
        folder.mkdir(exist_ok=True)
        self.refused(folder, "holds no trace")
        self.refused(self.base / "absent", "cannot be opened")
        file = self.base / "file"
        file.write_text("text")
        self.refused(file, "no JSON", "a folder of 'tlscope record'")

    @unittest.skipIf(os.geteuid() == 0, "root can open everything")
    def test_unreadable_folder(self):
        folder = self.base / "closed"
        folder.mkdir(mode=0o000, exist_ok=True)
        self.refused(folder, "cannot be opened")


if __name__ == "__main__":
    trace_case.main()
