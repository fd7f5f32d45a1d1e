"""What the program is held against: the two posts' loops, NumPy and least squares."""

import torch
from matplotlib.patheffects import Normal
from torch import nn, optim

import data
from my_linear import MyLinear

X, Y = data.x.view(-1, 1), data.y.view(-1, 1)

# For pictures: words drawn as outlines look alike with every version of the font library.
OUTLINES = {"path.effects": [Normal()], "text.hinting": "no_hinting"}

# On these points, training changes the parameters for the last time between these steps.
CHANGING, UNCHANGED = 600, 700


class PostModel(nn.Module):
    """The post's MyLinear: an nn.Module that holds an nn.Linear."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(in_features=1, out_features=1)

    def forward(self, x):
        return self.linear(x)


def post_train(model, x, y, times, lr=1e-2, reduction="mean"):
    """The post's loop; return the loss that it prints, that before the last step."""
    criterion = nn.MSELoss(reduction=reduction)
    optimizer = optim.SGD(model.parameters(), lr=lr)
    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss


def hand_written_train(inputs, target, w, times=50, step=0.01):
    """The earlier post's loop and its defaults: w, of shape (2,), holds weight and bias."""
    for i in range(times):
        output = inputs.mv(w)
        loss = (output - target).pow(2).sum()
        loss.backward()
        w.data -= step * w.grad
        w.grad.zero_()


def numpy_train(w, x, y, times, lr=1e-2):
    """The steps of gradient descent on the mean square, with the gradient by hand.

    w holds weight and bias; x and y are arrays of shape (N,). Returns the two trained.
    """
    weight, bias = w
    for i in range(times):
        error = weight * x + bias - y
        weight = weight - lr * 2 * (error @ x) / len(x)
        bias = bias - lr * 2 * error.sum() / len(x)
    return [weight, bias]


def parameters(model):
    """The model's weight and bias as numbers."""
    return [parameter.item() for parameter in model.parameters()]


def from_seed(seed):
    """A model whose random start is always the same."""
    torch.manual_seed(seed)
    return MyLinear()


def with_ones(x):
    """x, of shape (N, 1), with a column of ones for the bias, in float64."""
    return torch.cat([x.double(), torch.ones(len(x), 1, dtype=torch.float64)], dim=1)


def least_squares(x, y):
    """Weight, bias and loss of the best line, in float64 and without any training."""
    inputs, y = with_ones(x), y.double()
    line = torch.linalg.lstsq(inputs, y).solution
    return *line.flatten().tolist(), (inputs @ line - y).square().mean().item()


def hessian(reduction):
    """Second derivatives of the loss by weight and bias, in float64, from the formula."""
    return {"mean": 2 / 50, "sum": 2}[reduction] * with_ones(X).T @ with_ones(X)


def largest_rate(reduction):
    """The rate up to which gradient descent converges: 2 by the largest curvature."""
    return 2 / torch.linalg.eigvalsh(hessian(reduction)).max().item()


def noise():
    """What 0.2 * torch.rand(...) has added to 1.2x + 3, in float64, of shape (50, 1)."""
    return Y.double() - (1.2 * X.double() + 3)
