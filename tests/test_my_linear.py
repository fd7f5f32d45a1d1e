"""Tests of my_linear.py: the program, its parts, its errors, and edits of it."""

import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

import my_linear
from my_linear import MyLinear, draw_result, train
from tests.post import (
    PostModel,
    X,
    Y,
    from_seed,
    least_squares,
    parameters,
    post_train,
)

PROGRAM = Path(my_linear.__file__)
SOURCE = PROGRAM.read_text(encoding="utf-8")
README = PROGRAM.with_name("README.md").read_text(encoding="utf-8")
NUMBERS = torch.arange(50)
FLAT = nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))  # its output has one dimension


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_with_no_display_and_from_another_folder_it_prints_what_the_page_shows(folder):
    (folder / "matplotlibrc").touch()  # read in place of the user's own
    command = [sys.executable, PROGRAM]
    env = {"MPLCONFIGDIR": matplotlib.get_cachedir()}  # has the fonts; no DISPLAY
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    lines, shown = ran.stdout.splitlines(), README.split("```text\n")[1].splitlines()
    time = lines.pop(6)
    assert re.fullmatch(r"time: \d+\.\d\d", time) and time != "time: 0.00"
    assert lines == shown[:6] + shown[7:8]  # up to the block's end, without its time
    assert (folder / "my_linear.png").exists()


def test_it_makes_50_000_steps_which_are_the_post_s(run):
    path = []  # weight and bias after each step

    def note_step(optimizer, args, kwargs):
        path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    with register_optimizer_step_post_hook(note_step):
        run(SOURCE, seed=2026)
    assert len(path) == 50_000
    model = from_seed(2026, PostModel)
    for position in path[:1_000]:
        post_train(model, X, Y, times=1)
        assert position == parameters(model)
    assert path[600] != path[-1] and path[700] == path[-1]  # as README.md says


def test_importing_it_runs_nothing_and_training_leaves_no_globals(folder, capfd):
    runpy.run_path(str(PROGRAM))
    assert capfd.readouterr() == ("", "")
    train(MyLinear(), X, Y, times=1)
    assert not {"output", "loss"} & vars(my_linear).keys()


def test_output_and_loss_are_those_after_the_last_step():
    for times in 0, 2:
        model = from_seed(0)
        output, loss = train(model, X, Y, times)
        assert output.equal(model(X))
        assert loss == post_train(from_seed(0), X, Y, times + 1)  # its loss lags a step


def picture(x, y, output, loss):
    """The bytes of the picture that draw_result saves."""
    draw_result(x, y, output, loss)
    return Path("my_linear.png").read_bytes()


def test_each_picture_is_of_its_own_data_even_where_x_and_y_require_grad(folder):
    x, y = X[:3], Y[:3]
    first = picture(x, y, 2 * x, loss=0.54321)
    _, labels = plt.gca().get_legend_handles_labels()
    assert labels == ["data: 3 points", "fitted line, loss=0.5432"]
    assert picture(x, y, 3 * x, loss=0.54321) != first
    columns, y = torch.cat([x, y], dim=1).requires_grad_(), y.clone().requires_grad_()
    assert picture(columns, y, 2 * x, loss=torch.tensor(0.54321)) == first


def test_no_picture_is_called_saved_that_is_not(folder, capsys):
    (folder / "my_linear.png").mkdir()  # so that saving fails
    with pytest.raises(OSError):
        draw_result(X, Y, Y, loss=0)
    assert capsys.readouterr().out == ""


def test_the_window_opens_when_all_is_saved_and_printed_and_waits(folder, monkeypatch):
    waits = []

    def show(block=None):
        assert Path("my_linear.png").exists()
        assert Path("screen").read_text() == "picture saved as my_linear.png\n"
        waits.append(block)

    monkeypatch.setattr(plt, "show", show)
    with open("screen", "w") as screen, redirect_stdout(screen):
        draw_result(X, Y, Y, loss=0)
    assert waits == [True], "plt.show(block=True) waits wherever the program runs"


@pytest.mark.parametrize(
    "name, columns, given, faults",
    [
        ("x", 1, NUMBERS.tolist(), ["list", "int64"]),
        ("x", 2, NUMBERS.view(25, 2).tolist(), ["list", "int64"]),
        ("y", 1, range(50), ["range", "int64"]),
        ("x", 1, NUMBERS.flip(0).numpy()[::-1], ["ndarray", "int64"]),
        ("y", 1, NUMBERS.numpy().astype(">f4"), ["ndarray", "float32"]),
        ("x", 1, NUMBERS.double(), [r"\[50\]"]),
        ("x", 2, NUMBERS.double().view(25, 2, 1), [r"\[25, 2, 1\]"]),
        ("x", 2, NUMBERS.view(25, 2), ["int64"]),
        ("y", 1, NUMBERS.float().view(50, 1), ["float32"]),
    ],
)
def test_whoever_does_what_the_errors_say_can_train(name, columns, given, faults):
    # The model is of float64: advice that takes float32 for granted is wrong.
    model = nn.Linear(columns, 1).double()
    right = NUMBERS.double().view(-1, columns)
    tensors = {"x": right, "y": right[:, :1], name: given}
    for fault in faults:
        with pytest.raises(ValueError, match=f"^{name} has .*{fault}") as error:
            train(model, **tensors, times=1)
        _, advice = str(error.value).split("write ")
        exec(advice, {"torch": torch}, tensors)  # noqa: S102
    train(model, **tensors, times=1)
    assert tensors[name].equal(right)


@pytest.mark.parametrize(
    "model, x, y, words",
    [
        (
            MyLinear(),
            X,
            Y[:1],
            ["[50, 1]", "y has shape torch.Size([1, 1])", "row for"],
        ),
        (MyLinear(), X, Y.T, ["[50, 1]", "y has shape torch.Size([1, 50])", "row for"]),
        (FLAT, X, Y, ["[50]", "y has shape torch.Size([50, 1])", "shapes the same"]),
        (MyLinear(), X[:0], Y[:0], ["x has no rows", "[0, 1]"]),
        (MyLinear(), X, torch.tensor([]), ["y has no rows", "[0]"]),
        (MyLinear(), X[0, 0], Y, ["x has no rows", "[]"]),
        (MyLinear(), X.log(), Y, ["x holds nan or inf"]),  # nan
        (MyLinear(), X, 1 / (Y - Y[0]), ["y holds nan or inf"]),  # inf
        (nn.Linear(2, 1), X, Y, ["cannot be multiplied (50x1 and 2x1)"]),
        (nn.Identity(), X, Y, ["empty parameter list"]),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_first_step(model, x, y, words):
    before = [parameter.clone() for parameter in model.parameters()]
    with pytest.raises((ValueError, RuntimeError)) as error:
        train(model, x, y, times=1)
    for word in words:
        assert word in str(error.value)
    assert all(map(torch.equal, before, model.parameters()))


class TwoScalars(nn.Module):
    """The model of PyTorch's own tutorial: its parameters have no dimensions."""

    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(()))
        self.b = nn.Parameter(torch.randn(()))

    def forward(self, x):
        return self.a * x + self.b


@pytest.mark.parametrize("model", [TwoScalars(), nn.LazyLinear(1)])
def test_every_model_of_a_line_can_be_trained(model):
    train(model, X, Y, times=1_000)
    assert parameters(model) == pytest.approx(least_squares()[:2], abs=1e-5)


@pytest.mark.parametrize("columns, right", [(1, 270), (2, 300)])
def test_the_advice_on_divergence_leads_to_the_right_prediction(columns, right):
    x = torch.tensor([[50.0, 3.0], [80.0, 2.0], [100.0, 5.0], [120.0, 2.0]])[
        :, :columns
    ]
    new_x = torch.tensor([[90.0, 3.0]])[:, :columns]
    y = x @ torch.tensor([[3.0], [10.0]])[:columns]
    with pytest.raises(
        ArithmeticError, match="nan after 2000 steps at lr=0.01"
    ) as error:
        train(nn.Linear(columns, 1), x, y, times=2_000)
    message = str(error.value)
    advised = {"x": x}
    for line in message.splitlines():
        if line.startswith("    "):
            exec(line.strip(), advised)  # noqa: S102
    x, mean, std = advised["x"], advised["mean"], advised["std"]
    assert "a new model" in message
    model = nn.Linear(columns, 1)
    train(model, x, y, times=2_000)
    assert "model((new_x - mean) / std)" in message
    assert model((new_x - mean) / std).item() == pytest.approx(right, abs=0.01)


def test_where_standardized_x_diverge_a_smaller_lr_helps_as_the_error_says():
    x = (X - X.mean(0)) / X.std(0)
    with pytest.raises(ArithmeticError, match="still diverges, take a smaller lr"):
        train(MyLinear(), x, Y, times=1_000, lr=2)
    train(MyLinear(), x, Y, times=1_000, lr=0.2)


@pytest.mark.parametrize(
    "old, new",
    [
        ("optim.SGD(", "optim.Adam("),
        ("model = ", "from tests.post import PostModel as MyLinear\n    model = "),
        ("optimizer.zero", "if loss < 0.01: break\n        optimizer.zero"),
        ("MyLinear()\n", "nn.Linear(2, 1)\n    x = torch.cat([x, x**2 / 5], dim=1)\n"),
        ("import data\n", "torch.set_default_dtype(torch.float64)\nimport data\n"),
    ],
)
def test_an_edited_program_still_ends_near_the_line(run, old, new):
    assert old in SOURCE, f"my_linear.py must have {old!r}"
    for seed in range(3):
        printed = run(re.sub("50_?000", "1_000", SOURCE.replace(old, new)), seed)
        weight = re.search(r"tensor\(\[\[(.+?)[\],]", printed).group(1)  # the first
        assert float(weight) == pytest.approx(1.2, abs=0.1)
