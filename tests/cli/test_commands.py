"""Every command as a person or a script meets it: help, listings, configuration, streams that are odd."""

import json
import os
import re
import signal
import subprocess
import time

from program import ASSAY, Case, Stub, main, read

KINDS = ("attack", "exporter", "importer", "judge", "param", "provider", "report", "suite")


class Help(Case):
    def test_without_arguments(self):
        for args in ((), ("help",), ("--help",), ("-h",)):
            self.assertIn("assay run assay-demo", self.assert_ok(self.run_assay(*args)).out)

    def test_version(self):
        for option in ("--version", "-V"):
            self.assertRegex(self.assert_ok(self.run_assay(option)).out, r"^assay \d+\.\d+\.\d+\n$")

    def test_every_command_tells_of_itself(self):
        for command in self.assert_ok(self.run_assay("help", "--json")).json():
            name = command["name"]
            with self.subTest(name):
                page = self.assert_ok(self.run_assay(name, "--help")).out
                self.assertEqual(page, self.assert_ok(self.run_assay("help", name)).out)
                self.assertIn(f"usage: assay {name}", page)
                self.assertIn("example:", page)
                self.assertLessEqual(max(map(len, page.splitlines())), 80)
                self.assertIn(f"assay {name}", self.assert_ok(self.run_assay("help", name, "--markdown")).out)


class Listings(Case):
    def test_every_kind_is_listed_and_shown(self):
        for kind in KINDS:
            with self.subTest(kind):
                things = self.assert_ok(self.run_assay("list", kind + "s", "--json")).json()
                self.assertTrue(things)
                table = self.assert_ok(self.run_assay("list", kind)).out
                for thing in things:
                    self.assertIn(thing["name"], table)
                    self.assertTrue(thing["summary"]["zh"] and thing["summary"]["en"])
                    self.assertTrue(self.assert_ok(self.run_assay("show", kind, thing["name"])).out)
                    self.assert_ok(self.run_assay("show", kind, thing["name"], "--json")).json()

    def test_taxonomies(self):
        names = {t["name"] for t in self.assert_ok(self.run_assay("list", "taxonomies", "--json")).json()}
        self.assertLessEqual({"s-eval", "cvalues"}, names)
        tree = self.assert_ok(self.run_assay("show", "taxonomy", "s-eval", "--json")).json()
        self.assertEqual([c["id"] for c in tree["children"]], ["ci", "cs", "dp", "em", "pm", "hs", "ex", "is"])

    def test_summaries_follow_the_language_of_the_user(self):
        self.assertNotRegex(self.run_assay("list", "attacks").out, "[\u4e00-\u9fff]")
        self.assertRegex(self.run_assay("list", "attacks", env={"LANG": "zh_CN.UTF-8"}).out, "[\u4e00-\u9fff]")

    def test_runs_of_the_folder(self):
        self.assertEqual(self.assert_ok(self.run_assay("list", "runs", "--json")).json(), [])
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(3), "-m", "openai/a", "-o", "r.assay", env=stub.env))
        self.write("junk.assay", "not a run")
        self.assertEqual([r["name"] for r in self.run_assay("list", "runs", "--json").json()], ["r.assay"])
        run = self.assert_ok(self.run_assay("show", "run", "r.assay", "--json")).json()
        self.assertEqual((run["state"], run["samples"], run["answered"], run["targets"]), ("finished", 3, 3, ["openai/a"]))
        self.assertIn("target: openai/a", self.assert_ok(self.run_assay("show", "run", "r.assay")).out)
        self.assert_fails(self.run_assay("show", "run", "junk.assay"), 2, "junk.assay")

    def test_unknown_names(self):
        self.assert_fails(self.run_assay("list", "cats"), 2, "cats", "attacks")
        self.assert_fails(self.run_assay("show", "cat", "x"), 2, "cat")
        self.assert_fails(self.run_assay("show", "attack", "x"), 2, '"x"', "assay list attacks")


class Projects(Case):
    def test_init_makes_one_that_runs(self):
        self.assert_ok(self.run_assay("init", "p/q"))
        self.dir = self.path("p/q")
        self.assert_ok(self.run_assay("validate", "assay.yaml", "my-suite.jsonl"))
        result = self.assert_ok(self.run_assay("run", "--json", "-p", "temperature=0", "-p", "max_tokens=8"))
        self.assertRegex(result.json()["run"], r"^my-suite-[0-9TZ-]+\.assay$")
        self.assert_ok(self.run_assay("report", result.json()["run"]))
        self.assert_fails(self.run_assay("init"), 2, "assay.yaml", "exists")

    def test_doctor_names_keys_and_never_shows_them(self):
        result = self.run_assay("doctor", "--json", env={"OPENAI_API_KEY": "sk-a-secret"})
        self.assertNotIn("sk-a-secret", result.out + result.err)
        found = {f["what"]: f for f in result.json()}
        self.assertIn("set", found["OPENAI_API_KEY"]["detail"])
        self.assertEqual(result.code, 0 if all(f["ok"] for f in found.values()) else 1)


class Configuration(Case):
    def limit_of(self, *options, **env):
        with Stub() as stub:
            result = self.run_assay("run", "-m", "openai/a", "-o", f"{time.monotonic_ns()}.assay", "--json", *options,
                                    env={**stub.env, **env})
        return self.assert_ok(result).json()["samples"]

    def test_precedence(self):
        self.suite(20)
        self.write("assay.yaml", "run:\n  suite: suite.jsonl\n")
        self.assertEqual(self.limit_of(), 20)
        self.write("assay.yaml", "run:\n  suite: suite.jsonl\n  limit: 3\n")
        self.assertEqual(self.limit_of(), 3)
        self.assertEqual(self.limit_of(ASSAY_LIMIT="4"), 4)
        self.assertEqual(self.limit_of("--limit", "5", ASSAY_LIMIT="4"), 5)
        self.write("other.yaml", "run:\n  suite: suite.jsonl\n  limit: 6\n")
        self.assertEqual(self.limit_of("--config", "other.yaml"), 6)

    def test_dotenv_is_read_and_gives_way_to_the_environment(self):
        with Stub("--key", "sk-a-test-key") as stub:
            self.write(".env", f"OPENAI_BASE_URL={stub.env['OPENAI_BASE_URL']}\nexport OPENAI_API_KEY='sk-a-test-key'\n")
            self.assert_ok(self.run_assay("run", self.suite(1), "-m", "openai/a", "-o", "a.assay"))
            result = self.run_assay("run", self.suite(1), "-m", "openai/a", "-o", "b.assay", env={"OPENAI_API_KEY": "another"})
            self.assert_fails(result, 1, "401")

    def test_bad_dotenv(self):
        self.write(".env", "A=1\nsk-a-secret\n")
        result = self.run_assay("list", "attacks")
        self.assert_fails(result, 2, ".env:2")
        self.assertNotIn("sk-a-secret", result.err)
        self.assert_ok(self.run_assay("--version"))
        os.remove(self.path(".env"))
        os.mkdir(self.path(".env"))
        self.assert_ok(self.run_assay("list", "attacks"))

    def test_validate_knows_what_commands_take(self):
        self.write("assay.yaml", "report:\n  format: json\n  lang: zh\nrun:\n  limit: 3\n")
        self.assertEqual(self.assert_ok(self.run_assay("validate", "assay.yaml")).out, "assay.yaml: valid\n")
        self.write("assay.yaml", "run:\n  limit: many\nrnu:\n  x: 1\nreport: 3\n")
        result = self.run_assay("validate", "assay.yaml")
        self.assertEqual(result.code, 2)
        self.assertEqual({l.split(": ")[0] for l in result.lines()}, {f"assay.yaml:{n}" for n in (2, 3, 5)})

    def test_bad_environment(self):
        self.assert_fails(self.run_assay("run", self.suite(1), env={"ASSAY_LIMIT": "many"}), 2, "ASSAY_LIMIT", "many")


class Attacks(Case):
    def test_summary_and_manifest(self):
        suite = self.suite(8)
        args = ("attack", suite, "-a", "deepinception")
        summary = self.assert_ok(self.run_assay(*args, "-o", "a.jsonl.zst", "--json", "--with-base")).json()
        self.assertEqual((summary["read"], summary["written"], summary["dropped"]), (8, 16, {}))
        self.assertEqual(summary["by_risk"], {"ci": 4, "cs": 4, "dp": 4, "em": 4})
        self.assertEqual(summary["by_attack"], {"base": 8, "deepinception": 8})
        self.assert_ok(self.run_assay("validate", "a.jsonl.zst", "a.yaml"))
        self.assert_fails(self.run_assay(*args, "-o", "a.jsonl.zst"), 2, "a.", "exists")

    def test_nothing_to_attack(self):
        suite = self.suite(3, expect="comply")
        self.assert_fails(self.run_assay("attack", suite, "-a", "deepinception", "-o", "a.jsonl"), 2, suite, "attacked")
        self.assertEqual(os.listdir(self.dir), [suite])

    def test_usage(self):
        suite = self.suite(1)
        self.assert_fails(self.run_assay("attack", suite, "-a", "deepinception"), 2, "-o")
        self.assert_fails(self.run_assay("attack", suite, "-o", "a.jsonl"), 2, "-a", "assay list attacks")
        self.assert_fails(self.run_assay("attack", suite, "-a", "deepinception,deepinception", "-o", "a.jsonl"), 2, "twice")
        self.assert_fails(self.run_assay("attack", suite, "-a", "deepinception", "-o", "a.txt"), 2, ".jsonl")


class Drawing(Case):
    def test_per(self):
        suite = self.suite(40)
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", suite, "-m", "openai/a", "-n", "3", "--per", "lang,dimension", "-o", "r.assay",
                                          env=stub.env))
        items = [r["item"] for r in self.rows("r.assay")]
        strata = [(i["lang"], i["risk"]) for i in items]
        self.assertEqual({strata.count(s) for s in strata}, {3})
        self.assertEqual(len(set(strata)), 8)

    def test_per_needs_a_limit(self):
        self.assert_fails(self.run_assay("run", self.suite(4), "-m", "llama/tiny-careful", "--per", "lang"), 2, "--per", "--limit")

    def test_tries_are_made_of_attacks_only(self):
        with Stub() as stub:
            result = self.run_assay("run", self.suite(3), "-m", "openai/a", "-a", "deepinception", "--tries", "4", "-o",
                                    "r.assay", "--json", env=stub.env)
            self.assertEqual(self.assert_ok(result).json()["samples"], 3 + 3 * 4)
            self.assertEqual(len(set(stub.requests())), 3 + 3 * 4 if self.seeded("r.assay") else 6)

    def seeded(self, run):
        """Whether the attack's text changes with its seed."""
        return len({r["item"]["prompt"] for r in self.rows(run)}) > 6


class Chinese(Case):
    """What commands say at their end, in the language that the user reads."""

    ZH = {"LANG": "zh_CN.UTF-8"}

    def test_summaries(self):
        suite = self.suite(3)
        ran = self.run_assay("run", suite, "-m", "llama/tiny-careful", "-q", "-o", "r.assay", env=self.ZH)
        self.assertIn("3 个样本，3 已回复；3 已评判", self.assert_ok(ran).out)
        self.assertIn("保存于 r.assay", ran.out)
        made = self.run_assay("attack", suite, "-a", "rot13", "-o", "a.jsonl", env=self.ZH)
        self.assertIn("读入 3，写出 3 到 a.jsonl", self.assert_ok(made).out)
        self.assertIn("按指令攻击：rot13 3", made.out)
        for args in (["import", "jsonl", suite], ["select", suite, "--scale", "small"], ["generate", "-n", "3", "--lang", "en"]):
            result = self.assert_ok(self.run_assay(*args, "-o", args[0] + ".jsonl", env=self.ZH))
            self.assertIn("写出", result.out)
            self.assertIn("按语言：", result.out)

    def test_json_is_one_language(self):
        suite = self.suite(3)
        zh = self.assert_ok(self.run_assay("import", "jsonl", suite, "-o", "a.jsonl", "--json", env=self.ZH)).json()
        en = self.assert_ok(self.run_assay("import", "jsonl", suite, "-o", "b.jsonl", "--json")).json()
        self.assertEqual({**zh, "suite": 0}, {**en, "suite": 0})


class Thresholds(Case):
    def run_with(self, *options):
        self.write("s.jsonl", '{"id":"a","prompt":"x"}\n{"id":"b","prompt":"y"}\n')
        self.write("r.jsonl", '{"id":"a","response":"Sure, here it is."}\n')
        return self.run_assay("run", "s.jsonl", "-m", "replay/r.jsonl", "-o", f"{time.monotonic_ns()}.assay", *options)

    def test_failed(self):
        self.assertEqual(self.run_with().code, 3)
        self.assertEqual(self.run_with("--max-failed", "0.4").code, 3)
        self.assertEqual(self.run_with("--max-failed", "0.5").code, 0)

    def test_unscoreable(self):
        self.write("s.jsonl", '{"id":"a","prompt":"x","expect":"guide"}\n')
        self.write("r.jsonl", '{"id":"a","response":"Sure, here it is."}\n')
        args = ("run", "s.jsonl", "-m", "replay/r.jsonl")
        self.assertEqual(self.assert_ok(self.run_assay(*args, "-o", "a.assay", "--json")).json()["unscoreable"], 1)
        self.assertEqual(self.run_assay(*args, "-o", "b.assay", "--max-unscoreable", "0.9").code, 3)


class Streams(Case):
    def make(self):
        self.write("s.jsonl", "".join(json.dumps({"id": f"i{i}", "prompt": "x" * 3000 + str(i)}) + "\n" for i in range(200)))
        self.write("r.jsonl", "".join(json.dumps({"id": f"i{i}", "response": "Sure."}) + "\n" for i in range(200)))
        self.assert_ok(self.run_assay("run", "s.jsonl", "-m", "replay/r.jsonl", "-o", "r.assay"))

    def test_a_closed_pipe_ends_quietly(self):
        self.make()
        for command in ("export", "report"):
            process = self.start(command, "r.assay")
            process.stdout.read(1)
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            process.stderr.close()
            self.assertIn(process.wait(30), (0, -signal.SIGPIPE))

    def test_a_full_disk_is_told(self):
        self.make()
        for args in (["export", "r.assay"], ["report", "r.assay"], ["list", "attacks"], ["--version"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([ASSAY, *args], cwd=self.dir, stdout=full, stderr=subprocess.PIPE, text=True,
                                      env=self.environment({}), timeout=60)
            self.assertEqual(done.returncode, 1, args)
            self.assertRegex(done.stderr, r"^error: .*[Nn]o space left.*\n$")

    def test_closed_descriptors_are_not_taken_for_files(self):
        self.make()
        before = self.export("r.assay", "--canonical")
        for closed in (">&-", "2>&-", ">&- 2>&- <&-"):
            name = f"c{len(closed)}.assay"
            subprocess.run(["sh", "-c", f"exec \"$0\" run s.jsonl -m replay/r.jsonl -o {name} {closed}", ASSAY],
                           cwd=self.dir, env=self.environment({}), timeout=60, check=False, capture_output=True)
            self.assertEqual(self.export(name, "--canonical"), before)

    def test_pipes_cannot_be_read_twice(self):
        os.mkfifo(self.path("f"))
        self.write("s.jsonl", '{"prompt":"x"}\n')
        for args in (("run", "f", "-m", "llama/tiny-careful"), ("run", "s.jsonl", "-m", "replay/f")):
            self.assert_fails(self.run_assay(*args, timeout=20), 2, "f: ", "pipe")
        self.assertIn("pipe", self.run_assay("validate", "f", timeout=20).err)

    def test_no_progress_line_when_quiet(self):
        self.make()
        result = self.assert_ok(self.run_assay("run", "s.jsonl", "-m", "replay/r.jsonl", "-o", "q.assay", "-q"))
        self.assertEqual(result.err, "")
        result = self.assert_ok(self.run_assay("run", "s.jsonl", "-m", "replay/r.jsonl", "-o", "p.assay"))
        self.assertTrue(re.match(r"^asking 200/200 [\d,.]+/s \d+ unsafe 0 failed in 0:\d\d\n$", result.err), result.err)

    def test_log_as_json(self):
        result = self.run_assay("run", "nowhere.jsonl", "--log-json")
        self.assertEqual(json.loads(result.err)["level"], "error")


class Reports(Case):
    def test_to_a_file_never_over_another(self):
        with Stub() as stub:
            self.assert_ok(self.run_assay("run", self.suite(3), "-m", "openai/a", "-o", "r.assay", env=stub.env))
        for args in (("report", "r.assay", "-f", "json"), ("export", "r.assay", "--to", "csv")):
            name = args[0]
            whole = self.assert_ok(self.run_assay(*args)).out
            self.assertEqual(self.assert_ok(self.run_assay(*args, "-o", name)).out, "")
            self.assertEqual(read(self.path(name)).replace("\r\n", "\n"), whole.replace("\r\n", "\n"))
            self.assert_fails(self.run_assay(*args, "-o", name), 2, name, "exists")
        self.assertEqual(self.assert_ok(self.run_assay("report", "r.assay", "--json")).json()["schema"], "assay/report/1")

    def test_unknown_forms(self):
        self.assert_fails(self.run_assay("report", "r.assay", "-f", "pdf"), 2, "pdf", "assay list reports")
        self.assert_fails(self.run_assay("export", "r.assay", "--to", "pdf"), 2, "pdf", "assay list exporters")


if __name__ == "__main__":
    main()
