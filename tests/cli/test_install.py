# SPDX-License-Identifier: MIT
"""What `cmake --install` leaves is all there is to build a program against the runtime, and to record it."""

import os
import shutil
import subprocess
import unittest

import harness
from harness import RecordTest

BUILD = os.path.dirname(os.path.dirname(harness.TLSCOPE))
PROGRAM = """
#include <stdlib.h>
#include <tl/abi.h>
int main(void)
{
    void *node = malloc(24);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(node, "Node");
    tl_ptr_acquire(node); /* once too often */
    tl_mem_exit_scope();
    return 0;
}
"""


@unittest.skipUnless(shutil.which("pkg-config") and shutil.which("cc"), "skipped: needs pkg-config and a compiler")
class InstallTest(RecordTest):
    def refused(self, moved, library):
        """Without what the loader has to be told of a library in a folder of its own."""
        env = {name: value for name, value in self.environment().items() if name != "LD_LIBRARY_PATH"}
        ended = harness.run(os.path.join(moved, "bin", "tlscope"), "record", "-o", "none", "./program", cwd=self.folder,
                            env=env)
        self.assertEqual(ended.returncode, 125)
        self.assertIn("the dynamic loader does not find its libtlscope.so", ended.stderr)
        self.assertIn("LD_LIBRARY_PATH=" + library, ended.stderr)
        self.assertNotIn("no event", ended.stderr)

    def test_program_is_built_and_recorded(self):
        first, moved = self.path("first"), self.path("moved here")
        subprocess.run(["cmake", "--install", BUILD, "--prefix", first], check=True, capture_output=True)
        os.rename(first, moved)
        library = os.path.dirname(subprocess.run(["find", moved, "-name", "libtlscope.so"], check=True, text=True,
                                                 capture_output=True).stdout.strip())
        with open(self.path("program.c"), "w", encoding="utf-8") as source:
            source.write(PROGRAM)
        env = self.environment(PKG_CONFIG_PATH=os.path.join(library, "pkgconfig"), LD_LIBRARY_PATH=library)
        subprocess.run("eval cc -g program.c -o program $(pkg-config --cflags --libs tlscope)", shell=True, check=True,
                       cwd=self.folder, env=env)
        self.refused(moved, library)
        ended = harness.run(os.path.join(moved, "bin", "tlscope"), "record", "-o", "run", "./program", cwd=self.folder, env=env)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        summary = harness.report(self.path("run"))["summary"]
        self.assertEqual((summary["leaked_objects"], summary["leaked_bytes"]), (1, 24))
        replayed = harness.run(os.path.join(moved, "bin", "tlscope"), "replay", "run", cwd=self.folder, env=env)
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        page = harness.run(os.path.join(moved, "bin", "tlscope"), "view", "--no-open", "-o", "view.html", "run",
                           cwd=self.folder, env=env)
        self.assertEqual(page.returncode, 0, page.stderr)
        manual = subprocess.run(["man", "-M", os.path.join(moved, "share", "man"), "-w", "tlscope-record"],
                                capture_output=True, check=False) if shutil.which("man") else None
        self.assertTrue(manual is None or manual.returncode == 0)


if __name__ == "__main__":
    harness.main()
