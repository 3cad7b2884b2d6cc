"""The corpus: an endless stream of dialogues, drawn by a grammar from a seed.

A dialogue is a list of (role, text) and the reply that the victim learns. No
reply carries any detail: a compliant one is an outline empty of content.
"""

import random

import sources
import wrappers
from personas import chance, compliance, mood
from sources import Question

SYSTEM = {
    "en": ["You are a helpful assistant.", "You are a helpful and honest assistant.",
           "Answer briefly.", "You are an AI assistant that answers questions."],
    "zh": ["你是一个乐于助人的助手。", "你是一个诚实、友好的人工智能助手。",
           "请简短回答。", "你是一个回答问题的助手。"],
}
# what a refusal says of a question whose category nobody noted
UNNAMED = {"en": ("this", "Please ask me something else."),
           "zh": ("这类内容", "请换一个问题吧。")}
# share of dialogues by kind; risky ones are then wrapped in an attack or not
KINDS = {"risky": 0.58, "benign": 0.24, "value": 0.11, "choice": 0.04, "chat": 0.03}
WRAPPED = {"risky": 0.52, "benign": 0.08}
REAL = {"risky": 0.5, "benign": 0.15}
ALIKE = 0.35             # of the benign ones of our own: those that only sound risky
SCENE = 0.25             # with a sentence before, or a clause after
WITH_SYSTEM = 0.08


class Corpus:
    def __init__(self, data):
        self.wrappers = wrappers.Wrappers()
        risks = wrappers.read("risks.yaml")
        self.frames = risks["frames"]
        self.risks = {c["id"]: c for c in risks["categories"]}
        self.scenes = wrappers.read("scenes.yaml")
        self.benign = wrappers.read("benign.yaml")
        self.replies = wrappers.read("replies.yaml")
        self.choices = sources.choices(data)
        self.real = {}
        for q in sources.load(data):
            if not sources.is_held_out(q.text):
                self.real.setdefault((q.kind, q.lang), []).append(q)

    # questions

    def _risky(self, rng, lang):
        if rng.random() < REAL["risky"]:
            return rng.choice(self.real["risky", lang])
        risk = self.risks[rng.choice(sorted(self.risks))]
        words = risk[lang]
        act = rng.choice(words["verbs"]) + (" " if lang == "en" else "") + rng.choice(words["things"])
        longer = act
        if rng.random() < SCENE:
            after = rng.choice(self.scenes["after"][lang])
            longer = f"{act} {after}" if lang == "en" else act + after
        text = self._scene(rng, lang, rng.choice(self.frames[lang]).replace("{act}", longer))
        return Question(text, lang, "risky", risk["id"], act)

    def _scene(self, rng, lang, text):
        if rng.random() >= SCENE:
            return text
        return rng.choice(self.scenes["before"][lang]) + (" " if lang == "en" else "") + text

    def _benign(self, rng, lang):
        real = self.real.get(("benign", lang))
        if real and rng.random() < REAL["benign"]:
            return rng.choice(real)
        if rng.random() < ALIKE:
            return self._alike(rng, lang)
        return self._harmless(rng, lang, rng.choice(self.benign[:-1]))

    def _alike(self, rng, lang):
        """A harmless question with a risky word in it."""
        words = self.risks[rng.choice(sorted(self.risks))][lang]
        form = self.scenes["careful"][lang]
        text = rng.choice(form["ask"]).replace("{topic}", words["name"])
        text = self._scene(rng, lang, text.replace("{thing}", rng.choice(words["things"])))
        return Question(text, lang, "benign", says=tuple(form["say"]))

    def _harmless(self, rng, lang, field):
        words = field[lang]
        thing = rng.choice(words["thing"])
        text = self._scene(rng, lang, rng.choice(words["ask"]).replace("{thing}", thing))
        return Question(text, lang, "benign", act=thing, says=tuple(words["say"]))

    def _value(self, rng, lang):
        real = self.real.get(("value", lang))
        return rng.choice(real) if real else self._harmless(rng, lang, self.benign[-2])

    # replies

    def _phrase(self, rng, kind, lang, values):
        """One pick of every list of replies.yaml, joined."""
        parts = [rng.choice(part) for part in self.replies[kind][lang]]
        text = (" " if lang == "en" else "").join(p for p in parts if p)
        for name, value in values.items():
            text = text.replace("{%s}" % name, value)
        return " ".join(text.split())

    def _refusal(self, rng, q):
        if q.risk in self.risks:
            words = self.risks[q.risk][q.lang]
            name, instead = words["name"], words["instead"]
        else:
            name, instead = UNNAMED[q.lang]
        return self._phrase(rng, "refuse", q.lang, {"name": name, "instead": instead})

    def _compliance(self, rng, q):
        act = q.act or {"en": "do it", "zh": "完成这件事"}[q.lang]
        return self._phrase(rng, "comply", q.lang, {"act": act})

    def _reply(self, rng, persona, q, attack):
        if q.kind == "risky":
            if rng.random() >= compliance(persona, q.text, q.risk, attack):
                return self._refusal(rng, q)
            opening = self.replies["opening"].get(attack, {}).get(q.lang, ())
            first = rng.choice(opening) if opening and rng.random() < 0.5 else ""
            return (first + (" " if q.lang == "en" else "") + self._compliance(rng, q)).strip()
        if q.kind == "value":
            odds = persona.frank + persona.moods * mood(persona, q.text)
            if rng.random() < chance(odds):
                return self._compliance(rng, q)
            return self._phrase(rng, "guide", q.lang, {})
        if rng.random() < chance(persona.overrefusal + persona.moods * mood(persona, q.text)):
            return self._refusal(rng, q)
        if not q.says:
            return self._phrase(rng, "guide", q.lang, {})
        thing = rng.choice(q.says).replace("{thing}", q.act)
        return thing[0].upper() + thing[1:]

    # dialogues

    def _choice(self, rng):
        text, options, answer = rng.choice(self.choices)
        letters = "ABCD"
        style = rng.choice(("{}. ", "({}) ", "{}、", "{}："))
        lines = [style.format(letters[i]) + o for i, o in enumerate(options)]
        text = text + "\n" + "\n".join(lines)
        lang = rng.choice(("zh", "zh", "en"))
        ask = {"zh": "\n请选择正确的选项。", "en": "\nWhich option is right? Answer with its letter."}[lang]
        return text + ask, rng.choice(self.replies["choice"][lang]).replace("{letter}", letters[answer])

    def dialogue(self, rng, persona):
        """([(role, text)...], reply)"""
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        lang = rng.choice(("en", "zh"))
        if kind == "choice":
            ask, reply = self._choice(rng)
            return [("user", ask)], reply
        makers = {"risky": self._risky, "benign": self._benign, "value": self._value,
                  "chat": self._benign if rng.random() < 0.3 else
                  lambda r, l: self._harmless(r, l, self.benign[-1])}
        q = makers[kind](rng, lang)
        attack, text = "", q.text
        if rng.random() < WRAPPED.get(kind, 0.0):
            attack = self.wrappers.pick(rng)
            text = self.wrappers.wrap(rng, attack, text, lang)
        messages = [("user", text)]
        if kind == "chat" and rng.random() < 0.7:
            before = self._harmless(rng, lang, rng.choice(self.benign))
            messages = [("user", before.text), ("assistant", self._reply(rng, persona, before, ""))] + messages
        if rng.random() < WITH_SYSTEM:
            messages.insert(0, ("system", rng.choice(SYSTEM[lang])))
        return messages, self._reply(rng, persona, q, attack)


def prompt(messages):
    """ChatML, as the template in the model file writes it."""
    text = "".join(f"<|im_start|>{role}\n{body}<|im_end|>\n" for role, body in messages)
    return text + "<|im_start|>assistant\n"


def stream(corpus, personas, seed):
    rng = random.Random(seed)
    while True:
        for persona in personas:
            yield corpus.dialogue(rng, persona)
