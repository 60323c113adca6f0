# SPDX-License-Identifier: MIT
"""DHAT's profile by registered bytes; and the other tools, which must not make the runtime err."""

import collections
import json

from valgrind_case import ValgrindCase, harness

TENSORS = harness.PROGRAMS / "registers"
# What it registers: function -> (events, units). A struct's bytes are hidden in this mode: it weighs 1.
REGISTERED = {"make_tensors": (3, 3 * 4000), "take_from_pool": (1, 4000), "register_structs": (5, 5)}
TOOLS = {"none": [], "massif": ["--massif-out-file=/dev/null"], "callgrind": ["--callgrind-out-file=/dev/null"],
         "dhat": ["--dhat-out-file=/dev/null"], "drd": [], "helgrind": [], "lackey": []}


class AdHoc(ValgrindCase):
    def profile(self, options):
        """Program points as DHAT wrote them, and what it said."""
        out = self.folder / "dhat.out"
        ended = harness.run("valgrind", "--tool=dhat", "--mode=ad-hoc", "--num-callers=30", f"--dhat-out-file={out}",
                            TENSORS, options=options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(out.read_text()), ended.stderr

    def test_units_are_the_bytes_registered(self):
        profile, said = self.profile("trace=0")
        found = collections.defaultdict(lambda: (0, 0))
        for point in profile["pps"]:
            stack = " ".join(profile["ftbl"][frame] for frame in point["fs"])
            function = next((name for name in REGISTERED if f": {name} (" in stack), stack)
            found[function] = (found[function][0] + point["tbk"], found[function][1] + point["tb"])
        self.assertEqual(dict(found), REGISTERED)
        self.assertNotIn("unknown DHAT client request", said)
        self.assertNotIn("tlscope: ", said)

    def test_valgrind_0_tells_it_nothing(self):
        self.assertEqual(self.profile("trace=0:valgrind=0")[0]["pps"], [])


class Others(ValgrindCase):
    def test_no_tool_makes_the_runtime_err(self):
        for tool, options in TOOLS.items():
            with self.subTest(tool):
                ended = harness.run("valgrind", "-q", f"--tool={tool}", *options, TENSORS, options="trace=0")
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertNotIn("tlscope: ", ended.stderr)
                self.assertNotIn("unknown", ended.stderr)


if __name__ == "__main__":
    harness.main()
