"""The post 《pytorch线性回归(二)》: nn and optim replace the earlier, hand-written loop."""

from time import perf_counter

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw in a new figure, save my_linear.png here, show it until the window closes.

    x: shape (N, columns), the first is drawn; y, output: (N, 1); loss: () or a number.
    """
    plt.figure()
    x = x[:, 0].tolist()
    plt.scatter(x, y.tolist(), s=15, zorder=3, label=f"data: {len(x)} points")
    plt.plot(x, output.tolist(), "r-", lw=1, label=f"fitted line, loss={loss:.4f}")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.savefig("my_linear.png")
    print("picture saved as my_linear.png", flush=True)  # before the window opens
    plt.show(block=True)


class MyLinear(nn.Linear):
    """The line y = weight * x + bias: float32, shapes (1, 1) and (1,), random at first.

    The post's class holds an nn.Linear; this one is an nn.Linear and inherits forward.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train for `times` steps, each on all points; return the final (output, loss).

    x: shape (N, in_features); y, output: (N, 1); loss: (); all of the model's dtype.
    Raises the errors of check_data, and ArithmeticError if training has diverged.
    """
    check_data(model, x, y)
    criterion = nn.MSELoss()
    # foreach=False: no check at every step whether to update all parameters at once.
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
            f"training diverged: the loss is {loss} after {times} steps at lr={lr}.\n"
            "Write before train, and start again with a new MyLinear():\n"
            "    mean, std = x.mean(), x.std()  # more columns: x.mean(0), x.std(0)\n"
            "    x = (x - mean) / std\n"
            "Treat a new x the same way: model((new_x - mean) / std)\n"
            "Or take a smaller lr and more steps, until the loss no longer falls."
        )
    return output, loss


def main():
    """Train on the post's points; print the parameters, loss and time; draw."""
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


def check_data(model, x, y):
    """Raise a ValueError that says what to write; for wrong columns, torch's error."""
    weight = next(model.parameters())
    for name, values, columns in (("x", x, weight.shape[-1]), ("y", y, 1)):
        if not torch.is_tensor(values):
            view = ".view(-1, 1)" if columns == 1 else ""
            raise ValueError(
                f"{name} is a {type(values).__name__}, not a tensor: write "
                f"{name} = torch.tensor(list({name}), dtype={weight.dtype}){view}"
            )
        if values.dim() != 2:
            raise ValueError(
                f"{name} has shape {values.shape}, not (rows, columns): write "
                f"{name} = {name}.to({weight.dtype}).view(-1, 1)"
            )
        if values.dtype != weight.dtype:
            raise ValueError(
                f"{name} is {values.dtype}: write {name} = {name}.to({weight.dtype})"
            )
        if values.numel() == 0:
            raise ValueError(f"{name} is empty: give it at least one row")
        if not values.isfinite().all():
            raise ValueError(f"{name} holds nan or inf: leave such rows out of x and y")
    if model(x).shape != y.shape:
        raise ValueError(f"y is {y.shape}, not {model(x).shape}: give one y for each x")


if __name__ == "__main__":
    main()
