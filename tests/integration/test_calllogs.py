# SPDX-License-Identifier: MIT
"""
Records a replay of each call log and compares, call by call, what the log says with what the trace alone says. Then
the report's counters with the runtime's and with the log's.
"""

import itertools

import calllogs
import harness

BYTES_PER_CALL = 40
CALLS_FOR_BYTES = 100_000  # below it what is told once weighs too much

FATES = harness.value_names("TL_FATE")
UNREGISTERS = harness.value_names("TL_UNREGISTER")
# Op of the log -> event of the trace.
EVENTS = {
    "mem_enter_scope": "enter_scope",
    "mem_exit_scope": "exit_scope",
    "mem_register_struct": "register_struct",
    "mem_register_tensor": "register_tensor",
    "mem_unregister": "unregister",
    "ptr_acquire": "ptr_acquire",
    "tensor_acquire": "tensor_acquire",
    "ptr_release": "ptr_release",
    "tensor_release": "tensor_release",
    "ptr_release_bool": "release_ptr",
}

# Log: what is wrong with its program, and the function of the player that made the call to look at.
_TWICE = {"moved-counted-twice": "register_tensor", "moved-never-taken": "unregister"}
CAUSES = {
    "nqueens": {"moved-never-taken": "unregister", "scope-never-left": "enter_scope"},
    "attention-train": _TWICE,
    "reverse-train": _TWICE,
    "recall": _TWICE,
    "recall-train": dict(_TWICE, **{"scope-never-left": "enter_scope"}),
    "add-train": {"moved-never-taken": "unregister", "scope-never-left": "enter_scope"},
}


class TracedCalls:
    """The trace's calls, one by one: (event, fields, [objects that it sent into the pool])."""

    def __init__(self, events):
        self.bytes_of = {}
        self.end = None
        self.calls = self._calls(events)

    def _calls(self, events):
        origins = {}
        call = None
        for name, _, fields in events:
            if name == "origin":
                origins[fields["origin"]] = fields["bytes"]
            elif name in ("object_new", "object_reuse"):
                self.bytes_of[fields["object"]] = origins[fields["origin"]]
            elif name == "process_end":
                self.end = fields
            elif name == "record_release":
                if FATES[fields["fate"]] == "pooled":
                    call[2].append(fields["object"])
            elif name in EVENTS.values():
                if call:
                    yield call
                call = (name, fields, [fields["object"]] if FATES.get(fields.get("fate")) == "pooled" else [])
        if call:
            yield call


class CallLog(harness.Case):
    def setUp(self):
        super().setUp()
        self.objects = {}

    def same_object(self, line, pointer, number):
        """pN and the trace's object number go together for good."""
        self.assertEqual(self.objects.setdefault(pointer, number), number, f"line {line}: {pointer}")

    def check_result(self, call, fields, bytes_of):
        line, op, pointer, result, _ = call
        where = f"line {line}: {op} {pointer}"
        if op in ("mem_enter_scope", "mem_exit_scope"):
            self.assertEqual(fields["depth"], int(result), where)
        elif op.startswith("mem_register"):
            self.same_object(line, pointer, fields["object"])
            if op == "mem_register_tensor" and result != "?":
                self.assertEqual(bytes_of[fields["object"]], int(result), where)
        elif op == "mem_unregister":
            self.assertEqual(UNREGISTERS[fields["outcome"]], result, where)
        elif op == "ptr_release_bool":
            self.assertEqual(FATES[fields["fate"]] != "unknown", result == "1", where)
        else:
            self.assertEqual(fields["count"], int(result), where)

    def check_calls(self, name, traced):
        """Compares all; the number of calls."""
        logged = calllogs.read(name)
        for call, event in itertools.zip_longest(logged, traced.calls):
            self.assertIsNotNone(call, f"the trace has one call more: {event}")
            self.assertIsNotNone(event, f"line {call[0]}: the trace has no such call")
            event_name, fields, traced_pooled = event
            self.assertEqual(event_name, EVENTS[call[1]], f"line {call[0]}")
            self.check_result(call, fields, traced.bytes_of)
            self.assertEqual(len(traced_pooled), len(call[4]), f"line {call[0]}: pooled")
            for pointer, number in zip(call[4], traced_pooled):
                self.same_object(call[0], pointer, number)
        return len(logged)

    def check_log(self, name):
        recording = self.record(calllogs.PLAYER, calllogs.path(name), options="diagnostics=0")
        traced = TracedCalls(recording.events())
        calls = self.check_calls(name, traced)
        end = traced.end
        self.assertEqual((end["depth"], end["counted"], end["pooled"]), calllogs.ENDS[name])
        report = recording.report
        self.check_report(report, end)
        self.check_findings(report, CAUSES[name])
        if calls >= CALLS_FOR_BYTES:
            self.assertLessEqual(recording.stream_bytes() / calls, BYTES_PER_CALL)

    def check_findings(self, report, causes):
        """What is known to be wrong with the program is found, under the player's call that did it."""
        found = {finding["code"]: finding for finding in reversed(report["findings"])}  # the weightiest of each
        self.assertLessEqual(set(causes), set(found))
        for code, function in causes.items():
            self.assertEqual(found[code]["cause"]["function"], function)
            self.assertGreater(found[code]["objects"] + found[code]["times"], 0)
        twice = found.get("moved-counted-twice")
        if twice:
            self.assertLessEqual({"unregistered at", "registered again at"}, {place["role"] for place in twice["places"]})

    def check_report(self, report, end):
        """The report's counters, made from the trace's calls, are the runtime's own."""
        summary = report["summary"]
        self.assertEqual(summary["events"], end["events"])
        self.assertTrue(summary["runtime_counters"]["agrees"])
        alive = sum(group["objects"] for group in report["leaks"] if group["verdict"] not in ("pooled", "never-registered"))
        pooled = sum(group["objects"] for group in report["leaks"] if group["verdict"] == "pooled")
        self.assertEqual((alive, pooled), (end["counted"], end["pooled"]))


def add_test(name):
    @calllogs.needed(name)
    def test(self):
        self.check_log(name)
    setattr(CallLog, "test_" + name.replace("-", "_"), test)


for log_name in calllogs.ENDS:
    add_test(log_name)

if __name__ == "__main__":
    harness.main()
