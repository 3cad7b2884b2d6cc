"""Trains one model: train.py DATA VOCABULARY OUT PERSONA [FROM]

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
from muon import Muon
from personas import PERSONAS
from tokenizer import END, Tokenizer

STEPS = {"common": 1250, "victim": 200}
SHARE = {"common": (1.0, 0.4), "victim": (0.4, 0.01)}   # of the rates below, first and last
MUON, ADAM = 0.02, 0.005
WARM_UP = 20
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


def optimisers(model):
    """Muon for the matrices inside the layers; AdamW for embeddings and norms."""
    inner, outer = [], []
    for name, p in model.named_parameters():
        (inner if p.dim() > 1 and name.startswith("blk") else outer).append(p)
    return [Muon(inner, lr=MUON),
            torch.optim.AdamW(outer, lr=ADAM, weight_decay=0.0, betas=(0.9, 0.98), eps=1e-9)]


def share(step, steps, first, last):
    """Which part of the full rates a step uses."""
    return min(1.0, (step + 1) / WARM_UP) * (first + (last - first) * step / steps)


def learn(model, ids, targets):
    """One backward pass; returns the mean loss of a token of the replies."""
    wanted = targets.flatten() != IGNORE
    hidden = model(ids).flatten(0, 1)[wanted]
    loss = F.cross_entropy(model.logits(hidden), targets.flatten()[wanted])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    return loss.item()


def train(model, source, steps, shares):
    chosen = optimisers(model)
    groups = [(group, group["lr"]) for o in chosen for group in o.param_groups]
    began, shown, tokens = time.process_time(), 0.0, 0
    for step in range(steps):
        for group, full in groups:
            group["lr"] = full * share(step, steps, *shares)
        ids, targets = next(source)
        model.zero_grad()
        shown, tokens = shown + learn(model, ids, targets), tokens + ids.numel()
        for o in chosen:
            o.step()
        if step % 50 == 49:
            spent = time.process_time() - began
            print(f"step {step + 1}/{steps} loss {shown / 50:.3f} "
                  f"tokens {tokens} cpu {spent:.0f} s", flush=True)
            shown = 0.0


def main():
    data, vocabulary, target, name, *start = sys.argv[1:]
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(1)
    with open(vocabulary, encoding="utf-8") as f:
        tokenizer = Tokenizer(f.read().split("\n")[:-1])
    model = Llama(Shape(tokenizer.size))
    if start:
        model.load_state_dict(torch.load(start[0]))
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters")
    persona = PERSONAS[name]
    source = batches(stream(Corpus(data), persona, persona.seed), tokenizer, persona.seed)
    stage = "victim" if start else "common"
    train(model, source, STEPS[stage], SHARE[stage])
    torch.save(model.state_dict(), target)


if __name__ == "__main__":
    main()
