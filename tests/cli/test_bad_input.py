"""Every bad input gets one clear line and the exit code of the design; nothing is lost, nothing hangs."""

import contextlib
import gzip
import os
import shutil
import sqlite3
import subprocess
import time
import unittest
import zipfile

from program import ASSAY, Case, Stub, main, read


class Suites(Case):
    def check(self, suite, *words):
        self.assert_fails(self.run_assay("run", suite, "-m", "openai/a", "-o", "r.assay",
                                         env={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}), 2, *words)
        self.assertFalse(os.path.exists(self.path("r.assay")))

    def test_missing(self):
        self.check("nowhere.jsonl", "nowhere.jsonl", "no such file")

    def test_folder(self):
        os.mkdir(self.path("d"))
        self.check("d", "folder")

    def test_empty(self):
        self.check(self.write("e.jsonl", ""), "e.jsonl", "no items")

    def test_binary(self):
        self.check(self.write("b.jsonl", os.urandom(4096) + b"\0" * 50), "b.jsonl", "text")

    def test_bad_line_517(self):
        name = self.suite(600)
        lines = read(self.path(name)).splitlines()
        lines[516] = lines[516][:-10]
        self.check(self.write(name, "\n".join(lines) + "\n"), f"{name}:517")

    def test_wrong_type(self):
        self.check(self.write("w.jsonl", '{"prompt": 7}\n'), "w.jsonl:1", "prompt", "string")

    def test_duplicate_ids(self):
        self.check(self.write("d.jsonl", '{"id":"a","prompt":"x"}\n\n{"id":"a","prompt":"y"}\n'), "d.jsonl:3", "line 1")

    def test_unknown_risk(self):
        self.check(self.write("u.jsonl", '{"prompt":"x","risk":"ci.drug-crime"}\n'), "u.jsonl:1", "risk",
                   'did you mean "ci.drug-crimes"')

    def test_cut_off_gzip(self):
        packed = gzip.compress(b'{"prompt":"x"}\n' * 500)
        self.check(self.write("g.jsonl.gz", packed[:len(packed) // 2]), "g.jsonl.gz")

    def test_changed_items(self):
        self.suite(3)
        self.write("suite.yaml", "name: s\nsha256: " + "0" * 64 + "\n")
        self.check("suite.jsonl", "sha256")

    def test_validate_names_every_fault(self):
        self.write("many.jsonl", '{"prompt": 1}\n' * 25)
        result = self.run_assay("validate", "many.jsonl")
        self.assertEqual(result.code, 2)
        self.assertEqual(len(result.lines()), 21)
        self.assertEqual(result.lines()[0], "many.jsonl:1: prompt: expected a string, got a number")
        self.assertEqual(result.lines()[20], "and 5 more")


class Imports(Case):
    def test_cut_off_zip(self):
        with zipfile.ZipFile(self.path("z.zip"), "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("a.jsonl", '{"traceid":"1","risk_type":"Hate Speech","prompt":"x","ext":"{}"}\n' * 100)
        with open(self.path("z.zip"), "rb") as file:
            whole = file.read()
        self.write("z.zip", whole[:len(whole) - 40])
        self.assert_fails(self.run_assay("import", "s-eval", "z.zip", "-o", "o.jsonl"), 2, "z.zip")
        self.assertFalse(os.path.exists(self.path("o.jsonl")))

    def test_ragged_csv(self):
        self.write("r.csv", "id,prompt\n1,one\n2,two,three\n")
        self.assert_fails(self.run_assay("import", "csv", "r.csv", "-o", "o.jsonl"), 2, "r.csv:3", "2 fields")

    def test_no_prompt_column(self):
        self.write("r.csv", "id,question\n1,one\n")
        self.assert_fails(self.run_assay("import", "csv", "r.csv", "-o", "o.jsonl"), 2, "question", "--prompt-field")

    def test_output_is_not_overwritten(self):
        self.write("r.csv", "id,prompt\n1,one\n")
        self.write("o.jsonl", "mine")
        self.assert_fails(self.run_assay("import", "csv", "r.csv", "-o", "o.jsonl"), 2, "o.jsonl", "exists")
        self.assertEqual(read(self.path("o.jsonl")), "mine")


class Usage(Case):
    def test_unknown_option(self):
        self.assert_fails(self.run_assay("run", "assay-demo", "--modell", "x"), 2, "--modell", "--model")

    def test_unknown_command(self):
        self.assert_fails(self.run_assay("repot"), 2, "repot", "report")

    def test_unknown_names(self):
        self.assert_fails(self.run_assay("run", "assay-demo", "-m", "openia/x"), 2, "openia")
        self.assert_fails(self.run_assay("run", "assay-demo", "-m", "llama/tiny-careful", "-a", "deep"), 2, "deep")
        self.assert_fails(self.run_assay("run", "assay-demo", "-m", "llama/tiny-careful", "-j", "judy"), 2, "judy")

    def test_unknown_key_in_configuration(self):
        self.write("assay.yaml", "run:\n  suite: assay-demo\n  modle: x\n")
        self.assert_fails(self.run_assay("run"), 2, "assay.yaml:3", "modle", "model")

    def test_output_exists(self):
        self.write("r.assay", "mine")
        self.assert_fails(self.run_assay("run", self.suite(1), "-m", "llama/tiny-careful", "-o", "r.assay"), 2,
                          "r.assay", "exists")
        self.assertEqual(read(self.path("r.assay")), "mine")

    def test_no_key(self):
        self.assert_fails(self.run_assay("run", self.suite(1), "-m", "openai/x"), 2, "OPENAI_API_KEY")


class Models(Case):
    def gguf(self):
        source = os.path.join(os.environ["ASSAY_SOURCE"], "data/models/tiny-careful.gguf")
        with open(source, "rb") as file:
            return file.read()

    def check(self, name, *words):
        result = self.run_assay("run", self.suite(1), "-m", f"llama/{name}", "-o", "r.assay")
        self.assert_fails(result, 2, name, *words)

    def test_no_gguf(self):
        self.check(self.write("n.gguf", b"not a model at all"), "GGUF")

    def test_cut_off(self):
        whole = self.gguf()
        for share in (0.001, 0.05, 0.5, 0.999):
            self.check(self.write("c.gguf", whole[:int(len(whole) * share)]), "cut off")

    def test_empty_folder_missing(self):
        self.check(self.write("e.gguf", b""), "GGUF")
        os.mkdir(self.path("d.gguf"))
        self.check("d.gguf", "folder")
        self.check("m.gguf", "no such file")


class Servers(Case):
    def run_against(self, fault, *options, **more):
        with Stub(*fault) as stub:
            return self.run_assay("run", self.suite(3), "-m", "openai/a", "-o", "r.assay", *options, env=stub.env, **more)

    def test_wrong_key(self):
        result = self.run_against(("--key", "another"))
        self.assert_fails(result, 1, "openai/a", "401", "assay resume r.assay")
        self.assertNotIn("sk-a-test-key", result.err)

    def test_unknown_model(self):
        self.assert_fails(self.run_against(("--fault", "badmodel=1")), 1, "openai/a", "404")

    def test_unreachable(self):
        result = self.run_assay("run", self.suite(1), "-m", "openai/a", "-o", "r.assay", "--retries", "1", "--backoff",
                                "0.01", env={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
        self.assert_fails(result, 1, "openai/a", "resume")
        self.assertFalse(self.export("r.assay"))

    def test_rate_limited_for_ever(self):
        result = self.run_against(("--fault", "429=1", "--retry-after", "0"), "--retries", "2", "--backoff", "0.01", "--json")
        self.assertEqual((result.code, result.json()["failed"]), (3, {"rate_limit": 3}))

    def test_strange_replies_are_malformed(self):
        for fault in ("html", "half", "empty", "nochoices"):
            with self.subTest(fault):
                result = self.run_against(("--fault", f"{fault}=1"), "--json", "--retries", "0")
                self.assertEqual(result.code, 3, result.err)
                self.assertEqual(sum(result.json()["failed"].values()), 3, result.out)
                os.remove(self.path("r.assay"))

    def test_huge_reply_is_too_large(self):
        result = self.run_against(("--fault", "huge=1"), "--json")
        self.assertEqual((result.code, result.json()["failed"]), (3, {"too_large": 3}))

    def test_bad_utf8_is_repaired(self):
        self.assert_ok(self.run_against(("--fault", "badutf8=1")))
        self.assertIn("\ufffd", self.rows("r.assay")[0]["response"])

    def test_a_server_that_never_answers(self):
        result = self.run_against(("--fault", "slow=1"), "--timeout", "0.3", "--retries", "0", "--json")
        self.assertEqual((result.code, result.json()["failed"]), (3, {"timeout": 3}))


class Files(Case):
    def make_run(self, n=3, name="r.assay"):
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(n), "-m", "openai/a", "-o", name, env=stub.env))

    def test_no_run_file(self):
        self.write("x.assay", "hello")
        self.assert_fails(self.run_assay("export", "x.assay"), 2, "x.assay")
        self.assert_fails(self.run_assay("export", "y.assay"), 2, "y.assay")
        sqlite3.connect(self.path("z.assay")).execute("create table t(x)").connection.close()
        self.assert_fails(self.run_assay("export", "z.assay"), 2, "z.assay")

    def test_a_run_where_a_suite_is_wanted(self):
        self.make_run()
        for form in ("cvalues",), ("sft", "--task", "generate"):
            self.assert_fails(self.run_assay("export", "r.assay", "--to", *form), 2, " ".join(form), "takes a suite",
                              "r.assay: a run file")
        for form in ("csv",), ("jsonl",), ("sft", "--task", "judge"):
            for suite in "suite.jsonl", "assay-demo":
                self.assert_fails(self.run_assay("export", suite, "--to", *form), 2, " ".join(form), "takes a run",
                                  f"{suite}: a suite")

    def test_newer_version(self):
        self.make_run()
        with contextlib.closing(sqlite3.connect(self.path("r.assay"))) as db:
            db.execute("pragma user_version = 999")
        self.assert_fails(self.run_assay("export", "r.assay"), 2, "r.assay", "newer")

    def test_second_writer(self):
        with Stub("--latency", "3000") as stub:
            first = self.start("run", self.suite(2), "-m", "openai/a", "-o", "r.assay", env=stub.env)
            while not stub.requests():
                time.sleep(0.01)
            self.assert_fails(self.run_assay("resume", "r.assay", env=stub.env), 1, "r.assay", "another process")
            first.communicate(timeout=30)
            self.assertEqual(first.returncode, 0)

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root writes anywhere")
    def test_read_only_folder(self):
        drop = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        if subprocess.run([*drop, ASSAY, "--version"], capture_output=True).returncode:
            self.skipTest("the program lies where only root can read")
        self.make_run()
        os.chmod(self.dir, 0o555)
        try:
            for args, code in ((["export", "r.assay"], 0), (["run", "suite.jsonl", "-m", "llama/tiny-careful"], 1)):
                done = subprocess.run([*drop, ASSAY, *args], cwd=self.dir, capture_output=True, text=True,
                                      env=self.environment({}), timeout=60)
                self.assertEqual(done.returncode, code, done.stderr)
        finally:
            os.chmod(self.dir, 0o755)

    @unittest.skipUnless(os.geteuid() == 0, "needs to mount a small disk")
    def test_full_disk(self):
        disk = self.path("disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True).returncode:
            self.skipTest("no tmpfs to be had")
        try:
            with Stub("--reply-mode", "echo") as stub:
                result = self.run_assay("run", self.suite(3000), "-m", "openai/a", "-o", "disk/r.assay", env=stub.env)
                self.assert_fails(result, 1, "r.assay", "no space left")
                subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
                self.assert_ok(self.run_assay("resume", "disk/r.assay", env=stub.env))
                self.assertEqual(len(self.rows("disk/r.assay")), 3000)
        finally:
            subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    main()
