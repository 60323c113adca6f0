# SPDX-License-Identifier: MIT
"""`tlscope view` as people use it: pages, paths, exit codes, hostile names, and the server."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import harness
import tlview

BUSY = harness.PROGRAMS / "busy"
HOSTILE = ["<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "${alert(3)}"]


def view(*arguments, **options):
    """Runs tlscope view without a display."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.update(options.pop("environment", {}))
    return subprocess.run([harness.TLSCOPE, "view", *map(str, arguments)], env=environment, capture_output=True,
                          text=True, timeout=harness.TIMEOUT_S, check=False, **options)


def page_is_built():
    """False where npm could not build the page."""
    return "was built without" not in view("--output", "/dev/null", "/dev/null").stderr


needs_page = unittest.skipUnless(page_is_built(), "skipped: this tlscope has no page")


class Recorded(harness.Case):
    """Each test has a copy of one recording, of hostile names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = harness.Case("record")
        case.setUp()
        cls.addClassCleanup(case.doCleanups)
        cls.original = case.record(BUSY, 100, "hostile").directory

    def setUp(self):
        super().setUp()
        self.recording = self.folder / "run"
        shutil.copytree(self.original, self.recording)


class Pages(Recorded):
    """Files."""

    def data_of(self, path):
        if path.suffix == ".tlview":
            return tlview.Data(path.read_bytes())
        return tlview.of_page(path.read_bytes())

    def expect_written(self, path, *arguments, **options):
        """The path is all that is printed, and the data is there."""
        made = view(*arguments, **options)
        self.assertEqual((made.returncode, made.stdout, made.stderr), (0, f"{path}\n", ""))
        return self.data_of(path)

    @needs_page
    def test_the_page_of_a_trace(self):
        data = self.expect_written(self.recording / "view.html", self.recording)
        self.assertEqual(data["report"], json.loads((self.recording / "report.json").read_text()))
        self.assertEqual(len(data["object.birth"]), data["limits"]["lifetimes"])

    @needs_page
    def test_the_page_of_a_report(self):
        report = self.recording / "report.json"
        for data in (self.expect_written(self.recording / "report.html", report),
                     self.expect_written(self.folder / "x.html", "-o", self.folder / "x.html", "-",
                                         input=report.read_text())):
            self.assertEqual(data["report"], json.loads(report.read_text()))
            self.assertEqual(list(data.columns), ["report"])

    def test_the_data_alone(self):
        data = self.expect_written(self.recording / "view.tlview", "--format", "tlview", self.recording)
        self.assertGreater(len(data["object.birth"]), 100)
        piped = subprocess.run([harness.TLSCOPE, "view", "-F", "tlview", "-o", "-", self.recording],
                               stdout=subprocess.PIPE, timeout=harness.TIMEOUT_S, check=True).stdout
        self.assertEqual(tlview.Data(piped).columns, data.columns)

    def test_a_merged_report(self):
        merged = self.folder / "job.json"
        subprocess.run([harness.TLSCOPE, "merge", self.recording / "report.json", "-o", merged],
                       timeout=harness.TIMEOUT_S, check=True)
        data = self.expect_written(self.folder / "job.tlview", "-F", "tlview", merged)
        self.assertEqual(data["report"], json.loads(merged.read_text()))

    @needs_page
    def test_hostile_names_stay_in_the_data(self):
        data = self.expect_written(self.recording / "view.html", self.recording)
        page = (self.recording / "view.html").read_bytes()
        for text in HOSTILE:
            self.assertIn(text, data["strings"])
            self.assertNotIn(text.encode(), page)
        self.assertIn("<b>model</b>.tl", data["strings"])
        self.assertTrue(all(character.isprintable() or character == "\u202e" for text in data["strings"]
                            for character in text), data["strings"])

    def test_what_cannot_be_read(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for what in (self.folder / "absent", empty, "/dev/null"):
            told = view("-F", "tlview", "-o", self.folder / "x", what)
            self.assertEqual((told.returncode, told.stdout), (1, ""))
            self.assertIn("tlscope: ", told.stderr)

    def test_what_cannot_be_written(self):
        for path in ("/dev/full", self.folder / "absent" / "x"):
            told = view("-F", "tlview", "-o", path, self.recording)
            self.assertEqual((told.returncode, told.stdout), (4, ""))
            self.assertIn(f"{path} cannot be written", told.stderr)

    def test_wrong_command_lines(self):
        for arguments, text in ((["--format", "pdf", "x"], "pdf"), (["--port", "0", "--serve", "x"], "'0'"),
                                (["--port", "80", "x"], "--serve"), (["--serve", "-o", "x", "x"], "--output"),
                                (["-"], "needs --output"), ([], "no report or trace given")):
            told = view(*arguments)
            self.assertEqual((told.returncode, told.stdout), (2, ""))
            self.assertIn(text, told.stderr)

    @needs_page
    def test_the_browser_is_opened_where_there_is_a_display(self):
        opener = self.folder / "xdg-open"
        opener.write_text(f"#!/bin/sh\necho \"$1\" > {self.folder}/opened.new\nmv {self.folder}/opened.new "
                          f"{self.folder}/opened\n")
        opener.chmod(0o755)
        display = {"DISPLAY": ":77", "PATH": f"{self.folder}:{os.environ['PATH']}"}
        page = self.recording / "view.html"
        self.expect_written(page, "--no-open", self.recording, environment=display)
        self.expect_written(page, self.recording)
        self.assertFalse((self.folder / "opened").exists())
        self.expect_written(page, self.recording, environment=display)
        while not (self.folder / "opened").exists():
            time.sleep(0.01)
        self.assertEqual((self.folder / "opened").read_text(), f"{page}\n")

    @needs_page
    def test_recording_and_showing_at_once(self):
        recording = self.record(BUSY, 10, record_options=["--view"], DISPLAY="", WAYLAND_DISPLAY="")
        page = recording.directory / "view.html"
        self.assertIn(f"tlscope: the page: {page}\n", recording.process.stderr)
        self.assertEqual(self.data_of(page)["report"], recording.report)


@needs_page
class Server(Recorded):
    """`tlscope view --serve`."""

    def setUp(self):
        super().setUp()
        self.server = subprocess.Popen([harness.TLSCOPE, "view", "--no-open", "--serve", self.recording],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.communicate)
        self.addCleanup(self.server.kill)
        address = self.server.stdout.readline()
        self.port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", address).group(1))

    def get(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=harness.TIMEOUT_S)
        self.addCleanup(connection.close)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", headers.get("host", f"127.0.0.1:{self.port}"))
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()

    def test_page_and_data(self):
        answer, page = self.get("/")
        self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, "text/html; charset=utf-8"))
        self.assertIn(b'id="tlscope-data" data-url="/data.tlview"></script>', page)
        answer, data = self.get("/data.tlview", host=f"localhost:{self.port}")
        self.assertEqual((answer.status, answer.getheader("Cross-Origin-Resource-Policy")), (200, "same-origin"))
        self.assertEqual(tlview.Data(data)["report"], json.loads((self.recording / "report.json").read_text()))

    def test_nothing_else(self):
        for path in ("/etc/passwd", "/../etc/passwd", "//", "/data.tlview/", "/view.html", "/?x", "*"):
            self.assertEqual(self.get(path)[0].status, 404, path)
        for method in ("POST", "HEAD", "OPTIONS", "get"):
            self.assertEqual(self.get("/", method)[0].status, 405, method)

    def test_strangers_get_nothing(self):
        for host in ("evil.example", f"evil.example:{self.port}", "127.0.0.1", f"127.0.0.1:{self.port}.evil.example", ""):
            self.assertEqual(self.get("/", host=host)[0].status, 403, host)

    def test_connections_that_say_nothing_keep_nobody_waiting(self):
        silent = [http.client.HTTPConnection("127.0.0.1", self.port) for _ in range(3)]
        for connection in silent:
            connection.connect()
            self.addCleanup(connection.close)
        silent[0].sock.sendall(b"GET / HTTP/1.1\r\nHo")
        silent[1].sock.sendall(b"\0\0\r\n\r\n")
        self.assertEqual(self.get("/")[0].status, 200)

    def test_it_ends_with_ctrl_c(self):
        self.server.send_signal(signal.SIGINT)
        self.assertEqual(self.server.wait(harness.TIMEOUT_S), 0)
        with self.assertRaises(ConnectionRefusedError):
            self.get("/")

    def test_a_port_that_is_taken(self):
        told = view("--serve", "--port", self.port, self.recording)
        self.assertEqual((told.returncode, told.stdout), (4, ""))
        self.assertIn(f"port {self.port} of 127.0.0.1 cannot be listened on", told.stderr)


if __name__ == "__main__":
    harness.main()
