"""Linear regression with PyTorch's built-in nn.Linear, nn.MSELoss and optim.SGD.

They replace the loop written by hand in 前言 of the post 《pytorch线性回归(二)》.
"""

from time import perf_counter

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw the points, the fitted line and the loss; save the picture, then show it.

    x, y, output: tensors of shape (N, 1). loss: a tensor of shape (). Saves
    my_linear.png in the current folder. Waits until the window is closed.
    """
    plt.figure()
    plt.scatter(x.numpy(), y.numpy(), s=12, label=f"data: {len(x)} points")
    plt.plot(x.numpy(), output.detach().numpy(), "r-", lw=2, label="fitted line")
    plt.text(0.5, 0, f"loss={loss.item():.4f}")
    plt.title("Linear regression: the data and the fitted line")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.savefig("my_linear.png")
    print("picture saved as my_linear.png", flush=True)  # before the window opens
    plt.show(block=True)


class MyLinear(nn.Linear):
    """The line y = weight * x + bias; by hand, `inputs.mv(w)`.

    The post's class holds an nn.Linear, called in forward; this one is an nn.Linear and
    inherits forward. weight, (1, 1), and bias, (1,), are float32 and start at random.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train on all points, `times` times; return the trained model's (output, loss).

    x, y, output: tensors of shape (N, 1) and of the model's dtype. loss: of shape ().
    Raises ValueError before any step for input that it cannot train on, ArithmeticError
    if the last step raised the loss beyond rounding or left it inf or nan.
    """
    check_input(model, x, y, times, lr)
    criterion = nn.MSELoss()  # the mean; by hand, the sum: `.pow(2).sum()`
    # By hand, `w.data -= step * w.grad` and `w.grad.zero_()`. foreach=False is faster:
    # PyTorch does not ask at each step whether to update many tensors together.
    optimizer = optim.SGD(model.parameters(), lr=lr, foreach=False)

    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    # The last step came after the loop's last output and loss: compute both again.
    loss_before = loss
    output = model(x)
    loss = criterion(output, y)

    # With a constant rate, each part of the error shrinks or grows by a fixed factor:
    # once the loss rises, it rises for good. A comparison with nan is always false.
    rounding = 1e-5 * (loss_before + y.square().max())
    if not loss - loss_before <= rounding:
        raise ArithmeticError(
            f"training diverged: the loss is {loss:.4g} after {times} steps at lr={lr} "
            f"and no longer falls; start again with a new MyLinear() and lr={lr / 10:g}"
        )
    return output, loss


def main():
    """Train on the post's points; print the parameters, loss and time; draw."""
    print(data.x.shape, data.y.shape)
    x = data.x.view(-1, 1)
    y = data.y.view(-1, 1)
    print(x.shape, y.shape)

    model = MyLinear()
    # The first optimizer makes PyTorch load many files: this is not training time.
    optim.SGD(model.parameters(), lr=1e-2)
    start = perf_counter()
    output, loss = train(model, x, y)
    end = perf_counter()

    print(list(model.parameters()))
    print(loss)
    print(f"time: {end - start:.2f}")
    draw_result(x, y, output, loss)


def check_input(model, x, y, times, lr):
    """Raise a ValueError that says what to do if `train` cannot train on its input."""
    dtype = next(model.parameters()).dtype
    for name, points in (("x", x), ("y", y)):
        kind = points.dtype if torch.is_tensor(points) else type(points).__name__
        if kind != dtype:
            write = f"{name} = torch.as_tensor({name}, dtype={dtype})"
            raise ValueError(f"{name} has type {kind}, not {dtype}: write {write}")
        shape, n = tuple(points.shape), points.numel()
        if n == 0 or shape != (n, 1):
            one_column = n > 0 and points.squeeze().dim() < 2
            view = f": write {name} = {name}.view(-1, 1)" if one_column else ""
            raise ValueError(f"{name} has shape {shape}, not (N, 1) with N >= 1{view}")
        if not points.isfinite().all():
            raise ValueError(f"{name} holds nan or inf: give finite numbers only")
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} rows, y has {len(y)}: give one y for each x")
    if times < 1:
        raise ValueError(f"times is {times}: give a number of steps from 1 up")
    if not 0 <= lr < float("inf"):
        raise ValueError(f"lr is {lr}: give a finite rate from 0 up, such as lr=0.01")


if __name__ == "__main__":
    main()
