import re
from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn

import data
import my_linear
from my_linear import MyLinear, train
from tests.oracles import least_squares, numpy_train, parameters


def test_smoke_weights_near_1_2_and_3(trained):
    assert trained.model.weight.item() == pytest.approx(1.2, abs=0.1)
    assert trained.model.bias.item() == pytest.approx(3, abs=0.1)


def test_figures_of_the_post(trained):
    assert f"{trained.model.weight.item():.4f}" == "1.2043"
    assert f"{trained.model.bias.item():.4f}" == "3.0897"
    assert f"{trained.loss.item():.4f}" == "0.0035"


def test_default_is_50_000_plain_sgd_steps_one_tensor_at_a_time(trained):
    assert len(trained.optimizers) == 50_000
    (optimizer,) = set(trained.optimizers)
    assert type(optimizer) is torch.optim.SGD
    assert optimizer.defaults["foreach"] is False


@pytest.mark.parametrize("seed", range(5))
def test_every_start_ends_at_least_squares(seed, x, y):
    *line, best_loss = least_squares(x, y)
    torch.manual_seed(seed)
    model = MyLinear()
    _, loss = train(model, x, y, times=1_000)
    assert parameters(model) == pytest.approx(line, abs=1e-5)
    assert loss.item() == pytest.approx(best_loss, rel=1e-5)


@pytest.mark.parametrize("times", [0, 1, 7, 100])
@pytest.mark.parametrize("options", [{}, {"lr": 0.03}])
def test_steps_are_those_by_hand(times, options, x, y):
    model = MyLinear()
    points = data.x.double().numpy(), data.y.double().numpy()
    by_hand = numpy_train(parameters(model), *points, times, **options)
    train(model, x, y, times=times, **options)
    assert parameters(model) == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("times", [0, 1, 7])
def test_output_and_loss_are_those_of_the_parameters_left_behind(times, x, y):
    model = MyLinear()
    output, loss = train(model, x, y, times=times)
    line = x.double() * model.weight.item() + model.bias.item()
    assert output.shape == (50, 1)
    assert loss.shape == ()
    torch.testing.assert_close(output.double(), line, rtol=0, atol=1e-5)
    assert loss.item() == pytest.approx((line - y).square().mean().item(), rel=1e-5)


@pytest.mark.parametrize("times", [0, 1])
def test_loss_and_output_still_carry_their_grad_fn(times, x, y):
    model = MyLinear()
    output, loss = train(model, x, y, times=times)
    assert output.grad_fn is not None
    model.zero_grad()
    loss.backward()
    assert model.weight.grad.abs() > 0


def test_my_linear_is_a_linear_layer_with_one_input_and_one_output():
    model = MyLinear()
    assert isinstance(model, nn.Linear)
    assert model.weight.shape == (1, 1)
    assert model.bias.shape == (1,)


def test_train_leaves_no_globals_prints_nothing_and_draws_nothing(x, y, capsys):
    names = set(vars(my_linear))
    train(MyLinear(), x, y, times=1)
    assert set(vars(my_linear)) == names
    assert capsys.readouterr() == ("", "")
    assert plt.get_fignums() == []


X, Y = data.x.view(-1, 1), data.y.view(-1, 1)
NAN, INF = float("nan"), float("inf")


def with_value(points, rows, value):
    points = points.clone()
    points[rows] = value
    return points


@pytest.mark.parametrize(
    "bad, given, advice",
    [
        ({"x": data.x}, "x has shape (50,)", "x = x.view(-1, 1)"),
        ({"y": data.y}, "y has shape (50,)", "y = y.view(-1, 1)"),
        ({"x": X.view(1, 50)}, "x has shape (1, 50)", "x = x.view(-1, 1)"),
        ({"x": X.view(25, 2)}, "x has shape (25, 2)", "x = x.view(-1, 1)"),
        ({"y": Y.view(50, 1, 1)}, "y has shape (50, 1, 1)", "y = y.view(-1, 1)"),
        ({"x": X[:49]}, "x has 49 rows and y has 50", "one y for each x"),
        ({"y": Y[:1]}, "x has 50 rows and y has 1", "one y for each x"),
        ({"x": X[:0], "y": Y[:0]}, "x holds no points", "at least one"),
        ({"y": torch.empty(0)}, "y holds no points", "at least one"),
        ({"x": X.double()}, "x holds torch.float64", "x = x.to(torch.float32)"),
        ({"y": Y.long()}, "y holds torch.int64", "y = y.to(torch.float32)"),
        ({"x": with_value(X, [7, 9], NAN)}, "x holds nan in row 7", "finite numbers"),
        ({"x": with_value(X, 49, INF)}, "x holds inf in row 49", "finite numbers"),
        ({"y": with_value(Y, 0, NAN)}, "y holds nan in row 0", "finite numbers"),
        ({"y": with_value(Y, 3, -INF)}, "y holds -inf in row 3", "finite numbers"),
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
    assert given in str(error.value)
    assert advice in str(error.value)
    assert parameters(model) == start


def test_the_least_that_is_accepted(x, y):
    train(MyLinear(), x[:1], y[:1], times=1)
    train(MyLinear(), x, y, times=1, lr=0)
    train(MyLinear().double(), x.double(), y.double(), times=1)


@pytest.mark.parametrize(
    "lr, times", [(0.1153, 5_000), (0.116, 20), (0.12, 1_000), (1e30, 1)]
)
def test_training_that_diverges_is_an_error(lr, times, x, y):
    torch.manual_seed(0)
    with pytest.raises(ArithmeticError) as error:
        train(MyLinear(), x, y, times=times, lr=lr)
    message = str(error.value)
    assert re.search(r"the loss went from 19\.26 to (\d|inf|nan)", message)
    assert f"in {times} steps with lr={lr};" in message
    assert float(re.search(r"such as lr=(\S+)$", message)[1]) < lr


def test_a_model_ruined_by_divergence_is_not_trained_on(x, y):
    model = MyLinear()
    with pytest.raises(ArithmeticError):
        train(model, x, y, times=1_000, lr=0.2)
    with pytest.raises(ArithmeticError, match=r"a new MyLinear\(\)"):
        train(model, x, y, times=10)


def test_rounding_is_not_taken_for_divergence(x, y):
    torch.manual_seed(0)
    model = MyLinear()
    train(model, x, y, times=400)
    losses = [train(model, x, y, times=1)[1].item() for _ in range(200)]
    assert any(after > before for before, after in pairwise(losses))
