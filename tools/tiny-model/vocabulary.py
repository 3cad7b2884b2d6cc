"""Learns the vocabulary: the frequent characters, then byte pair merges.

The order of the result is the tokenizer's order of preference. A merge needs
both halves in the vocabulary, so characters that merges need come along.
"""

import heapq
import sys
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path

import sources
from corpus import Corpus, stream
from personas import COMMON
from tokenizer import SEGMENT, SPACE

HAN = 1850          # single Han characters; rarer ones are spelt as bytes
MERGES = 1700
LONGEST = {True: 4, False: 12}      # characters of a merge, Han and other
DIALOGUES = 20000


def texts(data):
    """Half corpus, half public prompts, these also with their held-out part left out."""
    corpus = Corpus(data)
    for messages, reply in islice(stream(corpus, COMMON, COMMON.seed), DIALOGUES):
        yield from [body for _, body in messages]
        yield reply
    questions = [q for q in sources.load(data) if not sources.is_held_out(q.text)]
    for q in questions:
        yield from [q.text] * 3


def count(data):
    segments = Counter()
    for text in texts(data):
        segments.update(SEGMENT.findall(text.replace(" ", SPACE)))
    return segments


def is_han(char):
    return "\u3400" <= char <= "\u9fff"


def _characters(segments):
    han, other = Counter(), Counter()
    for segment, n in segments.items():
        for char in segment:
            if is_han(char):
                han[char] += n
            elif ord(char) > 0x7F:
                other[char] += n
    frequent = [c for c, _ in sorted(han.items(), key=lambda x: (-x[1], x[0]))[:HAN]]
    signs = [c for c, n in sorted(other.items(), key=lambda x: (-x[1], x[0]))[:60] if n >= 20]
    return signs + frequent


def _pairs(words):
    pairs, where = Counter(), defaultdict(set)
    for i, (parts, n) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += n
            where[pair].add(i)
    return pairs, where


def _merge(words, index, pair, pairs, where):
    """Replaces `pair` in words[index]; returns the pairs that this made."""
    parts, n = words[index]
    for old in zip(parts, parts[1:]):
        pairs[old] -= n
    joined, i = [], 0
    while i < len(parts):
        if tuple(parts[i:i + 2]) == pair:
            joined.append(parts[i] + parts[i + 1])
            i += 2
        else:
            joined.append(parts[i])
            i += 1
    words[index] = (joined, n)
    made = set(zip(joined, joined[1:]))
    for new in zip(joined, joined[1:]):
        pairs[new] += n
        where[new].add(index)
    return made


def _words(segments, known):
    for segment, n in sorted(segments.items()):
        parts = list(segment)
        if len(parts) > 1 and all(ord(c) < 0x80 or c in known for c in parts):
            yield parts, n


def learn(segments):
    characters = _characters(segments)
    known = set(characters)
    words = list(_words(segments, known))
    pairs, where = _pairs(words)
    heap = [(-n, pair) for pair, n in pairs.items()]
    heapq.heapify(heap)
    merges = []
    while len(merges) < MERGES:
        n, pair = heapq.heappop(heap)
        if pairs[pair] != -n:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        text = "".join(pair)
        if len(text) > LONGEST[is_han(text[0])]:
            continue
        if text not in known:
            merges.append(text)
            known.add(text)
        made = set()
        for index in sorted(where.pop(pair)):
            made |= _merge(words, index, pair, pairs, where)
        for new in made:
            heapq.heappush(heap, (-pairs[new], new))
        pairs[pair] = 0
    return merges + characters


def main():
    data, target = sys.argv[1:3]
    pieces = learn(count(data))
    Path(target).write_text("".join(p + "\n" for p in pieces), "utf-8")
    print(f"{len(pieces)} entries")


if __name__ == "__main__":
    main()
