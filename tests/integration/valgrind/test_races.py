# SPDX-License-Identifier: MIT
"""helgrind and drd on programs with threads and forks: nothing of the runtime's making, and a race is still told."""

from valgrind_case import SUPPRESSIONS, ValgrindCase, harness

PROGRAMS = [[harness.PROGRAMS / "threads"], [harness.PROGRAMS / "ends", "fork"], [harness.PROGRAMS / "ends", "quiet"],
            [harness.PROGRAMS / "fork_inside"]]
RECORDED = PROGRAMS[:2]
RACE = [[harness.PROGRAMS / "races"]]


def options(tool):
    return [f"--tool={tool}", "--num-callers=30", f"--suppressions={SUPPRESSIONS / 'helgrind.supp'}"]


class Races(ValgrindCase):
    def test_helgrind(self):
        self.assertEqual([], self.under(options("helgrind"), *PROGRAMS))

    def test_helgrind_recorded(self):
        self.assertEqual([], self.under_recorded(options("helgrind"), *RECORDED))

    def test_drd(self):
        self.assertEqual([], self.under(options("drd"), *PROGRAMS))

    def test_drd_recorded(self):
        self.assertEqual([], self.under_recorded(options("drd"), *RECORDED))

    def test_a_race_of_the_program_is_told(self):
        for tool in ("helgrind", "drd"):
            with self.subTest(tool):
                found = self.under(options(tool), *RACE)
                self.assertTrue(any("count_unlocked" in one.functions for one in found), found)


if __name__ == "__main__":
    harness.main()
