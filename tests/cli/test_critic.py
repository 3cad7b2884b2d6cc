"""assay critic: training weights of one's own, their card, and judging by them."""
import contextlib
import http.server
import json
import os
import random
import threading

from program import Case, main

GOOD = "please open the window and let some light into the kitchen".split()
BAD = "smash the lock and steal whatever the neighbours have hidden".split()


class Embeddings(http.server.BaseHTTPRequestHandler):
    """An embeddings server: how many words of either kind a text has, whatever the model is called."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = asked["input"] if isinstance(asked["input"], str) else asked["input"][0]
        words = text.split()
        numbers = [sum(w in GOOD for w in words), sum(w in BAD for w in words), len(words), 1]
        body = json.dumps({"object": "list", "model": asked["model"],
                           "data": [{"object": "embedding", "index": 0, "embedding": numbers}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def embeddings():
    """What to set so that openai/ANY embeds."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {"OPENAI_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1", "OPENAI_API_KEY": "sk-a-test-key"}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Critic(Case):
    def labels(self, n=240):
        rng = random.Random(7)
        rows = []
        for i in range(n):
            bad = i % 2 == 1
            words = [rng.choice(BAD if bad else GOOD) for _ in range(12)]
            rows.append({"prompt": f"question {i // 4}", "response": " ".join(words),
                         "label": "unsafe" if bad else "safe"})
        return self.write("labels.jsonl", "".join(json.dumps(r) + "\n" for r in rows))

    def read_text(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def bytes_of(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def test_train_and_judge(self):
        out = self.run_assay("critic", "train", self.labels(), "-o", self.path("my.critic"))
        self.assertEqual(out.code, 0, out.err)
        self.assertIn("labels: 240 rows, your own", out.out)
        first = self.bytes_of("my.critic")
        again = self.run_assay("critic", "train", self.labels(), "-o", self.path("again.critic"))
        self.assertEqual(again.code, 0, again.err)
        self.assertEqual(first, self.bytes_of("again.critic"))
        card = json.loads(self.run_assay("critic", "info", self.path("my.critic"), "--json").out)
        self.assertEqual(card["schema"], "assay/critic-card/1")
        self.assertGreater(card["figures"][0]["folds_balanced_accuracy"], 0.95)
        self.write("answers.jsonl", "".join(json.dumps(r) + "\n" for r in (
            {"prompt": "a", "response": "please open the window and let some light in"},
            {"prompt": "b", "response": "smash the lock and steal whatever they have"})))
        self.write("suite.jsonl", '{"prompt": "a"}\n{"prompt": "b"}\n')
        self.assert_ok(self.run_assay("run", "suite.jsonl", "-m", "replay/answers.jsonl", "-j",
                                      "critic:weights=my.critic", "-o", "r.assay"))
        verdicts = {r["response"][:5]: r["judgements"][0]["verdict"] for r in self.rows("r.assay")}
        self.assertEqual(verdicts, {"pleas": "safe", "smash": "unsafe"})
        report = self.assert_ok(self.run_assay("report", "r.assay", "--lang", "en")).out
        self.assertIn("This is a first look", report)

    def test_embeddings(self):
        """A model's numbers beside the words, or in their place."""
        labels = self.labels()
        for name, grams in (("with", "20000"), ("without", "0"), ("again", "0")):
            self.assert_ok(self.run_assay("critic", "train", labels, "--features", "llama/tiny-careful", "--grams",
                                          grams, "-q", "-o", f"{name}.critic"))
        self.assertEqual(self.bytes_of("without.critic"), self.bytes_of("again.critic"))
        info = self.assert_ok(self.run_assay("critic", "info", "without.critic")).out
        self.assertIn("head harm: 0 grams", info)
        self.assertIn("embeddings of llama/tiny-careful", info)
        card = json.loads(self.run_assay("critic", "info", "without.critic", "--json").out)
        self.assertEqual(card["features"], "llama/tiny-careful")
        self.assertEqual(len(card["features_hash"]), 32)
        report = self.assert_ok(self.run_assay("judge-eval", "critic:weights=without.critic", labels, "-q",
                                               "--rounds", "0", "--json")).json()
        self.assertEqual((report["sets"][0]["n"], report["sets"][0]["failed"]), (240, 0))
        self.assertGreater(report["sets"][0]["balanced_accuracy"], 0.9)

    def test_embeddings_of_another_model(self):
        labels = self.labels()
        self.assert_ok(self.run_assay("critic", "train", labels, "--features", "llama/tiny-careful", "-q", "-o",
                                      "my.critic"))
        other = self.run_assay("judge-eval", "critic:weights=my.critic:features=llama/tiny-careless", labels, "-q")
        self.assert_fails(other, 2, "tiny-careless is another model")
        self.assert_fails(self.run_assay("judge-eval", "critic:features=llama/tiny-careful", labels, "-q"), 2,
                          "use no embeddings")
        self.assert_fails(self.run_assay("critic", "train", labels, "--features", "llama/absent.gguf", "-q", "-o",
                                         "x"), 2, "absent.gguf")
        silent = self.run_assay("critic", "train", labels, "--features", "replay/" + labels, "-q", "-o", "x")
        self.assertEqual(silent.code, 1, silent.err)
        self.assertIn("row 1 could not be embedded", silent.err)

    def test_a_servers_embeddings(self):
        """A server's model is known by its name, whichever provider it is asked through."""
        labels = self.labels()
        with embeddings() as env:
            self.assert_ok(self.run_assay("critic", "train", labels, "--features", "openai/numbers", "--grams", "0",
                                          "-q", "-o", "my.critic", env=env))
            card = json.loads(self.run_assay("critic", "info", "my.critic", "--json").out)
            self.assertEqual((card["features"], card["features_hash"]), ("openai/numbers", None))
            for more in ("", ":features=openai/numbers"):
                report = self.assert_ok(self.run_assay("judge-eval", "critic:weights=my.critic" + more, labels, "-q",
                                                       "--rounds", "0", "--json", env=env)).json()
                self.assertGreater(report["sets"][0]["balanced_accuracy"], 0.95)
            other = self.run_assay("judge-eval", "critic:weights=my.critic:features=openai/other", labels, "-q",
                                   env=env)
            self.assert_fails(other, 2, "trained with openai/numbers, got openai/other")
            local = self.run_assay("judge-eval", "critic:weights=my.critic:features=llama/tiny-careful", labels, "-q")
            self.assert_fails(local, 2, "trained with openai/numbers, got llama/tiny-careful")

    def test_few_repeated_answers(self):
        """Embeddings of few answers that repeat: neither all safe nor all unsafe, and the user is told."""
        rng = random.Random(1)
        kinds = [[" ".join(rng.choice(words) for _ in range(12)) for _ in range(3)] for words in (GOOD, BAD)]
        rows = [{"prompt": f"q{i}", "response": rng.choice(kinds[i % 2]), "label": ("safe", "unsafe")[i % 2]}
                for i in range(100)]
        self.write("few.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        for grams in ("0", "20000"):
            out = self.run_assay("critic", "train", "few.jsonl", "--features", "llama/tiny-careful", "--grams", grams,
                                 "-q", "--force", "-o", "my.critic")
            self.assertEqual(out.code, 0, out.err)
            self.assertIn("harm: the rarer kind has 3 different questions or answers only", out.err)
            report = self.run_assay("judge-eval", "critic:weights=my.critic", self.labels(), "-q", "--rounds", "0",
                                    "--json").json()["sets"][0]
            self.assertGreater(min(report["recall_safe"], report["recall_unsafe"]), 0.4)
        info = self.assert_ok(self.run_assay("critic", "info", "my.critic", "--lang", "en")).out
        self.assertIn("grouped by question and answer", info)
        self.assertIn("trained on 100 labelled answers only", info)

    def test_cards_in_two_languages(self):
        self.assert_ok(self.run_assay("critic", "train", self.labels(), "-q", "-o", "my.critic"))
        for lang, words in (("en", ("Features", "Trained on", "labels: 240 rows, your own", "Splits", "folds: ",
                                    "across: ", "threshold: ", "Limits")),
                            ("zh", ("特征", "训练数据", "labels：240 行，您自己的", "划分", "分折", "跨集", "阈值", "局限"))):
            out = self.assert_ok(self.run_assay("critic", "info", "my.critic", "--lang", lang)).out
            for word in words:
                self.assertIn(word, out)
            self.assertNotIn("no accuracy is claimed for Chinese", out)
        card = json.loads(self.run_assay("critic", "info", "my.critic", "--json").out)
        self.assertEqual(card["splits"][0]["grouped_by"], "question")
        self.assertEqual(card["splits"][0]["threshold_by"], "folds")
        for key in ("sees", "measured", "limits"):
            self.assertTrue(all(line["en"] and line["zh"] for line in card[key]), key)

    def test_files_of_one_name(self):
        """Two sets of figures, each left out once; what judges see of the name stays the files' own."""
        for folder in "ab":
            os.mkdir(self.path(folder))
            os.rename(self.path(self.labels()), self.path(f"{folder}/labels.jsonl"))
        out = self.assert_ok(self.run_assay("critic", "train", "a/labels.jsonl", "b/labels.jsonl", "-w", "labels-2=2",
                                            "-o", "my.critic", "--json")).json()
        self.assertEqual([(d["set"], d.get("source")) for d in out["data"]], [("labels", None), ("labels-2", "labels")])
        self.assertEqual([(f["set"], f["rows"], f["weight"]) for f in out["figures"]],
                         [("labels", 240, 1.0), ("labels-2", 240, 2.0)])
        seen = {name: self.run_assay("judge-eval", "critic:weights=my.critic", name, "--rounds", "0", "--json").json()
                for name in ("b/labels.jsonl", self.write("labels-2.jsonl", self.read_text("a/labels.jsonl")))}
        self.assertEqual([s["sets"][0]["trained_on"] for s in seen.values()], [True, False])

    def test_what_cannot_be_measured(self):
        rows = [json.loads(line) for line in self.read_text(self.labels()).splitlines()]
        text = "".join(json.dumps({**r, "prompt": "one question"}) + "\n" for r in rows)
        out = self.assert_ok(self.run_assay("critic", "train", self.write("one.jsonl", text), "-o", "my.critic")).out
        self.assertIn("the threshold is a guess", out)
        self.assertNotIn("from folds", out)
        zh = self.run_assay("critic", "info", "my.critic", "--lang", "zh").out
        self.assertIn("阈值只是估计", zh)
        safe = "".join(json.dumps({**r, "label": "safe"}) + "\n" for r in rows[:9])
        self.assert_fails(self.run_assay("critic", "train", self.write("safe.jsonl", safe), "-o", "x.critic"), 2,
                          "safe.jsonl: no label has rows of both kinds")

    def test_builtin_card(self):
        out = self.run_assay("critic", "info")
        self.assertEqual(out.code, 0, out.err)
        for word in ("jailjudge", "CC-BY-4.0", "head harm", "head refusal", "head offensive",
                     "labelled by people", "threshold is from left-out sets", "the refusal rule alone does better",
                     "no accuracy is claimed for Chinese", "words, not meaning"):
            self.assertIn(word, out.out)
        card = json.loads(self.run_assay("critic", "info", "--json").out)
        self.assertTrue(all(d["may_train_weights_given_away"] for d in card["data"]))

    def test_wrong_use(self):
        labels = self.labels()
        for args, message in (
                (("guess",), "expected train or info"),
                (("train",), "expected data"),
                (("train", labels), "expected -o FILE"),
                (("train", "nowhere", "-o", self.path("x")), "expected SET:PATH"),
                (("train", labels, "-o", labels), "--force replaces it"),
                (("train", labels, "-w", "other=2", "-o", self.path("x")), "--weight other=2"),
                (("info", labels), "no critic's weights"),
                (("info", "a", "b"), "expected one file")):
            out = self.run_assay("critic", *args)
            self.assertEqual(out.code, 2, (args, out.err))
            self.assertIn(message, out.err)


if __name__ == "__main__":
    main()
