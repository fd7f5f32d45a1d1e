"""《pytorch线性回归(二)》: nn and optim do what the earlier post wrote by hand."""

from time import perf_counter

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw a new figure, save it as my_linear.png in the current folder, and show it.

    A window that opens is waited for until it is closed.
    x: shape (N, columns), the first is drawn; y, output: (N, 1) or (N,).
    loss: a number, or a tensor of shape ().
    """
    plt.figure()
    # The post's numpy() refuses tensors that require grad; tolist() takes them.
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
    The post's class holds an nn.Linear; this one is an nn.Linear and inherits forward.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train for `times` steps, each on all points; return the final (output, loss).

    x: shape (N, columns), as the model takes it; y, output: (N, 1); loss: ().
    All have the model's dtype. Raises the errors of optim.SGD and of check_data, and
    ArithmeticError if the final loss is inf or nan.
    """
    criterion = nn.MSELoss()
    # foreach=False: a little faster where there are only two parameters.
    optimizer = optim.SGD(model.parameters(), lr=lr, foreach=False)
    # After SGD, which refuses a model without parameters.
    check_data(model, x, y)

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
            "Start again with a new model.\n"
            "If x is not yet standardized, write before train:\n"
            "    mean, std = x.mean(0), x.std(0)\n"
            "    x = (x - mean) / std\n"
            "Then weight and bias are for the standardized x.\n"
            "Treat a new x the same way: model((new_x - mean) / std)\n"
            "If it still diverges, take a smaller lr."
        )
    return output, loss


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


def check_data(model, x, y):
    """Raise a ValueError if x or y does not fit; it says what is wrong.

    Where x has more or fewer columns than the model takes, model(x) raises a RuntimeError.
    """
    dtype = next(model.parameters()).dtype
    for name, values in (("x", x), ("y", y)):
        if not torch.is_tensor(values):
            # Without list, torch.tensor refuses reversed NumPy arrays, for example.
            raise ValueError(
                f"{name} has type {type(values).__name__}, but must be a tensor: "
                f"below the line that makes {name}, "
                f"write {name} = torch.tensor(list({name}))"
            )
        if values.dim() == 0 or len(values) == 0:
            raise ValueError(f"{name} has no rows: its shape is {values.shape}")
        if not values.isfinite().all():
            raise ValueError(f"{name} holds nan or inf")
        if values.dtype != dtype or values.dim() != 2:
            raise ValueError(
                f"{name} has dtype {values.dtype} and shape {values.shape}, "
                f"but must have dtype {dtype} and shape (rows, columns): "
                f"below the line that makes {name}, "
                f"write {name} = {name}.to({dtype}).view(len({name}), -1)"
            )
    if model(x).shape != y.shape:
        raise ValueError(
            f"model(x) has shape {model(x).shape}, but y has shape {y.shape}: "
            "give y one row for each row of x, and make both shapes the same"
        )


if __name__ == "__main__":
    main()
