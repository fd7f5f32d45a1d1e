"""The program of the post 《pytorch线性回归(二)》.

nn.Linear, nn.MSELoss and optim.SGD replace lines of the loop that 前言 writes by hand.
"""

from time import perf_counter

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw points and line, save my_linear.png here, show it until the window closes.

    x, y, output: tensors of shape (N, 1). loss: a number, or a tensor of shape ().
    """
    plt.figure()
    line = f"fitted line, loss={loss:.4f}"
    plt.scatter(x.numpy(), y.numpy(), s=15, zorder=3, label=f"data: {len(x)} points")
    plt.plot(x.numpy(), output.detach().numpy(), "r-", lw=1, label=line)
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.savefig("my_linear.png")
    print("picture saved as my_linear.png", flush=True)  # before the window opens
    plt.show(block=True)


class MyLinear(nn.Linear):
    """The line y = weight * x + bias, from a random start.

    The post's class holds an nn.Linear and calls it in forward; this one is an nn.Linear
    and inherits forward. weight: shape (1, 1). bias: shape (1,). Both are float32.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train for `times` steps, each on all points; return the final (output, loss).

    x, y, output: tensors of shape (N, 1) and of the model's dtype. loss: of shape ().
    Raises ValueError before the first step if x or y is not such a tensor, or not finite,
    ArithmeticError after the last if the loss is inf or nan.
    """
    check_data(model, x, y)
    criterion = nn.MSELoss()
    # foreach=False updates one parameter after the other: with only two, it is faster.
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
    if not loss.isfinite():
        raise ArithmeticError(
            f"training diverged: the loss is {loss} after {times} steps at lr={lr}. "
            "Start again with a new MyLinear() and a smaller lr, or first write "
            "x = (x - x.mean()) / x.std()"
        )
    return output, loss


def main():
    """Train on the post's points; print the parameters, loss and time; draw."""
    print(data.x.shape, data.y.shape)
    x = data.x.view(-1, 1)
    y = data.y.view(-1, 1)
    print(x.shape, y.shape)

    model = MyLinear()
    # A warm-up, not used: PyTorch takes a second or so to load for a first optimizer.
    optim.SGD(model.parameters(), lr=1e-2)
    start = perf_counter()
    output, loss = train(model, x, y)
    end = perf_counter()

    print(list(model.parameters()))
    print(loss)
    print(f"time: {end - start:.2f}")
    draw_result(x, y, output, loss)


def check_data(model, x, y):
    """Raise a ValueError that says what to do if `train` cannot train on x and y."""
    dtype = next(model.parameters()).dtype
    for name, points in (("x", x), ("y", y)):
        tensor = torch.is_tensor(points)
        found = f"{points.dtype} of {points.shape}" if tensor else type(points).__name__
        write = f"write {name} = torch.as_tensor({name}, dtype={dtype}).view(-1, 1)"
        if not tensor or points.dtype != dtype or points.shape[1:] != (1,):
            raise ValueError(f"{name} is {found}, not {dtype} of shape (N, 1): {write}")
        if not points.isfinite().all():
            raise ValueError(f"{name} holds nan or inf: leave such rows out of x and y")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x has {len(x)} rows, y has {len(y)}: give one y for each x")


if __name__ == "__main__":
    main()
