# SPDX-License-Identifier: MIT
"""tlscope export: each format read by the program it is for, its sums against the report's."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import pathlib

INTEGRATION = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(INTEGRATION / "report"), str(INTEGRATION)]
import consumers  # noqa: E402
import harness  # noqa: E402
import jsonschema  # noqa: E402
import trace_case  # noqa: E402

# main > train > step, with TL lines of step (its own) and train (of a function further out), a statement without a
# line, a module without symbols, and code of no module below which the stack could not be followed.
PLACES = """
process_start format=2 reason=0 pid=$PID parent_pid=$PPID program=/bin/emitter version=0.1.0 settings=moved=count
context thread=41 manager=1
module module=1 base=0x700000 path=/lib/libother.so
module module=2 base=0x400000 path=/bin/emitter build_id=abcdef0123
address address=1 value=0x401000 module=2 offset=0x1000 symbol=main
address address=2 value=0x402000 module=2 offset=0x2000 symbol=train
address address=3 value=0x403000 module=2 offset=0x3000 symbol=step
address address=4 value=0x704000 module=1 offset=0x4000
address address=5 value=0x9000
address address=6 value=0x405000 module=2 offset=0x5000 symbol=operator<;
stack stack=1 address=1 end=0
stack stack=2 address=2 outer=1
stack stack=3 address=3 outer=2
stack stack=4 address=4 outer=2
stack stack=5 address=5 end=2
stack stack=6 address=6 end=1
statement statement=1 address=3 file=src/model.tl line=40 column=7 tag=let
statement statement=2 address=2 file=train.tl line=12 tag=for
statement statement=3 address=3 file=unknown tag=let
site site=1 stack=3 statement=1 frame=0
site site=2 stack=4 statement=2 frame=1
site site=3 stack=3
site site=4 stack=5
site site=5 stack=2 statement=2 frame=0
site site=6 stack=1
site site=7 stack=6 statement=2 frame=1
origin origin=0 kind=1 owner=0 bytes=100 site=1 name=Node
origin origin=1 kind=2 owner=1 elements=64 bytes=256 site=2
origin origin=2 kind=1 owner=0 bytes=50 site=4
origin origin=3 kind=1 owner=0 bytes=1000 site=3
origin origin=4 kind=1 owner=0 bytes=7 site=7
"""

EVENTS = """
object_new object=7 pointer=0x9000 origin=4
register_struct object=7 site=7 count=1
function_enter frame=1 scope=2 depth=2 slots=0 site=6
enter_scope scope=3 depth=3 site=5
object_new object=1 pointer=0x5000 origin=0
register_struct object=1 site=1 count=1
object_new object=2 pointer=0x6000 origin=1
register_tensor object=2 site=2 count=1
object_new object=3 pointer=0x7000 origin=2
register_struct object=3 site=4 count=1
object_new object=4 pointer=0x8000 origin=3
register_struct object=4 site=3 count=1
exit_scope scope=3 depth=2 site=5
record_release object=4 count=0 fate=1
record_release object=3 count=0 fate=1
record_release object=2 count=0 fate=2
record_release object=1 count=0 fate=1
site_statement site=3 statement=3 frame=0
context thread=42 manager=1
enter_scope scope=4 depth=3 site=5
context thread=41 manager=1
object_reuse object=5 pooled=2 origin=1
register_tensor object=5 site=2 count=1
mark text=epoch_"3"\\ site=1
function_exit frame=1 scope=4 depth=2 site=6
record_release object=5 count=0 fate=3
context thread=41 manager=2
enter_scope scope=2 depth=2 site=5
context thread=41 manager=1
object_new object=6 pointer=0x5000 origin=0
register_struct object=6 site=1 count=1
diagnostic code=13 severity=1 pointer=0x5000 site=2 other_site=1 text=freed_before
unregister pointer=0x5000 object=6 scope=2 site=2 outcome=0
pause 120
enter_scope scope=5 depth=3 site=5
exit_scope scope=5 depth=2 site=5
"""


def ended(events, counted):
    """The events of a process with its end, which tells how many they are."""
    count = len([line for line in events.splitlines() if line and not line.startswith("pause")]) + 1
    return f"{events}process_end events={count} depth=2 counted={counted}\n"


MAIN = ended(PLACES + EVENTS, 2)
CHILD = ended("""
process_start format=2 reason=1 pid=$PID parent_pid=$PPID program=/bin/emitter
module module=1 base=0x400000 path=/bin/emitter
address address=1 value=0x401000 module=1 offset=0x1000 symbol=child
stack stack=1 address=1 end=0
site site=1 stack=1
inherited_scope scope=2 depth=2 site=1
origin origin=5 kind=1 bytes=48 site=1 name=Node
object_new object=1 pointer=0x5000 origin=5
inherited_object object=1 count=1
inherited_record object=1 scope=2
context thread=51 manager=1
object_new object=2 pointer=0x6000 origin=5
ptr_acquire object=2 site=1 count=1 outcome=1
""", 2)

STEP = ("main", "train", "step (model.tl:40)")
OTHER = ("main", "train (train.tl:12)", "libother.so+0x4000")
JIT = ("[truncated at JIT code]", "address 0x9000")
UNKNOWN_LINE = ("main", "train", "step (statement 1, let)")
OPERATOR = ("train (train.tl:12)", "operator<:")
ALLOCATED = {STEP: 200, OTHER: 512, JIT: 50, UNKNOWN_LINE: 1000, OPERATOR: 7}
PEAK = {STEP: 100, OTHER: 256, JIT: 50, UNKNOWN_LINE: 1000, OPERATOR: 7}
END_ALIVE = {STEP: 100, OPERATOR: 7}
LEAKED = {STEP: 100}


class Case(trace_case.Case):
    def export(self, *arguments, code=0, trace=None):
        """The file that an export wrote."""
        output = self.base / "export"
        self.tool(*arguments, "-o", output, trace or self.trace, code=code)
        return output

    def tool(self, *arguments, code):
        # Babeltrace itself leaks where it refuses a trace.
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:exitcode=99")
        command = [str(trace_case.TLSCOPE), "export", *map(str, arguments)]
        process = subprocess.run(command, text=True, capture_output=True, env=env, timeout=120, check=False)
        self.assertEqual(process.returncode, code, process.stderr)
        return process

    @property
    def summary(self):
        """The report's, read once a class."""
        if "reported" not in type(self).__dict__:
            type(self).reported = self.report(self.trace)["summary"]
        return type(self).reported

    def rows(self, query, path=None):
        """What the database answers, as tuples."""
        path = path or self.export("--format", "sqlite")
        connection = sqlite3.connect(path)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


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


class LeakingChild(Case):
    SCRIPT = ended(PLACES + "enter_scope scope=2 depth=2 site=5\n", 0).replace(
        "process_end", f"fork\n{CHILD}end-fork\nprocess_end")

    def test_the_leaks_of_others_are_told(self):
        note = " is exported, which leaks nothing, and others do; --process chooses another of: "
        self.assertIn(note, self.tool("-F", "folded", "--value", "leaked", self.trace, code=0).stderr)
        self.assertNotIn("leaks nothing", self.tool("-F", "folded", self.trace, code=0).stderr)


class Replaced(Case):
    """A process that runs a second program (exec), which is a third one's launcher."""
    SCRIPT = f"{PLACES}{EVENTS}{PLACES.replace('/bin/emitter', '/bin/launcher')}{CHILD.replace('/bin/emitter', '/bin/third')}"

    def test_each_program_of_a_process(self):
        told = self.tool("-F", "folded", self.trace, code=0)
        self.assertEqual(consumers.folded(told.stdout), PEAK)
        pid = re.search(r"process (\d+):1 ", told.stderr).group(1)
        self.assertEqual(told.stderr.splitlines()[-1], f"tlscope: process {pid}:1 (emitter) is exported; --process "
                         f"chooses another of: {pid}:1 (emitter), {pid}:3 (third)")
        self.assertEqual(self.tool("-F", "folded", "-p", pid, self.trace, code=0).stdout, told.stdout)
        third = self.tool("-F", "folded", "--value", "allocated", "-p", f"{pid}:3", self.trace, code=0)
        self.assertEqual(consumers.folded(third.stdout), {("child",): 96})
        self.assertNotIn("chooses", third.stderr)
        self.assertEqual(self.tool("-F", "folded", "-p", f"{pid}:2", self.trace, code=0).stdout, "")
        self.assertIn(f"no process {pid}:4 in the trace; it has: {pid}:1 (emitter), {pid}:2 (launcher), {pid}:3 (third)",
                      self.tool("-F", "folded", "-p", f"{pid}:4", self.trace, code=1).stderr)


class Forked(Case):
    SCRIPT = MAIN.replace("process_end", f"fork\n{CHILD}end-fork\nprocess_end")

    def test_one_process_of_several(self):
        child = self.report(self.trace)["children"][0]["summary"]
        told = self.tool("-F", "folded", self.trace, code=0)
        self.assertIn("--process chooses another", told.stderr)
        self.assertEqual(consumers.folded(told.stdout), PEAK)
        chosen = self.tool("-F", "folded", "--value", "allocated", "--process", child["pid"], self.trace, code=0)
        self.assertEqual(consumers.folded(chosen.stdout), {("child",): 96})
        self.assertEqual(chosen.stderr, "")
        leaked = self.tool("-F", "folded", "--value", "leaked", "-p", child["pid"], self.trace, code=0)
        self.assertEqual(consumers.folded(leaked.stdout), {("child",): child["leaked_bytes"]})

    def test_all_processes_where_the_format_holds_them(self):
        report = self.report(self.trace)
        pids = {report["summary"]["pid"], report["children"][0]["summary"]["pid"]}
        events = consumers.chrome(self.export("--format", "chrome").read_text())
        self.assertEqual({event["pid"] for event in events["C"]}, pids)
        self.assertEqual({event["args"]["name"] for event in events["M"] if event["name"] == "process_name"},
                         {"/bin/emitter"})
        path = self.export("--format", "sqlite")
        self.assertEqual(self.rows("SELECT process, count(*) FROM objects GROUP BY process", path), [(1, 7), (2, 2)])
        self.assertEqual(self.rows("SELECT inherited, count(*) FROM objects WHERE process = 2 GROUP BY 1", path),
                         [(0, 1), (1, 1)])
        one = self.export("--format", "sqlite", "--process", max(pids - {report["summary"]["pid"]}))
        self.assertEqual(self.rows("SELECT DISTINCT process FROM objects", one), [(2,)])


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
