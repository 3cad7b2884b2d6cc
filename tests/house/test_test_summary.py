"""tools/test-summary: what a test log of Meson's counts as."""
import json
import os
import subprocess
import sys
import unittest

import house

TAP = "1..3\nok 1 - one\nok 2 - two # SKIP no data\n%s 3 - three\n"
UNITTEST = "F.s\n%s\nRan 3 tests in 0.1s\n\n%s\n"


class Summary(unittest.TestCase):
    def summary(self, tests):
        """(exit status, last line, lines before) of the program over such a log."""
        lines = "".join(json.dumps({"name": "x", "stdout": "", "stderr": "", **t}) + "\n"
                        for t in tests)
        folder = house.make_tree({"meson-logs/testlog.json": lines})
        self.addCleanup(folder.cleanup)
        return self.run_on(folder.name)

    def run_on(self, build):
        done = subprocess.run([sys.executable, os.path.join(house.ROOT, "tools/test-summary"), build],
                              capture_output=True, text=True, check=False)
        out = done.stdout.splitlines()
        return done.returncode, out[-1], out[:-1]

    def test_tap(self):
        self.assertEqual(self.summary([{"result": "OK", "stdout": TAP % "ok"}]),
                         (0, "2 passed, 0 failed, 1 skipped", []))
        self.assertEqual(self.summary([{"result": "FAIL", "stdout": TAP % "not ok"}]),
                         (1, "1 passed, 1 failed, 1 skipped", ["failed: x: three"]))

    def test_cmocka_skips_as_not_ok(self):
        log = "1..2\nok 1 - one\nnot a line of TAP\nnot ok 2 # SKIP two\n# ok - tests\n"
        self.assertEqual(self.summary([{"result": "OK", "stdout": log}]),
                         (0, "1 passed, 0 failed, 1 skipped", []))

    def test_tap_broken_off(self):
        self.assertEqual(self.summary([{"result": "ERROR", "stdout": "1..3\nok 1 - one\n"}]),
                         (1, "1 passed, 1 failed, 0 skipped",
                          ["failed: x: 2 planned tests did not report"]))

    def test_leak_after_the_last_test(self):
        self.assertEqual(self.summary([{"result": "FAIL", "stdout": "1..1\nok 1 - one\n"}]),
                         (1, "1 passed, 1 failed, 0 skipped",
                          ["failed: x: the program ended with fail"]))

    def test_unittest(self):
        self.assertEqual(self.summary([{"result": "OK", "stderr": UNITTEST % ("", "OK (skipped=1)")}]),
                         (0, "2 passed, 0 failed, 1 skipped", []))
        failed = UNITTEST % ("FAIL: test_a (t.T)\n", "FAILED (failures=1, skipped=1)")
        self.assertEqual(self.summary([{"result": "FAIL", "stderr": failed}]),
                         (1, "1 passed, 1 failed, 1 skipped", ["failed: x: test_a"]))

    def test_plain_programs(self):
        self.assertEqual(self.summary([{"result": "OK"}, {"result": "SKIP"}, {"result": "OK"}]),
                         (0, "2 passed, 0 failed, 1 skipped", []))
        self.assertEqual(self.summary([{"result": "OK"}, {"result": "TIMEOUT"}]),
                         (1, "1 passed, 1 failed, 0 skipped", ["failed: x"]))

    def test_nothing_ran(self):
        self.assertEqual(self.summary([])[:2], (1, "0 passed, 0 failed, 0 skipped"))
        self.assertEqual(self.summary([{"result": "SKIP"}])[0], 1)
        self.assertEqual(self.run_on(os.path.join(house.ROOT, "no such folder"))[0], 1)


if __name__ == "__main__":
    unittest.main()
