# SPDX-License-Identifier: MIT
"""record --cupti, from a CUPTI made up to the report."""

import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
import harness  # noqa: E402

MIB = 1 << 20
FOLDER = harness.BUILD / "tests" / "cupti"
LIBRARIES = {"LD_LIBRARY_PATH": str(FOLDER / "lib")}  # the runtime, with the made-up plugin beside it


class Recorded(harness.Case):
    def run_it(self, record_options=("--cupti",), **extra):
        self.recording = self.record(FOLDER / "gpu_program", record_options=record_options, **LIBRARIES, **extra)
        return self.recording.report

    def test_whose_the_memory_is(self):
        report = self.run_it()
        gpu = report["memory"]["gpu"]
        self.assertEqual((gpu["events_lost"], gpu["records_dropped"], gpu["whole"]), (0, 0, True))
        self.assertEqual([device["ordinal"] for device in gpu["devices"]], [0, 1])
        first, second = gpu["devices"]
        self.assertEqual((first["name"], first["total"]), ("Fake 0", 8192 * MIB))
        peak = {part: bytes // MIB for part, bytes in first["peak"]["parts"].items()}
        self.assertEqual((peak["live"] + peak["pool"], peak["others"], peak["reserved"]), (48, 100, 0))
        end = {part: bytes // MIB for part, bytes in first["end"]["parts"].items()}
        self.assertEqual(end, {"live": 16, "pool": 32, "others": 100, "reserved": 0, "driver": 500})
        self.assertEqual(first["end"]["available"], (8192 - 648) * MIB)
        self.assertEqual(second["peak"]["parts"]["others"] // MIB, 8)
        self.assertEqual(second["end"]["parts"]["others"], 0)
        self.assertEqual(second["end"]["parts"]["reserved"] // MIB, 32)
        self.assertEqual(first["kernels"], {"count": 2, "bytes": 0, "duration_ns": first["kernels"]["duration_ns"]})
        self.assertEqual((first["copies"]["count"], first["copies"]["bytes"]), (1, 4096))
        libraries = {source["library"]: source["end_bytes"] // MIB for source in first["sources"]}
        self.assertIn(libraries, ({"/opt/tl/libtl_runtime.so": 48, "/usr/lib/libcublas.so.13": 100}, {None: 148}))
        self.assertEqual(report["trace"]["events_unknown"], 0)
        self.assertEqual(report["trace"]["gpu_events"], gpu["events"])

    def test_the_peak_is_when_it_was(self):
        gpu = self.run_it()["memory"]["gpu"]
        peak = gpu["devices"][0]["peak"]
        self.assertGreaterEqual(peak["time_ns"], 0)
        self.assertLess(peak["time_ns"], self.recording.report["summary"]["duration_ns"])

    def test_a_clock_of_its_own(self):
        gpu = self.run_it(TLSCOPE_FAKE_CUPTI="own-clock")["memory"]["gpu"]
        self.assertFalse(gpu["same_clock"])
        end = {part: bytes // MIB for part, bytes in gpu["devices"][0]["end"]["parts"].items()}
        self.assertEqual(end, {"live": 16, "pool": 32, "others": 100, "reserved": 0, "driver": 500})

    def test_dropped_records_are_told(self):
        report = self.run_it(GPU_PROGRAM_DROPS="1")
        self.assertEqual(report["memory"]["gpu"]["records_dropped"], 12)
        self.assertFalse(report["memory"]["gpu"]["whole"])
        self.assertTrue(report["summary"]["certain"])  # of TL's own events none is missing
        self.assertIn("CUPTI dropped 12 records", self.text_of(self.recording.directory))

    def test_the_text(self):
        self.run_it()
        text = self.text_of(self.recording.directory)
        self.assertRegex(text, r"Memory of cuda:0 \(Fake 0, 8.0 GiB\): peak after")
        self.assertRegex(text, r"others in the process +100.0 MiB +100.0 MiB")
        self.assertRegex(text, r"the driver's, other processes' .*500.0 MiB")
        self.assertRegex(text, r"2 kernels in ")

    def test_chromes_format_has_what_devices_did(self):
        self.run_it()
        exported = subprocess.run([str(harness.TLSCOPE), "export", "-F", "chrome", str(self.recording.directory)],
                                  text=True, capture_output=True, check=True).stdout
        events = json.loads(exported)["traceEvents"]
        streams = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
        slices = [(streams[event["tid"]], event["name"], event["args"].get("bytes")) for event in events
                  if event.get("cat") == "gpu"]
        self.assertEqual(slices, [("cuda:0 stream 7", "_Z3addPfS_i", None)] * 2 +
                         [("cuda:0 stream 0", "copy host to device", 4096)])
        duration = self.recording.report["summary"]["duration_ns"] / 1000
        for event in events:
            if event.get("cat") == "gpu":
                self.assertTrue(0 < event["ts"] < duration, event)

    def test_what_cupti_refuses_is_said(self):
        gpu = self.run_it(TLSCOPE_FAKE_CUPTI="no-memory")["memory"]["gpu"]
        self.assertIn("cupti=1 is only partly on: cuptiActivityEnable for device memory failed: "
                      "CUPTI_ERROR_INSUFFICIENT_PRIVILEGES", self.recording.process.stderr)
        self.assertEqual(gpu["devices"][0]["peak"]["parts"]["others"], 0)
        self.assertEqual(gpu["devices"][0]["kernels"]["count"], 2)
        self.assertIsNone(self.run_it(TLSCOPE_FAKE_CUPTI="no-kinds")["memory"]["gpu"])
        self.assertIn("cupti=1 is off", self.recording.process.stderr)

    def test_not_asked_for(self):
        self.assertIsNone(self.run_it(record_options=())["memory"]["gpu"])

    def test_without_a_driver_the_program_goes_on(self):
        recording = self.record(harness.PROGRAMS / "lost_blocks", record_options=["--cupti"])
        if "cupti=1 is off" not in recording.process.stderr:
            self.skipTest("skipped: there is a driver here")
        self.assertRegex(recording.process.stderr, r"libcuda\.so\.1|libtlscope-cupti\.so|libcupti\.so")
        self.assertIsNone(recording.report["memory"]["gpu"])


if __name__ == "__main__":
    harness.main()
