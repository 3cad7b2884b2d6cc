"""The server of assay annotate: many raters at once, what they may and may not do, and kill -9."""

import http.client
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.parse

import program
from annotating import Base, POLICY, Rater, Server
from program import Stub, main


class Manners(Base):
    def setUp(self):
        super().setUp()
        self.make_run(6)

    def test_a_rater_from_link_to_undo(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            rater = Rater(server.links["Li"])
            self.assertEqual(rater.get("/api/session").status, 401)
            joined = rater.get(rater.link.path)
            self.assertEqual((joined.status, joined.headers["Location"]), (303, "/"))
            for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
                self.assertIn(word, joined.headers["Set-Cookie"])
            rater.join()
            session = rater.get("/api/session").json()
            self.assertEqual(session["rater"]["name"], "Li")
            self.assertEqual(session["protocol"]["name"], "quick")
            self.assertFalse(session["protocol"]["ask"])
            self.assertFalse(session["protocol"]["per_domain"])
            first = rater.get("/api/next").json()["task"]
            self.assertEqual(rater.get("/api/next").json()["task"]["task"], first["task"])
            peeked = rater.get("/api/next?peek=1").json()["task"]
            self.assertNotEqual(peeked["task"], first["task"])
            self.assertTrue(first["messages"] and first["replies"])
            bad = rater.post("/api/answer", {"task": first["task"], "answers": {"verdict": "perhaps"}})
            self.assertEqual((bad.status, bad.json()["code"], bad.json()["field"]), (400, "bad_answer", "verdict"))
            saved = rater.post("/api/answer", {"task": first["task"], "answers": {"verdict": "safe"}, "seconds": 2}).json()
            self.assertEqual((saved["saved"], saved["revision"], saved["at"]["done"]), (True, 1, 1))
            undone = rater.post("/api/undo", {}).json()["task"]
            self.assertEqual((undone["task"], undone["answers"]), (first["task"], {"verdict": "safe"}))
            again = rater.post("/api/answer", {"task": first["task"], "answers": {"verdict": "unsafe", "why": "门"}}).json()
            self.assertEqual(again["revision"], 2)
            self.assertTrue(rater.post("/api/skip", {"task": peeked["task"], "why": "unclear"}).json()["saved"])
            mine = rater.get("/api/mine").json()
            self.assertEqual(mine["tasks"][0]["answers"], {"verdict": "unsafe", "why": "门"})
            self.assertEqual(rater.get("/api/progress").json()["done"], 1)
            self.assertEqual(rater.get(f"/api/task/{first['task']}").json()["task"]["revision"], 2)
            for path in ("/api/task/99999", "/api/task/x", "/api/nothing", "/api/admin", "/../etc/passwd", "/join/"):
                self.assertIn(rater.get(path).status, (403, 404), path)
            self.assertEqual(rater.get("/api/answer").status, 405)
            self.assertEqual(rater.ask("HEAD", "/api/session").body, b"")

    def test_what_is_refused(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            rater = Rater(server.links["Li"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            good = {"task": task, "answers": {"verdict": "safe"}}
            host = f"{rater.link.hostname}:{rater.link.port}"
            foreign = (
                {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {"X-Assay": None},
                {"X-Assay": "0"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{host}.evil"},
            )
            for headers in foreign:
                reply = rater.post("/api/answer", good, headers=headers)
                self.assertEqual((reply.status, reply.json()["code"]), (403, "foreign"), headers)
            for body in ([], "x", {"task": "1"}, {"task": -1}, {"task": task}, {"task": task, "answers": []}):
                self.assertEqual(rater.post("/api/answer", body).status, 400, body)
            self.assertEqual(rater.post("/api/answer", {"task": 10**9, "answers": {"verdict": "safe"}}).status, 404)
            self.assertEqual(rater.post("/api/answer", {**good, "more": "x" * (1 << 20)}).status, 413)
            rater.close()
            for path in ("overview", "agreement", "disagreements", "audit"):
                self.assertEqual(rater.get("/api/admin/" + path).status, 403)
            for path in ("raters", "raters/1", "raters/1/link", "release"):
                self.assertEqual(rater.post("/api/admin/" + path, {}).status, 403)
            cookie, rater.cookie = rater.cookie, rater.cookie[:-4] + "AAAA"
            self.assertEqual(rater.get("/api/next").status, 403)
            rater.cookie = cookie
            reply = rater.post("/api/answer", good, headers={"Origin": f"http://{host}"})
            self.assertEqual(reply.status, 200)
            for path in ("/", "/app.js", "/app.css", "/api/session", "/nothing", "/api/admin/audit", "/join/x"):
                headers = rater.get(path).headers
                self.assertTrue(headers["Content-Security-Policy"].startswith(POLICY), path)
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(headers["Cache-Control"], "no-store")
            # Links that are tried out: some are answered, then it takes time.
            statuses = [rater.get(f"/join/{i}").status for i in range(60)]
            self.assertEqual(statuses[0], 403)
            self.assertIn(429, statuses)
            self.assertEqual(rater.get("/api/session").status, 200)

    def test_what_is_no_answer(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            rater = Rater(server.links["Li"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            good = {"task": task, "answers": {"verdict": "safe"}}
            for seconds in (-5, "x", 1e300):
                reply = rater.post("/api/answer", {**good, "seconds": seconds})
                self.assertEqual((reply.status, reply.json()["field"]), (400, "seconds"), seconds)
            reply = rater.post("/api/answer", {"task": task, "answers": {"verdict": "safe", "verdcit": "safe"}})
            self.assertEqual((reply.status, reply.json()["field"]), (400, "verdcit"))
            self.assertEqual(rater.post("/api/answer", {**good, "seconds": 3}).status, 200)

    def test_other_hosts_and_links(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            rater = Rater(server.links["Li"]).join()
            evil = {"Host": "evil.example", "Origin": "http://evil.example"}
            for path in ("/", "/api/session", rater.link.path):
                self.assertEqual(rater.get(path, headers=evil).status, 421, path)
            self.assertEqual(rater.post("/api/undo", {}, headers=evil).status, 421)
            rater.close()
            for site in ("cross-site", "same-site"):
                self.assertEqual(rater.get("/api/session", headers={"Sec-Fetch-Site": site}).status, 403)
                self.assertEqual(rater.get("/", headers={"Sec-Fetch-Site": site}).status, 200)
            self.assertEqual(rater.get("/api/session", headers={"Host": f"localhost:{rater.link.port}"}).status, 200)
            self.assertEqual(rater.get("/favicon.ico").status, 204)
            reply = rater.get("/join/nobody")
            self.assertEqual((reply.status, reply.headers["Content-Type"]), (403, "text/html; charset=utf-8"))
            self.assertIn("这个链接无效", reply.body.decode())
            self.assertIn("does not work", reply.body.decode())
            reply = rater.get("/", headers={"X-Long": "x" * 40000})
            self.assertEqual((reply.status, reply.json()["code"]), (431, "too_large"))
        self.assert_fails(
            self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--host", "http://a b"), 2, "--host")

    def test_the_admin(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            admin = server.admin()
            self.assertEqual(admin.get("/api/session").json()["rater"]["role"], "admin")
            made = admin.post("/api/admin/raters", {"name": "Wang", "domains": ["ci"]}).json()
            self.assertEqual(admin.post("/api/admin/raters", {"name": "Wang"}).status, 409)
            self.assertEqual(admin.post("/api/admin/raters", {"name": " "}).status, 400)
            wang = Rater(made["link"]).join()
            wang.work()
            self.assertTrue(0 < len(wang.confirmed) < 6)
            li = Rater(server.links["Li"]).join()
            task = li.get("/api/next").json()["task"]["task"]
            overview = admin.get("/api/admin/overview").json()
            by_name = {r["name"]: r for r in overview["raters"]}
            self.assertEqual(by_name["Wang"]["done"], len(wang.confirmed))
            self.assertEqual(by_name["Li"]["open"], 1)
            self.assertTrue(admin.post("/api/admin/release", {"task": task, "rater": by_name["Li"]["id"]}).json()["saved"])
            self.assertEqual(admin.post("/api/admin/release", {"task": task, "rater": by_name["Li"]["id"]}).status, 404)
            # A new link makes the old one void; so does revoking.
            renewed = admin.post(f"/api/admin/raters/{made['id']}/link", {}).json()["link"]
            self.assertEqual(wang.get("/api/session").status, 403)
            wang = Rater(renewed).join()
            self.assertEqual(admin.post(f"/api/admin/raters/{made['id']}", {"revoked": True}).status, 200)
            reply = wang.get("/api/next")
            self.assertEqual((reply.status, reply.json()["code"]), (403, "revoked"))
            self.assertEqual(admin.post(f"/api/admin/raters/{made['id']}", {"revoked": False}).status, 200)
            self.assertEqual(wang.get("/api/next").status, 200)
            self.assertEqual(admin.post("/api/admin/raters/999", {"revoked": True}).status, 404)
            me = admin.get("/api/admin/overview").json()["raters"]
            mine = next(r["id"] for r in me if r["role"] == "admin")
            self.assertEqual(admin.post(f"/api/admin/raters/{mine}", {"revoked": True}).status, 409)
            self.assertEqual(admin.get("/api/admin/agreement").status, 200)
            self.assertEqual(admin.get("/api/admin/disagreements?from=0").status, 200)
            events = admin.get("/api/admin/audit").json()["events"]
            self.assertTrue(len(events) >= 5)
            self.assertTrue(all(made["link"].rsplit("/")[-1] not in json.dumps(e) for e in events))

    def test_the_export(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            li = Rater(server.links["Li"]).join()
            li.work()
            self.assertEqual(li.get("/api/admin/export?to=jsonl").status, 403)
            admin = server.admin()
            self.assertEqual(admin.get("/api/admin/export?to=nothing").status, 400)
            got = admin.get("/api/admin/export?to=jsonl")
            self.assertIn('filename="quick.jsonl"', got.headers["Content-Disposition"])
            rows = [json.loads(line) for line in got.body.decode().splitlines()]
            self.assertEqual({r["task"]: r["answers"]["verdict"] for r in rows if r.get("answers")}, li.confirmed)
            for form in ("csv", "xlsx", "label-studio"):
                got = admin.get("/api/admin/export?to=" + form)
                self.assertEqual(got.status, 200, got.body)
                self.assertTrue(got.body)
            self.assertEqual(admin.get("/api/admin/export?to=csv&rater=Li").status, 200)
            self.assertEqual(admin.get("/api/admin/export?to=csv&rater=nobody").status, 404)
            events = admin.get("/api/admin/audit").json()["events"]
            self.assertEqual(sum(e["what"] == "exported" for e in events), 5)

    def test_the_command(self):
        self.assert_fails(self.run_assay("annotate", "run.assay"), 2, "--protocol")
        self.assert_fails(self.run_assay("annotate", "none.assay", "--protocol", "quick.yaml"), 2, "none.assay")
        self.assert_fails(self.run_assay("annotate", "suite.jsonl", "--protocol", "quick.yaml"), 2, "suite.jsonl")
        self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "nothing-of-the-kind"), 2, "nothing-of-the-kind")
        self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--revoke", "Wu"), 2, "Wu")
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li", "--add-rater", "Wu") as server:
            self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml"), 1, "another process", "Ctrl-C")
            self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--export", "a.csv"), 1,
                              "another process", "admin's page")
            old = server.links
            admin = server.said["admin_link"]
        # Going on: who is there keeps the link, and nothing is shown twice.
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            self.assertEqual((server.links, server.said["admin_link"]), ({}, None))
            port = urllib.parse.urlsplit(server.said["url"]).port
            for link in (old["Li"], admin):
                again = Rater(f"http://127.0.0.1:{port}{urllib.parse.urlsplit(link).path}").join()
                self.assertEqual(again.get("/api/session").status, 200)
        with Server(self, "--protocol", "quick.yaml", "--links", "--admin", "--revoke", "Wu") as server:
            self.assertEqual(list(server.links), ["Li"])
            self.assertNotEqual(server.links["Li"].rsplit("/")[-1], old["Li"].rsplit("/")[-1])
            self.assertTrue(server.said["admin_link"])
            self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml"), 1)
        busy = socket.socket()
        self.addCleanup(busy.close)
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--port", port), 1, port)

    def test_names_that_are_empty(self):
        for option in ("--add-rater", "--revoke"):
            self.assert_fails(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", option, ""), 2, option)

    def test_another_draw_is_not_taken(self):
        def served(*args):
            with Server(self, "--protocol", "quick.yaml", *args) as server:
                server.process.send_signal(signal.SIGINT)
                err = server.process.communicate(timeout=60)[1].decode()
            return [l for l in err.splitlines() if "begun with" in l]

        self.assertEqual(served("--seed", "3", "--limit", "4"), [])
        self.assertEqual(served("--seed", "3"), [])
        self.assertEqual(served("--limit", "5"), [])  # one more
        for args in (("--seed", "4"), ("--limit", "2"), ("--seed", "9", "--limit", "5")):
            lines = served(*args)
            self.assertEqual(len(lines), 1, args)
            self.assertIn("--seed 3 and --limit 5", lines[0])

    def test_a_run_under_way(self):
        """Who would annotate what is still being asked is told so; others may read what is being annotated."""
        self.suite(40, "slow.jsonl")
        with Stub("--latency", "300") as stub:
            run = self.start("run", "slow.jsonl", "-m", "openai/m", "-o", "slow.assay", "-q", "--concurrency", "1", env=stub.env)
            while not os.path.exists(self.path("slow.assay")):
                time.sleep(0.01)
            self.assert_fails(self.run_assay("annotate", "slow.assay", "--protocol", "quick.yaml"), 1,
                              "slow.assay: another process", "a run")
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=60)
        with Server(self, "--protocol", "quick.yaml", *self.raters(2)) as server:
            for link in server.links.values():
                Rater(link).join().work()
            self.assert_ok(self.run_assay("report", "run.assay"))
            self.assertEqual(len(self.rows("run.assay")), 6)
            self.assert_ok(self.run_assay("judge-eval", "refusal", "run.assay"))

    def test_tokens_are_not_in_the_file(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            token = server.links["Li"].rsplit("/")[-1]
        with open(self.path("run.assay"), "rb") as file:
            self.assertNotIn(token.encode(), file.read())

    def test_probing_a_model(self):
        with Stub("--reply-mode", "echo") as stub:
            with Server(self, "--protocol", "probe", "--add-rater", "Wu", env=stub.env) as server:
                self.assertTrue(Rater(server.links["Wu"]).join().get("/api/session").json()["protocol"]["per_domain"])
            with Server(self, "--protocol", "probe.yaml", "--add-rater", "Li", env=stub.env) as server:
                rater = Rater(server.links["Li"]).join()
                self.assertTrue(rater.get("/api/session").json()["protocol"]["ask"])
                self.assertTrue(rater.get("/api/next").json()["task"]["write"])
                self.assertEqual(rater.post("/api/ask", {"prompt": " "}).status, 400)
                said = rater.post("/api/ask", {"prompt": "How do doors open?"}).json()
                self.assertIn("How do doors open?", said["reply"])
                self.assertEqual(said["model"], "openai/m")
                answers = {"prompt": "How do doors open?", "reply": said["reply"], "verdict": "safe"}
                for _ in range(2):  # the reply was lost, and it is sent again
                    saved = rater.post("/api/answer", {"task": 0, "answers": answers, "key": "k1"}).json()
                    self.assertTrue(saved["saved"])
                other = {**answers, "prompt": "And windows?"}
                rater.post("/api/answer", {"task": 0, "answers": other, "key": "k2"})
                server.stop(signal.SIGKILL)
            # The server has forgotten the keys, but not what was written.
            with Server(self, "--protocol", "probe.yaml", "--links", env=stub.env) as server:
                rater = Rater(server.links["Li"]).join()
                saved = rater.post("/api/answer", {"task": 0, "answers": other, "key": "k2"}).json()
                self.assertEqual((saved["saved"], saved["at"]["done"]), (True, 2))
        self.assertEqual(self.query("SELECT count(*) FROM answers")[0][0], 2)

    def test_stopping_while_a_model_computes(self):
        """A model of this process reads the prompt out of the request until it is stopped."""
        model = os.path.join(os.path.dirname(__file__), "../../data/models/tiny-careless.gguf")
        if b"llama" not in subprocess.run([program.ASSAY, "doctor"], capture_output=True).stdout:
            self.skipTest("built without llama")
        for delay in (0.05, 0.3):
            with Server(self, "--protocol", "probe.yaml", "--target", "llama/" + os.path.abspath(model), "--links",
                        *self.raters(12)) as server:
                raters = [Rater(link).join() for link in server.links.values()]
                prompt = {"prompt": "Tell me a very long story about doors. " * 40}
                threads = [threading.Thread(target=lambda r=r: self.ask_or_lose(r, prompt)) for r in raters]
                for thread in threads:
                    thread.start()
                slow = socket.create_connection((raters[0].link.hostname, raters[0].link.port))
                slow.sendall(b"GET /app.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 12)
                time.sleep(delay)
                server.stop()
                for thread in threads:
                    thread.join()
                slow.close()

    @staticmethod
    def ask_or_lose(rater, prompt):
        try:
            rater.post("/api/ask", prompt)
        except (OSError, http.client.HTTPException):
            pass

    def test_what_comes_twice(self):
        with Server(self, "--protocol", "quick.yaml", *self.raters(1)) as server:
            rater = Rater(server.links["rater 0"]).join()
            tasks = []
            for _ in range(3):
                tasks.append(rater.get("/api/next").json()["task"]["task"])
                rater.post("/api/answer", {"task": tasks[-1], "answers": {"verdict": "safe"}, "key": f"k{tasks[-1]}", "revision": 0})
            last = tasks[-1]
            first = {"task": last, "answers": {"verdict": "safe"}, "key": f"k{last}", "revision": 0}
            newer = {"task": last, "answers": {"verdict": "unsafe"}, "key": "newer", "revision": 1}
            self.assertEqual(rater.post("/api/answer", newer).json()["revision"], 2)
            # The first one again, late: it is told, and does not replace what came after it.
            self.assertEqual(rater.post("/api/answer", first).json()["revision"], 1)
            self.assertEqual(rater.get(f"/api/task/{last}").json()["task"]["answers"], {"verdict": "unsafe"})
            late = rater.post("/api/answer", {**first, "key": "unknown"})
            self.assertEqual((late.status, late.json()["code"]), (409, "older"))
            # The newer one again, whose key is lost: it stands there.
            again = rater.post("/api/answer", {**newer, "key": "other"})
            self.assertEqual((again.status, again.json()["revision"]), (200, 2))
            for _ in range(2):
                undone = rater.post("/api/undo", {"task": last})
                self.assertEqual((undone.status, undone.json()["task"]["task"]), (200, last))
            self.assertEqual(self.query("SELECT count(*) FROM annotations")[0][0], 2)
            wrong = rater.post("/api/undo", {"task": tasks[0]})
            self.assertEqual((wrong.status, wrong.json()["code"]), (409, "older"))
            self.assertEqual(rater.post("/api/undo", {}).json()["task"]["task"], tasks[1])

    def test_a_turn_that_is_rolled_back(self):
        """One write of a turn fails before its commit: nobody of that turn is told "saved"."""
        with sqlite3.connect(self.path("run.assay")) as db:
            db.execute("CREATE TRIGGER fails BEFORE INSERT ON answers WHEN (SELECT count(*) FROM answers) > 0 "
                       "BEGIN SELECT RAISE(ABORT, 'no'); END")
        db.close()
        with Server(self, "--protocol", "quick.yaml", "--raters", "6", *self.raters(6)) as server:
            raters = [Rater(link).join() for link in server.links.values()]
            tasks = [r.get("/api/next").json()["task"]["task"] for r in raters]
            server.process.send_signal(signal.SIGSTOP)  # so that several come in one turn
            told = []
            threads = [threading.Thread(target=lambda r=r, t=t: told.append(
                r.post("/api/answer", {"task": t, "answers": {"verdict": "safe"}}))) for r, t in zip(raters, tasks)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            server.process.send_signal(signal.SIGCONT)
            for thread in threads:
                thread.join()
            refused = [r for r in told if r.status != 200]
            self.assertTrue(refused)
            for reply in refused:
                self.assertIn((reply.status, reply.json()["code"]), [(500, "not_saved"), (503, "stopping")])
            self.assertNotIn(self.path("").encode(), b"".join(r.body for r in told))
            self.assertEqual(server.process.wait(30), 1)
            lines = server.process.stderr.read().decode().splitlines()
            self.assertIn("run.assay", lines[-1])
        self.assertEqual(self.query("SELECT count(*) FROM answers")[0][0], len(told) - len(refused))

    def test_a_file_that_another_locks(self):
        with Server(self, "--protocol", "quick.yaml", *self.raters(1)) as server:
            rater = Rater(server.links["rater 0"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            db = sqlite3.connect(self.path("run.assay"), isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            reply = rater.post("/api/answer", {"task": task, "answers": {"verdict": "safe"}})
            db.execute("ROLLBACK")
            db.close()
            self.assertEqual((reply.status, reply.json()["code"]), (500, "not_saved"))
            self.assertEqual(server.process.wait(30), 1)

    def test_there_is_always_an_admin(self):
        command = ("annotate", "run.assay", "--protocol", "quick.yaml", "--port", "0")
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li") as server:
            admin = server.admin()
            ids = {r["name"]: r["id"] for r in admin.get("/api/admin/overview").json()["raters"]}
            second = admin.post("/api/admin/raters", {"name": "Wang", "role": "admin"}).json()
            wang = Rater(second["link"]).join()
            self.assertEqual(wang.post(f"/api/admin/raters/{ids['admin']}", {"revoked": True}).status, 200)
            self.assertEqual(admin.get("/api/session").status, 403)
            self.assertEqual(wang.post(f"/api/admin/raters/{second['id']}", {"revoked": True}).status, 409)
        self.assert_fails(self.run_assay(*command, "--revoke", "Wang"), 2, "Wang", "last one")
        # A file in which nobody leads the work, as an earlier version could leave it.
        with sqlite3.connect(self.path("run.assay")) as db:
            db.execute("UPDATE raters SET revoked = 1 WHERE role = 1")
        db.close()
        with Server(self, "--protocol", "quick.yaml") as server:
            self.assertEqual(server.admin().get("/api/session").json()["rater"]["name"], "admin")
        with sqlite3.connect(self.path("run.assay")) as db:
            db.execute("UPDATE raters SET role = 0")
        db.close()
        with Server(self, "--protocol", "quick.yaml") as server:
            self.assertEqual(server.admin().get("/api/session").json()["rater"]["name"], "admin 2")

    def test_a_name_that_was_revoked(self):
        with Server(self, "--protocol", "quick.yaml", "--add-rater", "Li"):
            pass
        with Server(self, "--protocol", "quick.yaml", "--revoke", "Li", "--add-rater", "Li") as server:
            self.assertEqual(server.links, {})
            server.process.send_signal(signal.SIGINT)
            self.assertIn("Li was revoked", server.process.communicate(timeout=60)[1].decode())

    def test_bodies_of_nobody_are_not_read(self):
        with Server(self, "--protocol", "quick.yaml", *self.raters(1)) as server:
            rater = Rater(server.links["rater 0"]).join()
            for head in ("POST /api/answer", "POST /nothing", "GET /", "POST /api/join"):
                for cookie in ("", "Cookie: assay_1=x\r\n"):
                    with socket.create_connection((rater.link.hostname, rater.link.port), 10) as s:
                        s.sendall(f"{head} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}Content-Type: application/json\r\n"
                                  "Content-Length: 1048576\r\n\r\n".encode())
                        self.assertIn(b" 401 ", s.recv(100).split(b"\r\n")[0], head)
            self.assertEqual(rater.post("/api/undo", {"x": "x" * 500000}).status, 404)

    def test_links_where_somebody_is_signed_in(self):
        with Server(self, "--protocol", "quick.yaml", "--host", "https://rating.example", *self.raters(2)) as server:
            port = [int(x) for x in self.listening(server)][0]
            paths = [urllib.parse.urlsplit(link).path for link in server.links.values()]
            rater = Rater(f"http://127.0.0.1:{port}{paths[0]}")
            cookies = rater.get(paths[0]).headers.get_all("Set-Cookie")
            self.assertEqual([("; Secure" in c, "SameSite=" + s in c) for c, s in zip(cookies, ("Strict", "Lax"))], [(True, True)] * 2)
            both = [c.split(";")[0] for c in cookies]
            for known in ("; ".join(both), both[0], both[1]):  # the second comes along from other sites too
                rater.cookie = known
                reply = rater.get(paths[1])
                self.assertEqual((reply.status, reply.headers["Location"]), (303, "/#" + paths[1]))
                self.assertIsNone(reply.headers["Set-Cookie"])
                self.assertEqual(rater.get(paths[0]).headers["Location"], "/")
            rater.cookie = both[0]
            token = paths[1].rsplit("/")[-1]
            self.assertEqual(rater.post("/api/join", {"token": token}, headers={"X-Assay": None}).status, 403)
            self.assertEqual(rater.post("/api/join", {"token": "none"}).status, 403)
            joined = rater.post("/api/join", {"token": token})
            self.assertIn(token, joined.headers["Set-Cookie"])
            out = rater.post("/api/sign-out", {})
            self.assertTrue(all("Max-Age=0" in c for c in out.headers.get_all("Set-Cookie")))

    def listening(self, server):
        """The ports on which a process listens; its links may name another."""
        inodes = set()
        for fd in os.listdir(f"/proc/{server.process.pid}/fd"):
            at = os.readlink(f"/proc/{server.process.pid}/fd/{fd}")
            if at.startswith("socket:["):
                inodes.add(at[8:-1])
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table.readlines()[1:]]
        return [int(r[1].split(":")[1], 16) for r in rows if r[3] == "0A" and r[9] in inodes]

    def test_an_export_changes_nothing(self):
        tables = ("tasks", "raters", "assignments", "answers", "annotations", "run", "files")

        def count():
            return [self.query(f"SELECT count(*) FROM {t}") for t in tables]

        before = count()
        self.assert_ok(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--export", "out.csv"))
        self.assertEqual(count(), before)
        self.assertEqual(self.query("SELECT who, what, detail FROM audit"), [("command line", "exported", "out.csv")])

    def test_stopping_while_a_model_is_asked(self):
        with Stub("--latency", "30000") as stub:
            with Server(self, "--protocol", "probe.yaml", "--add-rater", "Li", env=stub.env) as server:
                rater = Rater(server.links["Li"]).join()
                got = []
                thread = threading.Thread(target=lambda: got.append(rater.post("/api/ask", {"prompt": "x"})))
                thread.start()
                time.sleep(0.5)
                server.stop(signal.SIGTERM)
                thread.join()
                self.assertEqual(got[0].status, 503)


class Many(Base):
    def test_an_export_stops_nobody(self):
        self.make_run(1500)
        rows = [{"task": t, "rater": who, "answers": {"verdict": "unsafe" if t % 7 else "safe"}}
                for who in ("a", "b") for t in range(1, 1501)]
        self.write("in.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        self.assert_ok(self.run_assay("annotate", "run.assay", "--protocol", "quick.yaml", "--import", "in.jsonl", "--new-raters"))
        with Server(self, "--protocol", "quick.yaml", *self.raters(2)) as server:
            admin = server.admin()
            rater = Rater(server.links["rater 0"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            took = []

            def fetch():
                start = time.monotonic()
                reply = admin.get("/api/admin/export?to=xlsx")
                took.append((time.monotonic() - start, reply.status, len(reply.body)))

            thread = threading.Thread(target=fetch)
            thread.start()
            time.sleep(0.02)
            start = time.monotonic()
            self.assertEqual(rater.post("/api/answer", {"task": task, "answers": {"verdict": "safe"}}).status, 200)
            waited = time.monotonic() - start
            thread.join()
            self.assertEqual(took[0][1], 200)
            self.assertGreater(took[0][2], 10000)
            print("# an export of 3,000 answers took %.2f s; an answer meanwhile %.3f s" % (took[0][0], waited))
            self.assertLess(waited, max(0.5, took[0][0] / 2))

    def check_the_file(self, need, confirmed):
        """What was confirmed is there, and nobody answered beyond the number."""
        rows = self.query("SELECT a.task, r.name, a.body FROM answers a JOIN raters r ON r.id = a.rater "
                          "WHERE a.revision = (SELECT max(revision) FROM answers b WHERE b.task = a.task AND b.rater = a.rater)")
        there = {(task, name): json.loads(body)["verdict"] for task, name, body in rows}
        for name, answers in confirmed.items():
            for task, verdict in answers.items():
                self.assertEqual(there.get((task, name)), verdict, (task, name))
        beyond = self.query(f"SELECT task, count(DISTINCT rater) FROM answers GROUP BY task HAVING count(DISTINCT rater) > {need}")
        self.assertEqual(beyond, [])
        given = self.query(f"SELECT task, count(*) FROM assignments WHERE state < 2 GROUP BY task HAVING count(*) > {need}")
        self.assertEqual(given, [])
        return there

    def test_fifty_raters_at_once(self):
        self.make_run(200)
        with Server(self, "--protocol", "quick.yaml", "--raters", "9", *self.raters(50)) as server:
            raters = {name: Rater(link).join() for name, link in server.links.items()}
            self.assertEqual(len(raters), 50)
            start = time.monotonic()
            self.assertEqual(self.together(raters.values(), Rater.work), [])
            took = time.monotonic() - start
            self.assertEqual(server.admin().get("/api/admin/overview").json()["complete"], 200)
        there = self.check_the_file(9, {name: r.confirmed for name, r in raters.items()})
        self.assertEqual(len(there), 1800)
        seconds = sorted(s for r in raters.values() for s in r.seconds)
        p = {q: 1000 * seconds[int(q / 100 * (len(seconds) - 1))] for q in (50, 95, 99, 100)}
        print("# %d answers of 50 raters in %.1f s; sent to confirmed, ms: %s" %
              (len(seconds), took, ", ".join(f"p{q} {v:.0f}" for q, v in p.items())))
        self.assertLess(p[99], 5000)  # a machine that does other things too: see bench/annotate

    def test_kill_in_the_middle(self):
        self.make_run(120)
        command = ("--protocol", "quick.yaml", "--raters", "5")
        confirmed = {}
        links = {}
        for attempt in range(3):
            more = self.raters(20) if not attempt else ("--links",)
            with Server(self, *command, *more) as server:
                links = server.links
                raters = {name: Rater(link).join() for name, link in links.items()}
                killer = threading.Timer(0.4 + 0.3 * attempt, lambda: server.process.kill())
                killer.start()
                faults = self.together(raters.values(), Rater.work)
                killer.cancel()
                server.process.kill()
                server.process.communicate()
                self.assertFalse([f for f in faults if not isinstance(f, (OSError, http.client.HTTPException))])
            for name, rater in raters.items():
                confirmed.setdefault(name, {}).update(rater.confirmed)
            self.assertTrue(any(confirmed.values()))
            # What nobody was told may be there or not; what was told is.
            self.check_the_file(5, confirmed)
        with Server(self, *command, "--links") as server:
            raters = {name: Rater(link).join() for name, link in server.links.items()}
            self.assertEqual(self.together(raters.values(), Rater.work), [])
            for name, rater in raters.items():
                confirmed[name].update(rater.confirmed)
        self.assertEqual(len(self.check_the_file(5, confirmed)), 600)

    def test_no_space_left(self):
        """Files may not grow any more, as on a full disk: who was told "saved" is saved, others are told."""
        self.make_run(120)
        most = os.path.getsize(self.path("run.assay")) + 150000
        limit = (most, most)
        with Server(self, "--protocol", "quick.yaml", "--raters", "5", *self.raters(8),
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)) as server:
            raters = {name: Rater(link).join() for name, link in server.links.items()}
            told = []

            def work(rater):
                try:
                    rater.work()
                except AssertionError as fault:
                    told.append(fault.args[0])

            self.together(raters.values(), work)
            self.assertEqual(server.process.wait(30), 1)
            lines = server.process.stderr.read().decode().splitlines()
            self.assertEqual(len(lines), 1, lines)
            self.assertIn("run.assay", lines[0])
            self.assertIn(500, [status for status, _ in told])
            self.assertTrue(all(status in (500, 503) for status, _ in told), told)
        self.check_the_file(5, {name: r.confirmed for name, r in raters.items()})

    def test_interrupted_under_load(self):
        self.make_run(120)
        with Server(self, "--protocol", "quick.yaml", "--raters", "5", *self.raters(20)) as server:
            raters = {name: Rater(link).join() for name, link in server.links.items()}
            stopper = threading.Timer(0.5, lambda: server.process.send_signal(signal.SIGINT))
            stopper.start()

            def work(rater):
                try:
                    rater.work()
                except AssertionError as fault:
                    if fault.args[0][0] != 503:
                        raise

            faults = self.together(raters.values(), work)
            self.assertFalse([f for f in faults if not isinstance(f, (OSError, ValueError, KeyError, http.client.HTTPException))])
            self.assertEqual(server.process.wait(30), 0)
        self.check_the_file(5, {name: r.confirmed for name, r in raters.items()})


if __name__ == "__main__":
    main()
