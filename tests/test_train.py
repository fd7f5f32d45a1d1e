"""How the program behaves, beyond what the post says."""

import runpy
from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
import torch

import data
import my_linear
from my_linear import MyLinear, train
from tests.oracles import X, Y, from_seed, least_squares, numpy_train, parameters


def test_from_different_starts_training_ends_at_least_squares():
    *line, best_loss = least_squares(X, Y)
    starts = set()
    for seed in range(3):
        model = from_seed(seed)
        starts.add(tuple(parameters(model)))
        _, loss = train(model, X, Y, times=1_000)
        assert parameters(model) == pytest.approx(line, abs=1e-5)
        assert loss.item() == pytest.approx(best_loss, rel=1e-5)
    assert len(starts) == 3


@pytest.mark.parametrize("options", [{}, {"lr": 0.03}])
def test_steps_are_those_by_hand_whatever_gradients_were_there_before(options):
    model = MyLinear()
    points = data.x.double().numpy(), data.y.double().numpy()
    by_hand = numpy_train(parameters(model), *points, times=100, **options)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    train(model, X, Y, times=100, **options)
    assert parameters(model) == pytest.approx(by_hand, abs=1e-5)


def test_output_and_loss_are_those_of_the_trained_model():
    model = MyLinear()
    output, loss = train(model, X, Y, times=1)
    line = X.double() * model.weight.item() + model.bias.item()
    torch.testing.assert_close(output.double(), line, rtol=0, atol=1e-5)
    assert loss.item() == pytest.approx((line - Y).square().mean().item(), rel=1e-5)


def test_importing_and_training_leave_no_globals_print_and_draw_nothing(capfd):
    train(MyLinear(), X, Y, times=1)
    fresh = runpy.run_path(my_linear.__file__, run_name="my_linear")
    assert vars(my_linear).keys() == fresh.keys()
    runpy.run_path(data.__file__)
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == []


def test_data_and_model_are_float64_where_that_is_the_default(request):
    request.addfinalizer(lambda: torch.set_default_dtype(torch.float32))
    torch.set_default_dtype(torch.float64)
    points = runpy.run_path(data.__file__)
    x, y = points["x"].view(-1, 1), points["y"].view(-1, 1)
    model = MyLinear()
    train(model, x, y, times=2_000)
    assert parameters(model) == pytest.approx(least_squares(x, y)[:2], abs=1e-12)


NAN, INF = float("nan"), float("inf")
N_1 = "not (N, 1) with N >= 1"
NOT_FLOAT32 = "not torch.float32: write {0} = torch.as_tensor({0}, dtype=torch.float32)"


@pytest.mark.parametrize(
    "bad, message",
    [
        ({"x": [[1.0]]}, "x has type list, " + NOT_FLOAT32.format("x")),
        ({"x": X.numpy()}, "x has type ndarray, " + NOT_FLOAT32.format("x")),
        ({"x": X.long()}, "x has type torch.int64, " + NOT_FLOAT32.format("x")),
        ({"y": Y.double()}, "y has type torch.float64, " + NOT_FLOAT32.format("y")),
        ({"x": data.x}, f"x has shape (50,), {N_1}: write x = x.view(-1, 1)"),
        ({"y": Y[:, None]}, f"y has shape (50, 1, 1), {N_1}: write y = y.view(-1, 1)"),
        ({"x": X[0, 0]}, f"x has shape (), {N_1}: write x = x.view(-1, 1)"),
        ({"x": X.view(25, 2)}, f"x has shape (25, 2), {N_1}"),
        ({"x": X.view(5, 5, 2)}, f"x has shape (5, 5, 2), {N_1}"),
        ({"x": X[:0], "y": Y[:0]}, f"x has shape (0, 1), {N_1}"),
        ({"y": data.y[:0]}, f"y has shape (0,), {N_1}"),
        ({"x": X.where(X > -5, NAN)}, "x holds nan or inf: give finite numbers only"),
        ({"y": Y.where(Y < 9, -INF)}, "y holds nan or inf: give finite numbers only"),
        ({"x": X[:49]}, "x has 49 rows, y has 50: give one y for each x"),
        ({"y": Y[:1]}, "x has 50 rows, y has 1: give one y for each x"),
        ({"times": 0}, "times is 0: give a number of steps from 1 up"),
        ({"times": -1}, "times is -1: give a number of steps from 1 up"),
        ({"lr": -0.01}, "lr is -0.01: give a finite rate from 0 up, such as lr=0.01"),
        ({"lr": INF}, "lr is inf: give a finite rate from 0 up, such as lr=0.01"),
        ({"lr": NAN}, "lr is nan: give a finite rate from 0 up, such as lr=0.01"),
    ],
)
def test_bad_input_is_refused_before_any_step(bad, message):
    model = MyLinear()
    start = parameters(model)
    with pytest.raises(ValueError) as error:
        train(model, **({"x": X, "y": Y, "times": 10} | bad))
    assert str(error.value) == message
    assert parameters(model) == start


def test_what_else_is_accepted():
    train(MyLinear(), X[:1], Y[:1], times=1)
    train(MyLinear(), X.repeat(10, 1), Y.repeat(10, 1), times=1)
    train(MyLinear(), X, Y, times=1, lr=0)
    train(MyLinear().double(), X.double(), Y.double(), times=1)
    train(MyLinear(), 0 * X, 0 * Y, times=10, lr=0.5)  # the loss stays 0


@pytest.mark.parametrize(
    "lr, times, loss, smaller",
    [
        (0.1153, 1_000, "15.54", "0.01153"),  # at the start, it is 19.26
        (0.116, 20, "20.72", "0.0116"),
        (0.12, 1_000, "inf", "0.012"),
        (1e30, 2, "nan", "1e+29"),
    ],
)
def test_training_that_diverges_is_an_error(lr, times, loss, smaller):
    with pytest.raises(ArithmeticError) as error:
        train(from_seed(0), X, Y, times=times, lr=lr)
    assert str(error.value) == (
        f"training diverged: the loss is {loss} after {times} steps at lr={lr} "
        f"and no longer falls; start again with a new MyLinear() and lr={smaller}"
    )


# In the end, the loss of the first is far above the square of y, that of the second far
# below: rounding counts beside the larger of the two.
@pytest.mark.parametrize("x, y", [([1e3, 2e3, 3e3], 0.01), ([2000.0, 2001.0], -1e3)])
def test_rounding_is_not_taken_for_divergence(x, y):
    x = torch.tensor(x).view(-1, 1)
    y = torch.full_like(x, y)
    model = from_seed(3)
    losses = [train(model, x, y, times=1, lr=2e-7)[1].item() for _ in range(200)]
    assert any(after > before for before, after in pairwise(losses))
