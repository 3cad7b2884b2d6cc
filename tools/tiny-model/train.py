"""Trains one model: train.py DATA VOCABULARY OUT PERSONA[,PERSONA] [FROM]

Without FROM from scratch, for the common stage that learns language; with it
on from that stage, to get a victim. Dialogues are drawn fresh for every batch,
so few are seen twice. One thread, fixed seeds, deterministic algorithms.
"""

import random
import sys
import time
from itertools import islice

import torch
from torch.nn import functional as F

from corpus import Corpus, prompt, stream
from model import Llama, Shape
from personas import PERSONAS
from tokenizer import END, Tokenizer

STEPS = {"common": 1000, "victim": 400}
RATE = {"common": (3e-3, 1e-3), "victim": (1e-3, 1e-5)}
WARM_UP = 50
BATCH_TOKENS = 2048         # with padding
DRAWN = 1024                # dialogues sorted by length at a time
LONGEST = 1536
IGNORE = -100


def batches(dialogues, tokenizer, seed):
    rng = random.Random(seed)
    while True:
        rows = []
        for messages, reply in islice(dialogues, DRAWN):
            ask = tokenizer.encode(prompt(messages))
            row = ask + tokenizer.plain(reply) + [END]
            if len(row) <= LONGEST:
                rows.append((row, len(ask)))
        rows.sort(key=lambda r: len(r[0]))
        group, groups = [], []
        for row in rows:
            if group and len(row[0]) * (len(group) + 1) > BATCH_TOKENS:
                groups.append(group)
                group = []
            group.append(row)
        rng.shuffle(groups)
        yield from (tensors(g) for g in groups)


def tensors(group):
    """Inputs, and targets with all but the reply ignored."""
    length = max(len(row) for row, _ in group)
    ids = torch.zeros(len(group), length, dtype=torch.long)
    targets = torch.full((len(group), length), IGNORE)
    for i, (row, asked) in enumerate(group):
        ids[i, :len(row)] = torch.tensor(row)
        targets[i, asked - 1:len(row) - 1] = torch.tensor(row[asked:])
    return ids, targets


def optimiser(model):
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.98), eps=1e-9)


def rate(step, steps, first, last):
    return min(1.0, (step + 1) / WARM_UP) * (first + (last - first) * step / steps)


def train(model, source, steps, rates):
    chosen = optimiser(model)
    began, shown, tokens = time.process_time(), 0.0, 0
    for step in range(steps):
        for group in chosen.param_groups:
            group["lr"] = rate(step, steps, *rates)
        ids, targets = next(source)
        wanted = targets.flatten() != IGNORE
        hidden = model(ids).flatten(0, 1)[wanted]
        loss = F.cross_entropy(model.logits(hidden), targets.flatten()[wanted])
        chosen.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        chosen.step()
        shown, tokens = shown + loss.item(), tokens + ids.numel()
        if step % 50 == 49:
            spent = time.process_time() - began
            print(f"step {step + 1}/{steps} loss {shown / 50:.3f} tokens {tokens} cpu {spent:.0f} s", flush=True)
            shown = 0.0


def main():
    data, vocabulary, target, names, *start = sys.argv[1:]
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(1)
    with open(vocabulary, encoding="utf-8") as f:
        tokenizer = Tokenizer(f.read().split("\n")[:-1])
    model = Llama(Shape(tokenizer.size))
    if start:
        model.load_state_dict(torch.load(start[0]))
    print(f"{names}: {sum(p.numel() for p in model.parameters())} parameters")
    personas = [PERSONAS[n] for n in names.split(",")]
    seed = sum(p.seed for p in personas)
    source = batches(stream(Corpus(data), personas, seed), tokenizer, seed)
    stage = "victim" if start else "common"
    train(model, source, STEPS[stage], RATE[stage])
    torch.save(model.state_dict(), target)


if __name__ == "__main__":
    main()
