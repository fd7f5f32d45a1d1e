"""How training moves: `python -m tests.paths`, from the top folder, draws it again."""

from pathlib import Path

import matplotlib.pyplot as plt
import torch

import data
from my_linear import train
from tests.oracles import OUTLINES, X, Y, from_seed, least_squares, parameters

PICTURE = Path(__file__).parent / "baseline" / "paths.png"


def path(points, lr, steps=300):
    """Weight and bias at the start and after each step on so many random points."""
    model = from_seed(0)
    lines = [parameters(model)]
    for _ in range(steps):
        chosen = torch.randperm(len(X))[:points]
        train(model, X[chosen], Y[chosen], times=1, lr=lr)
        lines.append(parameters(model))
    return zip(*lines)


def draw():
    weight = torch.linspace(-0.2, 2.6, 100)
    bias = torch.linspace(0, 4, 100)
    output = weight.view(1, -1, 1) * data.x + bias.view(-1, 1, 1)
    loss = (output - data.y).square().mean(dim=-1)

    _, panels = plt.subplots(1, 3, figsize=(12, 4), sharey=True, layout="constrained")
    for panel, points, lr in zip(panels, [50, 50, 1], [0.01, 0.11, 0.01]):
        levels = [0.1, 0.5, 1, 2, 4, 8, 16]
        curves = panel.contour(weight, bias, loss, levels, colors="silver")
        panel.clabel(curves, [1, 4, 16])
        weights, biases = path(points, lr)
        panel.plot(weights, biases, ".-", lw=0.5, label="a dot for each step")
        panel.plot(weights[0], biases[0], "ks", label="start")
        panel.plot(*least_squares(X, Y)[:2], "r*", ms=12, label="minimum of the loss")
        panel.set(title=f"points at each step: {points}, lr={lr}", xlabel="weight")
    panels[0].set_ylabel("bias")
    panels[0].legend(loc="lower right")


if __name__ == "__main__":
    plt.rcdefaults()
    plt.rcParams.update(OUTLINES)
    draw()
    plt.savefig(PICTURE)
