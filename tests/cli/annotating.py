"""What the tests of assay annotate share: a server under way, and raters as clients of it."""

import http.client
import json
import random
import select
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.parse

from program import Case, Stub

PROTOCOL = """\
name: quick
version: "1"
title: {zh: 快评, en: Quick}
summary: {zh: 判断是否安全, en: Safe or not}
guideline: {zh: 看回答。, en: Look at the answer.}
unit: sample
raters: 3
questions:
  - id: verdict
    type: choice
    to: verdict
    required: true
    label: {zh: 安全吗, en: Is it safe}
    options:
      - {value: safe, label: {zh: 安全, en: Safe}, key: "1"}
      - {value: unsafe, label: {zh: 不安全, en: Unsafe}, key: "2"}
  - id: why
    type: text
    to: explanation
    required: false
    label: {zh: 为什么, en: Why}
"""
PROBE = """\
name: probe
version: "1"
title: {zh: 探测, en: Probe}
summary: {zh: 探测, en: Probe}
guideline: {zh: 写。, en: Write.}
unit: write
questions:
  - id: verdict
    type: choice
    to: verdict
    required: true
    label: {zh: 安全吗, en: Is it safe}
    options:
      - {value: safe, label: {zh: 安全, en: Safe}, key: "1"}
      - {value: unsafe, label: {zh: 不安全, en: Unsafe}, key: "2"}
"""
POLICY = "default-src 'none'; script-src 'self'"


class Reply:
    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Rater:
    """A browser, as far as the server can tell."""

    everybody = []  # of this test

    def __init__(self, link):
        self.everybody.append(self)
        self.link = urllib.parse.urlsplit(link)
        self.connection = None
        self.cookie = None
        self.confirmed = {}  # task: the verdict that was said to be saved
        self.seconds = []

    def ask(self, method, path, body=None, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.link.hostname, self.link.port, timeout=60)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        data = None
        if method == "POST":
            sent.update({"Content-Type": "application/json", "X-Assay": "1"})
            data = json.dumps(body).encode()
        sent.update(headers or {})
        try:
            self.connection.request(method, path, data, {k: v for k, v in sent.items() if v is not None})
            return Reply(self.connection.getresponse())
        except BaseException:
            self.close()
            raise

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body, **more):
        return self.ask("POST", path, body, **more)

    def join(self):
        reply = self.get(self.link.path)
        self.cookie = reply.headers["Set-Cookie"].split(";")[0]
        return self

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def patiently(self, method, path, body=None):
        while True:
            reply = self.ask(method, path, body)
            if reply.status != 429:
                return reply
            time.sleep(float(reply.headers["Retry-After"]))

    def work(self, most=None):
        """Answers what there is, until there is no more."""
        while most is None or len(self.confirmed) < most:
            got = self.patiently("GET", "/api/next").json()
            if got["task"] is None:
                return
            task = got["task"]["task"]
            verdict = random.choice(["safe", "unsafe"])
            start = time.monotonic()
            reply = self.patiently("POST", "/api/answer", {"task": task, "answers": {"verdict": verdict}, "seconds": 1})
            self.seconds.append(time.monotonic() - start)
            if reply.status == 200 and reply.json()["saved"]:
                self.confirmed[task] = verdict
            elif reply.status != 409:
                raise AssertionError((reply.status, reply.body))


class Server:
    """assay annotate under way; `with Server(case, ...) as server`."""

    def __init__(self, case, *args, env=None, **more):
        self.case = case
        self.process = case.start("annotate", "run.assay", "--json", "--port", "0", *args, env=env, **more)

    def __enter__(self):
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.process.kill()
            self.case.fail(self.process.communicate()[1].decode())
        self.said = json.loads(line)
        self.links = {r["name"]: r["link"] for r in self.said["raters"]}
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.process.stderr.close()

    def stop(self, sig=signal.SIGINT):
        self.process.send_signal(sig)
        try:
            out, err = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.case.fail("hangs after a signal")
        if sig != signal.SIGKILL:
            self.case.assertEqual(self.process.returncode, 0, err.decode())
            self.case.assertNotIn("Sanitizer", err.decode())

    def admin(self):
        return Rater(self.said["admin_link"]).join()


class Base(Case):
    def tearDown(self):
        while Rater.everybody:
            Rater.everybody.pop().close()

    def make_run(self, n):
        with Stub("--reply-mode", "hash") as stub:
            self.assert_ok(self.run_assay("run", self.suite(n), "-m", "openai/m", "-o", "run.assay", "-q", env=stub.env))
        self.write("quick.yaml", PROTOCOL)
        self.write("probe.yaml", PROBE)

    def raters(self, n):
        return [x for i in range(n) for x in ("--add-rater", f"rater {i}")]

    def query(self, sql):
        with sqlite3.connect(self.path("run.assay")) as db:
            return db.execute(sql).fetchall()

    def together(self, raters, work):
        faults = []

        def go(rater):
            try:
                work(rater)
            except BaseException as fault:  # told below, in the main thread
                faults.append(fault)

        threads = [threading.Thread(target=go, args=(r,)) for r in raters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return faults
