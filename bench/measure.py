"""What the cases of bench/run share: the stub, wrk, and programs that are watched."""
import json
import os
import re
import resource
import signal
import subprocess
import tempfile
import threading
import time


class Failed(Exception):
    """A program did not do what was measured."""


def raise_files():
    """Thousands of connections need as many descriptors; children inherit the limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Result:
    """How a program ended: rc, out, err, wall and cpu (s), memory (MiB, at its highest), start
    (ns of CLOCK_MONOTONIC, as in the stub's log)."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Failed("no JSON on stdout: %r" % self.out[:200]) from None


class Program:
    """A program under way. Its peak memory is VmHWM, looked at while it runs: the kernel's
    ru_maxrss would begin with the size of this interpreter."""

    def __init__(self, args, cwd, env):
        self.out = tempfile.TemporaryFile()
        self.err = tempfile.TemporaryFile()
        self.args = args
        self.memory = 0.0
        self.start = time.monotonic_ns()
        self.process = subprocess.Popen(args, cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                                        stdout=self.out, stderr=self.err)
        self.ended = threading.Event()
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()

    def watch(self):
        path = "/proc/%d/status" % self.process.pid
        while True:
            try:
                with open(path, encoding="ascii", errors="replace") as f:
                    found = re.search(r"VmHWM:\s+(\d+) kB", f.read())
            except OSError:
                return
            if found:
                self.memory = max(self.memory, int(found.group(1)) / 1024)
            if self.ended.wait(0.02):
                return

    def kill(self):
        """kill -9; the moment (ns)."""
        at = time.monotonic_ns()
        self.process.send_signal(signal.SIGKILL)
        return at

    def wait(self, timeout=600):
        timer = threading.Timer(timeout, self.process.kill)
        timer.start()
        _, status, usage = os.wait4(self.process.pid, 0)
        wall = (time.monotonic_ns() - self.start) / 1e9
        timer.cancel()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.ended.set()
        self.watcher.join()
        texts = []
        for f in (self.out, self.err):
            f.seek(0)
            texts.append(f.read().decode("utf-8", "replace"))
            f.close()
        return Result(rc=self.process.returncode, out=texts[0], err=texts[1], wall=wall,
                      cpu=usage.ru_utime + usage.ru_stime, user=usage.ru_utime,
                      memory=self.memory, start=self.start, args=self.args)


class Bench:
    """A working folder, the programs, and how to start them."""

    def __init__(self, assay, stub, bare):
        self.assay, self.stub_program, self.bare = assay, stub, bare
        self.folder = tempfile.TemporaryDirectory(prefix="assay-bench-")
        self.dir = self.folder.name
        self.n = 0

    def path(self, name):
        return os.path.join(self.dir, name)

    def new(self, name):
        """A path that was not used before."""
        self.n += 1
        return self.path("%d-%s" % (self.n, name))

    def environment(self, stub=None):
        # No configuration, key or cache of the user's own.
        env = {k: v for k, v in os.environ.items()
               if not k.endswith(("_API_KEY", "_BASE_URL")) and not k.startswith("ASSAY_")}
        env.update(HOME=self.dir, XDG_CACHE_HOME=self.new("cache"), LC_ALL="C.UTF-8")
        if stub:
            env.update(OPENAI_BASE_URL="http://127.0.0.1:%d/v1" % stub.port, OPENAI_API_KEY="x")
        return env

    def start(self, *args, stub=None):
        return Program([self.assay, *args], self.dir, self.environment(stub))

    def do(self, *args, stub=None, ok=(0,), timeout=600):
        """Runs assay to its end."""
        result = self.start(*args, stub=stub).wait(timeout)
        if result.rc not in ok:
            raise Failed("assay %s ended with %d: %s" % (
                " ".join(args), result.rc, result.err.strip()[-500:]))
        return result

    def stub(self, *options):
        return Stub(self, options)

    def wrk(self, stub, body, connections=64, seconds=3):
        """Requests per second that wrk reaches."""
        script = self.path("wrk.lua")
        with open(script, "w", encoding="utf-8") as f:
            f.write('wrk.method = "POST"\n'
                    'wrk.headers["Content-Type"] = "application/json"\n'
                    'wrk.headers["Authorization"] = "Bearer x"\n'
                    "wrk.body = [==[%s]==]\n" % body)
        out = subprocess.run(
            ["wrk", "-t2", "-c%d" % connections, "-d%ds" % seconds, "-s", script,
             "http://127.0.0.1:%d/v1/chat/completions" % stub.port],
            capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


class Stub:
    """The stub server while a `with` lasts; `totals` afterwards."""

    def __init__(self, bench, options):
        self.log = None
        options = list(options)
        if "--log" in options:
            at = options.index("--log") + 1
            options.insert(at, bench.new("stub.log"))
            self.log = options[at]
        self.args = [bench.stub_program, "--reply-mode", "hash", *options]
        self.totals = None

    def __enter__(self):
        self.process = subprocess.Popen(self.args, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if "listening" not in line:
            raise Failed("the stub does not start")
        self.port = int(line.rsplit(":", 1)[1])
        return self

    def stop(self):
        if self.totals is None:
            with open("/proc/%d/stat" % self.process.pid, encoding="ascii") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            self.cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            self.process.send_signal(signal.SIGTERM)
            out, _ = self.process.communicate(timeout=30)
            self.totals = json.loads(out)
        return self.totals

    def __exit__(self, *_):
        self.stop()

    def requests(self):
        """The log so far, one tuple a request: arrival and answer (ns), body, seen before."""
        rows = []
        with open(self.log, encoding="ascii") as f:
            for line in f:
                cells = line.split("\t")
                if not line.endswith("\n") or len(cells) < 7:
                    break
                at = int(cells[0])
                rows.append((at, at + int(cells[1]) * 1000, cells[3], int(cells[4])))
        return rows

    def wait_for(self, n, timeout=60):
        """Until N requests have come."""
        seen, end = 0, time.monotonic() + timeout
        with open(self.log, "rb") as f:
            while seen < n:
                block = f.read(1 << 20)
                seen += block.count(b"\n")
                if not block:
                    if time.monotonic() > end:
                        raise Failed("%d of %d requests came" % (seen, n))
                    time.sleep(0.001)
        return seen
