"""Linear regression with PyTorch's own parts: nn.Linear, nn.MSELoss and optim.SGD.

The parts of the post 「pytorch线性回归(二)」 in its order, then the check of the input.
"""

from time import perf_counter

import matplotlib.pyplot as plt
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw the points, the fitted line and the loss; save the picture, then show it.

    x, y, output: tensors of shape (N, 1). loss: a tensor of shape (). Saves
    my_linear.png in the current folder. Waits until the window is closed.
    """
    output = output.detach()
    w = (output[-1, 0] - output[0, 0]) / (x[-1, 0] - x[0, 0])
    b = output[0, 0] - w * x[0, 0]
    sign = "-" if b < 0 else "+"
    equation = f": y = {w:.4f}x {sign} {abs(b):.4f}" if w.isfinite() else ""

    plt.figure()
    plt.scatter(x.numpy(), y.numpy(), s=12, label=f"data: {len(x)} points")
    plt.plot(x.numpy(), output.numpy(), "r-", lw=2, label="fitted line" + equation)
    plt.text(0.5, 0, f"loss={loss.item():.4f}")
    plt.title("Linear regression: the data and the fitted line")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.savefig("my_linear.png")
    print("picture saved as my_linear.png", flush=True)  # before the window opens
    plt.show(block=True)


class MyLinear(nn.Linear):
    """The line y = weight * x + bias, in place of `inputs.mv(w)`.

    weight has shape (1, 1), bias has shape (1,). Both are float32 and start at random.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def train(model, x, y, times=50_000, lr=1e-2):
    """Train the model on all points, `times` times; return (output, loss).

    x, y: tensors of shape (N, 1), x of the model's dtype. output, of shape (N, 1), and
    loss, of shape (), are those of the trained model. Raises ValueError before the first
    step for input that it cannot train on, and ArithmeticError if training diverges.
    """
    check_input(x, y, times, lr)
    criterion = nn.MSELoss()  # the mean, in place of `(output - target).pow(2).sum()`
    # In place of `w.data -= step * w.grad` and `w.grad.zero_()`. foreach=False is faster:
    # PyTorch does not ask at each step whether to update many tensors together.
    optimizer = optim.SGD(model.parameters(), lr=lr, foreach=False)
    first_loss = criterion(model(x), y)

    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    # The last step came after the loop's last output and loss: compute both again.
    output = model(x)
    loss = criterion(output, y)

    # With a small enough lr, only rounding can make the loss rise. nan is never <=.
    if not loss - first_loss <= 1e-6 * (first_loss + y.float().square().max()):
        smaller = f" and a rate such as lr={lr / 10:g}" if first_loss.isfinite() else ""
        raise ArithmeticError(
            f"training diverged: the loss went from {first_loss:.4g} to {loss:.4g} in "
            f"{times} steps with lr={lr}; start again from a new MyLinear(){smaller}"
        )
    return output, loss


def main():
    """Train on the post's points; print the parameters, loss and time; draw."""
    print(data.x.shape, data.y.shape)
    x = data.x.view(-1, 1)
    y = data.y.view(-1, 1)
    print(x.shape, y.shape)

    model = MyLinear()
    # PyTorch loads many of its files only when the first optimizer is made. This one is
    # made for that alone, so that loading does not count as training time.
    optim.SGD(model.parameters(), lr=1e-2)
    start = perf_counter()
    output, loss = train(model, x, y)
    end = perf_counter()

    print(list(model.parameters()))
    print(loss)
    print(f"time: {end - start:.2f}")
    draw_result(x, y, output, loss)


def check_input(x, y, times, lr):
    """Raise a ValueError that says what to do if `train` cannot train on its input."""
    for name, points in (("x", x), ("y", y)):
        if points.shape != (points.numel(), 1) or len(points) == 0:
            view = f": write {name} = {name}.view(-1, 1)" if points.dim() < 2 else ""
            raise ValueError(
                f"{name} has shape {tuple(points.shape)}, but must be (N, 1), "
                f"a row for each point, and at least one{view}"
            )
        if not points.isfinite().all():
            raise ValueError(f"{name} holds nan or inf: give finite numbers only")
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} rows, y has {len(y)}: give one y for each x")
    if times < 0:
        raise ValueError(f"times is {times}: give a number of steps from 0 up")
    if not 0 <= lr < float("inf"):
        raise ValueError(f"lr is {lr}: give a finite rate from 0 up, such as lr=0.01")


if __name__ == "__main__":
    main()
