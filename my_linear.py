"""Linear regression with PyTorch's own parts: nn.Linear, nn.MSELoss and optim.SGD.

The companion of the post 「pytorch线性回归(二)」, in its order and with its names. Each
part says which piece of the earlier post's hand-written loop it replaces.
"""

import math
from time import perf_counter

import matplotlib.pyplot as plt
from matplotlib.backends import BackendFilter, backend_registry
from torch import nn, optim

import data


def draw_result(x, y, output, loss):
    """Draw the points, the fitted line and the loss, and show them in a window.

    x, y: the points, tensors of shape (N, 1). output: the model's values at x, shape
    (N, 1). loss: a tensor with one value. The equation in the legend is read off the
    outputs at the smallest and the largest x.

    Waits until the window is closed. Where no window can be shown, the picture is saved
    as my_linear.png in the current folder, and a line on stdout says so.
    """
    try:
        plt.figure()
    except ImportError:  # a window system was asked for by name and is not there
        plt.switch_backend("agg")
        plt.figure()

    output = output.detach()
    left, right = x.argmin(), x.argmax()
    w = ((output[right] - output[left]) / (x[right] - x[left])).item()
    b = (output[left] - w * x[left]).item()
    sign = "-" if b < 0 else "+"

    plt.scatter(x.numpy(), y.numpy(), label=f"data: {len(x)} points")
    plt.plot(
        x.numpy(),
        output.numpy(),
        "r-",
        lw=2,
        label=f"fitted line: y = {w:.4f}x {sign} {abs(b):.4f}",
    )
    plt.text(0.5, 0, f"loss={loss.item():.4f}")
    plt.title("Linear regression: the data and the fitted line")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()

    files_only = backend_registry.list_builtin(BackendFilter.NON_INTERACTIVE)
    if plt.get_backend().lower() in files_only:
        plt.savefig("my_linear.png")
        print("no window can be shown here: picture saved as my_linear.png")
    else:
        plt.show()


class MyLinear(nn.Linear):
    """The line y = weight * x + bias, with one input and one output.

    Replaces `inputs.mv(w)`: here the layer holds the weight, of shape (1, 1), and the
    bias, of shape (1,), both float32 and drawn at random.
    """

    def __init__(self):
        super().__init__(in_features=1, out_features=1)


def check_input(model, x, y, times, lr):
    """Raise a ValueError that says what to do if `train` cannot train on its input."""
    dtype = next(model.parameters()).dtype
    for name, values in (("x", x), ("y", y)):
        if values.numel() == 0:
            raise ValueError(f"{name} holds no points: give at least one")
        if values.dim() != 2 or values.shape[1] != 1:
            raise ValueError(
                f"{name} has shape {tuple(values.shape)}, but must be (N, 1), a row for "
                f"each point: write {name} = {name}.view(-1, 1)"
            )
        if values.dtype != dtype:
            raise ValueError(
                f"{name} holds {values.dtype}, but the model {dtype}: "
                f"write {name} = {name}.to({dtype})"
            )
        bad_rows = (~values.isfinite().flatten()).nonzero()
        if len(bad_rows) > 0:
            row = bad_rows[0].item()
            raise ValueError(
                f"{name} holds {values[row].item()} in row {row}: "
                "give every point finite numbers, or leave it out of x and y"
            )
    if len(x) != len(y):
        raise ValueError(
            f"x has {len(x)} rows and y has {len(y)}: give one y for each x"
        )
    if times < 0:
        raise ValueError(f"times is {times}: give a number of steps from 0 up")
    if not (math.isfinite(lr) and lr >= 0):
        raise ValueError(f"lr is {lr}: give a finite rate from 0 up, such as lr=0.01")


def train(model, x, y, times=50_000, lr=1e-2):
    """Train the model on all points at once, `times` times; return (output, loss).

    x, y: float tensors of shape (N, 1), of the model's dtype. output, of shape (N, 1),
    and loss, of shape (), belong to the parameters that training leaves in the model,
    and can still be differentiated.

    Raises ValueError, before the first step, for input it cannot train on, and
    ArithmeticError if training diverges, as it does here for lr above 0.115.
    """
    check_input(model, x, y, times, lr)
    criterion = nn.MSELoss()  # replaces (output - target).pow(2).sum()
    # Replaces `w.data -= step * w.grad` and `w.grad.zero_()`. foreach=False: the default
    # asks again at every step whether to update many tensors at once; here are but two.
    optimizer = optim.SGD(model.parameters(), lr=lr, foreach=False)
    first_loss = criterion(model(x), y).item()

    for i in range(times):
        output = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    # The loop's last output and loss are those of the parameters before its last step.
    output = model(x)
    loss = criterion(output, y)

    # With a rate that is small enough the loss never rises, save by rounding.
    rounding = 1e-6 * y.square().mean()
    if not loss.isfinite() or loss > first_loss + rounding:
        raise ArithmeticError(
            f"training diverged: the loss went from {first_loss:.4g} to {loss:.4g} in "
            f"{times} steps with lr={lr}; start again from a new MyLinear() with a "
            f"smaller rate, such as lr={lr / 10:g}"
        )
    return output, loss


def main():
    """Train on the post's points; print what the post prints and the time; draw."""
    x, y = data.x, data.y
    print(x.shape, y.shape)
    x = x.view(-1, 1)
    y = y.view(-1, 1)
    print(x.shape, y.shape)

    model = MyLinear()
    # PyTorch imports 800 more modules when it makes its first optimizer, which takes
    # about as long as 10,000 steps: done here, it does not count as training.
    optim.SGD(model.parameters())
    start = perf_counter()
    output, loss = train(model, x, y)
    end = perf_counter()

    print(list(model.parameters()))
    print(loss)
    print(f"time: {end - start:.2f}", flush=True)  # before the window makes us wait
    draw_result(x, y, output, loss)


if __name__ == "__main__":
    main()
