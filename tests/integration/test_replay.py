# SPDX-License-Identifier: MIT
"""A replay ends as the recorded run did, and recorded anew it is the same trace, call by call."""

import collections
import pathlib
import re
import shlex
import shutil
import subprocess
import unittest

import calllogs
import harness
import misuse_cases

IR_PROGRAMS = [harness.PROGRAMS / source.stem for source in sorted((harness.SOURCE / "tests/programs/ir").glob("*.ll"))]
HOSTS = ("embedder", "around_main", "interpreter")

# What the two processes need not have in common: where things lie, how they are numbered in the trace.
LOCAL_FIELDS = {"pointer", "buffer", "site", "other_site", "origin", "text", "cpu_id", "statement"}
LOCAL_EVENTS = {"process_start", "process_end", "resident", "footprint", "context", "origin", "module", "address", "stack", "statement", "site",
                "site_statement", "restate"}
# What the player itself asks at the end.
QUESTIONS = ["get_scope_depth", "get_refcount_count", "get_pool_count"]
COUNTERS = ("depth", "frames", "counted", "pooled")

# Logs whose traces are not compared event by event; the longest one by its end.
LONG = ("recall-train", "add-train")
LONGEST = "add-train"

# Replays a trace without some of its events, so many times.
LOSSY = harness.BUILD / "bin" / "replay_lossy"
LOSSES = 4

# Misuse that a replay cannot commit again: this machine's memory and devices are others, and copies are not traced.
NOT_REPLAYED = {"out-of-memory", "device-unavailable", "device-error", "device-out-of-memory", "tensor-range"}


# The tag of a statement that stands before a call for which none was announced.
AFTER = "tlscope:after:"


class Story:
    """A process's events without what is local to it, its counters at its end, its diagnostics."""

    def __init__(self):
        self.events = []
        self.end = None
        self.codes = collections.Counter()
        self.sites = []
        self.statements = {0: None}
        self.statement_of = {0: 0}
        self.behind = set()

    def take(self, name, fields):
        if name == "process_end":
            self.end = tuple(fields[counter] for counter in COUNTERS)
        elif name == "diagnostic":
            self.codes[fields["code"]] += 1
        elif name == "statement":
            self.statements[fields["statement"]] = f"{fields['file']}:{fields['line']}"
            if fields["tag"].startswith(AFTER):
                self.behind.add(fields["statement"])
        elif name in ("site", "site_statement"):
            self.statement_of[fields["site"]] = fields["statement"]
        elif name == "restate":
            self.restate(fields)
        if name not in LOCAL_EVENTS:
            self.sites.append(fields.get("site", 0))
            self.events.append((name, {key: value for key, value in fields.items() if key not in LOCAL_FIELDS}))

    def restate(self, fields):
        for index in reversed(range(len(self.sites))):
            event = self.events[index][1]
            if self.sites[index] == fields["told"] and all(
                    not fields[which] or event.get(which) == fields[which] for which in ("object", "scope")):
                self.sites[index] = fields["site"]
                return

    def lines(self):
        """(event, source line) of each event that knows its line."""
        return [(name, line) for name, line, _ in self.all_lines() if line]

    def all_lines(self):
        """(event, source line or None, whether the event stands behind that line) of each event."""
        statements = [self.statement_of[site] for site in self.sites]
        lines = [(self.statements[number], number in self.behind) for number in statements]
        return [(name, None if line == "unknown:0" else line, behind)
                for (name, _), (line, behind) in zip(self.events, lines)]

    def calls(self):
        """Its events up to the player's own questions."""
        last = [index for index, (name, _) in enumerate(self.events) if name == QUESTIONS[0]][-1]
        if [name for name, _ in self.events[last:last + 3]] != QUESTIONS:
            raise AssertionError(f"the player asks other things: {self.events[last:last + 3]}")
        return self.events[:last] + self.events[last + 3:]


def stories(recording):
    """pid -> Story, in the order of their starts."""
    found = {}
    for name, vpid, fields in recording.events():
        found.setdefault(vpid, Story()).take(name, fields)
    return found


class ReplayCase(harness.Case):
    def first(self, program, *arguments, **settings):
        """Records a program, into a folder that later recordings leave alone."""
        recording = self.record(program, *arguments, record_options=["--no-report"], **settings)
        recording.directory = recording.directory.rename(self.folder / "first")
        return recording

    def replay(self, recording, *arguments, exit_code=0, **settings):
        """Replays it unrecorded; what that says on stderr."""
        ended = harness.run(harness.TLSCOPE, "replay", *arguments, recording.directory, **settings)
        self.assertEqual(ended.returncode, exit_code, ended.stdout + ended.stderr)
        return ended.stderr

    def together(self, *commands, **settings):
        """Records several commands at once, one after another: a recording costs more than a run."""
        script = "\n".join(shlex.join(map(str, command)) for command in commands)
        return self.record("/bin/sh", "-e", "-c", script, record_options=["--no-report"], **settings)

    def check_same(self, *commands, **settings):
        """Records the commands, then their replays, and compares each pair event by event; the first stories."""
        recording = self.together(*commands, **settings)
        recording.directory = recording.directory.rename(self.folder / "first")
        before = stories(recording)
        self.assertEqual(len(before), len(commands))
        again = self.together(*[[harness.TLSCOPE, "replay", "--process", pid, recording.directory] for pid in before],
                              **settings)
        for command, first, second in zip(commands, before.values(), stories(again).values(), strict=True):
            with self.subTest(command=command):
                self.check_story(first, second)
        for pid in before:
            self.check_losses(recording, pid)
        return before.values()

    def check_losses(self, recording, pid):
        """Whatever events are missing, a replay comes to its end."""
        ended = harness.run(LOSSY, recording.directory, pid, pid, LOSSES)
        self.assertEqual(ended.returncode, 0, ended.stderr[-2000:])

    def check_story(self, first, second):
        self.assertEqual(second.end, first.end)
        self.assertEqual(second.codes, first.codes)
        # Of a call behind the last statement of its function the trace tells the caller's, the replay that last one.
        pairs = [(before[:2], again[:2]) for before, again in zip(first.all_lines(), second.all_lines()) if not again[2]]
        self.assertEqual([again for _, again in pairs if again[1]], [before for before, _ in pairs if before[1]])
        for number, (expected, found) in enumerate(zip(first.events, second.calls())):
            self.assertEqual(found, expected, f"event {number}")
        self.assertEqual(len(second.calls()), len(first.events))


class Places(ReplayCase):
    def places(self, command):
        """[(what was done, line, whether it was after that)] of each object that the report lists as leaked."""
        report = self.record(*command).report
        ledgers = [one["ledger"] for leak in report["leaks"] if leak["leak"] for one in leak["examples"]]
        return [[(entry["operation"], place["file"], place["line"], place["text"].startswith("after "))
                 for entry in ledger for place in [entry["place"]]] for ledger in ledgers]

    def test_reports_name_the_same_lines_also_of_calls_before_a_return(self):
        command = [harness.PROGRAMS / "bug_counted_twice"]
        told = self.places(command)
        self.assertIn(("moved", "batch.tl", 3, True), told[0])
        recording = self.first(*command)
        self.assertEqual(self.places([harness.TLSCOPE, "replay", recording.directory]), told)


class Programs(ReplayCase):
    @calllogs.needed("recall")
    def test_call_logs_event_by_event(self):
        names = [name for name in calllogs.ENDS if name not in LONG]
        self.check_same(*[[calllogs.PLAYER, calllogs.path(name)] for name in names], options="diagnostics=0")

    @calllogs.needed("recall")
    def test_a_long_call_log_to_its_end(self):
        recording = self.first(calllogs.PLAYER, calllogs.path(LONGEST), options="diagnostics=0")
        said = self.replay(recording, options="diagnostics=0")
        self.assertIn("as recorded: depth %d, frames 0, counted %d, pooled %d" % calllogs.ENDS[LONGEST], said)

    def test_programs_event_by_event(self):
        found = self.check_same(*[[harness.PROGRAMS / name] for name in HOSTS],
                                *[[program] for program in IR_PROGRAMS if program.exists()])
        lines = dict(zip(HOSTS, (story.lines() for story in found)))
        self.assertIn(("register_struct", "model.tl:11"), lines["embedder"])
        self.assertIn(("keep", "model.tl:90"), lines["embedder"])
        self.assertEqual([line for name, line in lines["interpreter"] if name == "enter_scope"],
                         [f"interpreted.tl:{number}" for number in range(1, 7)])


class Misuse(ReplayCase):
    def command(self, code):
        settings = misuse_cases.settings(code)
        extra = [f"{name}={value}" for name, value in settings.items() if name != "options"]
        return ["env", f"TLSCOPE_OPTIONS={settings['options'] or ''}", *extra, misuse_cases.MISUSE, code]

    def test_what_was_called_wrongly_is_called_wrongly_again(self):
        codes = [code for _, code in misuse_cases.cases() if code not in NOT_REPLAYED]
        recording = self.together(*[self.command(code) for code in codes])
        for pid, code in zip(stories(recording), codes, strict=True):
            with self.subTest(code=code):
                said = self.replay(recording, "--process", pid)
                self.assertEqual(re.findall(r"(?:warning|error) \[([\w-]+)\]", said), [code])


    def test_a_registered_slot_buffer_is_registered_again(self):
        story, = self.check_same([harness.PROGRAMS / "registers_buffer"])
        self.assertEqual(sum(story.codes.values()), 2)


class Processes(ReplayCase):
    def check_processes(self, program):
        recording = self.first(harness.PROGRAMS / program)
        found = stories(recording)
        said = self.replay(recording)
        self.assertIn(f"process {next(iter(found))} ", said)
        self.assertIn("; --process chooses another of: " + ", ".join(f"{pid} ({program})" for pid in found), said)
        for pid, story in found.items():
            end = dict(zip(COUNTERS, story.end))
            said = self.replay(recording, "--process", pid)
            self.assertIn("as recorded: " + ", ".join(f"{name} {value}" for name, value in end.items()), said)
        self.assertIn("no process 1 in the trace; it has: ", self.replay(recording, "--process", 1, exit_code=1))

    def test_each_process_by_itself(self):
        self.check_processes("fork_child")

    def test_a_child_forked_inside_a_function(self):
        self.check_processes("fork_inside")

    def test_a_child_forked_with_two_managers(self):
        self.check_processes("fork_embedder")

    def test_a_child_with_objects_of_two_managers(self):
        self.check_processes("fork_managers")

    def test_a_pool_of_an_embedder(self):
        recording = self.first(harness.PROGRAMS / "own_pool")
        self.assertIn("pooled 1", self.replay(recording))
        self.assertEqual(stories(recording).popitem()[1].end[COUNTERS.index("pooled")], 1)

    def test_a_pool_of_an_embedder_is_cleared_alone(self):
        story, = self.check_same([harness.PROGRAMS / "own_pool", "clear"])
        self.assertEqual(story.end[COUNTERS.index("pooled")], 1)

    def test_each_program_of_a_process(self):
        recording = self.first(harness.PROGRAMS / "exec_itself")
        pid = next(iter(stories(recording)))
        said = self.replay(recording, "--process", pid)
        self.assertIn(f"process {pid}:1 (exec_itself); --process chooses another of: "
                      f"{pid}:1 (exec_itself), {pid}:2 (exec_itself)\n", said)
        self.assertIn("counted 1,", said)
        said = self.replay(recording, "--process", f"{pid}:2")
        self.assertIn(f"process {pid}:2 (exec_itself)\n", said)
        self.assertIn("counted 2,", said)
        said = self.replay(recording, "--process", f"{pid}:3", exit_code=1)
        self.assertIn(f"no process {pid}:3 in the trace; it has: {pid}:1 ", said)
        for wrong in ("first", f"{pid}:", f"{pid}:0", ":1", f"{pid}:1:1"):
            self.assertIn("--process takes", self.replay(recording, "--process", wrong, exit_code=2))

    def test_who_only_starts_the_program_is_not_the_one_replayed(self):
        recording = self.record("/bin/sh", "-c", f"{harness.PROGRAMS / 'threads'}; true",
                                record_options=["--preload", "--no-report"])
        pids = list(stories(recording))
        self.assertEqual(len(pids), 2)
        said = self.replay(recording)
        self.assertIn(f"replaying process {pids[1]} (threads)\n", said)
        self.assertIn(f"replaying process {pids[0]} (", self.replay(recording, "--process", pids[0]))

    def test_threads_are_threads_again(self):
        recording = self.first(harness.PROGRAMS / "threads")
        threads = [fields["thread"] for name, _, fields in recording.events() if name == "context"]
        anew = self.record(harness.TLSCOPE, "replay", recording.directory, record_options=["--no-report"])
        again = [fields["thread"] for name, _, fields in anew.events() if name == "context"]
        self.assertEqual(len(set(again)), len(set(threads)))

    def test_a_killed_process_ends_where_its_events_do(self):
        recording = self.first(misuse_cases.MISUSE, "slot-out-of-range", options="halt_on_error=1", exit_code=134)
        self.assertIn("as recorded: depth 2, frames 1, counted 0, pooled 0", self.replay(recording))


class Settings(ReplayCase):
    @harness.needs(harness.PROGRAMS / "bug_counted_twice", "a program compiled from LLVM IR")
    def test_other_rules_have_another_end(self):
        recording = self.first(harness.PROGRAMS / "bug_counted_twice")
        said = self.replay(recording, options="moved=adopt", exit_code=5)
        self.assertRegex(said, r"the end: .* counted 0")
        self.assertRegex(said, r"recorded: .* counted [1-9]")
        self.assertIn("asks for other rules", said)

    @harness.needs(harness.PROGRAMS / "bug_counted_twice", "a program compiled from LLVM IR")
    def test_the_recorded_rules_are_kept(self):
        recording = self.first(harness.PROGRAMS / "bug_counted_twice", options="moved=adopt:pool_limit=1")
        self.assertRegex(self.replay(recording), "as recorded: .* counted 0, pooled 1")

    @harness.needs(harness.PROGRAMS / "clean_vectors", "a program compiled from LLVM IR")
    def test_vectors_under_quarantine(self):
        recording = self.first(harness.PROGRAMS / "clean_vectors")
        self.assertIn("as recorded", self.replay(recording, options="quarantine=1M"))
        self.replay(recording, options="unregister=walk:moved=adopt")


@unittest.skipIf(harness.SANITIZED, "skipped: Valgrind runs no sanitized program")
@unittest.skipUnless(shutil.which("valgrind"), "skipped: valgrind is not here")
class Memcheck(ReplayCase):
    UNDER = ["--under", "valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9"]

    @harness.needs(harness.PROGRAMS / "bug_moved_lost", "a program compiled from LLVM IR")
    def test_sees_what_leaked(self):
        said = self.replay(self.first(harness.PROGRAMS / "bug_moved_lost"), *self.UNDER, exit_code=9)
        self.assertRegex(said, r"bytes in 3 blocks are definitely lost")
        self.assertIn("counted 3", said)

    @harness.needs(harness.PROGRAMS / "clean_vectors", "a program compiled from LLVM IR")
    def test_finds_nothing_in_a_clean_run(self):
        self.replay(self.first(harness.PROGRAMS / "clean_vectors"), *self.UNDER)

    def test_sees_a_write_after_the_end(self):
        recording = self.first(misuse_cases.MISUSE, "write-after-free", options="quarantine=1M")
        self.assertIn("Invalid write of size 1", self.replay(recording, *self.UNDER, exit_code=9))


class Damage(ReplayCase):
    def streams(self, recording):
        return sorted(path for path in (recording.directory / "trace").rglob("*_*")
                      if path.is_file() and "index" not in path.parts)

    def test_a_trace_cut_short_is_replayed_as_far_as_it_goes(self):
        recording = self.first(harness.PROGRAMS / "threads")
        for stream in self.streams(recording):
            stream.write_bytes(stream.read_bytes()[:stream.stat().st_size // 2])
        ended = harness.run(harness.TLSCOPE, "replay", recording.directory)
        self.assertIn(ended.returncode, (1, 3), ended.stderr)
        self.assertIn("tlscope: ", ended.stderr)

    def test_flipped_bytes_do_no_harm(self):
        recording = self.first(harness.PROGRAMS / "embedder")
        streams = [stream for stream in self.streams(recording) if stream.stat().st_size > 0]
        whole = {stream: stream.read_bytes() for stream in streams}
        for step in range(24):
            for stream, contents in whole.items():
                place = len(contents.rstrip(b"\0")) * (step + 1) // 25
                stream.write_bytes(contents[:place] + bytes([contents[place] ^ 0x55]) + contents[place + 1:])
            ended = harness.run(harness.TLSCOPE, "replay", recording.directory, options="diagnostics=0")
            self.assertIn(ended.returncode, (0, 1, 3, 4, 5), f"step {step}: {ended.stderr}")

    @calllogs.needed("recall-train")
    def test_lost_events_are_told(self):
        directory = pathlib.Path(self.folder) / "lossy"
        command = [harness.TLSCOPE, "record", "--no-report", "--blocking", "0", "--subbuf-size", "4096",
                   "--subbuf-count", "2", "-o", directory, "--", calllogs.PLAYER, calllogs.path("recall-train")]
        recorded = subprocess.run([str(word) for word in command], env=harness.environment("diagnostics=0"), text=True,
                                  capture_output=True, timeout=harness.TIMEOUT_S, check=False)
        if " 0 events lost" in recorded.stderr:
            self.skipTest("skipped: this machine lost no event")
        ended = harness.run(harness.TLSCOPE, "replay", directory, options="diagnostics=0")
        self.assertEqual(ended.returncode, 3, ended.stderr)
        self.assertRegex(ended.stderr, r"[1-9]\d* of its events were lost")

    def test_no_trace(self):
        ended = harness.run(harness.TLSCOPE, "replay", self.folder)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("nothing to replay", ended.stderr)


if __name__ == "__main__":
    harness.main()
