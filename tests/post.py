"""What the program is compared with: the two posts' loops, the post's class, least squares."""

import torch
from torch import nn, optim

import data
from my_linear import MyLinear

X, Y = data.x.view(-1, 1), data.y.view(-1, 1)
INPUTS = torch.cat([X, torch.ones(50, 1)], dim=1)  # the ones are for the bias
NOISE = Y.double() - (1.2 * X.double() + 3)  # what 0.2 * torch.rand(...) has added
HESSIAN = 2 * INPUTS.T @ INPUTS / 50  # the second derivatives of the mean loss
LARGEST_RATE = 2 / torch.linalg.eigvalsh(HESSIAN).max().item()  # SGD diverges above it


class PostModel(nn.Module):
    """The post's MyLinear (or MyLiner): an nn.Module that holds an nn.Linear."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(in_features=1, out_features=1)

    def forward(self, x):
        return self.linear(x)


def post_train(model, x, y, times=50_000, lr=1e-2):
    """The post's loop; return the loss that it prints, of before the last step."""
    criterion = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=lr)
    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss


def hand_written_train(inputs, target, w, times=50, step=0.01):
    """The earlier post's loop. inputs: (N, 2). target: (N,). w: (2,), changed in place."""
    for i in range(times):
        output = inputs.mv(w)
        loss = (output - target).pow(2).sum()
        loss.backward()
        w.data -= step * w.grad
        w.grad.zero_()


def least_squares():
    """Weight, bias and loss of the best line, in float64 and without any training."""
    inputs, target = INPUTS.double(), Y.double()
    line = torch.linalg.lstsq(inputs, target).solution
    loss = (inputs @ line - target).square().mean()
    return [*line.flatten().tolist(), loss.item()]


def from_seed(seed, kind=MyLinear):
    """A model whose random start is always the same."""
    torch.manual_seed(seed)
    return kind()


def parameters(model):
    """The model's weight and bias as numbers."""
    return [parameter.item() for parameter in model.parameters()]
