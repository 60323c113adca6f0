# SPDX-License-Identifier: MIT
"""Reports of tensors on several devices: what is alive, leaked, pooled and at the peak of each."""

import contextlib
import json
import sqlite3
import subprocess
import sys

import trace_case
from trace_case import SOURCE, START, TLSCOPE

sys.path.insert(0, str(SOURCE / "tests" / "integration" / "view"))
import tlview  # pylint: disable=wrong-import-position

KIB = 1024


def tensor(number, origin, ordinal, stream, pooled=0):
    """A tensor of the runtime's own, fresh or out of the pool, registered at once."""
    made = (f"object_reuse object={number} pooled={pooled} origin={origin}" if pooled else
            f"object_new object={number} pointer={0x7f0000000000 + number * 0x1000} origin={origin}")
    return f"""
{made}
object_device object={number} ordinal={ordinal} stream={stream} data={0xd00000 + number}
register_tensor object={number} site=1 count=1 outcome=0
"""


def released(number, fate, count=0):
    return f"tensor_release object={number} site=2 count={count} fate={fate}\n"


KEPT, POOLED, DESTROYED = 0, 2, 3

# Origins 1 and 2: 4 and 1 KiB on CUDA, of the runtime's; 3: 1 KiB on CUDA, of a host.
TENSORS = START + """
origin origin=1 kind=2 owner=1 dtype=0 device=1 elements=1024 bytes=4096 site=1
origin origin=2 kind=2 owner=1 dtype=0 device=1 elements=256 bytes=1024 site=2 name=grad
origin origin=3 kind=2 owner=2 dtype=0 device=1 elements=256 bytes=1024 site=2
enter_scope scope=2 depth=2 site=1
""" + tensor(2, 1, 0, 0) + tensor(3, 1, 0, 0x70) + tensor(4, 2, 1, 0x70) + """
object_stream object=3 stream=0x80 site=2
unregister pointer=0x7f0000003000 object=3 scope=2 site=2 outcome=0
unregister pointer=0x7f0000004000 object=4 scope=2 site=2 outcome=0
""" + released(2, POOLED) + tensor(5, 1, 0, 0x70, pooled=2) + released(5, POOLED) + """
exit_scope scope=2 depth=1 site=1
object_new object=6 pointer=0x9000 origin=3
register_tensor object=6 site=2 count=1 outcome=0
""" + released(6, DESTROYED) + "process_end events=38 calls=5 depth=1 counted=3 pooled=1\n"


class Devices(trace_case.Case):
    SCRIPT = TENSORS

    def setUp(self):
        self.told = self.report(self.trace)

    def test_figures_of_each(self):
        devices = self.told["summary"]["by_device"]
        self.assertEqual(set(devices), {"cpu", "cuda", "metal", "cuda:0", "cuda:1"})
        self.assertEqual(devices["cuda:0"], {
            "made_objects": 3, "made_bytes": 12 * KIB, "end_objects": 1, "end_bytes": 4 * KIB, "pooled_objects": 1,
            "pooled_bytes": 4 * KIB, "leaked_objects": 1, "leaked_bytes": 4 * KIB, "peak_objects": 2,
            "peak_bytes": 8 * KIB})
        self.assertEqual(devices["cuda:1"], {
            "made_objects": 1, "made_bytes": KIB, "end_objects": 1, "end_bytes": KIB, "pooled_objects": 0,
            "pooled_bytes": 0, "leaked_objects": 1, "leaked_bytes": KIB, "peak_objects": 1, "peak_bytes": KIB})
        self.assertEqual((devices["cuda"]["made_objects"], devices["cuda"]["peak_bytes"]), (1, KIB))
        self.assertEqual((devices["cpu"]["end_bytes"], devices["cpu"]["peak_bytes"]), (48, 48))

    def test_devices_add_up(self):
        summary = self.told["summary"]
        for one, all_ in {"leaked_objects": "leaked_objects", "leaked_bytes": "leaked_bytes",
                          "end_objects": "end_objects", "end_bytes": "end_bytes"}.items():
            self.assertEqual(sum(device[one] for device in summary["by_device"].values()), summary[all_])
        self.assertEqual(sum(device["pooled_bytes"] for device in summary["by_device"].values()),
                         self.told["pool"]["kept_bytes"])

    def test_each_has_a_peak_of_its_own(self):
        peaks = self.told["peak"]["by_device"]
        self.assertEqual({name: peak["bytes"] for name, peak in peaks.items()},
                         {"cpu": 48, "cuda": KIB, "cuda:0": 8 * KIB, "cuda:1": KIB})
        self.assertEqual([(place["kind"], place["objects"], place["bytes"]) for place in peaks["cuda:0"]["by_place"]],
                         [("tensor", 2, 8 * KIB)])
        self.assertEqual([place["name"] for place in peaks["cuda:1"]["by_place"]], ["grad"])
        self.assertEqual([place["name"] for place in peaks["cpu"]["by_place"]], ["Node"])
        self.assertLess(peaks["cuda:0"]["time_ns"], peaks["cuda"]["time_ns"])

    def test_timeline(self):
        timeline = self.told["timeline"]
        columns = timeline["device_bytes"]
        self.assertEqual(set(columns), {"cpu", "cuda", "cuda:0", "cuda:1"})
        for i in range(len(timeline["time_ns"])):
            self.assertEqual(sum(column[i] for column in columns.values()),
                             sum(kind[i] for kind in timeline["bytes"].values()))
        self.assertEqual([columns[name][-1] for name in ("cpu", "cuda", "cuda:0", "cuda:1")], [48, 0, 4 * KIB, KIB])

    def test_rows_say_where_their_tensor_is(self):
        groups = [(group["device"], group["objects"]) for group in self.told["leaks"] if group["leak"]]
        self.assertEqual(sorted(groups), [("cuda:0", 1), ("cuda:1", 1)])
        example, = [example for group in self.told["leaks"] for example in group["examples"] if example["object"] == 3]
        self.assertEqual((example["device"], example["stream"]), ("cuda:0", "0x70"))
        self.assertIn("stream", [entry["operation"] for entry in example["ledger"]])

    def test_findings(self):
        findings = {finding["name"]: finding for finding in self.told["findings"]}
        self.assertEqual(findings[""]["by_device"], {"cuda:0": {"objects": 1, "bytes": 4 * KIB}})
        self.assertIn("1 tensor on cuda:0 (4.0 KiB)", findings[""]["sentence"])
        self.assertIn('1 tensor "grad" on cuda:1 (1.0 KiB)', findings["grad"]["sentence"])
        self.assertEqual(findings["grad"]["key"], "leak/moved-never-taken/tensor on cuda/grad/take/")

    def test_text(self):
        text = self.run_report("-F", "text", self.trace).stdout
        self.assertRegex(text, r"\nOn cuda:0: peak 8\.0 KiB after [^;]*; made 3 objects, 12\.0 KiB; alive at the end 1 object, "
                               r"4\.0 KiB; leaked 1 object, 4\.0 KiB; in the pool 1 object, 4\.0 KiB\n +8\.0 KiB in 2 tensors")
        self.assertRegex(text, r"\nOn cpu: peak 48 bytes")

    def test_one_object(self):
        text = self.run_report("-F", "text", "--object", "3", self.trace).stdout
        self.assertIn("on cuda:0, made on stream 0x70\n", text)
        self.assertRegex(text, "used on another stream at +take ")
        story, = json.loads(self.run_report("--object", "6", self.trace).stdout)
        self.assertEqual(story["device"], "cuda")
        self.assertNotIn("stream", story)


class Viewed(trace_case.Case):
    """The viewer's data of the same trace."""
    SCRIPT = TENSORS

    def test_columns(self):
        file = self.base / "data.tlview"
        subprocess.run([str(TLSCOPE), "view", "--format", "tlview", "-o", str(file), str(self.trace)], check=True,
                       stdout=subprocess.DEVNULL)
        data = tlview.Data(file.read_bytes())
        names = data["names"]["device"]
        self.assertEqual(names, ["cpu", "cuda", "metal", "cuda:0", "cuda:1"])
        told = {number: (names[device], stream) for number, device, stream in
                zip(data["object.number"], data["object.device"], data["object.stream"])}
        self.assertEqual(told, {1: ("cpu", 0), 2: ("cuda:0", 1), 3: ("cuda:0", 0x71), 4: ("cuda:1", 0x71),
                                5: ("cuda:0", 0x71), 6: ("cuda", 0)})
        self.assertEqual({names[device] for device in data["pool.device"]}, {"cuda:0"})
        self.assertEqual((data["object.address"][1], data["object.address"][-1]), (0xd00002, 0x9000))
        self.assertIn("device.4", data["series.names"])
        self.assertNotIn("device.5", data["series.names"])
        self.assertEqual((max(data["series.device.3"]), max(data["series.device.4"])), (8 * KIB, KIB))
        self.assertEqual(max(data["series.device.cuda"]), KIB)


class Compared(trace_case.Case):
    """Merging, comparing and exporting the same trace."""
    SCRIPT = TENSORS

    def printed_by(self, *arguments, codes=(0,)):
        process = subprocess.run([str(TLSCOPE), *map(str, arguments)], text=True, capture_output=True, check=False)
        self.assertIn(process.returncode, codes, process.stderr)
        return process.stdout

    def write(self, name, report):
        (self.base / name).write_text(json.dumps(report))
        return self.base / name

    def other(self, **summary):
        """The report of another process, which is on another host."""
        report = self.report(self.trace)
        report["summary"].update({"host": "elsewhere"})
        report["summary"]["by_device"]["cuda:0"].update(summary)
        return report

    def test_merged(self):
        told = self.report(self.trace)
        paths = [self.write("a.json", told), self.write("b.json", self.other(peak_bytes=99 * KIB))]
        merged = self.printed_by("merge", "--json", *paths)
        self.assertEqual(merged, self.printed_by("merge", "--json", *reversed(paths)))
        self.assertIn("\nOn cuda:0: leaked 8.0 KiB, highest peak 99.0 KiB\n", self.printed_by("merge", "-F", "text", *paths))
        merged = json.loads(merged)
        self.assertEqual((merged["summary"]["by_device"]["cuda:0"]["leaked_bytes"],
                          merged["summary"]["by_device"]["cuda:0"]["peak_bytes"]), (8 * KIB, 99 * KIB))
        self.assertEqual(sorted(finding["by_device"] != {} for finding in merged["findings"]), [True, True])
        grad, = [finding for finding in merged["findings"] if finding["name"] == "grad"]
        self.assertEqual(grad["by_device"], {"cuda:1": {"objects": 2, "bytes": 2 * KIB}})

    def test_compared(self):
        before = self.write("before.json", self.report(self.trace))
        after = self.write("after.json", self.other(leaked_bytes=12 * KIB))
        devices = json.loads(self.printed_by("diff", "--json", before, after))["devices"]
        self.assertEqual(devices["cuda:0"]["leaked_bytes"], {"a": 4 * KIB, "b": 12 * KIB})
        self.assertEqual(set(devices), {"cpu", "cuda", "cuda:0", "cuda:1"})
        self.assertIn("On cuda:0:\n   leaked bytes         4.0 KiB -> 12.0 KiB (+8.0 KiB)\n", self.printed_by("diff", before, after))

    def test_limits(self):
        self.printed_by("check", "--max-leaked-bytes", "cuda=5k", self.trace)
        self.printed_by("check", "--max-leaked-bytes", "cuda:0=4k", "--max-leaked-bytes", "cuda:1=1023", self.trace, codes=(5,))

    def test_exported(self):
        file = self.base / "run.db"
        self.printed_by("export", "-F", "sqlite", "-o", file, self.trace)
        with contextlib.closing(sqlite3.connect(file)) as database:
            rows = database.execute("SELECT object, device, ordinal, stream FROM objects ORDER BY object").fetchall()
        self.assertEqual(rows, [(1, None, None, None), (2, "cuda", 0, 0), (3, "cuda", 0, 0x70), (4, "cuda", 1, 0x70),
                                (5, "cuda", 0, 0x70), (6, "cuda", None, None)])
        events = json.loads(self.printed_by("export", "-F", "chrome", self.trace))["traceEvents"]
        alive = [event["args"] for event in events if event["name"] == "bytes on cuda:0"]
        self.assertEqual((max(each["alive"] for each in alive), alive[-1]), (8 * KIB, {"alive": 4 * KIB, "pooled": 4 * KIB}))


class OneLeakOnTwo(trace_case.Case):
    """What is one place's leak on two devices is one finding, which is found again on other ordinals."""
    SCRIPT = START + """
origin origin=1 kind=2 owner=1 dtype=0 device=1 elements=1024 bytes=4096 site=1
enter_scope scope=2 depth=2 site=1
""" + "".join(tensor(number, 1, number % 2, 0) +
              f"unregister pointer={0x7f0000000000 + number * 0x1000} object={number} scope=2 site=2 outcome=0\n"
              for number in range(2, 6)) + """
exit_scope scope=2 depth=1 site=1
process_end events=32 calls=5 depth=1 counted=5
"""

    def test_one_finding(self):
        finding, = self.report(self.trace)["findings"]
        self.assertIn("4 tensors on cuda:0 and cuda:1 (16.0 KiB)", finding["sentence"])
        self.assertEqual({name: device["objects"] for name, device in finding["by_device"].items()},
                         {"cuda:0": 2, "cuda:1": 2})


class OnTheCpu(trace_case.Case):
    SCRIPT = START + "process_end events=13 calls=1 depth=1 counted=1\n"

    def test_nothing_is_split(self):
        told = self.report(self.trace)
        self.assertEqual((told["timeline"]["device_bytes"], told["peak"]["by_device"]), ({}, {}))
        self.assertNotRegex(self.run_report("-F", "text", self.trace).stdout, "On cpu|cuda")


class Many(trace_case.Case):
    """More devices than there is room for, twice the same object, and devices of objects that nobody knows."""
    SCRIPT = START + "origin origin=1 kind=2 owner=1 dtype=0 device=1 elements=1024 bytes=4096 site=1\n" + "".join(
        tensor(number, 1, number, 0) for number in range(2, 60)) + """
object_device object=5 ordinal=200 stream=1
object_device object=4711 ordinal=1 stream=1
object_device object=0 ordinal=1 stream=1
object_device object=1 ordinal=1 stream=1
object_stream object=4712 stream=1 site=1
"""

    def test_all_are_counted(self):
        told = self.report(self.trace)
        devices = told["summary"]["by_device"]
        self.assertEqual(len(devices), 16)
        self.assertEqual(sum(device["end_bytes"] for device in devices.values()), told["summary"]["end_bytes"])
        self.assertGreater(devices["cuda"]["end_objects"], 40)
        self.assertEqual(devices["cpu"]["end_bytes"], 48)


if __name__ == "__main__":
    trace_case.main()
