# SPDX-License-Identifier: MIT
"""What the viewer's columns say of recorded runs is what their reports say."""

import collections
import json
import re
import shutil
import subprocess
import unittest

import calllogs
import harness
import tlview

BUSY = harness.PROGRAMS / "busy"
SITES_MADE = 1 << 30  # from here on they are made by the analysis, and of no event
KINDS = harness.value_names("TL_KIND")


class Columns(harness.Case):
    """Recordings, and the data that tlscope view writes of them."""

    def view(self, recording):
        """The data; every row that a column names is there."""
        path = self.folder / "data.tlview"
        made = subprocess.run([harness.TLSCOPE, "view", "--format", "tlview", "-o", path, recording.directory],
                              capture_output=True, text=True, timeout=harness.TIMEOUT_S, check=False)
        self.assertEqual((made.returncode, made.stdout), (0, f"{path}\n"), made.stderr)
        data = tlview.Data(path.read_bytes())
        self.expect_whole(data)
        return data

    def expect_whole(self, data):
        """Tables are as long as their columns are, and references within them."""
        rows = collections.defaultdict(set)
        for name, entry in data.entries.items():
            if entry["encoding"] != "json":
                rows[name.split(".")[0]].add(entry["count"])
        for table, counts in rows.items():
            self.assertEqual(len(counts), 1, f"{table}: {counts}")
        count = {table: counts.pop() for table, counts in rows.items()}
        count["strings"] = len(data["strings"])
        for name, table in {
                "site.label": "strings", "site.function": "strings", "site.file": "strings", "site.stack": "stack",
                "site.place": "site", "frame.label": "strings", "frame.module": "strings", "stack.frame": "frame",
                "stack.parent": "stack", "scopepath.parent": "scopepath", "scopepath.site": "site",
                "object.site": "site", "object.scope": "scopepath", "object.name": "strings", "object.freed": "site",
                "tick.object": "object", "tick.site": "site", "pool.put": "site", "pool.taken": "site",
                "buffer.site": "site", "diagnostic.site": "site", "diagnostic.code": "strings",
                "mark.text": "strings", "mark.site": "site"}.items():
            if data.get(name):
                self.assertLess(max(data[name]), count[table], name)

    def expect_reported(self, data, report):
        """The figures of a report on one process."""
        self.assertEqual(data["report"], report)
        self.expect_objects(data, report)
        self.expect_series(data, report)
        self.expect_scopes(data, report)
        self.expect_pool(data, report)
        self.expect_buffers(data, report["buffers"])
        self.expect_places(data, report)
        self.expect_messages(data, report)

    def expect_objects(self, data, report):
        summary = report["summary"]
        made = collections.Counter(), collections.Counter()
        at_end = collections.Counter(), collections.Counter()
        for kind, size, end in zip(data.get("object.kind"), data.get("object.size"), data.get("object.end")):
            made[0][kind] += 1
            made[1][kind] += size
            at_end[0][kind] += end == 0
            at_end[1][kind] += size * (end == 0)
        for number, kind in KINDS.items():
            told = summary["by_kind"][kind]
            self.assertEqual((made[0][number], made[1][number]), (told["made_objects"], told["made_bytes"]), kind)
            self.assertEqual((at_end[0][number], at_end[1][number]), (told["end_objects"], told["end_bytes"]), kind)
        leaked = [size for size, leaks in zip(data.get("object.size"), data.get("object.leaked")) if leaks]
        self.assertEqual((len(leaked), sum(leaked)), (summary["leaked_objects"], summary["leaked_bytes"]))
        self.assertEqual(data.get("object.birth"), sorted(data.get("object.birth")))
        self.expect_verdicts(data, report)
        self.expect_longest(data, report)

    def expect_verdicts(self, data, report):
        words = data["names"]["verdict"]
        ours = collections.Counter((words[verdict], site) for verdict, site in zip(
            data.get("object.verdict"), self.objects_places(data)) if verdict)
        theirs = collections.Counter()
        for group in report["leaks"]:
            if group["verdict"] != "pooled":
                theirs[group["verdict"], group["sites"]["first_seen"]["number"]] += group["objects"]
        self.assertEqual(ours, theirs)

    @staticmethod
    def objects_places(data):
        return [data["site.place"][site] for site in data.get("object.site")]

    def expect_longest(self, data, report):
        rows = {number: row for row, number in enumerate(data.get("object.number"))}
        for told in report["lifetimes"]["longest"]:
            row = rows[told["object"]]
            self.assertEqual(data["object.birth"][row], told["born_ns"])
            self.assertEqual(data["object.lifetime"][row], 0 if told["alive"] else told["age_ns"])
            self.assertEqual(data["object.end"][row] == 0, told["alive"])
            self.assertEqual(data["object.size"][row], told["bytes"])
            self.assertEqual(data.texts("object.name")[row], told["name"])
            self.assertEqual(data["names"]["device"][data["object.device"][row]], told.get("device", "cpu"))
            self.assertEqual(self.objects_places(data)[row], told["site"]["number"])

    def expect_series(self, data, report):
        summary = report["summary"]
        self.assertEqual(data["series.names"], [name[len("series."):] for name in data.entries
                                                if name.startswith("series.") and name not in
                                                ("series.names", "series.time")])
        at_peak = data["peak"]["bytes"]
        self.assertEqual((at_peak["value"], at_peak["time"]), (summary["peak_bytes"], summary["peak_bytes_ns"] or 0))
        for kind, told in summary["at_peak_bytes_by_kind"].items():
            self.assertEqual((at_peak["series"]["objects." + kind], at_peak["series"]["bytes." + kind]),
                             (told["objects"], told["bytes"]))
        self.assertEqual(max(data["series.bytes"]), summary["peak_bytes"])
        self.assertEqual(max(data["series.objects"]), summary["peak_objects"])
        self.assertEqual(max(data["series.scope.depth"]), report["scopes"]["depth_max"])
        for total, parts in (("bytes", r"bytes\."), ("objects", r"objects\."), ("bytes", r"device\.")):
            columns = [data["series." + name] for name in data["series.names"] if re.match(parts, name)]
            self.assertEqual([sum(values) for values in zip(*columns)], data["series." + total], parts)
        peak = data["series.bytes"].index(summary["peak_bytes"])
        for kind, told in summary["at_peak_bytes_by_kind"].items():
            self.assertEqual(data["series.bytes." + kind][peak], told["bytes"])
        times = data["series.time"]
        self.assertLessEqual(len(times), 4096)
        self.assertLessEqual(len({after - before for before, after in zip(times, times[1:])}), 1)
        self.assertLessEqual(times[-1], summary["duration_ns"])

    def expect_scopes(self, data, report):
        told = report["scopes"]
        self.assertEqual(sum(data["scopepath.entries"]), told["entered"])
        self.assertEqual(sum(data["scopepath.open"]), told["never_left"])
        ours = collections.Counter()
        for site, entries, parent in zip(data["scopepath.site"], data["scopepath.entries"], data["scopepath.parent"]):
            ours[site] += entries
            self.assertLess(parent, len(data["scopepath.site"]))
        del ours[0]
        self.assertEqual(ours, {item["entered_at"]["number"]: item["entered"] for item in told["by_site"]})
        kept = collections.Counter(scope for scope, end in zip(data.get("object.scope"), data.get("object.end"))
                                   if end == 0)
        self.assertEqual([kept[row] for row in range(len(data["scopepath.kept"]))], data["scopepath.kept"])

    def expect_pool(self, data, report):
        told = report["pool"]
        self.assertEqual(len(data.get("pool.begin")), told["pooled"])
        still = [size for size, end in zip(data.get("pool.size"), data.get("pool.end")) if end == 0]
        self.assertEqual((len(still), sum(still)), (told["kept_objects"], told["kept_bytes"]))
        self.assertEqual(sum(taken != 0 for taken in data.get("pool.taken")), told["hits"])
        for begin, end in zip(data.get("pool.begin"), data.get("pool.end")):
            self.assertTrue(end == 0 or begin <= end)

    def expect_buffers(self, data, told):
        self.assertEqual(len(data.get("buffer.begin")), told["made"] + told["grown"])
        self.assertEqual(sum(time != 0 for time in data.get("buffer.deferred")), told["deferred"])
        self.assertEqual(sum(time != 0 for time in data.get("buffer.end")), told["freed"])
        self.assertEqual(max(data["series.buffer.bytes"]), told["peak_bytes"])
        places = {data["site.place"][site] for site in data.get("buffer.site")}
        self.assertEqual(places, {item["site"]["number"] for item in told["by_site"] if item["made"] + item["grown"]})

    def expect_places(self, data, report):
        labels = data.texts("site.label")
        functions = data.texts("frame.function")
        for item in report["sites"]:
            number = item["number"]
            if number >= SITES_MADE:
                continue
            self.assertEqual(labels[number], item["place"]["text"])
            self.assertEqual(data.texts("site.function")[number], item["place"]["function"] or "")
            self.assertEqual(data["site.line"][number], item["place"]["line"])
            self.assertEqual(data["site.place"][number], number)
            self.assertEqual(data["names"]["stack_end"][data["site.end"][number]], item["stacks"][0]["end"])
            told = [frame["function"] for frame in item["stacks"][0]["frames"]]
            ours = [functions[frame] for frame in self.stack(data, number)]
            self.assertEqual([function for function in ours if function in told],
                             [function for function in told if function])

    @staticmethod
    def stack(data, site):
        """The frames of a site, innermost first."""
        node = data["site.stack"][site]
        while node != 0:
            yield data["stack.frame"][node]
            node = data["stack.parent"][node]

    def expect_messages(self, data, report):
        self.assertEqual(collections.Counter(data.texts("diagnostic.code")),
                         {group["code"]: sum(other["count"] for other in report["diagnostics"]
                                             if other["code"] == group["code"]) for group in report["diagnostics"]})
        self.assertEqual([{"time_ns": time, "text": text} for time, text in
                          zip(data.get("mark.time"), data.texts("mark.text"))],
                         [{"time_ns": mark["time_ns"], "text": mark["text"]} for mark in report["marks"]])
        self.assertLessEqual({mark["site"]["function"] for mark in report["marks"]}, {"main"})  # where they are made

    def expect_ledger(self, data, recording, number):
        """The ticks of an object are what `tlscope report --object` tells of it."""
        told = subprocess.run([harness.TLSCOPE, "report", "--json", "--object", str(number), recording.directory],
                              capture_output=True, text=True, timeout=harness.TIMEOUT_S, check=True)
        (told,) = json.loads(told.stdout)
        row = data["object.number"].index(number)
        words = data["names"]["ledger"]
        ours = [(time, words[what], data["site.place"][site], count) for tick, time, what, site, count in
                zip(data["tick.object"], data["tick.time"], data["tick.what"], data["tick.site"], data["tick.count"])
                if tick == row]
        self.assertEqual(ours, [(entry["time_ns"], entry["operation"], entry["place"]["number"], entry["count"])
                                for entry in told["ledger"]])
        self.assertGreater(len(ours), 0)

    def test_a_busy_program(self):
        recording = self.record(BUSY, 3000)
        data = self.view(recording)
        self.expect_reported(data, recording.report)
        self.assertGreater(len(data["pool.taken"]), 0)
        self.assertTrue(data["limits"]["ledgers_of_all"])
        for row in (0, 7, 1500, 2999):
            self.expect_ledger(data, recording, data["object.number"][row])
        leaked = data["object.leaked"].index(1)
        self.expect_ledger(data, recording, data["object.number"][leaked])

    def test_outlived_scopes(self):
        recording = self.record(harness.PROGRAMS / "bug_counted_twice")
        data = self.view(recording)
        self.expect_reported(data, recording.report)
        self.assertGreaterEqual(sum(data["scopepath.outlived"]), recording.report["summary"]["leaked_objects"])

    def test_nothing_outlives_where_scopes_free_all(self):
        recording = self.record(harness.PROGRAMS / "clean_recursion")
        data = self.view(recording)
        self.expect_reported(data, recording.report)

    def test_misuse(self):
        for case in ("stale-record", "release-freed", "exit-global-scope"):
            with self.subTest(case=case):
                recording = self.record(harness.PROGRAMS / "misuse", case)
                data = self.view(recording)
                self.expect_reported(data, recording.report)
                self.assertIn(case, data.texts("diagnostic.code"))
        self.assertEqual(len(data["diagnostic.object"]), len(data["diagnostic.text"]))

    def test_of_totals_the_series_have_what_was_alive_when_they_were_told(self):
        recording = self.record(harness.PROGRAMS / "churn", 3000, record_options=["--summary"])
        data = self.view(recording)
        alive = collections.Counter()
        for place in recording.report["totals"]:
            alive[place["kind"], "bytes"] += place["live_bytes"]
            alive[place["kind"], "objects"] += place["live_objects"]
        for kind in KINDS.values():
            for what in ("bytes", "objects"):
                self.assertEqual(data[f"series.{what}.{kind}"][-1], alive[kind, what])
        for name in ("live", "pool", "buffers"):
            self.assertEqual(max(data[f"series.memory.{name}"]), 0, name)
        self.assertEqual([name for name in data["series.names"] if re.match("device|pooled|buffer|scope", name)], [])

    @calllogs.needed("recall-train")
    def test_a_call_log(self):
        recording = self.record(calllogs.PLAYER, calllogs.path("recall-train"), options="diagnostics=0")
        data = self.view(recording)
        self.expect_reported(data, recording.report)
        core = sum(data.entries["object." + name]["bytes"] for name in
                   ("birth", "lifetime", "size", "kind", "site", "end"))
        self.assertLess(core * 4 / 3 / len(data["object.birth"]), 12)

    def test_a_forked_child(self):
        recording = self.record(harness.PROGRAMS / "fork_child")
        data = self.view(recording)
        report = recording.report
        processes = [report, *report["children"]]
        self.assertEqual([process["summary"]["pid"] for process in processes],
                         [process["pid"] for process in data["process"]])
        labels = data.texts("site.label")
        for index, part in enumerate(processes):
            base = data["process"][index]["site_base"]
            for item in part["sites"]:
                if item["number"] >= SITES_MADE:
                    continue
                self.assertEqual(labels[base + item["number"]], item["place"]["text"])
            rows = [row for row, process in enumerate(data["object.process"]) if process == index]
            made = sum(kind["made_objects"] for kind in part["summary"]["by_kind"].values())
            self.assertEqual(len(rows), made)
            self.assertEqual(sum(data["object.leaked"][row] for row in rows), part["summary"]["leaked_objects"])
            end = data["process"][index]["end"]
            for row in rows:
                self.assertLessEqual(data["object.birth"][row] + data["object.lifetime"][row], end)

    @unittest.skipIf(harness.SANITIZED or not shutil.which("valgrind"), "skipped: no Valgrind for it")
    def test_launchers_before_the_program(self):
        """Valgrind's, where the runtime is preloaded, are no processes: time begins with the program."""
        directory = self.folder / "memcheck"
        ended = harness.run(harness.TLSCOPE, "memcheck", "--preload", "-o", directory, "--",
                            harness.PROGRAMS / "memcheck_uses", "struct_after_exit")
        data = self.view(harness.Recording(directory, ended))
        process, = data["process"]
        self.assertEqual(process["pid"], data["report"]["summary"]["pid"])
        for birth, lifetime in zip(data["object.birth"], data["object.lifetime"]):
            self.assertLessEqual(birth + lifetime, process["end"])

    def test_a_trace_that_is_damaged(self):
        recording = self.record(BUSY, 3000)
        streams = [path for path in (recording.directory / "trace").rglob("*") if path.is_file()
                   and path.name != "metadata" and path.suffix != ".idx"]
        largest = max(streams, key=lambda path: path.stat().st_size)
        with largest.open("r+b") as stream:
            stream.truncate(largest.stat().st_size * 2 // 3)
        path = self.folder / "damaged.tlview"
        made = subprocess.run([harness.TLSCOPE, "view", "-F", "tlview", "-o", path, recording.directory],
                              capture_output=True, text=True, timeout=harness.TIMEOUT_S, check=False)
        self.assertIn(made.returncode, (1, 3), made.stderr)
        if made.returncode == 3:
            self.expect_whole(tlview.Data(path.read_bytes()))


if __name__ == "__main__":
    harness.main()
