"""assay annotate as somebody meets it who wants in, wants it down, or wants others' answers."""

import csv
import http.client
import io
import json
import signal
import socket
import time
import unicodedata
import urllib.parse

from annotating import Base, Rater, Server
from program import main

HEAD = "POST /api/answer HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nX-Assay: 1\r\nContent-Type: application/json\r\n"


class Attacks(Base):
    def setUp(self):
        super().setUp()
        self.make_run(6)

    def serve(self, *names, **more):
        return Server(self, "--protocol", "quick.yaml", *[x for name in names for x in ("--add-rater", name)], **more)

    def raw(self, rater, data, wait=10):
        """What comes back for bytes as they are: status and body; (None, b"") where it only hangs up."""
        with socket.create_connection((rater.link.hostname, rater.link.port), timeout=wait) as s:
            s.sendall(data)
            try:
                response = http.client.HTTPResponse(s)
                response.begin()
                return response.status, response.read()
            except (http.client.HTTPException, ConnectionError):
                return None, b""

    def head(self, rater):
        return HEAD.format(host=f"{rater.link.hostname}:{rater.link.port}", cookie=rater.cookie)

    def test_paths_lead_nowhere_else(self):
        with self.serve("Li") as server:
            rater = Rater(server.links["Li"]).join()
            for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "//etc/passwd",
                         "/app.js/../../etc/passwd", "/app.js%00.html", "/app.js/", "/index.html%0d%0aX:1", "/run.assay",
                         "/api/task/-1", "/api/task/+1", "/api/task/0x1", "/api/task/99999999999999999999", "/api/task/1/",
                         "/api//next", "/API/next", "/api/next/../admin/audit", "/api/%61dmin/audit%", "/join/../api/session",
                         "/join/%2e%2e/x", "/%ff%fe", "/%E0%80%AF", "/" + "a/" * 5000):
                reply = rater.get(path)
                self.assertIn(reply.status, (400, 403, 404), path)
                self.assertNotIn(b"root:", reply.body)
                self.assertNotIn(b"SQLite", reply.body)
            # Percent-encoded or not, it is the same route and the same check.
            self.assertEqual(rater.get("/api/%61dmin/audit").json()["code"], "not_admin")

    def test_methods(self):
        with self.serve("Li") as server:
            rater = Rater(server.links["Li"]).join()
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "GETT"):
                for path in ("/", "/api/next", "/api/answer", "/join/x"):
                    reply = rater.ask(method, path)
                    self.assertEqual(reply.status, 405, (method, path))
                    self.assertNotIn(rater.cookie.encode(), reply.body)  # TRACE does not show it
                    rater.close()

    def test_bodies_that_are_no_json(self):
        with self.serve("Li") as server:
            rater = Rater(server.links["Li"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            fine = b'{"task":%d,"answers":{"verdict":"safe","why":"%s"}}'
            for body in (b"", b"null", b"[]", b'"x"', b"{", b"{}}", b"\x00", b"\xff\xfe{\x00}\x00", fine % (task, b"\xff"),
                         fine % (task, b"\xed\xa0\x80"), fine % (task, b"a\x00b"), fine % (task, b"a\nb"),
                         b'{"task":1,"task":%d,"answers":{"verdict":"safe"}}' % task,
                         b'{"task":%d,"answers":{"verdict":"safe","verdict":"unsafe"}}' % task,
                         b'{"task":%d.5,"answers":{"verdict":"safe"}}' % task, b'{"task":1e400,"answers":{"verdict":"safe"}}',
                         b'{"task":NaN,"answers":{}}', b'{"task":true,"answers":{"verdict":"safe"}}',
                         b"[" * 500_000, b'{"answers":' * 90_000, b'{"task":%d,"answers":{"why":%s}}' % (task, b"[" * 1000 + b"]" * 1000)):
                head = self.head(rater) + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                status, told = self.raw(rater, head.encode() + body)
                self.assertEqual(status, 400, (body[:60], told))
                self.assertNotIn(b"/src/", told)
            # Escapes that are JSON, and no text: what is kept of them is.
            for why in ("a\0b", "a\ud800b"):
                reply = rater.post("/api/answer", {"task": task, "answers": {"verdict": "safe", "why": why}})
                self.assertEqual(reply.status, 200)
                kept = rater.get(f"/api/task/{task}").json()["task"]["answers"]["why"]
                self.assertTrue(kept.startswith("a") and kept.endswith("b"), ascii(kept))
                kept.encode()

    def test_lengths_that_lie(self):
        with self.serve("Li") as server:
            rater = Rater(server.links["Li"]).join()
            task = rater.get("/api/next").json()["task"]["task"]
            good = json.dumps({"task": task, "answers": {"verdict": "unsafe"}}).encode()
            for length in ("Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 0x10", "Content-Length: 1e3",
                           "Content-Length: 10737418240", f"Content-Length: {len(good)}\r\nTransfer-Encoding: chunked",
                           "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: gzip", "Content-Length: "):
                status, _ = self.raw(rater, (self.head(rater) + length + "\r\n\r\n").encode() + good)
                self.assertNotEqual(status, 200, length)
            chunked = self.head(rater) + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            status, _ = self.raw(rater, chunked.encode() + b"fffffffffffffffff\r\n" + good)
            self.assertNotEqual(status, 200)
            chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
            status, _ = self.raw(rater, chunked.encode() + chunk * 40 + b"0\r\n\r\n")
            self.assertIn(status, (413, None))
            self.assertEqual(self.query("SELECT count(*) FROM answers")[0][0], 0)
            self.assertEqual(rater.get("/api/next").status, 200)

    def test_slow_ones_stop_nobody(self):
        """Three hundred who send a head, or a body, byte by byte; somebody else works meanwhile."""
        with self.serve("Li", "Wu") as server:
            rater = Rater(server.links["Li"]).join()
            slow = []
            try:
                for i in range(300):
                    s = socket.create_connection((rater.link.hostname, rater.link.port), timeout=10)
                    slow.append(s)
                    if i % 2:
                        s.sendall(b"GET / HTTP/1.1\r\nHost: ")
                    else:
                        s.sendall((self.head(rater) + "Content-Length: 1000\r\n\r\n{").encode())
                rater.work()
                self.assertEqual(len(rater.confirmed), 6)
                self.assertLess(max(rater.seconds), 5)
                for s in slow:
                    s.sendall(b" ")
                self.assertEqual(Rater(server.links["Wu"]).join().get("/api/next").status, 200)
            finally:
                for s in slow:
                    s.close()

    def test_links_that_are_void(self):
        with self.serve("Li", "Wu") as server:
            admin, li, wu = server.admin(), Rater(server.links["Li"]).join(), Rater(server.links["Wu"]).join()
            ids = {r["name"]: r["id"] for r in admin.get("/api/admin/overview").json()["raters"]}
            task = li.get("/api/next").json()["task"]["task"]
            self.assertEqual(admin.post(f"/api/admin/raters/{ids['Li']}", {"revoked": True}).status, 200)
            for method, path, body in (("GET", "/api/session", None), ("GET", "/api/next", None), ("GET", f"/api/task/{task}", None),
                                       ("POST", "/api/answer", {"task": task, "answers": {"verdict": "safe"}}),
                                       ("POST", "/api/undo", {}), ("POST", "/api/join", {"token": li.link.path[6:]})):
                reply = li.ask(method, path, body)
                self.assertEqual((reply.status, reply.json()["code"]), (403, "revoked"), path)
            self.assertIsNone(li.get(li.link.path).headers["Set-Cookie"])
            fresh = admin.post(f"/api/admin/raters/{ids['Wu']}/link", {}).json()["link"]
            self.assertEqual(wu.get("/api/next").json()["code"], "unknown")
            self.assertEqual(Rater(fresh).join().get("/api/next").status, 200)
            # A token stands in no place but the link's and the cookie.
            token = urllib.parse.urlsplit(fresh).path[6:]
            bare = Rater(fresh)
            self.assertEqual(bare.get(f"/api/session?token={token}").status, 401)
            self.assertEqual(bare.get("/api/session", headers={"Authorization": f"Bearer {token}"}).status, 401)
            joined = bare.get(bare.link.path)
            self.assertEqual((joined.headers["Location"], joined.headers["Referrer-Policy"]), ("/", "no-referrer"))
            for path in ("/api/admin/overview", "/api/admin/audit?answers=1"):
                self.assertNotIn(token.encode(), admin.get(path).body)

    def test_what_is_others(self):
        with self.serve("Li", "Wu") as server:
            admin, li, wu = server.admin(), Rater(server.links["Li"]).join(), Rater(server.links["Wu"]).join()
            ids = {r["name"]: r["id"] for r in admin.get("/api/admin/overview").json()["raters"]}
            task = li.get("/api/next").json()["task"]["task"]
            li.post("/api/answer", {"task": task, "answers": {"verdict": "unsafe", "why": "a secret"}})
            mine = wu.get("/api/next").json()["task"]["task"]
            others = [n for n in range(1, 7) if n != mine]
            for n in others:
                self.assertEqual(wu.get(f"/api/task/{n}").status, 404)
                for path, body in (("answer", {"task": n, "answers": {"verdict": "safe"}}), ("skip", {"task": n}), ("undo", {"task": n})):
                    self.assertIn(wu.post(f"/api/{path}", body).status, (404, 409), (path, n))
            for path, body in (("release", {"task": task, "rater": ids["Li"]}), ("raters", {"name": "x", "role": "admin"}),
                               (f"raters/{ids['Wu']}", {"domains": []}), (f"raters/{ids['Li']}/link", {})):
                self.assertEqual(wu.post(f"/api/admin/{path}", body).status, 403)
            for path in ("mine", "progress", "session", "next", f"task/{mine}"):
                self.assertNotIn(b"a secret", wu.get(f"/api/{path}").body)
            # Looking ahead again and again gives out no more than one.
            for _ in range(20):
                wu.get("/api/next?peek=1")
            self.assertLessEqual(self.query(f"SELECT count(*) FROM assignments WHERE rater = {ids['Wu']}")[0][0], 2)

    def test_names_that_would_deceive(self):
        with self.serve("Li") as server:
            admin = server.admin()
            for name in ("", " ", "a\nb", "a\0b", "a\x1b[31m", "a\x7f", "a\x9b31m", "a\u202eb", "a\u2066b", "a\u2028b", "a\u200bb", "x" * 10_000, "Li"):
                reply = admin.post("/api/admin/raters", {"name": name})
                self.assertIn(reply.status, (400, 409), ascii(name))
            for name in ("<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "O'Neil \"Jo\"", "王\u3000小明"):
                self.assertEqual(admin.post("/api/admin/raters", {"name": name}).status, 200, name)
            self.assertEqual(admin.get("/api/admin/overview").headers["Content-Type"], "application/json; charset=utf-8")

    def test_sheets_hold_no_formulas(self):
        evil = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1", "=HYPERLINK(\"http://evil\")"]
        with self.serve("=1+1") as server:
            rater, admin = Rater(server.links["=1+1"]).join(), server.admin()
            for why in evil[:6]:
                task = rater.get("/api/next").json()["task"]["task"]
                self.assertEqual(rater.post("/api/answer", {"task": task, "answers": {"verdict": "safe", "why": why}}).status, 200)
            sheet = admin.get("/api/admin/export?to=csv")
            self.assertTrue(sheet.headers["Content-Disposition"].startswith("attachment"))
            cells = [cell for row in csv.reader(io.StringIO(sheet.body.decode("utf-8-sig"))) for cell in row]
            self.assertTrue(any("cmd|" in cell for cell in cells))
            for cell in cells:
                self.assertFalse(unicodedata.normalize("NFKC", cell).startswith(("=", "+", "-", "@", "\t", "\r")), cell)
            self.assertIn(b"attachment", admin.get("/api/admin/export?to=jsonl").headers["Content-Disposition"].encode())
            for form in ("", "exe", "../../x", "csv%00"):
                self.assertEqual(admin.get(f"/api/admin/export?to={form}").status, 400, form)

    def test_other_sites(self):
        with self.serve("Li") as server:
            rater = Rater(server.links["Li"]).join()
            host = f"{rater.link.hostname}:{rater.link.port}"
            # What a form can send: three types, no header of its own, its site as the Origin.
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
                for path in ("/api/answer", "/api/undo", "/api/sign-out", "/api/join", "/api/admin/raters"):
                    reply = rater.post(path, {}, headers={"Content-Type": kind, "X-Assay": None, "Origin": "http://evil.example"})
                    self.assertEqual(reply.status, 403, (kind, path))
                    rater.close()
            for origin in ("http://evil.example", f"http://{host}.evil.example", f"http://evil.example#{host}", f"evil://x@{host}", "null", ""):
                reply = rater.post("/api/undo", {}, headers={"Origin": origin})
                self.assertEqual(reply.status, 403, origin)
            # Asked beforehand by a browser, nothing is allowed to anybody.
            reply = rater.ask("OPTIONS", "/api/answer", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
            self.assertIsNone(reply.headers["Access-Control-Allow-Origin"])
            self.assertIn("frame-ancestors 'none'", rater.get("/").headers["Content-Security-Policy"])

    def test_more_than_is_bearable(self):
        """One rater's script that asks without end is held back; another is served."""
        with self.serve("Li", "Wu") as server:
            li, wu = Rater(server.links["Li"]).join(), Rater(server.links["Wu"]).join()
            statuses = [li.get("/api/progress").status for _ in range(400)]
            self.assertIn(429, statuses)
            start = time.monotonic()
            self.assertEqual(wu.get("/api/next").status, 200)
            self.assertLess(time.monotonic() - start, 5)
            server.stop(signal.SIGTERM)


if __name__ == "__main__":
    main()
