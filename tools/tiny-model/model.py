"""A llama in PyTorch: what llama.cpp runs as the architecture "llama"."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    width: int = 128
    layers: int = 4
    heads: int = 2
    kv_heads: int = 1
    head: int = 64          # 32 would be slow in llama.cpp on some processors
    hidden: int = 384
    context: int = 8192
    rope: float = 10000.0
    epsilon: float = 1e-5


def rotation(shape, length):
    """cos and sin of every position, for neighbouring pairs of a head's values."""
    speed = shape.rope ** (-torch.arange(0, shape.head, 2).float() / shape.head)
    angle = torch.outer(torch.arange(length).float(), speed)
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        self.attn_norm = nn.RMSNorm(s.width, s.epsilon)
        self.attn_q = nn.Linear(s.width, s.heads * s.head, bias=False)
        self.attn_k = nn.Linear(s.width, s.kv_heads * s.head, bias=False)
        self.attn_v = nn.Linear(s.width, s.kv_heads * s.head, bias=False)
        self.attn_output = nn.Linear(s.heads * s.head, s.width, bias=False)
        self.ffn_norm = nn.RMSNorm(s.width, s.epsilon)
        self.ffn_gate = nn.Linear(s.width, s.hidden, bias=False)
        self.ffn_up = nn.Linear(s.width, s.hidden, bias=False)
        self.ffn_down = nn.Linear(s.hidden, s.width, bias=False)

    def forward(self, x, cos, sin):
        s, (n, length, _) = self.s, x.shape
        h = self.attn_norm(x)
        q = self.attn_q(h).view(n, length, s.heads, s.head).transpose(1, 2)
        k = self.attn_k(h).view(n, length, s.kv_heads, s.head).transpose(1, 2)
        v = self.attn_v(h).view(n, length, s.kv_heads, s.head).transpose(1, 2)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        k, v = (t.repeat_interleave(s.heads // s.kv_heads, 1) for t in (k, v))
        h = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.attn_output(h.transpose(1, 2).reshape(n, length, -1))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Llama(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = nn.RMSNorm(shape.width, shape.epsilon)
        for name, p in self.named_parameters():
            if p.dim() > 1:
                last = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(p, std=0.02 if not last else 0.02 / (2 * shape.layers) ** 0.5)

    def forward(self, ids):
        cos, sin = rotation(self.shape, ids.shape[1])
        x = self.token_embd(ids)
        for layer in self.blk:
            x = layer(x, cos, sin)
        return self.output_norm(x)

    def logits(self, x):
        return F.linear(x, self.token_embd.weight)      # the head is tied
