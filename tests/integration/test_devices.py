# SPDX-License-Identifier: MIT
"""Tensors on devices: what the trace tells, and what is said where there is none."""

import os
import pathlib
import subprocess
import unittest

import harness

PROGRAM = harness.PROGRAMS / "on_device"
PLUGIN = harness.BUILD / "lib" / "libtlscope-cuda.so"
FAKE = str(harness.BUILD / "tests" / "device")
NO_DEVICE = 3


class Absent(harness.Case):
    """One diagnostic says what is missing, and the program goes on."""

    def unavailable(self, **extra):
        run = harness.run(PROGRAM, **extra)
        self.assertEqual(run.returncode, NO_DEVICE, run.stderr)
        self.assertEqual(run.stderr.count("tlscope: error [device-unavailable]"), 1, run.stderr)
        self.assertIn("in tensor_new", run.stderr)
        return run.stderr

    def runtime_beside(self, plugin=None):
        """The runtime in a folder of its own, beside it `plugin` or nothing."""
        (self.folder / "libtlscope.so").symlink_to(harness.BUILD / "lib" / "libtlscope.so")
        if plugin is not None:
            (self.folder / "libtlscope-cuda.so").symlink_to(plugin)
        return {"LD_LIBRARY_PATH": str(self.folder)}

    @harness.needs(PLUGIN, "the CUDA plugin")
    @unittest.skipIf(list(pathlib.Path("/dev").glob("nvidia[0-9]*")), "a GPU is here")
    def test_no_driver_or_no_gpu(self):
        self.assertRegex(self.unavailable(), r"no NVIDIA driver is here \(cudaErrorInsufficientDriver\): install it|"
                                             r"the NVIDIA driver finds no GPU \(cudaErrorNoDevice\)|"
                                             r"the NVIDIA driver is for CUDA")

    def test_no_plugin(self):
        told = self.unavailable(**self.runtime_beside())
        self.assertIn("libtlscope-cuda.so cannot be loaded", told)
        self.assertIn("where CMake finds the CUDA Toolkit", told)

    def test_a_broken_plugin(self):
        told = self.unavailable(**self.runtime_beside(os.devnull))
        self.assertIn(f"libtlscope-cuda.so cannot be loaded ({self.folder}/libtlscope-cuda.so", told)

    def test_another_librarys_name(self):
        told = self.unavailable(**self.runtime_beside(harness.BUILD / "lib" / "libtlscope-heap.so"))
        self.assertIn("is of another version than the runtime", told)

    def test_the_runtime_itself_needs_none(self):
        needed = subprocess.run(["readelf", "-d", harness.BUILD / "lib" / "libtlscope.so"], text=True,
                                capture_output=True, check=True).stdout
        self.assertNotIn("cuda", needed)
        quiet = harness.run(harness.PROGRAMS / "misuse", "tensor-range", LD_DEBUG="files")
        self.assertIn("libtlscope.so", quiet.stderr)
        self.assertNotIn("libtlscope-cuda", quiet.stderr)


class Traced(harness.Case):
    def test_device_and_streams_are_in_the_trace(self):
        recording = self.record(PROGRAM, LD_LIBRARY_PATH=FAKE)
        told = [(name, fields) for name, _, fields in recording.events()
                if name in ("object_new", "object_reuse", "object_device", "object_stream")]
        self.assertEqual([name for name, _ in told],
                         ["object_new", "object_device", "object_stream", "object_reuse", "object_device"])
        (_, first), (_, made), (_, used), (_, second), (_, taken) = told
        self.assertEqual((made["object"], made["ordinal"], made["stream"]), (first["object"], 1, 0x70))
        self.assertEqual((used["object"], used["stream"]), (first["object"], 0x80))
        self.assertEqual((taken["object"], taken["ordinal"], taken["stream"]), (second["object"], 1, 0x90))
        report = recording.report
        self.assertEqual(report["diagnostics"], [])
        self.assertEqual(report["summary"]["leaked_objects"], 1)

    def test_the_leak_is_told_without_a_trace(self):
        run = harness.run(PROGRAM, options="leak_report=1", LD_LIBRARY_PATH=FAKE)
        self.assertEqual(run.returncode, 23)
        self.assertIn("Leak: 1 object, 64 bytes: tensor", run.stderr)


if __name__ == "__main__":
    harness.main()
