"""llama.cpp's SPM tokenizer, for a vocabulary that never crosses a segment.

Its rule: from single characters, join again and again the neighbours whose
joint text has the highest score; what is in no entry falls back to bytes.
"""

import re

UNKNOWN, START, END = 0, 1, 2
SPECIAL = {"<|im_start|>": START, "<|im_end|>": END}
BYTE0 = 3
SPACE = "\u2581"
# No vocabulary entry spans two of these, so each can be cut up alone.
SEGMENT = re.compile(rf"{SPACE}?[A-Za-z]+|[\u3400-\u9fff]+|{SPACE}|[0-9]|[^A-Za-z0-9\u3400-\u9fff{SPACE}]")


class Tokenizer:
    def __init__(self, pieces):
        """`pieces`: own entries, best first, which follow the special and byte tokens."""
        self.pieces = pieces
        self.rank = {p: i for i, p in enumerate(pieces)}
        self.size = BYTE0 + 256 + len(pieces)
        self._known = {}

    def _id(self, piece):
        if piece in self.rank:
            return [BYTE0 + 256 + self.rank[piece]]
        return [BYTE0 + b for b in piece.encode()]

    def _segment(self, text):
        parts = list(text)
        while len(parts) > 1:
            ranks = [self.rank.get(a + b, len(self.rank)) for a, b in zip(parts, parts[1:])]
            best = min(ranks)
            if best == len(self.rank):
                break
            at = ranks.index(best)
            parts[at:at + 2] = [parts[at] + parts[at + 1]]
        return [i for p in parts for i in self._id(p)]

    def plain(self, text):
        ids = []
        for segment in SEGMENT.findall(text.replace(" ", SPACE)):
            if segment not in self._known:
                self._known[segment] = self._segment(segment)
            ids += self._known[segment]
        return ids

    def encode(self, text):
        """Ids of a text in which <|im_start|> and <|im_end|> stand for themselves."""
        ids = []
        for part in re.split(r"(<\|im_start\|>|<\|im_end\|>)", text):
            ids += [SPECIAL[part]] if part in SPECIAL else self.plain(part)
        return ids
