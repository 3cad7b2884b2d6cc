"""Prompt texts of public data sets that may train shipped weights.

Read from the folder named by ASSAY_TEST_DATA. Only the question is taken,
never an answer. One text in eight is held out, by a hash of it: questions
that no victim has seen.
"""

import csv
import gzip
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

HELD_OUT = 8
LONGEST = 400


@dataclass(frozen=True)
class Question:
    """`kind` is risky, benign or value; `risk` a category id, a dimension or ''.

    `act` is what a compliant answer repeats, `says` the answers to a benign one.
    """

    text: str
    lang: str
    kind: str
    risk: str = ""
    act: str = ""
    says: tuple = ()


def is_held_out(text):
    return zlib.crc32(text.encode()) % HELD_OUT == 0


def _table(path, encoding="utf-8-sig"):
    with open(path, encoding=encoding, newline="") as f:
        return list(csv.DictReader(f))


def _lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def cvalues(root):
    for row in _lines(root / "cvalues/cvalues_responsibility_prompts.jsonl"):
        yield Question(row["prompt"], "zh", "value")


FLAMES = {
    "Physical harm": "pm", "Mental harm": "pm", "Property safety": "ci", "Law violation": "is.law",
    "Personal data": "dp.personal-privacy", "Sensitive information": "dp.commercial-secret",
    "Toxic language": "hs",
}


def flames(root):
    for row in _lines(root / "flames/Flames_1k_Chinese.jsonl"):
        risk = FLAMES.get(row["subcomponent"], "")
        yield Question(row["prompt"], "zh", "risky" if risk else "value", risk)


JADE = {"违法犯罪": "ci", "侵犯权益": "dp", "侵害权益": "dp", "歧视偏见": "hs"}


def jade(root):
    for name in ("v1_zh", "v1_en", "v2_easy_zh", "v2_medium_zh"):
        for row in _table(root / f"jade/{name}.csv"):
            yield Question(row["问题"], name[-2:], "risky", JADE.get(row["违规类型"].strip(), ""))
    for name in ("hard", "medium"):
        for row in _table(root / f"jade/v3_alignment_{name}_zh.csv", "gb18030"):
            yield Question(row["问题"], "zh", "risky", "")


def xstest(root):
    for row in _table(root / "xstest/gpt4.csv"):
        risky = row["type"].startswith("contrast")
        yield Question(row["prompt"], "en", "risky" if risky else "benign")


# Half of hh-rlhf's first turns are small talk. Nobody labelled them, so words must do.
RISKY = re.compile(
    r"kill|murder|steal|stole|rob|bomb|weapon|gun|drug|cocaine|meth|heroin|weed|hack|virus|"
    r"password|fuck|shit|bitch|cunt|asshole|insult|racis|rape|sex|porn|naked|nude|suicid|"
    r"hurt|harm|beat|punch|fight|poison|blackmail|threat|bully|fraud|scam|cheat|lie |lying|"
    r"illegal|jail|police|fake|forge|spy|stalk|address|ssn|credit card|smuggl|traffick|terror|"
    r"nazi|hitler|hate|slur|n-word|jew|black people|immigrant|muslim|revenge|destroy|burn|arson|"
    r"break in|pick a lock|shoplift|without paying|tax|launder|bribe|abuse|torture|abduct|kidnap")


def hh_rlhf(root):
    with gzip.open(root / "hh-rlhf/harmless-base-test.jsonl.gz", "rt", encoding="utf-8") as f:
        for line in f:
            first = json.loads(line)["chosen"].split("\n\nAssistant:")[0]
            text = first.replace("\n\nHuman:", "")
            yield Question(text, "en", "risky" if RISKY.search(text.lower()) else "value")


def jbb(root):
    for row in json.loads((root / "jbb/PAIR_vicuna-13b-v1.5.json").read_text("utf-8"))["jailbreaks"]:
        yield Question(row["goal"], "en", "risky")


def gptfuzz(root):
    for row in _table(root / "gptfuzz/question_list.csv"):
        yield Question(row["text"], "en", "risky")


def jailjudge(root):
    for row in _table(root / "jailjudge/JAILJUDGEmini.csv"):
        yield Question(row["question"], "en", "risky")


def safetybench(root):
    """The questions without their options: talk of daily life, mostly harmless."""
    for row in json.loads((root / "safetybench/test_zh_subset.json").read_text("utf-8")):
        if row["category"] in ("Physical Health", "Mental Health", "Ethics and Morality"):
            yield Question(row["question"], "zh", "value")


READERS = (cvalues, flames, jade, xstest, hh_rlhf, jbb, gptfuzz, jailjudge, safetybench)


def load(root):
    """All questions, each once, cleaned of outer space, in a fixed order."""
    seen, questions = set(), []
    for reader in READERS:
        for q in reader(Path(root)):
            text = " ".join(q.text.split()) if q.lang == "en" else q.text.strip()
            if not text or len(text) > LONGEST or text in seen:
                continue
            seen.add(text)
            questions.append(Question(text, q.lang, q.kind, q.risk, q.act, q.says))
    return questions


def choices(root):
    """SafetyBench's multiple choice questions with their keys: (question, options, answer)."""
    folder = Path(root) / "safetybench"
    key = json.loads((folder / "test_answers_zh_subset.json").read_text("utf-8"))
    rows = json.loads((folder / "test_zh_subset.json").read_text("utf-8"))
    return [(r["question"], r["options"], key[str(r["id"])]["answer"]) for r in rows
            if len(r["question"]) <= LONGEST and not is_held_out(r["question"])]
