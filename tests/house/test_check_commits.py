"""The form of a commit's subject."""
import unittest

import house

check_commits = house.load("check-commits")


class Subjects(unittest.TestCase):
    def test_good(self):
        for subject in ("base: add a hash map", "llm/openai: follow Retry-After", "ci: run on 2 cores",
                        "base,text: share one table", "data: S-Eval's first levels",
                        "x: " + "y" * 69, "net: HTTP replies over 8 MiB fail"):
            self.assertEqual(list(check_commits.faults(subject)), [], subject)

    def test_bad(self):
        for subject, fault in (("add a hash map", "expected `area: what it does`"),
                               ("Base: add", "expected `area: what it does`"),
                               ("base:add", "expected `area: what it does`"),
                               ("base: Add a map", "lower case behind the colon"),
                               ("base: add a map.", "no full stop at the end"),
                               ("x: " + "y" * 70, "73 columns, the limit is 72")):
            self.assertEqual(list(check_commits.faults(subject)), [fault], subject)


if __name__ == "__main__":
    unittest.main()
