# SPDX-License-Identifier: MIT
"""Completion scripts: every command and option is in them, and the shells complete by them."""

import os
import re
import shutil
import tempfile
import unittest

import harness
from harness import on_a_terminal, run, tlscope
from test_help import commands, helped_options

# What bash does when Tab is typed after these words.
COMPLETE = """
source "$1"
complete -p tlscope
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tlscope
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(shell):
    made = tlscope("help", "--completion", shell)
    assert made.returncode == 0 and made.stderr == "", made.stderr
    return made.stdout


class ScriptTest(unittest.TestCase):
    def test_every_command_and_option_is_there(self):
        for shell in ["bash", "zsh"]:
            text = script(shell)
            for command in commands():
                part = re.search(r"^    %s\)\n(.*?;;)$" % command, text, re.MULTILINE | re.DOTALL)
                self.assertIsNotNone(part, "%s lacks %s" % (shell, command))
                for name, (letter, _) in helped_options(command).items():
                    for option in filter(None, ["--" + name, letter and "-" + letter]):
                        with self.subTest(shell=shell, command=command, option=option):
                            self.assertRegex(text, r"(?<![\w-])%s(?![\w-])" % option)

    def test_shells_take_them(self):
        for shell in ["bash", "zsh"]:
            if shutil.which(shell):
                checked = run(shell, "-n", "/dev/stdin", text=script(shell))
                self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_shell_that_is_not_known(self):
        told = tlscope("help", "--completion", "tcsh")
        self.assertEqual((told.returncode, told.stdout), (2, ""))
        self.assertIn("'tcsh' is none of bash and zsh", told.stderr)

    def test_main_page_tells_of_it(self):
        with open(os.path.join(harness.SOURCE, "tools/man/tlscope.1"), encoding="utf-8") as page:
            self.assertIn("-completion Ar bash|zsh", page.read())


class BashTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tlscope-test.")
        self.addCleanup(shutil.rmtree, self.folder)
        with open(os.path.join(self.folder, "script"), "w", encoding="utf-8") as file:
            file.write(script("bash"))
        os.mkdir(os.path.join(self.folder, "a folder"))

    def completed(self, *words):
        ended = run("bash", "--norc", "-c", COMPLETE, "bash", "./script", *words, cwd=self.folder)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        told, *reply = ended.stdout.splitlines()
        self.assertEqual(told, "complete -F _tlscope tlscope")
        return [word for word in reply if word]

    def test_commands(self):
        self.assertEqual(self.completed("tlscope", ""), [*commands(), "--help", "--version"])
        self.assertEqual(self.completed("tlscope", "reco"), ["record"])
        self.assertEqual(self.completed("tlscope", "help", "repo"), ["report"])
        self.assertEqual(self.completed("tlscope", "xyzzy", ""), [])

    def test_options(self):
        for command in commands():
            with self.subTest(command=command):
                expected = {"--" + name for name in helped_options(command)}
                completed = self.completed("tlscope", command, "--")
                self.assertLessEqual(expected, set(completed))
                self.assertEqual(len(completed), len(set(completed)))
        self.assertEqual(self.completed("tlscope", "check", "--print"), ["--print-suppressions"])

    def test_arguments(self):
        formats = ["text", "json", "sarif", "junit"]
        self.assertEqual(self.completed("tlscope", "check", "--format", ""), formats)
        self.assertEqual(self.completed("tlscope", "check", "-F", "s"), ["sarif"])
        self.assertEqual(self.completed("tlscope", "check", "--format", "=", "j"), ["json", "junit"])
        self.assertEqual(self.completed("tlscope", "check", "--format", "="), formats)
        self.assertEqual(self.completed("tlscope", "check", "--max-leaks", ""), [])
        self.assertEqual(self.completed("tlscope", "record", "-o", ""), ["a folder"])
        self.assertEqual(sorted(self.completed("tlscope", "check", "--baseline", "")), ["a folder", "script"])

    def test_operands(self):
        self.assertEqual(sorted(self.completed("tlscope", "report", "")), ["a folder", "script"])
        self.assertIn("bash", self.completed("tlscope", "record", "--force", "-o", "x", "bas"))
        self.assertIn("bash", self.completed("tlscope", "record", "--output", "=", "x", "bas"))
        self.assertIn("bash", self.completed("tlscope", "record", "--", "bas"))
        self.assertEqual(self.completed("tlscope", "record", "./prog", "--out"), [])
        self.assertEqual(self.completed("tlscope", "record", "./prog", "-o", "scr"), ["script"])


# zsh completes only where a user types. Once Tab is done, each line is made one that prints itself.
ZSH_STARTS = "PROMPT=; bindkey -e; autoload -Uz compinit; compinit -u -d dump; source ./script\n"
ZSH_TYPES = "%s\t\x01print -r -- 'became <\x05>'\n"
ZSH_ENDS = "exit\n"


@unittest.skipUnless(shutil.which("zsh"), "skipped: zsh is not installed")
class ZshTest(unittest.TestCase):
    def completed(self, lines):
        """The lines as zsh leaves them after Tab, without the space that it takes back."""
        with tempfile.TemporaryDirectory(prefix="tlscope-test.") as folder:
            with open(os.path.join(folder, "script"), "w", encoding="utf-8") as file:
                file.write(script("zsh"))
            typed = ZSH_STARTS + "".join(ZSH_TYPES % line for line in lines) + ZSH_ENDS
            written = on_a_terminal(["zsh", "-f", "-i"], folder, typed)
        return re.findall("^became <(.*)>\r?$", written, re.MULTILINE)

    def test_completes(self):
        lines = {"tlscope reco": "tlscope record",
                 "tlscope check --print": "tlscope check --print-suppressions",
                 "tlscope check --format sa": "tlscope check --format sarif",
                 "tlscope check --format=sa": "tlscope check --format=sarif",
                 "tlscope help --completion b": "tlscope help --completion bash",
                 "tlscope help repo": "tlscope help report",
                 "tlscope record --force -- basena": "tlscope record --force -- basename",
                 "tlscope report scr": "tlscope report script"}
        self.assertEqual(self.completed(lines), list(lines.values()))


if __name__ == "__main__":
    harness.main()
