"""Draws how training moves; `python -m tests.paths` renews the page's picture."""

from pathlib import Path

import matplotlib.pyplot as plt
import torch

from my_linear import train
from tests.post import X, Y, from_seed, least_squares, parameters

PICTURE = Path(__file__).parent / "baseline" / "paths.png"
PANELS = {  # points at each step, rate, steps
    "lr=0.01: first the weight arrives, then the bias.": (50, 0.01, 300),
    "lr=0.11: the jumps shrink.": (50, 0.11, 100),
    "lr=0.12: the jumps grow.": (50, 0.12, 10),
    "One random point a step: no rest (last 500 of 2,000).": (1, 0.01, 2_000),
}


def path(points, lr, steps):
    """Weight and bias, (2, steps + 1), before and after steps on so many random points."""
    model = from_seed(0)
    positions = [parameters(model)]
    for _ in range(steps):
        i = torch.randperm(50)[:points]
        train(model, X[i], Y[i], times=1, lr=lr)
        positions.append(parameters(model))
    return torch.tensor(positions).T


def draw(file):
    figure, panels = plt.subplots(2, 2, figsize=(8.8, 8), layout="constrained")
    for panel, (title, (points, lr, steps)) in zip(panels.flat, PANELS.items()):
        axis, levels = [-1.6, 4, 0, 4], [1, 4, 16, 64]
        places = [(1.5, 3.6), (1.9, 3.6), (2.5, 3.6), (3.8, 0.4)]  # away from the dots
        if points == 1:
            axis, levels = [1.18, 1.23, 3.06, 3.11], [0.004, 0.005, 0.006]
            places = [(1.204, 3.068), (1.217, 3.105), (1.188, 3.065)]
        weight, bias = torch.linspace(*axis[:2], 200), torch.linspace(*axis[2:], 200)
        output = weight.view(1, -1, 1) * X[:, 0] + bias.view(-1, 1, 1)
        loss = (output - Y[:, 0]).square().mean(dim=-1)  # rows: bias; columns: weight
        curves = panel.contour(weight, bias, loss, levels, colors="silver")
        for number in panel.clabel(curves, colors="black", manual=places):
            number.set_rotation(0)
        dots = path(points, lr, steps)  # drawn: at most the last 500 and their start
        panel.plot(*dots[:, -501:], ".-", ms=3, lw=0.4, label="a dot for each step")
        panel.plot(*dots[:, 0], "ks", ms=5, label="start")
        panel.plot(*least_squares()[:2], "r*", ms=11, label="least loss")
        panel.plot([], [], color="silver", label="equal loss (number)")
        panel.set(xlabel="weight", ylabel="bias", xlim=axis[:2], ylim=axis[2:])
        panel.set_title(title, size="medium")
    legend = panel.get_legend_handles_labels()
    figure.legend(*legend, loc="outside lower center", ncols=4)
    figure.savefig(file)


if __name__ == "__main__":
    plt.rcdefaults()  # whatever the user's matplotlibrc says
    draw(PICTURE)
