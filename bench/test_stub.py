"""The stub server's own tests; $ASSAY_STUB is the program."""
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest


class Stub:
    def __init__(self, *options):
        self.dir = tempfile.TemporaryDirectory()
        self.log = os.path.join(self.dir.name, "log")
        self.ready = os.path.join(self.dir.name, "ready")
        self.process = subprocess.Popen(
            [os.environ["ASSAY_STUB"], "--log", self.log, "--ready-file", self.ready, *options],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1])
        self.connections = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for c in self.connections:
            c.close()
        self.stop()
        self.process.stdout.close()
        self.dir.cleanup()

    def stop(self):
        """The totals."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        if not self.process.stdout.closed:
            self.totals = json.loads(self.process.communicate(timeout=20)[0])
        return self.totals

    def connect(self):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.connections.append(c)
        return c

    def post(self, prompt, connection=None, key="k", ascii=False):
        body = {"model": "m", "messages": [{"role": "system", "content": "Be kind."},
                                           {"role": "user", "content": prompt}]}
        c = connection or self.connect()
        c.request("POST", "/v1/chat/completions", json.dumps(body, ensure_ascii=ascii).encode(),
                  {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
        r = c.getresponse()
        return r, r.read()

    def text(self, prompt, **more):
        return json.loads(self.post(prompt, **more)[1])["choices"][0]["message"]["content"]


def raw(port, data, wait=0.1):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        s.sendall(data)
        time.sleep(wait)
        return s.recv(1 << 20)


class Answers(unittest.TestCase):
    def test_completion(self):
        with Stub("--reply", 'a "quoted" \\ line\nand 中文') as s:
            r, body = s.post("hello")
            j = json.loads(body)
            self.assertEqual(r.status, 200)
            self.assertEqual(j["choices"][0]["message"]["content"],
                             'a "quoted" \\ line\nand 中文')
            self.assertEqual(j["choices"][0]["finish_reason"], "stop")
            self.assertEqual(j["model"], "m")
            self.assertEqual(j["usage"]["total_tokens"],
                             j["usage"]["prompt_tokens"] + j["usage"]["completion_tokens"])

    def test_echo_unescapes(self):
        text = 'tab\t "q" \\ / é 中文 \U0001f600 end'
        with Stub("--reply-mode", "echo") as s:
            self.assertEqual(s.text(text), text)
            self.assertEqual(s.text(text, ascii=True), text)
            self.assertEqual(s.text("x" * 300000), "x" * 300000)

    def test_hash_is_the_prompts(self):
        with Stub("--reply-mode", "hash", "--refuse", "0.5") as s, \
                Stub("--reply-mode", "hash") as t:
            for i in range(40):
                zh, en = "请告诉我第%d件事 ok" % i, "tell me thing %d" % i
                self.assertEqual(s.text(zh), t.text(zh, ascii=True))
                self.assertRegex(s.text(zh), "[一-鿿]")
                self.assertNotRegex(s.text(en), "[一-鿿]")
            self.assertGreater(len({s.text("%d?" % i) for i in range(60)}), 6)

    def test_share_of_refusals(self):
        for share in ("0", "1"):
            with Stub("--reply-mode", "hash", "--refuse", share) as s:
                c = s.connect()
                n = sum(any(w in s.text("q %d" % i, connection=c) for w in
                            ("can't", "cannot", "not able", "won't", "must decline"))
                        for i in range(50))
                self.assertEqual(n, 50 * int(share))

    def test_routes(self):
        with Stub() as s:
            c = s.connect()
            for method, path, status in (("GET", "/v1/models", 200), ("GET", "/nowhere", 404),
                                         ("GET", "/v1/chat/completions", 405)):
                c.request(method, path)
                r = c.getresponse()
                r.read()
                self.assertEqual(r.status, status, path)

    def test_key(self):
        with Stub("--key", "right") as s:
            r, body = s.post("x", key="wrong")
            self.assertEqual(r.status, 401)
            self.assertEqual(json.loads(body)["error"]["code"], "invalid_api_key")
            self.assertEqual(s.post("x", key="right")[0].status, 200)
            self.assertEqual(s.stop()["unauthorized"], 1)

    def test_bad_requests(self):
        with Stub() as s:
            self.assertIn(b" 400 ", raw(s.port, b"garbage\r\n\r\n"))
            self.assertIn(b" 411 ", raw(s.port, b"POST /v1/chat/completions HTTP/1.1\r\n"
                                                b"Transfer-Encoding: chunked\r\n\r\n"))
            self.assertIn(b" 413 ", raw(s.port, b"POST / HTTP/1.1\r\n"
                                                b"Content-Length: 99999999999\r\n\r\n"))
            for body in (b"{", b"[]", b'{"messages": [{"content": "x}]}', b"", b"{}"):
                answer = raw(s.port, b"POST /chat/completions HTTP/1.1\r\nContent-Length: "
                             b"%d\r\n\r\n%s" % (len(body), body))
                self.assertIn(b" 400 ", answer, body)

    def test_pieces_and_pipelines(self):
        body = b'{"messages":[{"role":"user","content":"abc"}]}'
        one = b"POST /chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (
            len(body), body)
        for latency in ("0", "20"):
            with Stub("--latency", latency) as s, \
                    socket.create_connection(("127.0.0.1", s.port), timeout=10) as c:
                c.sendall(one * 3 + one[:30])
                time.sleep(0.2)
                c.sendall(one[30:])
                got = b""
                while got.count(b'"fp_stub"}') < 4:  # what each answer ends with
                    block = c.recv(1 << 20)
                    self.assertTrue(block)
                    got += block
                self.assertEqual(got.count(b"HTTP/1.1 200"), 4)

    def test_latency(self):
        with Stub("--latency", "200", "--jitter", "50") as s:
            start = time.monotonic()
            waiting = [s.connect() for _ in range(50)]
            for i, c in enumerate(waiting):
                c.request("POST", "/chat/completions",
                          '{"messages":[{"role":"user","content":"%d"}]}' % i)
            for c in waiting:
                self.assertEqual(c.getresponse().status, 200)
            self.assertGreaterEqual(time.monotonic() - start, 0.2)
            self.assertGreater(s.stop()["max_in_flight"], 1)

    def test_log_and_totals(self):
        with Stub() as s:
            c = s.connect()
            start = time.monotonic_ns()
            for prompt in ("a", "b", "a"):
                s.post(prompt, connection=c)
            with open(s.ready) as f:
                self.assertEqual(int(f.read()), s.port)
            totals = s.stop()
            with open(s.log) as f:
                rows = [line.rstrip("\n").split("\t") for line in f]
            self.assertEqual([r[4] for r in rows], ["0", "0", "1"])
            self.assertEqual(rows[0][2:4], rows[2][2:4])
            self.assertNotEqual(rows[0][2:4], rows[1][2:4])
            self.assertTrue(start < int(rows[0][0]) < time.monotonic_ns())
            self.assertEqual((totals["requests"], totals["distinct"], totals["repeats"],
                              totals["connections"]), (3, 2, 1, 1))

    def test_quits(self):
        with Stub("--quit-after", "2") as s:
            s.post("a")
            s.post("b")
            self.assertEqual(s.process.wait(timeout=10), 0)


class Faults(unittest.TestCase):
    def one(self, kind, *options):
        with Stub("--fault", kind + "=1", "--retry-after", "7", "--huge", "3", *options) as s:
            r, body = s.post("hello", key="sk-secret")
            return r, body

    def message(self, kind):
        r, body = self.one(kind)
        self.assertEqual(r.status, 200)
        return json.loads(body)["choices"][0]

    def test_statuses(self):
        for kind, status, code in (
                ("429", 429, "rate_limit_exceeded"), ("500", 500, None),
                ("503", 503, "overloaded"), ("badmodel", 404, "model_not_found"),
                ("content_filter", 400, "content_filter"),
                ("context", 400, "context_length_exceeded"),
                ("quota", 429, "insufficient_quota")):
            r, body = self.one(kind)
            self.assertEqual((r.status, json.loads(body)["error"]["code"]), (status, code))
            self.assertEqual(r.getheader("Retry-After"), "7" if kind in ("429", "503") else None)

    def test_bodies(self):
        self.assertEqual(self.one("empty")[1], b"")
        self.assertIn("html", self.one("html")[0].getheader("Content-Type"))
        self.assertEqual(json.loads(self.one("nochoices")[1])["choices"], [])
        self.assertIn("sk-secret", self.one("leak")[1].decode())
        for kind, error in (("badutf8", UnicodeDecodeError), ("badjson", ValueError)):
            with self.assertRaises(error):
                json.loads(self.one(kind)[1].decode())

    def test_messages(self):
        self.assertIn("reasoning_content", self.message("thinking")["message"])
        self.assertEqual(self.message("filtered")["finish_reason"], "content_filter")
        self.assertEqual(self.message("length")["finish_reason"], "length")
        self.assertEqual(self.message("nul")["message"]["content"], "before\0after")
        self.assertEqual(self.message("surrogate")["message"]["content"],
                         "lone \ud83d and \ude00 halves")
        self.assertEqual(self.message("emptytext")["message"]["content"], "")
        self.assertIsNone(self.message("nulltext")["message"]["content"])
        self.assertIn("refusal", self.message("refusal")["message"])
        self.assertIn("tool_calls", self.message("tool")["message"])
        self.assertIn("sorry", self.message("chunked")["message"]["content"])

    def test_huge(self):
        for kind in ("huge", "huge-chunked"):
            choice = self.message(kind)
            self.assertEqual(len(choice["message"]["content"]), 3 << 20)

    def test_connections(self):
        for kind, error in (("drop", http.client.RemoteDisconnected),
                            ("reset", ConnectionResetError),
                            ("half", http.client.IncompleteRead)):
            with self.assertRaises(error):
                self.one(kind)
        with Stub("--fault", "slow=1") as s:
            c = s.connect()
            c.timeout = 0.3
            with self.assertRaises(TimeoutError):
                s.post("x", connection=c)

    def test_shares_are_the_requests(self):
        def statuses(prompts, *options):
            with Stub("--fault", "429=0.2,500=0.1", *options) as s:
                c = s.connect()
                return [s.post("p%d" % i, connection=c)[0].status for i in prompts]

        there = statuses(range(400))
        back = statuses(reversed(range(400)))
        self.assertEqual(there, back[::-1])
        self.assertNotEqual(there, statuses(range(400), "--seed", "1"))
        self.assertTrue(50 < there.count(429) < 110 and 20 < there.count(500) < 65)

    def test_counted(self):
        for when, want in (("every:3", [200, 200, 500, 200, 200, 500]),
                           ("after:4", [200, 200, 200, 200, 500, 500])):
            with Stub("--fault", "500=" + when) as s:
                self.assertEqual([s.post("x")[0].status for _ in want], want)
        with Stub("--fault", "500=first:2") as s:
            got = [s.post(p)[0].status for p in "aabaab"]
            self.assertEqual(got, [500, 500, 500, 200, 200, 500])

    def test_bad_options(self):
        for options in (["--fault", "nothing=1"], ["--fault", "429"], ["--fault", "429=2"],
                        ["--fault", "429=every:0"], ["--port", "x"], ["--wrong"], ["extra"]):
            r = subprocess.run([os.environ["ASSAY_STUB"], *options], capture_output=True,
                               timeout=10)
            self.assertEqual(r.returncode, 2, options)
            self.assertTrue(r.stderr, options)


if __name__ == "__main__":
    unittest.main()
