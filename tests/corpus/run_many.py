# SPDX-License-Identifier: MIT
"""Runs programs one after another, as one recording: `run_many.py JOBS`. JOBS is a JSON list of {"path", "environment"};
each gets its "pid" and "status" there."""

import json
import os
import pathlib
import subprocess
import sys


def main(path):
    jobs = json.loads(path.read_text())
    for job in jobs:
        environment = {**os.environ, **job["environment"]}
        for listed in ("LD_PRELOAD", "TLSCOPE_OPTIONS"):  # what the recorder has set stays
            both = [job["environment"].get(listed), os.environ.get(listed)]
            environment[listed] = ":".join(filter(None, both))
        with subprocess.Popen([job["path"]], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            job["pid"] = process.pid
        job["status"] = process.returncode
    path.write_text(json.dumps(jobs))


main(pathlib.Path(sys.argv[1]))
