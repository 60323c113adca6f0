# SPDX-License-Identifier: MIT
"""`tlscope sanitize`: what compute-sanitizer found, joined with the objects of the trace. A stand-in writes the logs."""

import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import harness  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TENSORS = harness.BUILD / "tests" / "integration" / "sanitize" / "sanitize_tensors"
DEVICE = harness.BUILD / "tests" / "device"  # a runtime there has a device, on host memory
FOUND, NOT_RECORDED, USAGE, UNCERTAIN = 24, 125, 2, 3
BEGIN = "========= COMPUTE-SANITIZER\n"
WRITE = """========= Invalid __global__ write of size 4 bytes
=========     at scale(float *, float)+0x50 in kernels.cu:34
=========     by thread (0,0,0) in block (0,0,0)
=========     Address {pooled} is out of bounds
=========     Saved host backtrace up to driver entry point at kernel launch time
=========         Host Frame: launch_scale(float *) [0xadb6] in libkernels.so
=========         Host Frame: use_and_pool [0x1234] in sanitize_tensors
=========
"""
LEAK = """========= Leaked 4,096 bytes at {leaked} called tensor 1 f32[1024], make
=========     Saved host backtrace up to driver entry point at allocation time
=========         Host Frame: cudaMalloc [0x56624] in sanitize_tensors
=========
"""
OTHER_LEAK = LEAK.replace("{leaked} called tensor 1 f32[1024], make", "0x7879c0900000")


def end(errors):
    return f"========= LEAK SUMMARY: 0 bytes leaked in 0 allocations\n========= ERROR SUMMARY: {errors} errors\n"


class Case(harness.Case):
    def sanitize(self, log, *program, options=(), exit_code=FOUND, path=HERE):
        """Runs the program with a log that the stand-in writes; the recording."""
        directory = self.folder / "recording"
        shutil.rmtree(directory, ignore_errors=True)
        (self.folder / "log").write_text(log)
        command = [harness.TLSCOPE, "sanitize", *options, "-o", directory, "--", *(program or [TENSORS])]
        environment = harness.environment(STANDIN_LOG=str(self.folder / "log"), STANDIN_FACTS=str(self.folder / "facts"),
                                          PATH=f"{path}:{os.environ['PATH']}", LD_LIBRARY_PATH=str(DEVICE))
        process = subprocess.run(list(map(str, command)), env=environment, text=True, capture_output=True,
                                 timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual(process.returncode, exit_code, f"{command}\n{process.stdout}{process.stderr}")
        return harness.Recording(directory, process)

    def found(self, report):
        return {finding["code"]: finding for finding in report["findings"]}


class Findings(Case):
    def test_a_kernel_that_touches_a_tensor_in_the_pool(self):
        recording = self.sanitize(BEGIN + WRITE + WRITE.replace("(0,0,0) in", "(1,0,0) in") + end(2))
        finding = self.found(recording.report)["sanitizer-invalid-write"]
        self.assertRegex(finding["sentence"], r"Invalid __global__ write of size 4 bytes, 2 times\. That is byte 0 of 4,096 "
                                              r"of tensor \(object 2\), pooled at .*\(use_and_pool")
        section = recording.report["memcheck"]
        self.assertEqual((section["tool"], section["whole"], section["finished"]), ("compute-sanitizer", True, True))
        error = section["errors"][0]
        self.assertEqual((error["times"], error["object"]["object"], error["object"]["matched_by"]), (2, 2, "address"))
        self.assertEqual(error["object"]["ended"]["fate"], "pooled")
        self.assertEqual(error["stacks"][0]["frames"][0]["function"], "scale(float *, float)")
        text = recording.process.stderr
        for part in ("scale(float *, float)", "kernels.cu:34", "launched at", "use_and_pool", "Compute-sanitizer: 1 error"):
            self.assertIn(part, text)

    def test_a_leak_that_the_trace_has_is_no_second_finding(self):
        report = self.sanitize(BEGIN + LEAK + end(1)).report
        self.assertNotIn("sanitizer-leaked", self.found(report))
        leak = report["memcheck"]["leaks"][0]
        self.assertEqual((leak["bytes"], leak["object"]["object"], leak["object"]["matched_by"]), (4096, 1, "name"))

    def test_a_leak_of_nobody_we_know_is_one(self):
        finding = self.found(self.sanitize(BEGIN + OTHER_LEAK + end(1)).report)["sanitizer-leaked"]
        self.assertEqual((finding["bytes"], finding["severity"]), (4096, "error"))

    def test_a_call_of_cuda_that_failed_is_a_warning(self):
        call = '========= Program hit cudaErrorInvalidValue (error 1) due to "invalid argument" on CUDA API call to cudaMemcpy.\n'
        finding = self.found(self.sanitize(BEGIN + call + "=========\n" + end(1)).report)["sanitizer-api-error"]
        self.assertEqual(finding["severity"], "warning")

    def test_check_takes_the_recording(self):
        recording = self.sanitize(BEGIN + WRITE + end(1))
        process = harness.run(harness.TLSCOPE, "check", recording.directory, "--format", "sarif")
        self.assertEqual(process.returncode, 5, process.stderr)
        self.assertIn("sanitizer-invalid-write", process.stdout)


class Doubts(Case):
    def test_a_failure_of_the_tool_is_never_clean(self):
        failed = "========= Internal Sanitizer Error: The Sanitizer didn't track the launch. Errors might go undetected.\n"
        recording = self.sanitize(BEGIN + failed + end(0))
        self.assertIn("Errors might go undetected", recording.process.stderr)
        self.assertFalse(recording.report["memcheck"]["whole"])
        process = harness.run(harness.TLSCOPE, "check", recording.directory, "--fail-on", "none")
        self.assertEqual(process.returncode, UNCERTAIN)
        self.assertIn("what its memory checker found is not whole", process.stdout)

    def test_a_log_that_is_cut(self):
        self.assertIn("it is cut", self.sanitize(BEGIN + WRITE).process.stderr)


class Running(Case):
    def test_the_options_are_passed_on(self):
        suppressions = self.folder / "known.xml"
        suppressions.write_text("<ComputeSanitizerOutput/>")
        recording = self.sanitize(BEGIN + end(0), options=["--padding", "256", "--suppressions", suppressions])
        told = recording.process.stderr
        for option in ("--tool=memcheck", "--leak-check=full", "--nvtx=yes", "--padding=256", f"--suppressions={suppressions}"):
            self.assertIn(option, told)

    def test_exit_codes(self):
        self.sanitize(BEGIN + WRITE + end(1), options=["--error-exitcode", "7"], exit_code=7)
        self.sanitize(BEGIN + WRITE + end(1), TENSORS, "3", options=["--error-exitcode", "0"], exit_code=3)

    def test_without_a_trace_the_findings_stand_alone(self):
        recording = self.sanitize(BEGIN + WRITE + end(1), options=["--no-trace"])
        self.assertFalse((recording.directory / "trace").exists())
        self.assertIn("sanitizer-invalid-write", self.found(recording.report))

    def test_without_the_tool_it_says_what_to_install(self):
        if pathlib.Path("/usr/local/cuda/bin/compute-sanitizer").exists():
            self.skipTest("compute-sanitizer is here")
        recording = self.sanitize("", exit_code=NOT_RECORDED, path="/nonexistent")
        self.assertIn("compute-sanitizer is neither in PATH", recording.process.stderr)
        self.assertIn("CUDA toolkit", recording.process.stderr)

    def test_usage(self):
        for options in (["--padding", "much"], ["--suppressions", "/nonexistent"], ["--error-exitcode", "256"]):
            self.sanitize("", options=options, exit_code=USAGE)


if __name__ == "__main__":
    harness.main()
