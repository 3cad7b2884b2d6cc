"""The optimiser Muon (Jordan 2024): momentum, made orthogonal, for matrices.

PyTorch's own works in bfloat16, which is slow on processors without it.
"""

import torch


def orthogonal(m, rounds=5):
    """Newton and Schulz: nearly the nearest matrix with singular values 1."""
    x = m / (m.norm() + 1e-7)
    tall = m.shape[0] > m.shape[1]
    x = x.T if tall else x
    for _ in range(rounds):
        square = x @ x.T
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.95):
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if "mean" not in state:
                    state["mean"] = torch.zeros_like(p)
                mean = state["mean"].lerp_(p.grad, 1 - group["momentum"])
                update = orthogonal(p.grad.lerp(mean, group["momentum"]))
                scale = max(1.0, p.shape[0] / p.shape[1]) ** 0.5
                p.add_(update, alpha=-group["lr"] * scale)
