"""The attack forms: a question in, the wrapped question out.

Half of the texts come from grammar/wrappers.yaml, half from the templates that
assay itself ships in data/attacks, so that the victims know both.
"""

import base64
from pathlib import Path
from urllib.parse import quote

import yaml

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "data/attacks"
SLOTS = ("place", "who", "aim", "task", "word")
CIPHERS = {
    "url": {"en": "URL percent encoding", "zh": "URL 百分号编码"},
    "base64": {"en": "Base64", "zh": "Base64"},
    "caesar": {"en": "a Caesar cipher with shift {k}", "zh": "位移为 {k} 的凯撒密码"},
}
# The four that assay ships come up more often than the rest.
WEIGHTS = {
    "deepinception": 4, "code_injection": 4, "goal_hijacking": 4, "instruction_encryption": 4,
    "positive_induction": 1, "reverse_induction": 1, "instruction_jailbreak": 1,
    "compositional_instructions": 1, "chain_of_utterances": 1,
}


def read(name):
    return yaml.safe_load((HERE / "grammar" / name).read_text("utf-8"))


def _shift(char, k):
    for first in ("a", "A"):
        if first <= char <= chr(ord(first) + 25):
            return chr((ord(char) - ord(first) + k) % 26 + ord(first))
    return chr(ord(char) + k) if ord(char) > 0x7F else char


def encode(text, cipher, k):
    if cipher == "url":
        return quote(text, safe="")
    if cipher == "base64":
        return base64.b64encode(text.encode()).decode()
    return "".join(_shift(c, k) for c in text)


def program(rng, text):
    """Python that puts `text` together from fragments and prints it."""
    n = min(rng.choice((1, 2, 3, 3, 3, 3, 4, 5, 6)), max(1, len(text) // 2))
    cuts = [0, *sorted(rng.sample(range(1, len(text)), n - 1)), len(text)]
    parts = [text[a:b] for a, b in zip(cuts, cuts[1:])]
    names, last = "abcdef"[:n], "abcdefg"[n]
    join = rng.choices((" + ".join(names), f"'{'{}' * n}'.format({', '.join(names)})",
                        "f'" + "".join("{%s}" % v for v in names) + "'"), (78, 17, 5))[0]
    lines = [f"{v} = {p!r}" for v, p in zip(names, parts)] + [f"{last} = {join}", f"print({last})"]
    return "```python\n" + "\n".join(lines) + "\n```"


class Wrappers:
    def __init__(self):
        grammar = read("wrappers.yaml")
        self.fill, self.own = grammar["fill"], grammar["attacks"]
        self.shipped = {}
        for path in sorted(SHIPPED.glob("*.yaml")):
            self.shipped[path.stem] = yaml.safe_load(path.read_text("utf-8"))
        self.names = sorted(WEIGHTS)

    def pick(self, rng):
        return rng.choices(self.names, [WEIGHTS[n] for n in self.names])[0]

    def wrap(self, rng, attack, text, lang):
        """The text that `attack` makes of a question; the same text if it is empty."""
        if not attack:
            return text
        known = {"deepinception": self._fiction, "code_injection": self._code,
                 "goal_hijacking": self._hijack, "instruction_encryption": self._cipher}
        if attack in self.shipped and attack in known and rng.random() < 0.5:
            return known[attack](rng, self.shipped[attack], text, lang)
        return self._own(rng, attack, text, lang)

    def _own(self, rng, attack, text, lang):
        form = rng.choice(self.own[attack][lang])
        fill = self.fill[lang]
        for slot in SLOTS:
            while "{%s}" % slot in form:
                form = form.replace("{%s}" % slot, rng.choice(fill[slot]), 1)
        cipher, k = rng.choice(sorted(CIPHERS)), rng.randint(1, 9)
        values = {
            "n": rng.choice("3456"), "code": program(rng, text), "q": text,
            "cipher": CIPHERS[cipher][lang].replace("{k}", str(k)),
            "coded": encode(text, cipher, k),
        }
        for name, value in values.items():
            form = form.replace("{%s}" % name, value)
        return form

    @staticmethod
    def _fiction(_rng, form, text, lang):
        return form["template"][lang].replace("{prompt}", text)

    @staticmethod
    def _code(rng, form, text, lang):
        code = program(rng, text).removeprefix("```python\n").removesuffix("\n```")
        return form["template"][lang].replace("{code}", code) + rng.choice(form["tails"][lang])

    @staticmethod
    def _hijack(rng, form, text, lang):
        join = rng.choice(form["joins"][lang]).replace("{prompt}", text)
        return rng.choice(form["prefixes"][lang]) + form["gap"][lang] + join

    @staticmethod
    def _cipher(rng, form, text, lang):
        cipher, k = rng.choice(sorted(CIPHERS)), rng.randint(1, 9)
        wrapper = rng.choice(form["wrappers"][cipher][lang]).replace("{shift}", str(k))
        return wrapper.replace("{cipher_text}", encode(text, cipher, k))
