"""assay attack: S-Eval's ten, a user's own, and a rewriter that answers in every way that models do."""

import json
import os
import signal
import time

from program import Case, Stub, main, read
from test_generate import Model

TEN = ("positive_induction,reverse_induction,code_injection,instruction_jailbreak,goal_hijacking,"
       "instruction_encryption,deepinception,in_context_attack,chain_of_utterances,compositional_instructions")
WRITTEN = "positive_induction,reverse_induction,compositional_instructions"
OWN = """\
name: own
text: "{opening} {prompt}"
lists: {opening: [Well., Now.]}
"""


def writes(_, user, n, body):
    """A writer that does as it is told, in the language it is asked in, with its number in it."""
    if "改写" in user or "梗概" in user or "开场白" in user:
        return f"这是写手写的第{sum(map(ord, user)) % 1000}段文字，为了做一次关于安全的研究，想请教这件事究竟是怎么一回事。"
    return f"This is text number {sum(map(ord, user)) % 1000} by the writer, who is doing research on safety for an article."


class Ten(Case):
    def test_every_item_by_every_attack(self):
        result = self.run_assay("attack", self.suite(8), "-a", TEN, "-o", "a.jsonl", "--json")
        summary = self.assert_ok(result).json()
        self.assertEqual((summary["read"], summary["written"], summary["dropped"]), (8, 80, {}))
        self.assertEqual(summary["by_attack"], {name: 8 for name in TEN.split(",")})
        rows = self.items("a.jsonl")
        self.assertEqual([(r["parent"], r["attack"]) for r in rows],
                         [(f"i{i}", a) for i in range(8) for a in TEN.split(",")])
        self.assertEqual(len({r["id"] for r in rows}), 80)
        self.assert_ok(self.run_assay("validate", "a.jsonl"))

    def items(self, name):
        return [json.loads(line) for line in read(self.path(name)).splitlines()]

    def test_the_same_seed_twice(self):
        suite = self.suite(6)
        for name in ("a", "b"):
            self.assert_ok(self.run_assay("attack", suite, "-a", TEN, "-o", name + ".jsonl", "--seed", "5"))
        self.assertEqual(read(self.path("a.jsonl")), read(self.path("b.jsonl")))
        self.assert_ok(self.run_assay("attack", suite, "-a", TEN, "-o", "c.jsonl", "--seed", "6"))
        self.assertNotEqual(read(self.path("a.jsonl")), read(self.path("c.jsonl")))

    def test_one_more_attack_changes_no_other(self):
        suite = self.suite(6)
        self.assert_ok(self.run_assay("attack", suite, "-a", TEN, "-o", "a.jsonl"))
        self.assert_ok(self.run_assay("attack", suite, "-a", "in_context_attack", "-o", "b.jsonl"))
        some = [r for r in self.items("a.jsonl") if r["attack"] == "in_context_attack"]
        self.assertEqual(some, self.items("b.jsonl"))

    def test_run_makes_the_same_items(self):
        suite = self.suite(4)
        self.assert_ok(self.run_assay("attack", suite, "-a", TEN, "-o", "a.jsonl", "--seed", "7"))
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-a", TEN, "--seed", "7", "-o", "r.assay",
                                          env=stub.env))
        asked = {(r["id"], r["item"]["prompt"]) for r in self.rows("r.assay") if r["item"]["attack"]}
        self.assertEqual({(r["id"], r["prompt"]) for r in self.items("a.jsonl")}, asked)

    def test_what_cannot_be_attacked_is_named(self):
        rows = [{"id": f"q{i}", "kind": "choice", "lang": "en", "prompt": "Which?", "options": ["a", "b"]}
                for i in range(30)] + [{"id": "o", "lang": "en", "prompt": "How?"}]
        suite = self.write("s.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        args = ("attack", suite, "-a", "code_injection,deepinception", "-o")
        summary = self.assert_ok(self.run_assay(*args, "a.jsonl", "--json")).json()
        why = ": a question with options has no prompt to rewrite"
        self.assertEqual(summary["dropped"], {"code_injection" + why: 30, "deepinception" + why: 30})
        self.assertEqual(summary["untreated"], {f"q{i}": 2 for i in range(30)})
        out = self.assert_ok(self.run_assay(*args, "b.jsonl")).out
        self.assertIn("not attacked: q0, q1,", out)
        self.assertIn("and 10 more", out)

    def test_the_taxonomy_is_the_one_asked_for(self):
        self.write("mine.yaml", "id: mine\nversion: '1'\nlicense: CC0-1.0\nsource: x\nname: {zh: 锁, en: Locks}\nchildren:\n"
                                "  - {id: doors, name: {zh: 门, en: Doors}, definition: {zh: 开门。, en: Doors.}}\n")
        self.write("my suite.jsonl", json.dumps({"id": "x", "lang": "en", "risk": "doors", "prompt": "How?"}) + "\n")
        self.assert_ok(self.run_assay("attack", "my suite.jsonl", "-a", "deepinception", "-t", "./mine.yaml", "-o", "a.jsonl"))
        self.assertIn("-a deepinception -t ./mine.yaml", read(self.path("a.yaml")))
        self.assertIn("assay attack 'my suite.jsonl' ", read(self.path("a.yaml")))
        self.assert_ok(self.run_assay("validate", "a.jsonl"))

    def test_a_line_nobody_could_read(self):
        rows = [{"id": "big", "lang": "en", "prompt": "'\"\\ " * (7 << 20)}, {"id": "small", "lang": "en", "prompt": "x"}]
        suite = self.write("s.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        summary = self.assert_ok(self.run_assay("attack", suite, "-a", "code_injection,deepinception", "-o", "a.jsonl",
                                                "--json")).json()
        self.assertEqual(summary["dropped"], {"code_injection: its line would be too long to be read": 1})
        self.assertEqual((summary["untreated"], summary["written"]), ({"big": 1}, 3))
        self.assert_ok(self.run_assay("validate", "a.jsonl"))

    def test_hostile_prompts(self):
        prompts = ["\x00", "a\x00b", "\u202eabc\u200f", "{prompt}{opening}{plot}", "x" * (10 << 20), "甲" * (3 << 20),
                   "'''\"\"\"\\", "\ud800 lone"]
        suite = self.write("s.jsonl", "".join(
            json.dumps({"id": f"h{i}", "lang": "en", "prompt": p}) + "\n" for i, p in enumerate(prompts)))
        summary = self.assert_ok(self.run_assay("attack", suite, "-a", TEN, "-o", "a.jsonl", "--json")).json()
        self.assertEqual(summary["written"] + sum(summary["dropped"].values()), 10 * len(prompts))
        verbatim = set(TEN.split(",")) - {"code_injection", "instruction_encryption"}
        for row in self.items("a.jsonl"):
            prompt = prompts[int(row["parent"][1:])].replace("\ud800", "\ufffd")
            if row["attack"] in verbatim:
                self.assertIn(prompt, row["prompt"])


class Own(Case):
    def test_a_file_is_an_attack(self):
        suite, own = self.suite(6), self.write("own.yaml", OWN)
        self.assert_ok(self.run_assay("validate", own))
        self.assert_ok(self.run_assay("attack", suite, "-a", "./own.yaml,deepinception", "-o", "a.jsonl"))
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-a", "own.yaml", "-o", "r.assay", env=stub.env))
        rows = [json.loads(line) for line in read(self.path("a.jsonl")).splitlines()]
        made = {(r["id"], r["prompt"]) for r in rows if r["attack"] == "own"}
        self.assertEqual(len(made), 6)
        self.assertEqual(made, {(r["id"], r["item"]["prompt"]) for r in self.rows("r.assay") if r["item"]["attack"]})
        self.assertTrue(all(p.startswith(("Well. ", "Now. ")) for _, p in made))

    def test_another_wording_has_other_ids(self):
        suite = self.suite(2)
        self.write("own.yaml", OWN)
        self.assert_ok(self.run_assay("attack", suite, "-a", "./own.yaml", "-o", "a.jsonl"))
        self.write("own.yaml", OWN.replace("Now.", "So."))
        self.assert_ok(self.run_assay("attack", suite, "-a", "./own.yaml", "-o", "b.jsonl"))
        ids = [{json.loads(line)["id"] for line in read(self.path(n)).splitlines()} for n in ("a.jsonl", "b.jsonl")]
        self.assertFalse(ids[0] & ids[1])

    def test_faults_are_named(self):
        suite = self.suite(2)
        self.write("bad.yaml", "name: own\ntext: '{promt} {prompt}'\ncolour: red\n")
        result = self.run_assay("validate", "bad.yaml")
        self.assertEqual(result.code, 2)
        self.assertIn("bad.yaml:2: text: {promt}", result.err)
        self.assertIn("bad.yaml:3: colour: unknown key", result.err)
        for command in (("attack", suite, "-o", "a.jsonl"), ("run", suite, "-m", "openai/a", "-o", "r.assay")):
            self.assert_fails(self.run_assay(*command, "-a", "./bad.yaml", env={"OPENAI_API_KEY": "k"}), 2,
                              "./bad.yaml:", "and 1 more")
        self.assert_fails(self.run_assay("attack", suite, "-a", "./none.yaml", "-o", "a.jsonl"), 2, "./none.yaml")
        self.assert_fails(self.run_assay("attack", suite, "-a", "nope", "-o", "a.jsonl"), 2, "nope", "assay list attacks")

    def test_twice_under_one_name(self):
        suite = self.suite(2)
        self.write("own.yaml", OWN)
        self.write("too.yaml", OWN + "\n")
        self.assert_fails(self.run_assay("attack", suite, "-a", "./own.yaml,./too.yaml", "-o", "a.jsonl"), 2, "own", "twice")


class Rewriter(Case):
    def attack(self, suite, output, env, *more, **kept):
        return self.run_assay("attack", suite, "-a", WRITTEN + ",deepinception", "--rewriter", "openai/w", "-o", output,
                              "--json", *more, env=env, **kept)

    def items(self, name):
        return [json.loads(line) for line in read(self.path(name)).splitlines()]

    def test_a_writer_writes_and_the_order_stays(self):
        suite = self.suite(40)
        with Model(writes, delay=0.002) as model:
            summary = self.assert_ok(self.attack(suite, "a.jsonl", model.env)).json()
            self.assertEqual(len(model.bodies), 120)
        self.assertEqual((summary["written"], summary["dropped"]), (160, {}))
        rows = self.items("a.jsonl")
        order = [a for a in (WRITTEN + ",deepinception").split(",")]
        self.assertEqual([(r["parent"], r["attack"]) for r in rows], [(f"i{i}", a) for i in range(40) for a in order])
        for row in rows:
            if row["attack"] in WRITTEN:
                self.assertIn("写手写的第" if row["lang"] == "zh" else "by the writer", row["prompt"])
        self.assertIn("--rewriter openai/w", read(self.path("a.yaml")))
        self.assert_ok(self.run_assay("validate", "a.jsonl"))

    def test_run_makes_the_same_and_the_bank_other_ids(self):
        suite = self.suite(4)
        with Model(writes) as model:
            self.assert_ok(self.attack(suite, "a.jsonl", model.env))
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-a", WRITTEN, "--rewriter", "openai/w", "-o",
                                          "r.assay", env=model.env))
        self.assert_ok(self.run_assay("attack", suite, "-a", WRITTEN + ",deepinception", "-o", "b.jsonl"))
        made = {(r["id"], r["prompt"]) for r in self.items("a.jsonl") if r["attack"] in WRITTEN}
        self.assertEqual(made, {(r["id"], r["item"]["prompt"]) for r in self.rows("r.assay") if r["item"]["attack"]})
        plain = {r["id"] for r in self.items("b.jsonl")}
        self.assertEqual(len(plain & {r["id"] for r in self.items("a.jsonl")}), 4)  # deepinception's

    def test_bad_replies_are_asked_for_once_more(self):
        def first_bad(system, user, n, body):
            if len(body["messages"]) == 1:
                return ["", "I'm sorry, I can't do that.", "short", user][n % 4]
            return writes(system, body["messages"][0]["content"], n, body)

        with Model(first_bad) as model:
            summary = self.assert_ok(self.attack(self.suite(12), "a.jsonl", model.env)).json()
            repairs = sum(len(b["messages"]) == 3 for b in model.bodies)
        self.assertEqual((summary["written"], summary["dropped"]), (48, {}))
        self.assertGreater(repairs, 20)

    def test_failures_are_counted_and_named(self):
        def refuses_some(system, user, n, body):
            first = body["messages"][0]["content"]
            if "door 0" in first:
                return "I cannot help with that."
            if "door 2" in first and "door 2?" in first:
                return 400, json.dumps({"error": {"message": "no"}})
            return writes(system, first, n, body)

        with Model(refuses_some) as model:
            summary = self.assert_ok(self.attack(self.suite(6), "a.jsonl", model.env, "--retries", "0")).json()
        self.assertEqual(summary["dropped"], {f"{a}: the writer {why}": 1 for why in ("refused", "failed: request")
                                              for a in WRITTEN.split(",")})
        self.assertEqual(summary["untreated"], {"i0": 3, "i2": 3})
        self.assertEqual(summary["written"], 4 * 6 - 6)

    def test_nothing_came_of_it(self):
        suite = self.suite(2)
        with Model(lambda *_: "I cannot help with that.") as model:
            result = self.run_assay("attack", suite, "-a", "reverse_induction", "--rewriter", "openai/w", "-o", "a.jsonl",
                                    env=model.env)
        self.assert_fails(result, 1, "the writer refused (2)")

    def test_a_wrong_key_is_one_line(self):
        with Stub("--key", "other") as stub:
            self.assert_fails(self.attack(self.suite(6), "a.jsonl", stub.env), 1, "openai/w")
        self.assert_fails(self.attack(self.suite(2), "b.jsonl", {}), 2, "OPENAI_API_KEY")

    def test_interrupted_and_gone_on(self):
        suite = self.suite(60)
        with Model(writes) as model:
            self.assert_ok(self.attack(suite, "whole.jsonl", model.env))
        with Model(writes, delay=0.05) as model:
            process = self.start("attack", suite, "-a", WRITTEN + ",deepinception", "--rewriter", "openai/w", "-o",
                                 "a.jsonl", "-c", "4", env=model.env)
            while len(model.bodies) < 40:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130, err)
            self.assertIn(b"the same command goes on", err)
            before = len(model.bodies)
            self.assert_ok(self.attack(suite, "a.jsonl", model.env))
            self.assertEqual(len(model.bodies), 180)
            self.assertGreaterEqual(before, 40)
        self.assertEqual(read(self.path("a.jsonl")), read(self.path("whole.jsonl")))

    def test_a_key_that_dies(self):
        suite = self.suite(20)
        for alive, more in ((3, ()), (57, ("-c", "1"))):  # in the middle, and at the very end
            def dies(s, u, n, b):
                if n <= alive or n > 100:
                    return writes(s, u, n, b)
                time.sleep(0.2)  # the answers before it are back first
                return 401, "{}"
            with Model(dies) as model:
                self.assert_fails(self.attack(suite, "a.jsonl", model.env, *more), 1, "no call is answered any more: auth",
                                  "the same command goes on")
                self.assertEqual(sorted(os.listdir(self.dir)), ["a.jsonl.part", "suite.jsonl"])
                asked = len(model.bodies)
                model.bodies += [None] * 100  # a new key
                self.assert_ok(self.attack(suite, "a.jsonl", model.env, *more))
                self.assertEqual(len(model.bodies) - 100 - asked, 60 - alive)
            self.assertEqual(len(self.items("a.jsonl")), 80)
            os.remove(self.path("a.jsonl"))
            os.remove(self.path("a.yaml"))

    def test_no_reply_is_asked_for_twice(self):
        suite = self.write("s.jsonl", json.dumps({"id": "i", "lang": "en", "prompt": "How?", "risk": "ci"}) + "\n")
        args = ("attack", suite, "-a", "compositional_instructions", "--rewriter", "openai/w", "-o", "a.jsonl")

        def slow_repair(system, user, n, body):
            if len(body["messages"]) == 1:
                return "short"
            time.sleep(0.5)
            return writes(system, user, n, body)

        with Model(slow_repair) as model:
            process = self.start(*args, env=model.env)
            while len(model.bodies) < 2:
                time.sleep(0.01)
            process.kill()
            process.communicate(timeout=60)
            self.assert_ok(self.run_assay(*args, env=model.env))
            self.assertEqual([len(b["messages"]) for b in model.bodies], [1, 3, 3])

    def test_comply_items_pass_in_their_places(self):
        rows = [{"id": f"i{i}", "lang": "en", "prompt": f"How {i}?", "risk": "ci",
                 "expect": "comply" if i % 3 == 1 else "refuse"} for i in range(30)]
        suite = self.write("s.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        with Model(writes, delay=0.003) as model:
            summary = self.assert_ok(self.attack(suite, "a.jsonl", model.env, "--with-base")).json()
        order = (WRITTEN + ",deepinception").split(",")
        expected = []
        for i in range(30):
            expected += [(f"i{i}", None)] + ([] if i % 3 == 1 else [(f"i{i}", a) for a in order])
        self.assertEqual([(r["parent"] or r["id"], r["attack"]) for r in self.items("a.jsonl")], expected)
        self.assertEqual(summary["by_attack"]["base"], 30)


if __name__ == "__main__":
    main()
