# SPDX-License-Identifier: MIT
"""Every misuse is in the report under its code, once, at the function that commits it, and no other is."""

import json

import harness
import misuse_cases


class Misuse(harness.Case):
    def check(self, enumerator, code):
        recording = self.record(misuse_cases.MISUSE, code, **misuse_cases.settings(code))
        diagnostics = recording.report["diagnostics"]
        self.assertEqual([(entry["code"], entry["count"]) for entry in diagnostics], [(code, 1)])
        self.assertIn(misuse_cases.function(enumerator), json.dumps(diagnostics))


misuse_cases.add_tests(Misuse)

if __name__ == "__main__":
    harness.main()
