# SPDX-License-Identifier: MIT
"""Commands and options: help text, manual pages and parser agree, and a wrong command line is told."""

import os
import re
import subprocess
import unittest

import harness
from harness import SOURCE, tlscope

WIDEST = 100


def commands():
    """The commands of commands.def."""
    with open(os.path.join(SOURCE, "tools/cli/commands.def"), encoding="utf-8") as table:
        return re.findall(r"^COMMAND\((\w+),", table.read(), re.MULTILINE)


def helped_options(command):
    """{long name: (letter or None, argument or None)} of the help text."""
    text = tlscope("help", command).stdout
    found = re.findall(r"^  (?:-(\w), |    )--([\w-]+)(?: ([A-Z]+|[a-z0-9|]+)|(\[=[A-Z]+\]))?(?:  |$)", text, re.MULTILINE)
    return {name: (letter or None, argument or optional or None) for letter, name, argument, optional in found}


def manual_options(command):
    """The same of the manual page."""
    with open(os.path.join(SOURCE, "tools/man/tlscope-%s.1" % command), encoding="utf-8") as page:
        text = page.read()
    found = re.findall(r"^\.It Fl (?:(\w) , )?-([\w-]+)(?: Ar (\S+)|( Ns Op = Ns Ar [A-Z]+))?$", text, re.MULTILINE)
    return {name: (letter or None, argument or optional.replace(" Ns Op = Ns Ar ", "[=") + "]" * bool(optional) or None)
            for letter, name, argument, optional in found}


class HelpTest(unittest.TestCase):
    def test_lists_every_command(self):
        shown = tlscope("help")
        self.assertEqual(shown.returncode, 0)
        for command in commands():
            self.assertRegex(shown.stdout, r"(?m)^  %s +\S" % command)

    def test_lines_fit_a_page(self):
        for arguments in [["help"], *(["help", command] for command in commands() if command != "help"), ["help", "--help"]]:
            with self.subTest(arguments=arguments):
                lines = tlscope(*arguments).stdout.splitlines()
                self.assertEqual([line for line in lines if len(line) > WIDEST], [])

    def test_says_when_it_cannot_be_written(self):
        for arguments in (("help",), ("help", "--completion", "bash"), ("--version",)):
            with open("/dev/full", "w", encoding="utf-8") as full:
                ended = subprocess.run([harness.TLSCOPE, *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
                                       check=False)
            self.assertEqual(ended.returncode, 4)
            self.assertIn("cannot be written", ended.stderr)

    def test_long_and_short_help_are_the_same(self):
        shown = tlscope("help").stdout
        self.assertEqual(tlscope("--help").stdout, shown)
        self.assertEqual(tlscope("-h").stdout, shown)

    def test_main_page_names_every_command(self):
        with open(os.path.join(SOURCE, "tools/man/tlscope.1"), encoding="utf-8") as page:
            text = page.read()
        for command in commands():
            self.assertRegex(text, r"(?m)^\.It Cm %s\b" % command)

    def test_main_page_lists_the_exit_codes(self):
        with open(os.path.join(SOURCE, "tools/cli/cli.h"), encoding="utf-8") as header:
            codes = re.findall(r"^    CLI_EXIT_\w+ = (\d),", header.read(), re.MULTILINE)
        with open(os.path.join(SOURCE, "tools/man/tlscope.1"), encoding="utf-8") as page:
            text = page.read()
        self.assertGreater(len(codes), 5)
        for code in codes:
            self.assertIn("\n.It %s\n" % code, text)

    def test_options_page_names_every_key_code_and_verdict(self):
        with open(os.path.join(SOURCE, "tools/man/tlscope-options.7"), encoding="utf-8") as page:
            text = page.read()
        lists = {
            "src/runtime/options.def": (r"^OPTION(?:_TEXT)?\((\w+),", r"(?m)^\.It Cm %s$"),
            "tracepoints/diagnostics.def": (r'^TL_DIAGNOSTIC\(\w+, \d+, "([\w-]+)"', r"(?m)^\.It Sy %s\b"),
            "tools/analyse/verdicts.def": (r'^VERDICT\(\w+, "([\w-]+)"', r"(?m)^\.It Sy %s\b"),
            "tools/analyse/findings.def": (r'^FINDING\(\s*\w+,\s*"([\w-]+)"', r"(?m)^\.It Sy %s\b"),
        }
        for path, (listed, item) in lists.items():
            with open(os.path.join(SOURCE, path), encoding="utf-8") as table:
                names = re.findall(listed, table.read(), re.MULTILINE)
            self.assertGreater(len(names), 8)
            for name in names:
                self.assertRegex(text, item % re.escape(name))
        with open(os.path.join(SOURCE, "src/runtime/options.c"), encoding="utf-8") as options:
            variables = re.findall(r'is_set\("(\w+)"\)', options.read())
        self.assertGreater(len(variables), 1)
        for variable in variables:
            self.assertIn("\n.It Ev %s\n" % variable, text)

    def test_help_and_manual_page_agree(self):
        for command in commands():
            if command != "help":
                with self.subTest(command=command):
                    options = helped_options(command)
                    self.assertIn("help", options)
                    self.assertEqual(options, manual_options(command))

    def test_the_parser_knows_each_option(self):
        for command in commands():
            for name, (letter, argument) in helped_options(command).items():
                for option in filter(None, ["--" + name, letter and "-" + letter]):
                    with self.subTest(command=command, option=option):
                        needed = bool(argument) and argument[0] != "["
                        given = [option, "1"] if needed else [option]
                        told = tlscope(command, *given, "--help")
                        self.assertNotIn("unknown option", told.stderr)
                        self.assertEqual("needs an argument" in tlscope(command, option).stderr, needed)

    def test_help_of_a_command_is_its_own(self):
        for command in commands():
            if command != "help":
                shown = tlscope("help", command)
                self.assertEqual(shown.returncode, 0)
                self.assertIn("usage: tlscope %s " % command, shown.stdout)
                self.assertEqual(tlscope(command, "--help").stdout, shown.stdout)
                self.assertEqual(tlscope(command, "-h").stdout, shown.stdout)

    def test_version(self):
        with open(os.path.join(SOURCE, "CMakeLists.txt"), encoding="utf-8") as build:
            version = re.search(r"project\(tlscope VERSION (\S+)", build.read()).group(1)
        shown = tlscope("--version")
        self.assertEqual((shown.returncode, shown.stdout), (0, "tlscope %s\n" % version))


class UsageTest(unittest.TestCase):
    def test_no_line_ends_with_a_blank(self):
        for command in commands():
            shown = tlscope(command, "--help").stdout
            self.assertEqual([line for line in shown.splitlines() if line.endswith(" ")], [], command)


class WrongCommandLineTest(unittest.TestCase):
    def assert_usage_error(self, expected, *arguments):
        told = tlscope(*arguments)
        self.assertEqual(told.returncode, 2)
        self.assertEqual(told.stdout, "")
        self.assertIn(expected, told.stderr)
        self.assertIn("see '%s help" % harness.TLSCOPE, told.stderr)

    def test_no_command(self):
        self.assert_usage_error("no command given")

    def test_mistyped_command(self):
        self.assert_usage_error("did you mean 'record'?", "reocrd")
        self.assert_usage_error("did you mean 'report'?", "repotr")

    def test_unlike_any_command(self):
        told = tlscope("xyzzy")
        self.assertEqual(told.returncode, 2)
        self.assertNotIn("did you mean", told.stderr)

    def test_help_of_no_command(self):
        self.assert_usage_error("no command 'xyzzy'\ntlscope: see '%s help'\n" % harness.TLSCOPE, "help", "xyzzy")
        self.assert_usage_error("no command 'recrod'; did you mean 'record'?\n", "help", "recrod")

    def test_help_of_one_command_at_a_time(self):
        self.assert_usage_error("one command at a time", "help", "record", "extra")
        self.assert_usage_error("--completion takes a shell alone", "help", "--completion", "bash", "extra")

    def test_mistyped_option(self):
        self.assert_usage_error("unknown option '--forec'; did you mean '--force'?", "record", "--forec", "true")
        self.assert_usage_error("unknown option '--snap'; did you mean '--snapshot'?", "record", "--snap", "true")
        self.assert_usage_error("unknown option '--versoin'; did you mean '--version'?\n", "--versoin")
        self.assert_usage_error("unknown option '--xyzzy'\n", "--xyzzy")

    def test_mistyped_word(self):
        self.assert_usage_error("not 'chrom'; did you mean 'chrome'?", "export", "-F", "chrom", "x")
        self.assert_usage_error("not 'sarfi'; did you mean 'sarif'?", "check", "-F", "sarfi", "x")
        self.assert_usage_error("not 'relase-freed'; did you mean 'release-freed'?", "check", "--fail-on", "relase-freed", "x")
        self.assert_usage_error("not 'eror'; did you mean 'error'?", "check", "--fail-on", "eror", "x")
        self.assert_usage_error("not 'xyzzy'\n", "check", "--fail-on", "xyzzy", "x")

    def test_forgotten_equals(self):
        """An argument that may be left out stands behind '='; the next word is the program."""
        self.assert_usage_error("--summary=60", "record", "--summary", "60", "--", "true")
        self.assert_usage_error("--snapshot=16M", "record", "--snapshot", "16M", "true")
        self.assert_usage_error("--summary=60", "record", "-f", "--summ", "60", "true")
        for absent in ("absent", "./60"):
            ended = tlscope("record", "--summary", absent)
            self.assertEqual(ended.returncode, 127)
            self.assertNotIn("--summary=", ended.stderr)

    def test_folder_without_a_name(self):
        for command in ("record", "memcheck", "sanitize"):
            self.assert_usage_error("--output: the folder's name is empty", command, "-o", "", "true")

    def test_forgotten_argument(self):
        """What ends the options is no argument of one: a folder of that name is ./--"""
        self.assert_usage_error("option '-o' needs an argument", "record", "-o", "--", "true")
        self.assert_usage_error("option '--output' needs an argument", "record", "--output", "--", "true")

    def test_formats(self):
        for command, formats in {"report": "text or json", "check": "text, json, sarif or junit",
                                 "diff": "text or json", "merge": "text or json",
                                 "export": "folded, speedscope, chrome, pprof, dhat, massif or sqlite"}.items():
            expected = "%s: --format takes %s, not 'xml'" % (command, formats)
            self.assert_usage_error(expected, command, "--format", "xml", "x", "y")
        self.assert_usage_error("not 'sarif'", "diff", "-F", "sarif", "x", "y")
        self.assert_usage_error("not 'js'", "diff", "-F", "js", "x", "y")
        self.assert_usage_error("not ''", "diff", "-F", "", "x", "y")

    def test_no_size_is_both(self):
        self.assert_usage_error("--min-size is more than --max-size", "record", "--min-size", "10", "--max-size", "5", "--", "true")

    def test_no_such_folder(self):
        for command in ("report", "export"):
            expected = "%s: --sysroot takes a folder, and '/nowhere' is none that can be read" % command
            self.assert_usage_error(expected, command, "--sysroot", "/nowhere", "x")

    def test_one_operand(self):
        for command, what in {"report": "trace", "replay": "trace", "check": "report or trace"}.items():
            self.assert_usage_error("no %s given" % what, command)
            self.assert_usage_error("one %s at a time" % what, command, "x", "y")

    def test_unknown_letter(self):
        self.assert_usage_error("unknown option '-q'", "record", "-q", "true")

    def test_no_program(self):
        self.assert_usage_error("no program given", "record")
        self.assert_usage_error("no program given", "record", "--force", "--")

    def test_bad_numbers(self):
        for text in ["5000", "0", "x", "-4096", "4096q", "99999999999999999999", ""]:
            with self.subTest(text=text):
                self.assert_usage_error("--subbuf-size takes a power of two", "record", "--subbuf-size", text, "true")
        self.assert_usage_error("--subbuf-count takes", "record", "--subbuf-count", "3", "true")
        self.assert_usage_error("--blocking takes", "record", "--blocking", "-1", "true")


if __name__ == "__main__":
    harness.main()
