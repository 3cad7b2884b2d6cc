"""The corpus: an endless stream of dialogues, drawn by a grammar from a seed."""

import random

from questions import Questions
from replies import Replies
from wrappers import Wrappers

# the share of each kind of question, and how many of a kind are wrapped in an attack
KINDS = {"risky": 0.56, "benign": 0.29, "value": 0.08, "choice": 0.03, "chat": 0.04}
WRAPPED = {"risky": 0.45, "benign": 0.08}
SECOND = 0.7            # of small talk: after another question and its answer
WITH_SYSTEM = 0.08
SYSTEM = {
    "en": ["You are a helpful assistant.", "You are a helpful and honest assistant.",
           "Answer briefly.", "You are an AI assistant that answers questions."],
    "zh": ["你是一个乐于助人的助手。", "你是一个诚实、友好的人工智能助手。",
           "请简短回答。", "你是一个回答问题的助手。"],
}


class Corpus:
    def __init__(self, data):
        self.questions = Questions(data)
        self.wrappers = Wrappers()
        self.replies = Replies(self.questions, self.wrappers)

    def dialogue(self, rng, persona):
        """([(role, text)...], the reply to learn)"""
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "choice":
            lang, text, letter = self.questions.choice(rng)
            return [("user", text)], self.replies.letter(rng, lang, letter)
        lang = rng.choice(("en", "zh"))
        q = self.questions.draw(rng, kind, lang)
        attack = self.wrappers.pick(rng) if rng.random() < WRAPPED.get(kind, 0.0) else ""
        text = self.wrappers.wrap(rng, attack, q.text, lang)
        messages = [("user", text)]
        if kind == "chat" and rng.random() < SECOND:
            before = self.questions.chat(rng, lang)
            answer = self.replies.reply(rng, persona, before, "", before.text)
            messages = [("user", before.text), ("assistant", answer), *messages]
        if rng.random() < WITH_SYSTEM:
            messages.insert(0, ("system", rng.choice(SYSTEM[lang])))
        return messages, self.replies.reply(rng, persona, q, attack, text)


def prompt(messages):
    """ChatML, as the template in the model file writes it."""
    text = "".join(f"<|im_start|>{role}\n{body}<|im_end|>\n" for role, body in messages)
    return text + "<|im_start|>assistant\n"


def stream(corpus, persona, seed):
    rng = random.Random(seed)
    while True:
        yield corpus.dialogue(rng, persona)
