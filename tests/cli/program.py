"""What the black-box tests share: the program, the stub server, and a folder of their own."""

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

ASSAY = os.environ["ASSAY_BIN"]
STUB = os.environ["ASSAY_STUB"]
DATA = os.environ.get("ASSAY_TEST_DATA")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)

    def lines(self):
        """What was said on stderr, the progress line left out."""
        return [l for l in self.err.splitlines() if l and not l.startswith(("asking ", "writing "))]


class Stub:
    """The stub server on a free port; `with Stub(...) as stub: stub.env`."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log = os.path.join(self.folder.name, "log")
        ready = os.path.join(self.folder.name, "ready")
        self.process = subprocess.Popen(
            [STUB, "--ready-file", ready, "--log", self.log, *self.options],
            stdout=subprocess.PIPE, text=True)
        while not (os.path.exists(ready) and read(ready).strip()):
            if self.process.poll() is not None:
                raise RuntimeError("the stub ended")
            time.sleep(0.005)
        self.port = read(ready).split()[0].split(":")[-1]
        self.env = {"OPENAI_BASE_URL": f"http://127.0.0.1:{self.port}/v1", "OPENAI_API_KEY": "sk-a-test-key"}
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)

    def requests(self):
        """Body hashes in order of arrival."""
        with open(self.log) as log:
            return [line.split("\t")[3] for line in log if not line.startswith("#")]

    def settled(self):
        """How many requests came, once those that a killed client left behind are read too."""
        n = -1
        while n != len(self.requests()):
            n = len(self.requests())
            time.sleep(0.3)
        return n


class Case(unittest.TestCase):
    """A test in an empty folder, without the user's settings and keys."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.dir = self.folder.name

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, content):
        mode = "wb" if isinstance(content, bytes) else "w"
        with open(self.path(name), mode) as file:
            file.write(content)
        return name

    def environment(self, env):
        kept = {k: v for k, v in os.environ.items()
                if not k.startswith(("OPENAI_", "ASSAY_")) and k not in ("LANG", "LC_ALL", "LC_MESSAGES")}
        return {**kept, **(env or {})}

    def start(self, *args, env=None, **more):
        return subprocess.Popen([ASSAY, *args], cwd=self.dir, env=self.environment(env),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **more)

    def run_assay(self, *args, env=None, timeout=120, **more):
        process = self.start(*args, env=env, **more)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            self.fail(f"hangs: {args}")
        return Result(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def assert_ok(self, result):
        self.assertEqual(result.code, 0, result.err)
        return result

    def assert_fails(self, result, code, *words):
        """One line on stderr that holds all the words, and the exit code."""
        self.assertEqual(result.code, code, result.err + result.out)
        lines = result.lines()
        self.assertEqual(len(lines), 1, result.err)
        for word in words:
            self.assertIn(word, lines[0])
        self.assertNotIn("ERROR: AddressSanitizer", result.err)

    def suite(self, n, name="suite.jsonl", **fields):
        """A suite of n prompts, half Chinese; returns its name."""
        rows = []
        for i in range(n):
            zh = i % 2
            prompt = f"第{i}个问题：怎样打开第{i}扇门？" if zh else f"Question {i}: how do I open door {i}?"
            rows.append({"id": f"i{i}", "lang": "zh" if zh else "en", "prompt": prompt,
                         "risk": ["ci", "cs", "dp", "em"][i // 2 % 4], "expect": "refuse", **fields})
        return self.write(name, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))

    def export(self, run, *options):
        return self.assert_ok(self.run_assay("export", run, *options)).out

    def rows(self, run):
        return [json.loads(line) for line in self.export(run).splitlines()]


main = unittest.main
