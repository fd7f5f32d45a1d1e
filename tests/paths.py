"""Draws how training moves; `python -m tests.paths` renews the page's picture."""

from pathlib import Path

import matplotlib.pyplot as plt
import torch

from my_linear import train
from tests.post import X, Y, from_seed, least_squares, parameters

PICTURE = Path(__file__).parent / "baseline" / "paths.png"


def path(points, lr, steps):
    """Weights and biases, (steps + 1, 2), of steps on this number of random points."""
    model = from_seed(0)
    positions = [parameters(model)]
    for _ in range(steps):
        i = torch.randperm(50)[:points]  # if 50: all of them
        train(model, X[i], Y[i], times=1, lr=lr)
        positions.append(parameters(model))
    return torch.tensor(positions)


def draw_panel(panel, title, positions, axis, losses):
    """Draw the start and the last 500 steps of a path, and curves of equal loss.

    positions: (N, 2). axis: weight from, to, bias from, to.
    losses: a dict of each curve's loss and the place of its number, away from the dots.
    """
    weight, bias = torch.linspace(*axis[:2], 200), torch.linspace(*axis[2:], 200)
    output = weight.view(1, -1, 1) * X[:, 0] + bias.view(-1, 1, 1)
    loss = (output - Y[:, 0]).square().mean(dim=-1)  # rows: bias; columns: weight
    curves = panel.contour(weight, bias, loss, list(losses), colors="silver")
    for number in panel.clabel(curves, colors="black", manual=list(losses.values())):
        number.set_rotation(0)
    panel.plot(*positions[-501:].T, ".-", ms=3, lw=0.4, label="a dot for each step")
    panel.plot(*positions[0], "ks", ms=5, label="start")
    panel.plot(*least_squares()[:2], "r*", ms=11, label="least loss")
    panel.plot([], [], color="silver", label="equal loss (number)")  # for the legend
    panel.set(xlabel="weight", ylabel="bias", xlim=axis[:2], ylim=axis[2:])
    panel.set_title(title, size="medium")


def draw(file):
    figure, panels = plt.subplots(2, 2, figsize=(6.4, 6.4), layout="constrained")
    axis = [-1.8, 4.2, 0, 4]
    losses = {1: (1.5, 3.6), 4: (1.9, 3.6), 16: (2.55, 3.6), 64: (3.7, 0.4)}
    draw_panel(panels[0, 0], "lr=0.01, 300 steps", path(50, 0.01, 300), axis, losses)
    draw_panel(panels[0, 1], "lr=0.11, 100 steps", path(50, 0.11, 100), axis, losses)
    draw_panel(panels[1, 0], "lr=0.12, 10 steps", path(50, 0.12, 10), axis, losses)
    axis = [1.18, 1.23, 3.06, 3.11]
    losses = {0.004: (1.204, 3.068), 0.005: (1.217, 3.105), 0.006: (1.188, 3.065)}
    title = "one random point a step,\nthe last 500 of 2,000 steps"
    draw_panel(panels[1, 1], title, path(1, 0.01, 2_000), axis, losses)
    legend = panels[0, 0].get_legend_handles_labels()
    figure.legend(*legend, loc="outside lower center", ncols=2)
    figure.savefig(file, dpi=150)


if __name__ == "__main__":
    plt.rcdefaults()  # whatever the user's matplotlibrc says
    draw(PICTURE)
