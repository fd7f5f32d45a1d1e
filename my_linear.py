"""《pytorch线性回归(二)》: nn and optim do what the earlier post wrote by hand."""

from time import perf_counter

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw a new figure, save it as my_linear.png here, and show it until it is closed.

    x: shape (N, columns); the first column is drawn. y, output: (N, 1) or (N,).
    loss: a number, or a tensor of shape ().
    """
    plt.figure()
    # tolist() also takes tensors that require grad.
    x = x[:, 0].tolist()
    # zorder=3 puts the points in front of the line.
    plt.scatter(x, y.tolist(), s=15, zorder=3, label=f"data: {len(x)} points")
    plt.plot(x, output.tolist(), "r-", lw=1, label=f"fitted line, loss={loss:.4f}")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.savefig("my_linear.png")
    print("picture saved as my_linear.png", flush=True)  # before show waits
    plt.show(block=True)  # waits even where matplotlib is interactive


class MyLinear(nn.Linear):
    """The line y = weight * x + bias; weight and bias are random at first.

    weight: shape (1, 1); bias: (1,); their dtype is torch's default.
    The post's class holds an nn.Linear; this one inherits from nn.Linear, whose forward
    is what model(x) calls.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train for `times` steps, each on all points; return the final (output, loss).

    x: shape (N, columns), as the model takes it; y, output: (N, 1); loss: ().
    Raises ValueError if check_data refuses the data, and ArithmeticError if the final
    loss is inf or nan.
    """
    check_data(model, x, y)
    criterion = nn.MSELoss()
    # foreach=False spares SGD a check in each step.
    optimizer = optim.SGD(model.parameters(), lr=lr, foreach=False)

    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()  # empties each parameter's .grad
        loss.backward()  # adds the gradient to each .grad
        optimizer.step()  # moves each parameter against its .grad

    # The last step came after the loop's last output and loss: compute both again.
    output = model(x)
    loss = criterion(output, y)
    if not torch.isfinite(loss):
        raise ArithmeticError(
            f"training diverged: the loss is {loss} after {times} steps at lr={lr}. "
            "Standardize x, as README.md shows under 'Your own data'; "
            "only if x is standardized already, take a smaller lr, at most 0.01. "
            "Start again with a new model."
        )
    return output, loss


def check_data(model, x, y):
    """Raise a ValueError if model(x) and y differ in shape, or if their loss is nan or inf."""
    output = model(x)
    if output.shape != y.shape:
        raise ValueError(
            f"model(x) has shape {output.shape}, but y has shape {y.shape}: "
            "y must be a tensor with one row for each row of x; "
            "if it is flat, write y = y.view(-1, 1)"
        )
    if not torch.isfinite(nn.MSELoss()(output, y)):
        raise ValueError(
            "the loss is nan or inf before the first step: x and y have no rows, "
            "or a number in x, in y or in the model is nan, inf or too large"
        )


def main():
    """Train on the post's points; print shapes, parameters, loss and time; draw."""
    print(data.x.shape, data.y.shape)
    x = data.x.view(-1, 1)
    y = data.y.view(-1, 1)
    print(x.shape, y.shape)

    model = MyLinear()
    start = perf_counter()
    output, loss = train(model, x, y)
    end = perf_counter()

    print(list(model.parameters()))
    print(loss)
    print(f"time: {end - start:.2f}")
    draw_result(x, y, output, loss)


if __name__ == "__main__":
    main()
