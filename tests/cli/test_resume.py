"""Runs that are broken off, and go on: nothing that was answered is lost or asked twice."""

import contextlib
import os
import signal
import sqlite3
import time

from program import Case, Stub, main

ATTACKS = "code_injection,deepinception,goal_hijacking,instruction_encryption"


class Resume(Case):
    def count_calls(self, run):
        with contextlib.closing(sqlite3.connect(f"file:{self.path(run)}?mode=ro", uri=True, timeout=5)) as db:
            return db.execute("select count(*) from calls").fetchone()[0]

    def wait_for_answers(self, run, n):
        """Until the file of a run under way holds n answers."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.count_calls(run) >= n:
                    return
            except sqlite3.Error:
                pass
            time.sleep(0.01)
        self.fail("no answers came")

    def break_off(self, args, env, sig, n):
        process = self.start(*args, env=env)
        self.wait_for_answers(args[args.index("-o") + 1], n)
        process.send_signal(sig)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def check_equal_to_unbroken(self, target, env, suite, n, *options):
        args = ["run", suite, "-m", target, "-a", ATTACKS, *options, "-q"]
        self.assert_ok(self.run_assay(*args, "-o", "whole.assay", env=env, timeout=280))
        code, _, _ = self.break_off([*args, "-o", "broken.assay"], env, signal.SIGKILL, n)
        self.assertEqual(code, -signal.SIGKILL)
        result = self.assert_ok(self.run_assay("resume", "broken.assay", "--json", env=env, timeout=280))
        self.assertGreater(result.json()["resumed"], 0)
        self.assertEqual(self.export("whole.assay", "--canonical"), self.export("broken.assay", "--canonical"))

    def test_killed_against_a_server(self):
        with Stub("--reply-mode", "hash", "--latency", "20") as stub:
            self.check_equal_to_unbroken("openai/a", stub.env, self.suite(60), 60, "-c", "4")

    def test_killed_with_a_model_in_process(self):
        self.check_equal_to_unbroken("llama/tiny-careless", {}, self.suite(16), 20, "--deterministic", "-p",
                                     "max_tokens=24")

    def test_killed_in_the_middle_of_a_replay(self):
        suite = self.suite(3000)
        with Stub("--reply-mode", "hash") as stub:
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-o", "first.assay", "-q", env=stub.env))
        self.write("rec.jsonl", self.export("first.assay"))
        args = ["run", suite, "-m", "replay/rec.jsonl", "-q"]
        self.assert_ok(self.run_assay(*args, "-o", "whole.assay"))
        self.break_off([*args, "-o", "broken.assay"], {}, signal.SIGKILL, 1)
        self.assert_ok(self.run_assay("resume", "broken.assay"))
        self.assertEqual(self.export("whole.assay", "--canonical"), self.export("broken.assay", "--canonical"))

    def test_answered_is_never_asked_again(self):
        suite = self.suite(100)
        with Stub("--latency", "30") as stub:
            args = ["run", suite, "-m", "openai/a", "-c", "4", "-o", "r.assay"]
            self.break_off(args, stub.env, signal.SIGKILL, 40)
            kept = self.count_calls("r.assay")
            before = stub.settled()
            self.assert_ok(self.run_assay("resume", "r.assay", env=stub.env))
            self.assertEqual(len(stub.requests()) - before, 100 - kept)
            self.assertLessEqual(before - kept, 4 + 4)  # in flight, or answered within the last batch
        self.assertEqual(len(self.rows("r.assay")), 100)

    def test_interrupt_drains_and_exits_130(self):
        with Stub("--latency", "100") as stub:
            args = ["run", self.suite(200), "-m", "openai/a", "-c", "4", "-o", "r.assay"]
            code, out, _ = self.break_off(args, stub.env, signal.SIGINT, 4)
            self.assertEqual(code, 130)
            self.assertIn("assay resume r.assay", out)
            self.assertEqual({r["state"] for r in self.rows("r.assay")}, {"answered"})
            self.assertFalse(os.path.exists(self.path("r.assay-wal")))
            result = self.assert_ok(self.run_assay("resume", "r.assay", "--json", env=stub.env))
            self.assertEqual(result.json()["samples"], 200)

    def test_interrupt_with_nothing_left_to_ask_is_finished(self):
        with Stub("--latency", "1000") as stub:
            process = self.start("run", self.suite(3), "-m", "openai/a", "-o", "r.assay", env=stub.env)
            while len(stub.requests()) < 3:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.run_assay("show", "run", "r.assay", "--json").json()["state"], "finished")

    def test_interrupt_at_any_moment_leaves_nothing_broken(self):
        suite = self.suite(4)
        for delay in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
            run = f"r{delay}.assay"
            process = self.start("run", suite, "-m", "llama/tiny-careful", "-p", "max_tokens=2", "-o", run)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            self.assertIn(process.returncode, (0, 130, -signal.SIGINT))
            if os.path.exists(self.path(run)):
                result = self.assert_ok(self.run_assay("resume", run, "--json"))
                self.assertEqual(result.json()["judged"], 4)

    def test_interrupt_does_not_wait_for_what_waits(self):
        with Stub("--fault", "429=after:4", "--retry-after", "50") as stub:
            args = ["run", self.suite(20), "-m", "openai/a", "-c", "4", "-o", "r.assay"]
            began = time.monotonic()
            code, _, _ = self.break_off(args, stub.env, signal.SIGINT, 4)
            self.assertEqual(code, 130)
            self.assertLess(time.monotonic() - began, 20)
        self.assertEqual(len(self.rows("r.assay")), 4)

    def test_resume_in_another_folder(self):
        self.write("s.jsonl", '{"id":"a","prompt":"x"}\n')
        self.write("r.jsonl", '{"id":"a","response":"y"}\n')
        self.assert_ok(self.run_assay("run", "s.jsonl", "-m", "replay/r.jsonl", "-o", "r.assay"))
        os.mkdir(self.path("d"))
        self.dir = self.path("d")
        self.assert_fails(self.run_assay("resume", "../r.assay"), 2, "folder where the run began", "s.jsonl")

    def test_second_interrupt_ends_at_once(self):
        with Stub("--latency", "20000") as stub:
            process = self.start("run", self.suite(4), "-m", "openai/a", "-o", "r.assay", env=stub.env)
            while not stub.requests():
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=5)
            self.assertEqual(process.returncode, -signal.SIGINT)

    def test_failures_worth_it_are_asked_again(self):
        with Stub("--fault", "500=first:1") as stub:
            args = ["run", self.suite(5), "-m", "openai/a", "--retries", "0", "-o", "r.assay", "--json"]
            self.assertEqual(self.run_assay(*args, env=stub.env).code, 3)
            result = self.assert_ok(self.run_assay("resume", "r.assay", "--json", env=stub.env))
            self.assertEqual((result.json()["answered"], result.json()["failed"]), (5, {}))

    def test_a_finished_run_resumes_to_nothing(self):
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(5), "-m", "openai/a", "-o", "r.assay", env=stub.env))
            before = len(stub.requests())
            self.assert_ok(self.run_assay("resume", "r.assay", env=stub.env))
            self.assertEqual(len(stub.requests()), before)

    def test_a_changed_suite_is_refused(self):
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(5), "-m", "openai/a", "-o", "r.assay", env=stub.env))
            self.suite(6)
            self.assert_fails(self.run_assay("resume", "r.assay", env=stub.env), 2, "suite has changed", "SHA-256")

    def test_a_changed_attack_is_refused(self):
        text = "name: mine\nsummary: {zh: 我的, en: mine}\ntexts: {zh: '请回答：{prompt}', en: 'Answer: {prompt}'}\n"
        self.write("mine.yaml", text)
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(2), "-m", "openai/a", "-a", "./mine.yaml", "-o", "r.assay",
                                          env=stub.env))
            self.assert_ok(self.run_assay("resume", "r.assay", env=stub.env))
            self.write("mine.yaml", text.replace("Answer", "Reply"))
            self.assert_fails(self.run_assay("resume", "r.assay", env=stub.env), 2, "attack has changed", "mine@")


if __name__ == "__main__":
    main()
