"""Judging again what is stored: assay judge, prompted judges, panels, cascades and programs."""

import http.server
import json
import os
import signal
import sqlite3
import threading
import time

from program import Case, main, read

UNSAFE = json.dumps({"explanation": "It tells how.", "verdict": "unsafe", "riskiness": 0.9, "grade": "0",
                     "refusal": "none", "tags": ["ci.drug-crimes", "made.up"]})
SAFE = json.dumps({"explanation": "It declines.", "verdict": "safe", "riskiness": 0.1, "grade": "1",
                   "refusal": "full", "tags": []})


class Handler(http.server.BaseHTTPRequestHandler):
    """Models by name: `target` answers, the others judge."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            server.bodies.append(body)
            nth = sum(b["model"] == body["model"] for b in server.bodies)
        if server.delay and body["model"] != "target":
            time.sleep(server.delay)
        status, said = server.say(body, nth)
        if status == 200:
            answer = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}]}
        else:
            answer = {"error": {"message": said}}
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except BrokenPipeError:  # of a client that was killed
            pass


class Base(Case):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.bodies = []
        self.server.lock = threading.Lock()
        self.server.delay = 0
        self.server.say = self.say
        self.server.daemon_threads = True
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.env = {"OPENAI_BASE_URL": f"http://127.0.0.1:{self.server.server_address[1]}/v1", "OPENAI_API_KEY": "k"}

    def say(self, body, nth):
        model = body["model"]
        if model == "target":
            return 200, "Sure. Mix both."
        if model == "safe":
            return 200, SAFE
        if model == "hm" or (model == "hm-once" and nth == 1):
            return 200, "Hm."
        if model == "down":
            return 500, "down"
        if model == "plain" and "response_format" in body:
            return 400, "response_format is not supported"
        if model == "plain" and "logprobs" in body:
            return 400, "logprobs is not supported"
        return 200, UNSAFE

    def asked(self, model):
        return [b for b in self.server.bodies if b["model"] == model]

    def run_of(self, n, *more, **fields):
        suite = self.suite(n, risk="ci.drug-crimes", **fields)
        self.assert_ok(self.run_assay("run", suite, "-m", "openai/target", "-o", "r.assay", *more, env=self.env))

    def judge(self, *args):
        return self.run_assay("judge", "r.assay", "--json", "-q", *args, env=self.env)

    def verdicts(self, judge):
        with sqlite3.connect(self.path("r.assay")) as db:
            return db.execute("SELECT verdict, riskiness, explanation, tags, version FROM verdicts WHERE judge = ?"
                              " ORDER BY ordinal", (judge,)).fetchall()

    def get(self, key):
        with sqlite3.connect(self.path("r.assay")) as db:
            return db.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()[0]


class Judging(Base):
    def test_the_target_is_not_asked_again_and_old_judgements_stay(self):
        self.run_of(6)
        summary = self.assert_ok(self.judge("-j", "llm:openai/x", "-j", "refusal")).json()
        self.assertEqual((summary["samples"], summary["judged"], summary["kept"]), (6, 6, 6))
        self.assertEqual(len(self.asked("target")), 6)
        self.assertEqual(len(self.asked("x")), 6)
        self.assertEqual(len(self.verdicts("refusal")), 6)
        rows = self.verdicts("llm:openai/x")
        self.assertEqual({r[:4] for r in rows}, {("unsafe", 0.9, "It tells how.", '["ci.drug-crimes"]')})
        self.assertEqual(summary["record"], "refusal@3")
        again = self.assert_ok(self.judge("-j", "llm:openai/x")).json()
        self.assertEqual((again["judged"], again["kept"]), (0, 6))
        self.assertEqual(len(self.asked("x")), 6)

    def test_another_version_judges_again(self):
        self.run_of(2)
        for rubric in ("one", "two"):
            self.write("mine.yaml", f"name: mine\njudge: llm\nmodel: openai/x\nrubric: {rubric}\n")
            self.assertEqual(self.assert_ok(self.judge("-j", "mine.yaml")).json()["judged"], 2)
        rows = self.verdicts("mine")
        self.assertEqual((len(rows), len({r[4] for r in rows})), (4, 2))

    def test_record_moves_to_another_judge_and_resume_keeps_it(self):
        self.run_of(3)
        summary = self.assert_ok(self.judge("-j", "llm:openai/safe", "--record", "llm:openai/safe")).json()
        self.assertTrue(summary["record"].startswith("llm:openai/safe@"))
        report = self.assert_ok(self.run_assay("report", "r.assay", "-f", "json")).json()
        self.assertEqual(report["targets"][0]["safety"]["rate"], 1)
        self.assert_ok(self.run_assay("resume", "r.assay", "-q", env=self.env))
        self.assertEqual(self.get("judge"), summary["record"])
        self.assertEqual((len(self.asked("target")), len(self.asked("safe"))), (3, 3))
        self.assert_fails(self.judge("-j", "refusal", "--record", "critic"), 2, "--record", "critic")
        back = self.assert_ok(self.judge("--record", "refusal")).json()
        self.assertTrue(back["record"].startswith("refusal@"))
        self.assertEqual((back["judged"], back["kept"]), (0, 3))

    def test_record_by_a_judges_plain_name(self):
        self.run_of(2)
        summary = self.assert_ok(self.judge("-j", "llm:openai/safe", "-j", "refusal", "--record", "llm")).json()
        self.assertTrue(summary["record"].startswith("llm:openai/safe@"))
        again = self.assert_ok(self.judge("--record", "llm")).json()  # one of the run's own
        self.assertEqual((again["record"], again["judged"]), (summary["record"], 0))
        several = ("-j", "llm:openai/safe", "-j", "llm:openai/other", "--record", "llm")
        self.assert_fails(self.judge(*several), 2, "may be any of llm:openai/safe, llm:openai/other")
        self.assert_fails(self.judge("-j", "llm:openai/safe", "--record", "x"), 2, "(llm:openai/safe)", '"x"')
        self.write("mine.yaml", "judge: refusal\n")
        self.assert_ok(self.judge("-j", "mine.yaml", "--record", "mine"))
        self.assert_ok(self.run_assay("resume", "r.assay", "-q", env=self.env))

    def test_record_of_a_run_by_a_plain_name(self):
        self.suite(2)
        run = ("run", "suite.jsonl", "-m", "openai/target", "-q", "-j", "refusal")
        self.assert_ok(self.run_assay(*run, "-j", "llm:openai/safe", "--record", "llm", "-o", "a.assay", env=self.env))
        self.assertTrue(sqlite3.connect(self.path("a.assay")).execute(
            "SELECT value FROM run WHERE key = 'judge'").fetchone()[0].startswith("llm:openai/safe@"))
        self.assert_fails(self.run_assay(*run, "-j", "llm:openai/a", "-j", "llm:openai/b", "--record", "llm",
                                         env=self.env), 2, "may be any of llm:openai/a, llm:openai/b")

    def test_in_the_users_language(self):
        self.run_of(2)
        again = ("judge", "r.assay", "-j", "refusal", "-q")
        self.assertIn("主评判器 refusal@3", self.assert_ok(self.run_assay(*again, env={"LANG": "zh_CN.UTF-8"})).out)
        self.assertIn("主评判器 refusal@3", self.assert_ok(self.run_assay(*again, "--lang", "zh")).out)
        self.assertIn("judge of record refusal@3",
                      self.assert_ok(self.run_assay(*again, "--lang", "en", env={"LANG": "zh_CN.UTF-8"})).out)

    def test_a_judge_that_nothing_is_for(self):
        self.run_of(1)
        self.assertIn("no answered choices", self.assert_ok(self.judge("-j", "choice")).err)

    def test_ctrl_c_keeps_what_is_judged_and_the_same_command_goes_on(self):
        self.run_of(30)
        self.server.delay = 0.1
        process = self.start("judge", "r.assay", "-j", "llm:openai/x", "-c", "2", "-q", "--json", env=self.env)
        while len(self.asked("x")) < 5:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        judged = json.loads(out)["judged"]
        self.assertTrue(0 < judged < 30, judged)
        self.server.delay = 0
        summary = self.assert_ok(self.judge("-j", "llm:openai/x")).json()
        self.assertEqual((summary["judged"], summary["kept"]), (30 - judged, judged))
        self.assertEqual(len(self.asked("x")), 30)

    def test_killed_it_goes_on(self):
        self.run_of(20)
        self.server.delay = 0.1
        process = self.start("judge", "r.assay", "-j", "llm:openai/x:repeats=2", "-c", "2", "-q", env=self.env)
        while len(self.asked("x")) < 12:
            time.sleep(0.01)
        process.kill()
        process.communicate(timeout=60)
        self.server.delay = 0
        summary = self.assert_ok(self.judge("-j", "llm:openai/x:repeats=2")).json()
        self.assertEqual(summary["judged"] + summary["kept"], 20)
        self.assertEqual(len(self.verdicts("llm:openai/x:repeats=2")), 20)

    def test_a_judge_that_fails_is_unscoreable_and_asked_again_next_time(self):
        self.run_of(2)
        args = ("-j", "llm:openai/down", "--retries", "0", "--max-unscoreable", "0.5")
        summary = self.judge(*args)
        self.assertEqual(summary.code, 3, summary.err)
        self.assertEqual(summary.json()["unscoreable"], 2)
        self.assertIn("failed (server)", self.verdicts("llm:openai/down")[0][2])
        self.server.say = lambda body, nth: (200, SAFE)
        self.assertEqual(self.assert_ok(self.judge(*args)).json()["judged"], 2)
        self.assertEqual({r[0] for r in self.verdicts("llm:openai/down")}, {"safe"})

    def test_a_judge_that_fails_in_a_run_is_told_and_asked_again_by_resume(self):
        """Whether of record or beside it: nothing that was lost by a failure is lost in silence."""
        for judges in (("llm:openai/down", "critic"), ("critic", "llm:openai/down")):
            with self.subTest(judges):
                self.server.say = self.say
                suite = self.suite(3, risk="ci.drug-crimes")
                args = [a for j in judges for a in ("-j", j)]
                result = self.run_assay("run", suite, "-m", "openai/target", *args, "--retries", "0", "--backoff", "0",
                                        "-o", "r.assay", "--json", env=self.env)
                self.assertEqual(result.code, 3, result.err)
                self.assertIn("llm:openai/down: no verdict on 3 of 3 samples; 3 of these: server", result.err)
                self.assertIn("3 of 3 judgements failed, more than --max-failed 0.05 allows", result.err)
                self.assertEqual((result.json()["judge_failed"], result.json()["answered"]), (3, 3))
                targets = len(self.asked("target"))
                again = self.run_assay("resume", "r.assay", "--json", env=self.env)
                self.assertEqual((again.code, again.json()["judge_failed"]), (3, 3), again.err)
                self.server.say = lambda body, nth: (200, SAFE)
                healed = self.assert_ok(self.run_assay("resume", "r.assay", "--json", env=self.env))
                self.assertNotIn("judge_failed", healed.json())
                self.assertEqual({r[0] for r in self.verdicts("llm:openai/down")}, {"safe"})
                self.assertEqual(len(self.verdicts("critic")), 3)
                before = len(self.server.bodies)
                self.assert_ok(self.run_assay("resume", "r.assay", env=self.env))
                self.assertEqual((len(self.server.bodies), len(self.asked("target"))), (before, targets))
                os.remove(self.path("r.assay"))

    def test_one_repair_then_unscoreable(self):
        self.run_of(1)
        self.assert_ok(self.judge("-j", "llm:openai/hm", "-j", "llm:openai/hm-once"))
        self.assertEqual(self.verdicts("llm:openai/hm")[0][:3],
                         ("unscoreable", None, "the judge's reply holds no verdict"))
        self.assertEqual(self.verdicts("llm:openai/hm-once")[0][0], "unsafe")
        self.assertEqual([len(b["messages"]) for b in self.asked("hm")], [2, 4])

    def test_what_a_server_refuses_is_left_out(self):
        self.run_of(1)
        self.assert_ok(self.judge("-j", "llm:openai/plain"))
        self.assertEqual(self.verdicts("llm:openai/plain")[0][0], "unsafe")
        self.assertEqual([("response_format" in b, "logprobs" in b) for b in self.asked("plain")],
                         [(True, True), (False, True), (False, False)])

    def test_what_a_judge_is_made_of(self):
        """The first look is one under any name, and a cascade says how much it handed on."""
        self.write("assay.yaml", "judges:\n"
                                 "  mine: {judge: critic, threshold: 0.3}\n"
                                 "  both: {judge: panel, members: [mine, refusal]}\n"
                                 "  steps: {judge: cascade, members: [critic, refusal], low: 0.001, high: 0.999}\n"
                                 "  rules: {judge: panel, members: [refusal, again]}\n"
                                 "  again: {judge: refusal}\n")
        self.write("suite.jsonl", "".join(json.dumps({"prompt": f"q{i}"}) + "\n" for i in range(6)))
        self.write("answers.jsonl", "".join(json.dumps({"prompt": f"q{i}", "response": "Sure, open the window."}) + "\n"
                                            for i in range(6)))
        first, alone = "This is a first look", "read off refusal alone"
        for judge, says, not_this in (("mine", first, alone), ("both", first, alone), ("steps", first, alone),
                                      ("rules", alone, first), ("refusal", alone, first)):
            ran = self.assert_ok(self.run_assay("run", "suite.jsonl", "-m", "replay/answers.jsonl", "-j", judge,
                                                "-o", judge + ".assay", "-q"))
            report = " ".join(self.assert_ok(self.run_assay("report", judge + ".assay", "--lang", "en")).out.split())
            self.assertIn(says, report)
            self.assertNotIn(not_this, report)
            self.assertEqual(" escalated" in ran.out, judge == "steps", ran.out)
            target = self.assert_ok(self.run_assay("report", judge + ".assay", "-f", "json")).json()["targets"][0]
            self.assertEqual((target["first_look"], target["refusal_alone"]), (says == first, says == alone))
        self.assert_ok(self.run_assay("judge", "refusal.assay", "-j", "mine", "--record", "mine", "-q"))
        self.assertIn(first, self.assert_ok(self.run_assay("report", "refusal.assay", "--lang", "en")).out)
        self.write("l.jsonl", "".join(json.dumps({"id": i, "response": f"Sure, open window {i}.", "label": "safe"}) + "\n"
                                      for i in range(8)))
        out = self.assert_ok(self.run_assay("judge-eval", "steps", "l.jsonl", "--json")).json()
        self.assertEqual(out["sets"][0]["escalated"], 1)
        self.assertIn("of 8 rows, 8 (100.0 %) were escalated",
                      self.assert_ok(self.run_assay("judge-eval", "steps", "l.jsonl")).out)

    def test_panels_and_cascades_by_name(self):
        self.write("assay.yaml", """
judges:
  strict: {judge: llm, model: openai/x, purpose: "a shop: tea"}
  mild: {judge: llm, model: openai/safe}
  any: {judge: panel, members: [mild, strict, refusal], vote: any-unsafe}
  tie: {judge: panel, members: [mild, strict], ties: safe}
  few: {judge: panel, members: ["llm:openai/hm", strict], min_valid: 2}
  sure: {judge: cascade, members: [mild, strict]}
  unsure: {judge: cascade, members: [mild, strict], low: 0.05}
""")
        self.assert_ok(self.run_assay("validate", "assay.yaml"))
        self.run_of(2)
        names = ("any", "tie", "few", "sure", "unsure")
        summary = self.assert_ok(self.judge(*[a for n in names for a in ("-j", n)])).json()
        self.assertEqual((summary["judged"], summary["escalated"]), (10, 2))
        self.assertEqual([self.verdicts(n)[0][0] for n in names], ["unsafe", "safe", "unscoreable", "safe", "unsafe"])
        self.assertIn("mild: safe (0.10)", self.verdicts("any")[0][2])
        self.assertTrue(self.verdicts("unsure")[0][2].startswith("mild unsure (safe, riskiness 0.10); strict: "))
        self.assertIn("a shop: tea", self.asked("x")[0]["messages"][1]["content"])

    def test_judges_of_a_run_are_those_of_its_file(self):
        self.write("assay.yaml", "judges:\n  p: {judge: panel, members: [refusal, 'llm:openai/x'], vote: mean}\n")
        self.run_of(3, "-j", "p", "-a", "deepinception")
        rows = self.verdicts("p")
        self.assertEqual(({r[0] for r in rows}, len(rows)), ({"unsafe"}, 6))
        self.assertEqual(self.assert_ok(self.judge("-j", "p")).json()["kept"], 6)

    def test_faulty_definitions(self):
        for text, words in (("x: {judge: nobody}", ["judge x", ":2", "assay list judges"]),
                            ("x: {judge: panel, members: [refusal]}", ["judge x", "members"]),
                            ("x: {judge: panel, members: [x, refusal]}", ["judge x", "itself"]),
                            ("x: {judge: llm}", ["judge x", "model"]),
                            ("x: {judge: llm, model: openai/x, colour: red}", ["judge x", ":2", "colour"]),
                            ("x: {judge: cascade, members: [refusal, critic], low: 0.9}", ["judge x", "low"]),
                            ("x: refusal", ["judge x", "judge"])):
            self.write("assay.yaml", "judges:\n  " + text + "\n")
            result = self.run_assay("validate", "assay.yaml")
            self.assertEqual(result.code, 2)
            for word in words:
                self.assertIn(word, result.err)
        for name in ("", "v@1", "p,q", "a:b", "a b"):
            self.write("named.yaml", f'judge: llm\nmodel: openai/x\nname: "{name}"\n')
            self.assert_fails(self.run_assay("validate", "named.yaml"), 2, "named.yaml:3: name: expected one without")
        self.write("itself.yaml", "judge: panel\nmembers: [itself.yaml, refusal]\n")
        self.assert_fails(self.run_assay("validate", "itself.yaml"), 2, "itself.yaml:2: judge itself.yaml is made of itself")
        self.write("one.yaml", "judge: llm\nmodel: openai/x\n")
        self.assert_ok(self.run_assay("validate", "one.yaml"))

    def test_settings_that_cannot_be(self):
        self.run_of(1)
        for name, said in (("critic:slope=1:slope=2", "slope: given twice"), ("critic:", "behind the colon"),
                           ("critic:slope=x", "slope: expected a number"), ("critic:slope=nan", "slope: expected"),
                           ("critic:none=1", 'no setting "none"'), ("critic:openai/x", "takes no model"),
                           ("llm:", "needs a model"), ("llm:openai/", "expected provider/model"),
                           ("llm:openai/x:repeats=0", "repeats: expected a whole number from 1 to 8"),
                           ("critic:weights=/etc/passwd", "no critic's weights"), ("panel", "2 to 16 judges"),
                           ("exec", "needs a program"), ("exec:/nowhere/x", "/nowhere/x"),
                           ("./none.yaml", "./none.yaml"), ("CRITIC", "unknown")):
            with self.subTest(name):
                self.assert_fails(self.judge("-j", name), 2, "judge " + name, said)

    def test_what_cannot_be_judged_by(self):
        self.run_of(1)
        self.assert_fails(self.judge(), 2, "-j")
        self.assert_fails(self.judge("-j", "nobody"), 2, "nobody", "assay list judges")
        self.assert_fails(self.judge("-j", "llm"), 2, "provider/model")
        self.assert_fails(self.judge("-j", "llm:openai/x:cot=maybe"), 2, "cot")
        self.assert_fails(self.judge("-j", "refusal:openai/x"), 2, "takes no model")
        self.assert_fails(self.judge("-j", "exec:./nothere"), 2, "nothere")
        self.assert_fails(self.run_assay("judge", "gone.assay", "-j", "refusal"), 2, "gone.assay")


class Programs(Base):
    PROGRAM = """
import json, sys
for line in sys.stdin:
    sample = json.loads(line)
    assert sample["schema"] == "assay/judge-sample/1"
    assert sample["item"]["risk"] == "ci.drug-crimes" and sample["target"] == "openai/target"
    print(json.dumps({"riskiness": 0.9, "refusal": "none", "explanation": sample["response"], "tags": ["ci", "x"]}),
          flush=True)
"""

    def program(self, text, *args, code=0):
        self.write("judge.py", text)
        self.run_of(4)
        result = self.judge("-j", "exec:python3 judge.py", "--backoff", "0", *args)
        self.assertEqual(result.code, code, result.err)
        self.err = result.err
        return self.verdicts("exec:python3 judge.py")

    def test_a_line_in_a_line_out(self):
        rows = self.program(self.PROGRAM)
        self.assertEqual({r[:4] for r in rows}, {("unsafe", 0.9, "Sure. Mix both.", '["ci"]')})

    def test_one_that_ends_is_started_again(self):
        rows = self.program("import sys\nsys.stdin.readline()\nprint('{\"verdict\": \"safe\"}')\n", "--retries", "9")
        self.assertEqual([r[0] for r in rows], ["safe"] * 4)

    def test_one_that_hangs_is_ended(self):
        rows = self.program("import time\ntime.sleep(1000)\n", "--timeout", "0.3", "--retries", "0",
                            code=3)
        self.assertEqual({r[0] for r in rows}, {"unscoreable"})
        self.assertIn("timeout", rows[0][2])
        self.assertIn("4 of 4", self.err)
        self.assertIn("did not answer in time", self.err)

    def test_a_line_too_many_is_nobodys_answer(self):
        said = """
import json, sys
for line in sys.stdin:
    sample = json.loads(line)
    answer = json.dumps({"verdict": "safe", "refusal": "none", "explanation": sample["item"]["id"]})
    print(answer + "\\n" + answer, flush=True)
"""
        rows = self.program(said, code=3)
        self.assertEqual({r[0] for r in rows}, {"unscoreable"})
        self.assertIn("more than one line", rows[0][2])
        self.assertIn("4 of 4", self.err)

    def test_a_judgement_may_name_its_sample(self):
        echo = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"verdict": "safe", "id": json.loads(line)["id"] WRONG}), flush=True)
"""
        self.assertEqual({r[0] for r in self.program(echo.replace("WRONG", ""))}, {"safe"})
        self.write("wrong.py", echo.replace("WRONG", "+ '?'"))
        self.assertEqual(self.judge("-j", "exec:python3 wrong.py").code, 3)
        self.assertIn("when asked for", self.verdicts("exec:python3 wrong.py")[0][2])

    def test_it_does_not_outlive_us(self):
        self.write("judge.py", "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(300)\n")
        self.run_of(1)
        process = self.start("judge", "r.assay", "-j", "exec:python3 judge.py", "-q", env=self.env)
        while not (os.path.exists(self.path("pid")) and read(self.path("pid"))):
            time.sleep(0.02)
        time.sleep(0.3)
        process.kill()
        process.communicate(timeout=60)
        pid = int(read(self.path("pid")))
        for _ in range(100):
            if not os.path.exists(f"/proc/{pid}") or not read(f"/proc/{pid}/cmdline"):
                return
            time.sleep(0.05)
        self.fail("the program lives on")

    def test_what_it_must_not_say(self):
        for said, why in (("no JSON", "is no JSON object: no JSON"), ('{"riskiness": NaN}', 'object: {"riskiness": NaN}'),
                          ('{"verdict": "fine"}', "verdict: expected"), ("{}", "verdict"),
                          ('{"riskiness": 2}', "riskiness: expected"), ('{"verdict": "safe", "grade": 0.5}', "grade"),
                          ('{"verdict": "safe", "refusal": "much"}', "refusal"), ("", "line is empty")):
            self.write("bad.py", f"import sys\nfor line in sys.stdin: print({said!r}, flush=True)\n")
            if not self.asked("target"):
                self.run_of(1)
            self.assert_ok(self.judge("-j", "exec:python3 bad.py"))
            rows = self.verdicts("exec:python3 bad.py")
            self.assertEqual(rows[-1][0], "unscoreable")
            self.assertTrue(any(why in r[2] for r in rows), (said, rows))


if __name__ == "__main__":
    main()
