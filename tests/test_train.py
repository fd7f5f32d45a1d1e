"""Tests: the steps of train, what it returns, and the advice of its errors."""

import runpy
from code import InteractiveInterpreter

import matplotlib.pyplot as plt
import pytest
import torch

import data
import my_linear
from my_linear import MyLinear, train
from tests.oracles import X, Y, from_seed, least_squares, parameters, post_train


def test_from_different_starts_training_ends_at_least_squares():
    *line, best_loss = least_squares(X, Y)
    for seed in range(3):
        model = from_seed(seed)
        _, loss = train(model, X, Y, times=1_000)
        assert parameters(model) == pytest.approx(line, abs=1e-5)
        assert loss.item() == pytest.approx(best_loss, rel=1e-5)


def test_the_steps_are_the_post_s_at_any_rate_whatever_gradients_were_left_before():
    ours, theirs = from_seed(0), from_seed(0)
    for parameter in ours.parameters():
        parameter.grad = torch.ones_like(parameter)
    train(ours, X, Y, times=10, lr=0.03)
    post_train(theirs, X, Y, times=10, lr=0.03)
    assert parameters(ours) == parameters(theirs)


@pytest.mark.parametrize("times", [0, 1])
def test_output_and_loss_are_those_of_the_model_after_the_last_step(times):
    model = from_seed(0)
    output, loss = train(model, X, Y, times)
    line = X.double() * model.weight.item() + model.bias.item()
    torch.testing.assert_close(output.double(), line, rtol=0, atol=1e-5)
    assert loss.item() == pytest.approx((line - Y).square().mean().item(), rel=1e-5)


def test_importing_and_training_print_and_draw_nothing_and_leave_no_globals(capfd):
    fresh = runpy.run_path(my_linear.__file__, run_name="my_linear")
    train(MyLinear(), X, Y, times=1)
    assert vars(my_linear).keys() == fresh.keys()
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == []


def refused(x, y):
    """The message with which train refuses x and y before the first step."""
    model = from_seed(0)
    with pytest.raises(ValueError) as error:
        train(model, x, y, times=1)
    assert parameters(model) == parameters(from_seed(0))
    return str(error.value)


@pytest.mark.parametrize(
    "name, points, found",
    [
        ("x", data.x.tolist(), "list"),
        ("y", Y.numpy(), "ndarray"),
        ("x", X.long(), "torch.int64 of torch.Size([50, 1])"),
        ("y", Y.double(), "torch.float64 of torch.Size([50, 1])"),
        ("y", data.y, "torch.float32 of torch.Size([50])"),
        ("x", X.T, "torch.float32 of torch.Size([1, 50])"),
        ("y", Y[:, None], "torch.float32 of torch.Size([50, 1, 1])"),
        ("x", X.view(5, 5, 2), "torch.float32 of torch.Size([5, 5, 2])"),
        ("x", X.view(25, 2), "torch.float32 of torch.Size([25, 2])"),
    ],
)
def test_one_line_turns_whatever_holds_50_numbers_into_a_column(name, points, found):
    given = {"torch": torch, "x": X, "y": Y, name: points}
    line = f"{name} = torch.as_tensor({name}, dtype=torch.float32).view(-1, 1)"
    is_not = f"{name} is {found}, not torch.float32 of shape (N, 1)"
    assert refused(given["x"], given["y"]) == f"{is_not}: write {line}"
    InteractiveInterpreter(given).runsource(line)
    train(MyLinear(), given["x"], given["y"], times=1_000)


def test_the_dtype_that_is_asked_for_is_that_of_the_model():
    with pytest.raises(ValueError, match=r"not torch.float64 .*dtype=torch.float64\)"):
        train(MyLinear().double(), X.double(), Y)


@pytest.mark.parametrize(
    "x, y, message",
    [
        (X[:49], Y, "x has 49 rows, y has 50: give N >= 1 of each"),
        (
            X[:0],
            Y[:0],
            "x has 0 rows, y has 0: give N >= 1 of each",
        ),
        (X.log(), Y, "x holds nan or inf: leave such rows out of x and y"),
        (X, 1 / (Y - Y[0]), "y holds nan or inf: leave such rows out of x and y"),
    ],
)
def test_rows_that_do_not_fit_are_refused(x, y, message):
    assert refused(x, y) == message


@pytest.mark.parametrize("times, loss", [(5, "inf"), (1_000, "nan")])
def test_training_that_diverges_is_an_error_that_leads_to_the_best_line(times, loss):
    x = X + 2000
    line = "x = (x - x.mean()) / x.std()"
    with pytest.raises(ArithmeticError) as error:
        train(from_seed(0), x, Y, times)
    assert str(error.value) == (
        f"training diverged: the loss is {loss} after {times} steps at lr=0.01. Start again "
        f"with a new MyLinear() and a smaller lr, or first write {line}"
    )
    given = {"x": x}
    InteractiveInterpreter(given).runsource(line)
    model = MyLinear()
    train(model, given["x"], Y, times=1_000)
    assert parameters(model) == pytest.approx(
        least_squares(given["x"], Y)[:2], abs=1e-4
    )
