# SPDX-License-Identifier: MIT
"""tlscope.supp: enough for programs that are recorded, and nothing that hides a leak of the program's."""

import os
import re
from unittest import mock

from valgrind_case import SUPPRESSIONS, ValgrindCase, harness

PROGRAMS = harness.PROGRAMS
# A library that is unloaded at the end is named only when its symbols are kept.
MEMCHECK = ["--leak-check=full", "--show-leak-kinds=all", "--num-callers=40", "--keep-debuginfo=yes",
            f"--suppressions={SUPPRESSIONS / 'tlscope.supp'}"]
ENDS = [[PROGRAMS / "ends", end] for end in ("return", "leave", "fork", "quiet")]
BYTES = re.compile(r"([\d,]+) (?:\([^)]*\) )?bytes in")


# Without a session daemon LTTng is there for who has something to say to it.
WITH_LTTNG = mock.patch.dict(os.environ, LTTNG_UST_REGISTER_TIMEOUT="0")


class Enough(ValgrindCase):
    @WITH_LTTNG
    def test_unrecorded(self):
        self.assertEqual(self.under(MEMCHECK, [PROGRAMS / "threads"], *ENDS), [])

    def test_recorded(self):
        self.assertEqual(self.under_recorded(MEMCHECK, [PROGRAMS / "threads"], *ENDS), [])

    @WITH_LTTNG
    def test_a_runtime_that_is_opened_and_closed(self):
        command = [PROGRAMS / "opens_runtime", harness.BUILD / "lib" / "libtlscope.so"]
        self.assertEqual(self.under(MEMCHECK, command), [])

    def test_without_lttng_none_are_needed(self):
        self.assertEqual(self.under(MEMCHECK[:-1], [PROGRAMS / "threads"], *ENDS), [])

    @WITH_LTTNG
    def test_they_are_needed(self):
        found = self.under(MEMCHECK[:-1], [PROGRAMS / "ends", "leave"])
        self.assertTrue(any("lttng_ust_probe_register" in one.functions for one in found), found)


class Narrow(ValgrindCase):
    def test_leaks_of_the_program_stay(self):
        command = [PROGRAMS / "leaks_around", PROGRAMS / "libleaking_plugin.so", PROGRAMS / "libcuda.so.1"]
        lost = {int(BYTES.match(one.sentence)[1].replace(",", "")): one.functions[1]
                for one in self.under_recorded(MEMCHECK, command)}
        self.assertEqual(lost, {301: "leak_in_callback", 302: "leak_in_constructor", 303: "main"})


if __name__ == "__main__":
    harness.main()
