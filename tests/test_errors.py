"""Tests: what train refuses, and that the advice of its errors leads to the right line."""

import re

import pytest
import torch
from torch import nn

from my_linear import MyLinear, train
from tests.oracles import X, Y, from_seed, parameters

COUNT = torch.arange(50)  # each x or y below holds these numbers


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize(
    "given, found",
    [
        (list(range(50)), "a list"),
        (tuple(range(50)), "a tuple"),
        (range(50), "a range"),
        ([[number] for number in range(50)], "a list"),
        (COUNT.numpy(), "a ndarray"),
        (COUNT.flip(0).numpy()[::-1], "a ndarray"),
        (COUNT.numpy().astype(">f4"), "a ndarray"),
        (COUNT, "torch.Size([50])"),
        (COUNT.view(5, 5, 2), "torch.Size([5, 5, 2])"),
        (COUNT.view(50, 1), "torch.int64"),
        (COUNT.view(50, 1).float(), "torch.float32"),
    ],
)
def test_the_line_that_an_error_says_to_write_leads_to_training(name, given, found):
    # The model is of float64: an error that takes float32 for granted is wrong.
    points = {"torch": torch, "x": X.double(), "y": Y.double(), name: given}
    with pytest.raises(ValueError, match=f"^{name} ") as error:
        train(MyLinear().double(), points["x"], points["y"], times=1)
    what, line = str(error.value).split("write ")
    assert found in what
    exec(line, points)  # noqa: S102
    train(MyLinear().double(), points["x"], points["y"], times=1)
    assert points[name].equal(COUNT.view(50, 1).double())


@pytest.mark.parametrize(
    "x, y, message",
    [
        (X[:49], Y, "y is torch.Size([50, 1]), not torch.Size([49, 1]): give one y"),
        (X, Y[:1], "y is torch.Size([1, 1]), not torch.Size([50, 1]): give one y"),
        (X, Y.T, "y is torch.Size([1, 50]), not torch.Size([50, 1]): give one y"),
        (X[:0], Y[:0], "x is empty: give it at least one row"),
        (X, Y[:0], "y is empty: give it at least one row"),
        (X.log(), Y, "x holds nan or inf: leave such rows out of x and y"),
        (X, 1 / (Y - Y[0]), "y holds nan or inf: leave such rows out of x and y"),
    ],
)
def test_rows_that_do_not_fit_are_refused_before_the_first_step(x, y, message):
    model = from_seed(0)
    with pytest.raises(ValueError, match=re.escape(message)):
        train(model, x, y, times=1)
    assert parameters(model) == parameters(from_seed(0))


def test_divergence_is_an_error_whose_advice_leads_to_the_right_prediction():
    area = torch.tensor([[50.0], [80.0], [100.0], [120.0]])
    rent = 3 * area
    with pytest.raises(ArithmeticError) as error:
        train(MyLinear(), area, rent, times=2_000)
    message = str(error.value)
    assert re.search("loss is (inf|nan) after 2000 steps at lr=0.01", message)
    advice = ["mean, std = x.mean(), x.std()", "x = (x - mean) / std"]
    assert [line.strip() for line in message.splitlines() if line[0] == " "] == advice
    points = {"torch": torch, "x": area, "model": MyLinear()}
    exec("\n".join(advice), points)  # noqa: S102
    train(points["model"], points["x"], rent, times=1_000)
    prediction = eval(re.search(r"model\(.+\)", message).group(), points)
    assert prediction.item() == pytest.approx(270, abs=0.01)


def test_with_several_columns_the_advice_on_divergence_leads_to_the_best_parabola():
    x, y = torch.cat([X, X**2], dim=1), 2 * X + 3 * X**2 + 1
    model = nn.Linear(in_features=2, out_features=1)
    with pytest.raises(ArithmeticError, match=r"columns: x\.mean\(0\), x\.std\(0\)"):
        train(model, x, y, times=1_000)
    mean, std = x.mean(0), x.std(0)
    model = nn.Linear(in_features=2, out_features=1)
    train(model, (x - mean) / std, y, times=1_000)
    assert (model.weight / std).tolist()[0] == pytest.approx([2, 3], abs=1e-4)


def test_two_columns_train_to_their_plane():
    torch.manual_seed(0)
    x = torch.rand(100, 2)
    y = 2 * x[:, :1] + 3 * x[:, 1:] + 1
    model = nn.Linear(in_features=2, out_features=1)
    train(model, x, y, times=5_000)
    assert model.weight.tolist()[0] == pytest.approx([2, 3], abs=0.01)
    assert model.bias.item() == pytest.approx(1, abs=0.01)
