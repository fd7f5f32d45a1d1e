"""Help: draws how training moves; `python -m tests.paths` renews the README's picture."""

from pathlib import Path

import matplotlib.pyplot as plt
import torch

import data
from my_linear import train
from tests.oracles import OUTLINES, X, Y, from_seed, least_squares, parameters

PICTURE = Path(__file__).parent / "baseline" / "paths.png"
# Points at each step, rate, steps taken, lines drawn: the start is one more.
PANELS = {
    "lr=0.01: first the weight arrives, then the bias.": (50, 0.01, 300, 301),
    "lr=0.11: the jumps shrink.": (50, 0.11, 100, 101),
    "lr=0.12: the jumps grow.": (50, 0.12, 10, 11),
    "One random point a step: no rest (last 500 of 2,000).": (1, 0.01, 2_000, 500),
}


def path(points, lr, steps):
    """Weight and bias at the start and after each step on so many random points."""
    model = from_seed(0)
    lines = [parameters(model)]
    for _ in range(steps):
        i = torch.randperm(50)[:points]
        train(model, X[i], Y[i], times=1, lr=lr)
        lines.append(parameters(model))
    return torch.tensor(lines).T


def draw():
    figure, panels = plt.subplots(2, 2, figsize=(8.8, 8), layout="constrained")
    for panel, (title, (points, lr, steps, drawn)) in zip(panels.flat, PANELS.items()):
        axes, levels = [-1.6, 4, 0, 4], [1, 4, 16, 64]
        if points == 1:
            axes, levels = [1.18, 1.23, 3.06, 3.11], [0.004, 0.005, 0.006]
        weight, bias = torch.linspace(*axes[:2], 200), torch.linspace(*axes[2:], 200)
        output = weight.view(1, -1, 1) * data.x + bias.view(-1, 1, 1)
        loss = (output - data.y).square().mean(dim=-1)
        curves = panel.contour(weight, bias, loss, levels, colors="silver")
        panel.clabel(curves, colors="black")
        lines = path(points, lr, steps)
        panel.plot(*lines[:, -drawn:], ".-", ms=3, lw=0.4, label="a dot for each step")
        panel.plot(*lines[:, 0], "ks", ms=5, label="start")
        panel.plot(*least_squares(X, Y)[:2], "r*", ms=11, label="least loss")
        panel.plot([], [], color="silver", label="curve of equal loss")
        panel.axis(axes)
        panel.set(xlabel="weight", ylabel="bias")
        panel.set_title(title, size="medium")
    legend = panels[0, 0].get_legend_handles_labels()
    figure.legend(*legend, loc="outside lower center", ncols=4)


if __name__ == "__main__":
    plt.rcdefaults()
    plt.rcParams.update(OUTLINES)
    draw()
    plt.savefig(PICTURE)
