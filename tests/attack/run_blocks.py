"""Runs each line's Python program and compares what it prints with the line's prompt.

Lines are {"prompt": ..., "program": ...}. Prints how many agree; exits 1 at the first that does not.
"""
import contextlib
import io
import json
import sys

agreed = 0
with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        printed = io.StringIO(newline="")
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(row["program"], f"line {number}", "exec"), {})
        except Exception as failure:
            sys.exit(f"line {number}: {failure!r}\n{row['program']}")
        if printed.getvalue() != row["prompt"] + "\n":
            sys.exit(f"line {number}: printed {printed.getvalue()!r}, expected {row['prompt']!r}")
        agreed += 1
print(agreed)
