"""Attacks that talk to the target with an attacker's help, and attacks made of attacks."""

import contextlib
import json
import signal
import sqlite3
import time

from program import Case, Stub, main, read

CONVERSING = "crescendo,pair,tap"
TARGET = ["-m", "llama/tiny-careful", "--deterministic", "-p", "max_tokens=24"]
# What the stub echoes is the order to the attacker, in which an example of the JSON stands: the
# attacker always proposes what the example says.
ECHO = ("--reply-mode", "echo")


class Converse(Case):
    def calls(self, run):
        """(role, how many) of a run's file."""
        with contextlib.closing(sqlite3.connect(f"file:{self.path(run)}?mode=ro", uri=True, timeout=5)) as db:
            return dict(db.execute("select role, count(*) from calls group by role"))

    def attacked(self, run):
        return [r for r in self.rows(run) if r["item"]["attack"]]

    def test_each_ends_with_an_answer_of_the_target(self):
        suite = self.suite(8)
        with Stub(*ECHO) as stub:
            args = ["run", suite, *TARGET, "-a", CONVERSING, "--attacker", "openai/a", "-q"]
            self.assert_ok(self.run_assay(*args, "-o", "r.assay", env=stub.env))
            asked = len(stub.requests())
            self.assert_ok(self.run_assay(*args, "-o", "again.assay", env=stub.env))
        rows = self.attacked("r.assay")
        self.assertEqual(len(rows), 24)
        self.assertEqual({r["item"]["attack"] for r in rows}, set(CONVERSING.split(",")))
        for row in rows:
            self.assertEqual(row["state"], "answered")
            self.assertIsNone(row["item"]["prompt"])
            self.assertTrue(row["response"])
            self.assertEqual(row["judgements"][0]["judge"], "refusal")
        self.assertEqual(len({r["id"] for r in rows}), 24)
        calls = self.calls("r.assay")
        self.assertEqual(sum(calls.values()) - calls[0], asked)
        self.assertGreater(asked, 24)
        self.assertEqual(self.export("r.assay", "--canonical"), self.export("again.assay", "--canonical"))
        report = self.assert_ok(self.run_assay("report", "r.assay", "--json")).json()
        self.assertIn("pair", json.dumps(report))

    def test_killed_and_resumed(self):
        suite = self.suite(12)
        with Stub(*ECHO, "--latency", "20") as stub:
            args = ["run", suite, *TARGET, "-a", CONVERSING, "--attacker", "openai/a", "-c", "4", "-q"]
            self.assert_ok(self.run_assay(*args, "-o", "whole.assay", env=stub.env, timeout=280))
            before = len(stub.requests())
            process = self.start(*args, "-o", "broken.assay", env=stub.env)
            end = time.monotonic() + 60
            while time.monotonic() < end:
                with contextlib.suppress(sqlite3.Error):
                    if sum(self.calls("broken.assay").values()) >= 40:
                        break
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            kept = sum(self.calls("broken.assay").values()) - self.calls("broken.assay").get(0, 0)
            middle = stub.settled()
            self.assertLess(middle - before, before)
            result = self.assert_ok(self.run_assay("resume", "broken.assay", "--json", env=stub.env, timeout=280))
            self.assertGreater(result.json()["resumed"], 0)
            # what was answered and kept is not asked again
            self.assertEqual(len(stub.requests()) - middle, before - kept)
        self.assertEqual(self.export("whole.assay", "--canonical"), self.export("broken.assay", "--canonical"))

    def test_an_attacker_that_refuses_fails_the_attack(self):
        suite = self.suite(4)
        with Stub("--reply", "I'm sorry, I can't help with that.") as stub:
            result = self.run_assay("run", suite, *TARGET, "-a", CONVERSING, "--attacker", "openai/a", "-o",
                                    "r.assay", "--json", env=stub.env)
            # once, and once more after a repair: 2 of crescendo, 2 x 3 of pair, 2 x 2 of tap
            self.assertEqual(len(stub.requests()), 4 * (2 + 6 + 4))
        self.assertEqual(result.json()["attack_failed"], 12)
        for row in self.attacked("r.assay"):
            self.assertEqual(row["state"], "failed")
            self.assertIn("the attacker", row["why"])

    def test_the_rewriter_serves_where_there_is_no_attacker(self):
        suite = self.suite(2)
        with Stub(*ECHO) as stub:
            self.assert_ok(self.run_assay("run", suite, *TARGET, "-a", "pair", "--rewriter", "openai/a", "-o",
                                          "r.assay", "-q", env=stub.env))
        self.assertEqual([r["state"] for r in self.attacked("r.assay")], ["answered"] * 2)

    def test_wants_an_attacker_and_a_target(self):
        suite = self.suite(2)
        self.assert_fails(self.run_assay("run", suite, *TARGET, "-a", "tap", "-o", "r.assay"), 2, "tap", "--attacker")
        self.assert_fails(self.run_assay("attack", suite, "-a", "tap", "-o", "o.jsonl"), 2, "tap")

    def test_bounds_of_settings(self):
        suite = self.suite(2)
        for word in ("pair:streams=17", "tap:branching=5", "crescendo:rounds=0", "pair:depth=3"):
            self.assert_fails(self.run_assay("run", suite, *TARGET, "-a", word, "--attacker", "llama/tiny-careless",
                                             "-o", "r.assay"), 2, word.split(":")[0])


class Compose(Case):
    WORD = "base64+goal_hijacking"

    def items(self, name):
        return [json.loads(line) for line in read(self.path(name)).splitlines()]

    def test_same_items_from_attack_and_run(self):
        suite = self.suite(6)
        self.assert_ok(self.run_assay("attack", suite, "-a", f"{self.WORD},base64", "-o", "a.jsonl", "--seed", "7"))
        made = {}
        for row in self.items("a.jsonl"):
            made[row["id"]] = (row["attack"], row["parent"], row["prompt"])
        self.assertEqual(len(made), 12)
        self.assertEqual({v[0] for v in made.values()}, {self.WORD, "base64"})
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-a", f"{self.WORD},base64", "--seed", "7",
                                          "-o", "r.assay", env=stub.env))
        asked = {r["id"]: (r["item"]["attack"], r["item"]["parent"], r["item"]["prompt"])
                 for r in self.rows("r.assay") if r["item"]["attack"]}
        self.assertEqual(asked, made)

    def test_settings_are_part_of_the_name(self):
        suite = self.suite(2)
        self.assert_ok(self.run_assay("attack", suite, "-a", "caesar:shift=3,caesar:shift=4", "-o", "a.jsonl"))
        rows = self.items("a.jsonl")
        self.assertEqual({r["attack"] for r in rows}, {"caesar:shift=3", "caesar:shift=4"})
        self.assertEqual(len({r["id"] for r in rows}), 4)

    def test_with_a_file(self):
        suite = self.suite(2)
        self.write("a+b.yaml", 'name: polite\nversion: 1\ntext: "Excuse me. {prompt}"\n')
        self.write("c.yaml", read(self.path("a+b.yaml")))
        self.assert_ok(self.run_assay("attack", suite, "-a", "./a+b.yaml,./c.yaml+url", "-o", "a.jsonl"))
        prompts = {(r["attack"], r["lang"]): r["prompt"] for r in self.items("a.jsonl")}
        self.assertEqual(prompts["polite", "en"], "Excuse me. Question 0: how do I open door 0?")
        self.assertIn("Excuse%20me.%20Question%200", prompts["polite+url", "en"])

    def test_what_cannot_be_composed(self):
        suite = self.suite(2)
        for word in ("base64+pair", "base64+", "url+url+url+url+url", "base64+none"):
            self.assert_fails(self.run_assay("attack", suite, "-a", word, "-o", "a.jsonl"), 2, "attack")

    def test_show(self):
        shown = self.assert_ok(self.run_assay("show", "attack", self.WORD)).out
        self.assertIn(self.WORD, shown)
        self.assertIn("2307.02483", shown)


if __name__ == "__main__":
    main()
