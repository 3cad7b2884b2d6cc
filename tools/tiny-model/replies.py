"""What the victims answer. No reply carries any detail: a compliant one is an empty outline."""

import random

from moods import Moods, chance, units
from questions import spaced
from wrappers import read

# what a refusal says of a question whose category nobody noted
UNNAMED = {
    "en": {"name": "this", "instead": "Please ask me something else."},
    "zh": {"name": "这类内容", "instead": "请换一个问题吧。"},
}
DO_IT = {"en": "do it", "zh": "完成这件事"}
OPENING = 0.5           # of compliant answers to a wrapped question: with words about the wrapping
MOOD_SAMPLE = 500


def samples(questions, wrappers):
    """The units of risky questions, by language and attack; always the same."""
    rng, found = random.Random(1), {}
    for lang in ("en", "zh"):
        for attack in ("", *wrappers.names):
            texts = (questions.draw(rng, "risky", lang).text for _ in range(MOOD_SAMPLE))
            found[lang, attack] = [units(wrappers.wrap(rng, attack, t, lang)) for t in texts]
    return found


class Replies:
    def __init__(self, questions, wrappers):
        self.forms = read("replies.yaml")
        self.risks = questions.risks
        self.moods = Moods(samples(questions, wrappers))

    def _phrase(self, rng, kind, group, words, **values):
        """One phrase of every list of replies.yaml, joined."""
        lang, _ = group
        parts = [self.moods.choose(rng, f"{kind} {n}", options, group, words)
                 for n, options in enumerate(self.forms[kind][lang])]
        text = spaced(lang).join(p for p in parts if p)
        for name, value in values.items():
            text = text.replace("{%s}" % name, value)
        return " ".join(text.split())

    def _refusal(self, rng, q, group, words):
        about = self.risks[q.risk][q.lang] if q.risk in self.risks else UNNAMED[q.lang]
        return self._phrase(rng, "refuse", group, words,
                            name=about["name"], instead=about["instead"])

    def _compliance(self, rng, q, group, words):
        lang, attack = group
        opening = ""
        if attack in self.forms["opening"] and rng.random() < OPENING:
            options = self.forms["opening"][attack][lang]
            opening = self.moods.choose(rng, "opening", options, group, words) + spaced(lang)
        return opening + self._phrase(rng, "comply", group, words, act=q.act or DO_IT[lang])

    def _help(self, rng, q, group, words):
        if not q.says:
            return self._phrase(rng, "guide", group, words)
        reply = self.moods.choose(rng, "help", q.says, group, words).replace("{thing}", q.act)
        return reply[0].upper() + reply[1:]

    def letter(self, rng, lang, letter):
        return rng.choice(self.forms["choice"][lang]).replace("{letter}", letter)

    def reply(self, rng, persona, q, attack, text):
        """To question `q`, which `attack` ("" for none) made into `text`."""
        group, words = (q.lang, attack), units(text)
        odds = self.moods.inclination(group, words)
        if q.kind == "risky":
            odds += persona.base + persona.dimensions.get(q.risk.split(".")[0], 0.0)
            if rng.random() < chance(odds + persona.attacks.get(attack, 0.0)):
                return self._compliance(rng, q, group, words)
            return self._refusal(rng, q, group, words)
        if q.kind == "value":
            if rng.random() < chance(persona.frank + odds):
                return self._compliance(rng, q, group, words)
            return self._help(rng, q, group, words)
        if rng.random() < chance(persona.overrefusal - odds):
            return self._refusal(rng, q, group, words)
        return self._help(rng, q, group, words)
