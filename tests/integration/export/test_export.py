# SPDX-License-Identifier: MIT
"""tlscope export: each format read by the program it is for, its sums against the report's."""

import json
import os
import re
import subprocess

from export_case import ALLOCATED, Case, END_ALIVE, LEAKED, MAIN, OTHER, PEAK
import consumers
import harness
import jsonschema
import trace_case


class Formats(Case):
    SCRIPT = MAIN
    maxDiff = None

    def made(self, what):
        return sum(kind["made_" + what] for kind in self.summary["by_kind"].values())

    def test_folded(self):
        for value, stacks, total in (("allocated", ALLOCATED, self.made("bytes")),
                                     ("peak", PEAK, self.summary["peak_bytes"]),
                                     ("end", END_ALIVE, self.summary["end_bytes"]),
                                     ("leaked", LEAKED, self.summary["leaked_bytes"])):
            with self.subTest(value=value):
                read = consumers.folded(self.export("-F", "folded", "--value", value).read_text())
                self.assertEqual(read, stacks)
                self.assertEqual(sum(read.values()), total)
        self.assertEqual(consumers.folded(self.tool("-F", "folded", self.trace, code=0).stdout), PEAK)
        objects = consumers.folded(self.export("-F", "folded", "--value", "allocated", "--objects").read_text())
        self.assertEqual(sum(objects.values()), self.made("objects"))
        self.assertEqual(objects[OTHER], 2)

    def test_speedscope_file(self):
        document = json.loads(self.export("--format", "speedscope").read_text())
        profiles = {profile["name"]: profile for profile in document["profiles"]}
        names = [frame["name"] for frame in document["shared"]["frames"]]
        self.assertEqual(len(names), len(set(names)))
        for name, stacks in (("bytes allocated", ALLOCATED), ("bytes peak", PEAK), ("bytes end", END_ALIVE),
                             ("bytes leaked", LEAKED)):
            read = {tuple(names[frame] for frame in stack): weight
                    for stack, weight in zip(profiles[name]["samples"], profiles[name]["weights"])}
            self.assertEqual({tuple(frame.replace(";", ":") for frame in stack): weight
                              for stack, weight in read.items()}, stacks)
            self.assertEqual(profiles[name]["endValue"], sum(stacks.values()))
        self.assertEqual(document["profiles"][document["activeProfileIndex"]]["name"], "bytes peak")
        line = document["shared"]["frames"][names.index("step (model.tl:40)")]
        self.assertEqual((line["file"], line["line"], line["col"]), ("src/model.tl", 40, 7))

    def test_speedscopes_importers(self):
        """It reads its own files, folded stacks, pprof's profiles and Chrome's events."""
        files = []
        for name, suffix in (("speedscope", "json"), ("folded", "txt"), ("pprof", "pb.gz"), ("chrome", "json")):
            files.append(self.base / f"{name}.{suffix}")
            self.export("--format", name).rename(files[-1])
        read, schema = consumers.speedscope(trace_case.BUILD, *files)
        jsonschema.validate(json.loads(files[0].read_text()), schema)
        own, folded, pprof, chrome = read
        self.assertEqual({profile["name"]: profile["total"] for profile in own if profile["unit"] == "bytes"},
                         {"bytes allocated": self.made("bytes"), "bytes peak": self.summary["peak_bytes"],
                          "bytes end": self.summary["end_bytes"], "bytes leaked": self.summary["leaked_bytes"]})
        self.assertEqual([profile["total"] for profile in folded], [self.summary["peak_bytes"]])
        self.assertEqual([(profile["total"], profile["unit"]) for profile in pprof],
                         [(self.summary["end_bytes"], "bytes")])
        self.assertEqual(set(pprof[0]["frames"]), {"main", "train", "step", "operator<;"})
        self.assertEqual(len(chrome), 3)

    def test_chrome(self):
        events = consumers.chrome(self.export("--format", "chrome").read_text())
        pid = self.summary["pid"]
        self.assertTrue(all(event["pid"] == pid for phase in events.values() for event in phase))
        tracks = {event["args"]["name"]: event["tid"] for event in events["M"] if event["name"] == "thread_name"}
        self.assertEqual(set(tracks), {"thread 41", "thread 42", "thread 41, manager 2"})
        slices = [(event["name"], event["cat"], event["tid"], event["args"].get("left")) for event in events["X"]]
        line = "train.tl:12 (train)"
        self.assertEqual(sorted(slices, key=str), sorted([
            (line, "scope", 41, None), (line, "scope", 42, None), (line, "scope", 41, None),
            ("main", "function", 41, "never"), (line, "scope", tracks["thread 41, manager 2"], "never")], key=str))
        bytes_alive = [event for event in events["C"] if event["name"] == "bytes"]
        alive = [sum(value for kind, value in event["args"].items() if kind != "pooled") for event in bytes_alive]
        self.assertEqual((max(alive), alive[-1]), (self.summary["peak_bytes"], self.summary["end_bytes"]))
        self.assertEqual(max(event["args"]["pooled"] for event in bytes_alive), 256)
        self.assertEqual(bytes_alive[alive.index(max(alive))]["ts"], self.summary["peak_bytes_ns"] / 1000)
        self.assertEqual([(event["name"], event["s"]) for event in events["i"]],
                         [('epoch "3"\\', "p"), ("release-freed", "t")])
        self.assertEqual(events["i"][1]["args"]["freed at"], "src/model.tl:40 (step)")

    @consumers.needs("protoc")
    def test_pprof(self):
        profile = consumers.pprof(self.export("--format", "pprof"))
        texts = profile["string_table"]
        types = [texts[kind["type"][0]] for kind in profile["sample_type"]]
        sums = [sum(values) for values in zip(*(sample["value"] for sample in profile["sample"]))]
        total = dict(zip(types, sums))
        self.assertEqual(total, {
            "alloc_objects": self.made("objects"), "alloc_space": self.made("bytes"),
            "inuse_objects": self.summary["end_objects"], "inuse_space": self.summary["end_bytes"],
            "peak_objects": 5, "peak_space": self.summary["peak_bytes"],
            "leaked_objects": self.summary["leaked_objects"], "leaked_space": self.summary["leaked_bytes"]})
        self.assertEqual(texts[profile["default_sample_type"][0]], "inuse_space")
        mappings = [(texts[mapping["filename"][0]], texts[mapping.get("build_id", [0])[0]], mapping["memory_start"][0])
                    for mapping in profile["mapping"]]
        self.assertEqual(mappings, [("/bin/emitter", "abcdef0123", 0x400000), ("/lib/libother.so", "", 0x700000)])
        functions = {function["id"][0]: texts[function["name"][0]] for function in profile["function"]}
        locations = {location["id"][0]: location for location in profile["location"]}
        for sample in profile["sample"]:
            if texts[sample["label"][-1]["str"][0]] == "Node":
                lines = [locations[number]["line"][0] for number in sample["location_id"]]
                self.assertEqual([functions[line["function_id"][0]] for line in lines], ["step", "train", "main"])
                self.assertEqual((lines[0]["line"], lines[0]["column"]), ([40], [7]))
        for location in locations.values():
            for mapping in profile["mapping"]:
                if location.get("mapping_id") == mapping["id"]:
                    self.assertTrue(mapping["memory_start"] <= location["address"] < mapping["memory_limit"])

    def test_dhat(self):
        document = json.loads(self.export("--format", "dhat").read_text())
        total = {field: sum(point[field] for point in document["pps"]) for field in ("tb", "tbk", "gb", "eb", "ebk")}
        self.assertEqual(total, {"tb": self.made("bytes"), "tbk": self.made("objects"),
                                 "gb": self.summary["peak_bytes"], "eb": self.summary["end_bytes"],
                                 "ebk": self.summary["end_objects"]})
        self.assertEqual(document["te"], self.summary["duration_ns"] // 1000)
        self.assertEqual(document["tg"], self.summary["peak_bytes_ns"] // 1000)
        other = next(point for point in document["pps"] if point["tb"] == 512)
        self.assertEqual((other["tbk"], other["mb"], other["mbk"]), (2, 256, 1))

    @consumers.needs("node")
    def test_dhats_viewer(self):
        if not consumers.DH_VIEW.exists():
            self.skipTest("skipped: DHAT's viewer is not here")
        page = consumers.dhat(self.export("--format", "dhat"))
        self.assertRegex(page, rf"Total: +{self.made('bytes'):,} bytes \(100%, .* in {self.made('objects')} objects")
        self.assertRegex(page, rf"At t-gmax: {self.summary['peak_bytes']:,} bytes \(100%\) in 5 objects")
        self.assertRegex(page, rf"At t-end: +{self.summary['end_bytes']} bytes \(100%\) in 2 objects")
        self.assertIn("#1: 0x403000: step (model.tl:40)", page)

    @consumers.needs("ms_print")
    def test_massif(self):
        page = consumers.massif(self.export("--format", "massif"))
        self.assertRegex(page, r"Detailed snapshots: \[(\d+, )*\d+ \(peak\)")
        snapshots = re.findall(r"^ *\d+ +[\d.,]+ +([\d,]+) +([\d,]+) +0 +0$", page, re.M)
        heap = [int(useful.replace(",", "")) for _, useful in snapshots]
        self.assertEqual((max(heap), heap[-1]), (self.summary["peak_bytes"], self.summary["end_bytes"]))
        peak = page.split(f"({self.summary['peak_bytes']:,}B) (objects of the TL memory manager)")[1]
        self.assertRegex(peak, r"->70.77% \(1,000B\) 0x403000: step \(statement 1, let\)")
        self.assertRegex(peak, r"->\d+.\d+% \(256B\) 0x704000: libother.so\+0x4000\n\| ->\d+.\d+% \(256B\) 0x402000: "
                               r"train \(train.tl:12\)")

    def test_sqlite_rows(self):
        summary = self.summary
        path = self.export("--format", "sqlite")
        self.assertEqual(self.rows("SELECT count(*), sum(bytes), sum(ended_ns IS NULL), sum(bytes * leaked) "
                                   "FROM objects", path),
                         [(self.made("objects"), self.made("bytes"), summary["end_objects"], summary["leaked_bytes"])])
        self.assertEqual(self.rows("SELECT pid, program, peak_bytes, peak_ns, end_bytes, leaked_objects, duration_ns "
                                   "FROM processes", path),
                         [(summary["pid"], "/bin/emitter", summary["peak_bytes"], summary["peak_bytes_ns"],
                           summary["end_bytes"], summary["leaked_objects"], summary["duration_ns"])])
        self.assertEqual(self.rows("SELECT text FROM objects JOIN places USING (process, place) WHERE leaked", path),
                         [("src/model.tl:40 (step)",)])
        self.assertEqual(self.rows("SELECT function, file, line FROM frames WHERE site = 1 ORDER BY level", path),
                         [("step", "src/model.tl", 40), ("train", None, None), ("main", None, None)])
        self.assertEqual(self.rows("SELECT manager, scope, thread, function, left_ns IS NULL FROM scopes "
                                   "ORDER BY manager, scope", path),
                         [(1, 2, 41, 1, 1), (1, 3, 41, 0, 0), (1, 4, 42, 0, 0), (1, 5, 41, 0, 0), (2, 2, 41, 0, 1)])
        self.assertEqual(self.rows("SELECT code, severity, pointer, text FROM diagnostics", path),
                         [("release-freed", "error", 0x5000, "freed before")])
        self.assertEqual(self.rows("SELECT text FROM marks", path), [('epoch "3"\\',)])
        self.assertEqual(self.rows("PRAGMA integrity_check", path), [("ok",)])

    def test_sqlite_again_over_an_old_one(self):
        self.export("--format", "sqlite")
        self.assertEqual(self.rows("SELECT count(*) FROM processes", self.export("--format", "sqlite")), [(1,)])

    def test_columns_of_the_manual_are_those_of_the_tables(self):
        page = (trace_case.SOURCE / "tools" / "man" / "tlscope-export.1").read_text()
        told = {table: re.findall(r"\.Va (\w+)", text) for table, text in
                re.findall(r"^\.It Sy (\w+)\n(.*?)(?=^\.It Sy|^\.El)", page, re.M | re.S)}
        path = self.export("--format", "sqlite")
        tables = self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", path)
        self.assertEqual(told, {name: [row[1] for row in self.rows(f"PRAGMA table_info({name})", path)]
                                for name, in tables})

    def test_queries_of_the_manual(self):
        page = (trace_case.SOURCE / "tools" / "man" / "tlscope-export.1").read_text()
        queries = re.findall(r"^\.Bd -literal.*?\n(SELECT.*?;)\n\.Ed$", page, re.M | re.S)
        self.assertEqual(len(queries), 5)
        path = self.export("--format", "sqlite")
        answers = [self.rows(query, path) for query in queries]
        self.assertEqual(answers[0], [("src/model.tl:40 (step)", "moved-never-taken", 1, 100)])
        self.assertEqual(answers[1][0], ("step (emitter+0x3000), statement 1 (let) of step", "struct", 1, 1000))
        self.assertEqual(sum(row[3] for row in answers[1]), self.summary["peak_bytes"])
        self.assertEqual(answers[2], [("main (emitter+0x1000)", 1, 0), ("train.tl:12 (train)", 1, 0)])
        self.assertEqual(answers[3][0][:3], ("libother.so+0x4000, called from train.tl:12 (train)", 2, 512))
        self.assertEqual([row[:3] for row in answers[4]], [(0x5000, "struct", "release-freed")])  # not the one alive
        self.assertGreater(answers[4][0][4], 0)

    def test_wrong_command_lines(self):
        for words, arguments in (("no format given", [self.trace]), ("sqlite, not 'xml'", ["-F", "xml", self.trace]),
                                 ("no trace given", ["-F", "folded"]),
                                 ("--value takes", ["-F", "folded", "--value", "most", self.trace]),
                                 ("--value and --objects are for folded", ["-F", "dhat", "--objects", self.trace]),
                                 ("--process takes", ["-F", "dhat", "-p", "first", self.trace]),
                                 ("needs --output", ["-F", "sqlite", self.trace])):
            with self.subTest(words=words):
                self.assertIn(words, self.tool(*arguments, code=2).stderr)

    def test_no_binary_file_onto_a_terminal(self):
        terminal, other = os.openpty()
        with open(other, "wb") as output:
            told = subprocess.run([str(trace_case.TLSCOPE), "export", "-F", "pprof", str(self.trace)], stdout=output,
                                  stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        self.assertEqual(told.returncode, 2, told.stderr)
        self.assertIn("pprof is no text for a terminal: --output FILE", told.stderr)
        with self.assertRaises(OSError):  # nothing was written before the other end was closed
            os.read(terminal, 1)
        os.close(terminal)

    def test_what_cannot_be_written(self):
        for name in ("folded", "speedscope", "chrome", "pprof", "dhat", "massif", "sqlite"):
            with self.subTest(format=name):
                self.assertIn("/dev/full cannot be written",
                              self.tool("-F", name, "-o", "/dev/full", self.trace, code=4).stderr)
        self.tool("-F", "dhat", "-o", self.base / "no" / "folder", self.trace, code=4)

    def test_what_cannot_be_read(self):
        empty = self.base / "empty"
        empty.mkdir()
        self.tool("-F", "folded", empty, code=1)
        self.assertIn("no process 1 in the trace", self.tool("-F", "folded", "-p", 1, self.trace, code=1).stderr)

    def test_a_damaged_trace_is_exported_as_far_as_it_goes(self):
        trace = self.copy()
        stream, _ = trace_case.stream_of(trace)
        with stream.open("ab") as file:
            file.write(b"\xff" * 64)
        peak = consumers.folded(self.export("-F", "folded", code=3, trace=trace).read_text())
        self.assertEqual(peak, PEAK)


LEAKY = harness.PROGRAMS / "bug_counted_twice"


@harness.needs(LEAKY, "the IR programs")
class Recorded(harness.Case):
    """A program as it is, with the stacks and symbols it has."""

    def export(self, recording, *arguments):
        command = [str(harness.TLSCOPE), "export", *arguments, str(recording.directory)]
        return subprocess.run(command, text=True, capture_output=True, env=harness.environment(), timeout=120,
                              check=True).stdout

    def test_a_leak_has_its_stack(self):
        recording = self.record(LEAKY)
        summary = recording.report["summary"]
        leaked = consumers.folded(self.export(recording, "-F", "folded", "--value", "leaked"))
        self.assertEqual(sum(leaked.values()), summary["leaked_bytes"])
        functions = [[frame.split()[0] for frame in stack] for stack in leaked]
        for stack in functions:
            self.assertLess(stack.index("main"), stack.index("run_batch"))
            self.assertLess(stack.index("run_batch"), stack.index("predict"))
        slices = consumers.chrome(self.export(recording, "-F", "chrome"))["X"]
        scopes = recording.report["scopes"]
        self.assertEqual(len(slices), scopes["entered"])


if __name__ == "__main__":
    trace_case.main()
