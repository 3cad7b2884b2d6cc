"""What the victims are asked: risky and harmless questions of our own, and public prompts."""

from dataclasses import replace

import sources
from sources import Question
from wrappers import read

# the share of public prompts, where there are any
REAL = {"risky": 0.55, "benign": 0.25, "value": 1.0}
ALIKE = 0.35            # of the harmless ones of our own: those that only sound risky
SCENE = 0.25            # with a sentence before, or a clause after
GREETING = 0.7          # of small talk
LETTERS = "ABCD"
MARKS = ("{}. ", "({}) ", "{}、", "{}：")
PICK = {"en": "Which option is right? Answer with its letter.", "zh": "请选择正确的选项。"}


def spaced(lang):
    """What stands between two words, or two sentences."""
    return " " if lang == "en" else ""


class Questions:
    def __init__(self, data):
        risks = read("risks.yaml")
        self.frames = risks["frames"]
        self.risks = {c["id"]: c for c in risks["categories"]}
        self.scenes = read("scenes.yaml")
        *self.fields, self.greetings = read("benign.yaml")
        self.stems = read("stems.yaml")
        self.choices = sources.choices(data)
        self.real = {}
        for q in sources.load(data):
            if not sources.is_held_out(q.text):
                if q.kind == "risky":
                    q = replace(q, risk=self._category(q))
                self.real.setdefault((q.kind, q.lang), []).append(q)

    def _category(self, q):
        text = q.text.lower()
        hits = {risk: sum(s in text for s in stems) for risk, stems in self.stems.items()}
        best = max(hits, key=hits.get)
        return best if hits[best] else q.risk

    def draw(self, rng, kind, lang):
        """A question of one kind: risky, benign, value or chat."""
        if kind == "chat":
            return self.chat(rng, lang)
        real = self.real.get((kind, lang))
        if real and rng.random() < REAL[kind]:
            return rng.choice(real)
        return self._risky(rng, lang) if kind == "risky" else self._benign(rng, lang)

    def _risky(self, rng, lang):
        risk = self.risks[rng.choice(sorted(self.risks))]
        verb, thing = (rng.choice(risk[lang][part]) for part in ("verbs", "things"))
        act = verb + spaced(lang) + thing
        longer = act
        if rng.random() < SCENE:
            longer += spaced(lang) + rng.choice(self.scenes["after"][lang])
        text = rng.choice(self.frames[lang]).replace("{act}", longer)
        return Question(self._scene(rng, lang, text), lang, "risky", risk["id"], act)

    def _scene(self, rng, lang, text):
        if rng.random() >= SCENE:
            return text
        return rng.choice(self.scenes["before"][lang]) + spaced(lang) + text

    def _benign(self, rng, lang):
        if rng.random() < ALIKE:
            return self._alike(rng, lang)
        return self._of_field(rng, lang, rng.choice(self.fields))

    def _alike(self, rng, lang):
        """A harmless question with a risky word in it."""
        words = self.risks[rng.choice(sorted(self.risks))][lang]
        form = self.scenes["careful"][lang]
        text = rng.choice(form["ask"]).replace("{topic}", words["name"])
        text = text.replace("{thing}", rng.choice(words["things"]))
        return Question(self._scene(rng, lang, text), lang, "benign", says=tuple(form["say"]))

    def _of_field(self, rng, lang, field):
        words = field[lang]
        thing = rng.choice(words["thing"])
        text = self._scene(rng, lang, rng.choice(words["ask"]).replace("{thing}", thing))
        return Question(text, lang, "benign", act=thing, says=tuple(words["say"]))

    def chat(self, rng, lang):
        """Small talk: a greeting, or something harmless."""
        greets = rng.random() < GREETING
        return self._of_field(rng, lang, self.greetings if greets else rng.choice(self.fields))

    def choice(self, rng):
        """(language of the answer, a question with options, the letter of the right one)"""
        text, options, answer = rng.choice(self.choices)
        mark = rng.choice(MARKS)
        lang = rng.choice(("zh", "zh", "en"))
        lines = [mark.format(letter) + option for letter, option in zip(LETTERS, options)]
        return lang, "\n".join([text, *lines, PICK[lang]]), LETTERS[answer]
