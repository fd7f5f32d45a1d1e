"""How the program behaves, beyond what the post says."""

from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn

import data
import my_linear
from my_linear import MyLinear, train
from tests.oracles import from_seed, least_squares, numpy_train, parameters


def test_smoke_weights_near_1_2_and_3(trained):
    assert trained.model.weight.item() == pytest.approx(1.2, abs=0.1)
    assert trained.model.bias.item() == pytest.approx(3, abs=0.1)


def test_default_is_50_000_plain_sgd_steps_one_tensor_at_a_time(trained):
    assert len(trained.optimizers) == 50_000
    (optimizer,) = set(trained.optimizers)
    assert type(optimizer) is torch.optim.SGD
    assert optimizer.defaults["foreach"] is False


@pytest.mark.parametrize("seed", range(3))
def test_every_start_ends_at_least_squares(seed, x, y):
    *line, best_loss = least_squares(x, y)
    model = from_seed(seed)
    _, loss = train(model, x, y, times=1_000)
    assert parameters(model) == pytest.approx(line, abs=1e-5)
    assert loss.item() == pytest.approx(best_loss, rel=1e-5)


@pytest.mark.parametrize("times", [0, 1, 100])
@pytest.mark.parametrize("options", [{}, {"lr": 0.03}])
def test_steps_are_those_by_hand(times, options, x, y):
    model = MyLinear()
    points = data.x.double().numpy(), data.y.double().numpy()
    by_hand = numpy_train(parameters(model), *points, times, **options)
    train(model, x, y, times=times, **options)
    assert parameters(model) == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("times", [0, 1])
def test_output_and_loss_are_those_of_the_trained_model(times, x, y):
    model = MyLinear()
    output, loss = train(model, x, y, times=times)
    line = x.double() * model.weight.item() + model.bias.item()
    torch.testing.assert_close(output.double(), line, rtol=0, atol=1e-5)
    assert loss.item() == pytest.approx((line - y).square().mean().item(), rel=1e-5)


def test_train_leaves_no_globals_prints_nothing_and_draws_nothing(x, y, capsys):
    train(MyLinear(), x, y, times=1)
    assert not hasattr(my_linear, "output")
    assert not hasattr(my_linear, "loss")
    assert capsys.readouterr() == ("", "")
    assert plt.get_fignums() == []


X, Y = data.x.view(-1, 1), data.y.view(-1, 1)
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "bad, given, advice",
    [
        ({"x": data.x}, "x has shape (50,)", "write x = x.view(-1, 1)"),
        ({"y": data.y}, "y has shape (50,)", "write y = y.view(-1, 1)"),
        ({"x": torch.tensor(1.0)}, "x has shape ()", "write x = x.view(-1, 1)"),
        ({"x": X.view(25, 2)}, "x has shape (25, 2)", "at least one"),
        ({"y": Y.view(50, 1, 1)}, "y has shape (50, 1, 1)", "at least one"),
        ({"x": X[:0], "y": Y[:0]}, "x has shape (0, 1)", "at least one"),
        ({"x": X[:49]}, "x has 49 rows, y has 50", "one y for each x"),
        ({"y": Y[:1]}, "x has 50 rows, y has 1", "one y for each x"),
        ({"x": X.where(X > -5, NAN)}, "x holds nan or inf", "finite numbers only"),
        ({"y": Y.where(Y < 9, -INF)}, "y holds nan or inf", "finite numbers only"),
        ({"times": -1}, "times is -1", "from 0 up"),
        ({"lr": -0.01}, "lr is -0.01", "such as lr=0.01"),
        ({"lr": INF}, "lr is inf", "such as lr=0.01"),
        ({"lr": NAN}, "lr is nan", "such as lr=0.01"),
    ],
)
def test_bad_input_is_refused_before_any_step(bad, given, advice):
    model = MyLinear()
    start = parameters(model)
    with pytest.raises(ValueError) as error:
        train(model, **({"x": X, "y": Y, "times": 10} | bad))
    assert str(error.value).startswith(given)
    assert str(error.value).endswith(advice)
    assert parameters(model) == start


def test_one_point_many_points_and_a_rate_of_0_are_accepted(x, y):
    train(MyLinear(), x[:1], y[:1], times=1)
    train(MyLinear(), x.repeat(10, 1), y.repeat(10, 1), times=1)
    train(MyLinear(), x, y, times=1, lr=0)


def test_y_may_hold_whole_numbers(x, y):
    model = MyLinear()
    train(model, x, y.long(), times=1_000)
    assert parameters(model) == pytest.approx(least_squares(x, y.long())[:2], abs=1e-5)


@pytest.mark.parametrize(
    "lr, times, smaller",
    [
        (0.1153, 5_000, "0.01153"),
        (0.116, 20, "0.0116"),
        (0.12, 1_000, "0.012"),
        (1e30, 1, "1e+29"),
    ],
)
def test_training_that_diverges_is_an_error(lr, times, smaller, x, y):
    with pytest.raises(ArithmeticError) as error:
        train(from_seed(0), x, y, times=times, lr=lr)
    message = str(error.value)
    assert message.startswith("training diverged: the loss went from 19.26 to ")
    assert f" in {times} steps with lr={lr}; " in message
    assert message.endswith(f"a new MyLinear() and a rate such as lr={smaller}")


@pytest.mark.parametrize("ruined", [NAN, 1e30])
@pytest.mark.parametrize("lr", [0.01, 0])
def test_a_ruined_model_is_not_trained_on_whatever_the_rate(ruined, lr, x, y):
    model = MyLinear()
    nn.init.constant_(model.weight, ruined)
    with pytest.raises(ArithmeticError, match=r"start again from a new MyLinear\(\)$"):
        train(model, x, y, times=10, lr=lr)


def test_a_loss_that_stays_0_is_not_taken_for_divergence(x, y):
    model = MyLinear()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    _, loss = train(model, x, 0 * y, times=1)
    assert loss == 0


@pytest.mark.parametrize("factor", [-1, 1_000])
def test_rounding_is_not_taken_for_divergence(factor, x, y):
    model = from_seed(0)
    train(model, x, factor * y, times=400)
    losses = [train(model, x, factor * y, times=1)[1].item() for _ in range(200)]
    assert any(after > before for before, after in pairwise(losses))


def test_a_rate_too_small_to_train_is_not_taken_for_divergence(x, y):
    for seed in range(50):
        train(from_seed(seed), x, 0.01 * y, times=1, lr=1e-8)
