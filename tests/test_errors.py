"""Tests: what train refuses, and that the advice of its errors leads to training."""

from code import InteractiveInterpreter

import pytest
import torch

from my_linear import MyLinear, train
from tests.oracles import X, Y, from_seed, least_squares, parameters

x, y = X.double(), Y.double()  # an error that takes float32 for granted is wrong


def refused(x, y):
    """The message with which train refuses x and y, before the first step."""
    model = from_seed(0).double()
    with pytest.raises(ValueError) as error:
        train(model, x, y, times=1)
    assert parameters(model) == parameters(from_seed(0))
    return str(error.value)


@pytest.mark.parametrize(
    "name, points, found",
    [
        ("x", x.tolist(), "list"),
        ("y", y.numpy(), "ndarray"),
        ("x", X, "torch.float32 of torch.Size([50, 1])"),
        ("y", y[:, 0], "torch.float64 of torch.Size([50])"),
        ("x", x.T, "torch.float64 of torch.Size([1, 50])"),
        ("y", y[:, None], "torch.float64 of torch.Size([50, 1, 1])"),
    ],
)
def test_one_line_makes_a_column_of_any_50_numbers(name, points, found):
    given = {"torch": torch, "x": x, "y": y, name: points}
    line = f"{name} = torch.as_tensor({name}, dtype=torch.float64).view(-1, 1)"
    is_not = f"{name} is {found}, not torch.float64 of shape (N, 1)"
    assert refused(given["x"], given["y"]) == f"{is_not}: write {line}"
    InteractiveInterpreter(given).runsource(line)
    train(MyLinear().double(), given["x"], given["y"], times=1)


def test_rows_that_do_not_fit_are_refused():
    assert refused(x[:49], y) == "x has 49 rows, y has 50: give one y for each x"
    assert refused(x, y[:1]) == "x has 50 rows, y has 1: give one y for each x"
    assert refused(x[:0], y[:0]) == "x has 0 rows, y has 0: give one y for each x"
    assert refused(x.log(), y) == "x holds nan or inf: leave such rows out of x and y"
    assert refused(x, 1 / (y - y[0])).startswith("y holds nan or inf: ")


def test_training_that_diverges_is_an_error_that_leads_to_the_best_line():
    given = {"x": X + 2000}
    line = "x = (x - x.mean()) / x.std()"
    with pytest.raises(ArithmeticError) as error:
        train(MyLinear(), given["x"], Y, times=5)
    assert str(error.value) == (
        "training diverged: the loss is inf after 5 steps at lr=0.01. Start again "
        f"with a new MyLinear() and a smaller lr, or first write {line}"
    )
    InteractiveInterpreter(given).runsource(line)
    _, loss = train(MyLinear(), given["x"], Y, times=1_000)
    assert loss.item() == pytest.approx(least_squares()[2], rel=0.01)
