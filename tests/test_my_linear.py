"""Tests of my_linear.py: the program, its parts, its errors, and edits of it."""

import re
import runpy
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

import my_linear
from my_linear import MyLinear, draw_result, train
from tests.post import PostModel, X, Y, from_seed, least_squares, parameters, post_train

SOURCE = Path(my_linear.__file__).read_text("utf-8")
INTEGERS = torch.arange(50)
AREA_AND_FLOOR = torch.tensor([[50.0, 3.0], [80.0, 2.0], [100.0, 5.0], [120.0, 2.0]])


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
    assert path[600 - 1] != path[-1] == path[700 - 1]  # after step 600, after step 700


def test_importing_it_runs_nothing_and_training_leaves_no_globals(capfd):
    runpy.run_path(my_linear.__file__)
    assert capfd.readouterr() == ("", "")
    train(MyLinear(), X, Y, times=1)  # the post's makes output and loss global
    assert not hasattr(my_linear, "output") and not hasattr(my_linear, "loss")


def test_output_and_loss_are_those_after_the_last_step():
    for times in 0, 2:
        model = from_seed(0)
        output, loss = train(model, X, Y, times)
        assert output.equal(model(X))
        assert loss == post_train(from_seed(0), X, Y, times + 1)  # its loss lags a step


def picture(x, y, output, loss):
    draw_result(x, y, output, loss)
    return Path("my_linear.png").read_bytes()


def test_each_picture_is_of_its_own_data_even_where_x_and_y_require_grad(folder):
    x, y = X[:3], Y[:3]
    first = picture(x, y, 2 * x, loss=0.54321)
    _, labels = plt.gca().get_legend_handles_labels()
    assert labels == ["data: 3 points", "fitted line, loss=0.5432"]
    assert picture(x, y, 3 * x, loss=0.54321) != first
    columns = torch.cat([x, y], dim=1).requires_grad_()
    flat = Y[:3, 0].clone().requires_grad_()
    assert picture(columns, flat, 2 * columns[:, :1], torch.tensor(0.54321)) == first


def test_the_window_opens_when_all_is_saved_and_printed_and_waits(folder, monkeypatch):
    waits = []

    def show(block=None):
        assert Path("my_linear.png").exists()
        assert Path("printed").read_text() == "picture saved as my_linear.png\n"
        waits.append(block)

    monkeypatch.setattr(plt, "show", show)
    # A file holds back what is printed until it is flushed, as a pipe does.
    with open("printed", "w") as printed, redirect_stdout(printed):
        draw_result(X, Y, Y, loss=0)
    assert waits == [True], "plt.show(block=True) waits wherever a window opens"


@pytest.mark.parametrize(
    "name, columns, given, faults",
    [
        ("x", 2, INTEGERS.view(25, 2).tolist(), ["list", "int64"]),
        ("x", 1, INTEGERS.flip(0).numpy()[::-1], ["ndarray", "int64"]),
        ("y", 1, INTEGERS.numpy().astype(">f4"), ["ndarray", "float32"]),
        ("x", 1, INTEGERS.double(), [r"\[50\]"]),
        ("x", 2, INTEGERS.double().view(25, 2, 1), [r"\[25, 2, 1\]"]),
    ],
)
def test_whoever_does_what_the_errors_say_can_train(name, columns, given, faults):
    # The model is of float64: advice that takes float32 for granted is wrong.
    model = nn.Linear(columns, 1).double()
    right = INTEGERS.double().view(-1, columns)
    tensors = {"x": right, "y": right[:, :1], name: given}
    for fault in faults:
        told = f"^{name} has .*{fault}.*must (be a tensor|have dtype torch.float64 and)"
        with pytest.raises(ValueError, match=told) as error:
            train(model, **tensors, times=1)
        _, advice = str(error.value).split("write ")
        exec(advice, {"torch": torch}, tensors)  # noqa: S102
    train(model, **tensors, times=1)
    assert tensors[name].equal(right)


def test_what_does_not_fit_is_refused_before_the_first_step():
    line, flat = MyLinear(), nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))
    for model, x, y, message in [
        (line, X, Y.T, "give y one row for each row of x, and make both shapes"),
        (flat, X, Y, "shape torch.Size([50]), but y has shape torch.Size([50, 1])"),
        (line, X[:0], Y[:0], "x has no rows: its shape is torch.Size([0, 1])"),
        (line, X, X[0, 0], "y has no rows: its shape is torch.Size([])"),
        (line, X.log(), Y, "x holds nan or inf"),  # nan
        (line, X, 1 / (Y - Y[0]), "y holds nan or inf"),  # inf
        (nn.Linear(2, 1), X[:, 0], Y, "write x = x.to(torch.float32).view(len(x), -1)"),
        (nn.Linear(2, 1), X, Y, "cannot be multiplied (50x1 and 2x1)"),  # x as advised
        (nn.Identity(), X, Y, "optimizer got an empty parameter list"),
    ]:
        before = [parameter.tolist() for parameter in model.parameters()]
        with pytest.raises((ValueError, RuntimeError), match=re.escape(message)):
            train(model, x, y, times=1)
        assert before == [parameter.tolist() for parameter in model.parameters()]


class TwoScalars(nn.Module):  # as in PyTorch's own tutorial
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Parameter(torch.randn(())), nn.Parameter(torch.randn(()))

    def forward(self, x):
        return self.a * x + self.b


def test_other_models_of_a_line_can_be_trained():
    for model in TwoScalars(), nn.LazyLinear(1):
        train(model, X, Y, times=1_000)
        assert parameters(model) == pytest.approx(least_squares()[:2], abs=1e-5)


@pytest.mark.parametrize("columns, rent", [(1, 270), (2, 320)])
def test_the_advice_on_divergence_leads_to_the_right_prediction(columns, rent):
    x, new_x = AREA_AND_FLOOR[:, :columns], torch.tensor([[90.0, 5.0]])[:, :columns]
    y = x @ torch.tensor([[3.0], [10.0]])[:columns]
    told = "(?s)nan after 2000 steps at lr=0.01.*new model.*before train.*new_x - mean"
    with pytest.raises(ArithmeticError, match=told) as error:
        train(nn.Linear(columns, 1), x, y, times=2_000)
    advised = {"x": x}
    for line in re.findall("    (.+)", str(error.value)):
        exec(line, advised)  # noqa: S102
    x, mean, std = advised["x"], advised["mean"], advised["std"]
    with pytest.raises(ArithmeticError, match=r"(?s)lr=2\..*take a smaller lr"):
        train(nn.Linear(columns, 1), x, y, times=2_000, lr=2)
    model = nn.Linear(columns, 1)
    train(model, x, y, times=2_000, lr=0.2)
    assert model((new_x - mean) / std).item() == pytest.approx(rent, abs=0.01)


def test_a_program_with_adam_or_float64_still_ends_near_the_line(run):
    for old, new in [
        ("optim.SGD(", "optim.Adam("),
        ("import data\n", "torch.set_default_dtype(torch.float64)\nimport data\n"),
    ]:
        assert old in SOURCE, f"my_linear.py must have {old!r}"
        printed = run(SOURCE.replace(old, new).replace("50_000", "1_000"))
        weight = re.search(r"tensor\(\[\[(.+?)\]", printed).group(1)
        assert float(weight) == pytest.approx(1.2, abs=0.1)
