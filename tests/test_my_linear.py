"""Tests of my_linear.py: the program, its parts and its errors."""

import runpy
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

import my_linear
from my_linear import MyLinear, draw_result, train
from tests.post import PostModel, X, Y, from_seed, parameters, post_train


def test_it_makes_50_000_steps_which_are_the_post_s(run):
    path = []  # weight and bias after each step

    def note_step(optimizer, args, kwargs):  # torch calls it after each step
        path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    with register_optimizer_step_post_hook(note_step):
        run(Path(my_linear.__file__).read_text("utf-8"))
    assert len(path) == 50_000, "the default of times, which README.md names"
    model = from_seed(0, PostModel)
    for position in path[:1_000]:
        post_train(model, X, Y, times=1)
        assert position == parameters(model)
    assert path[600 - 1] != path[-1], "the parameters change no more after step 600"
    assert path[700 - 1] == path[-1], "the parameters still change after step 700"


def test_importing_it_runs_nothing(capsys):
    runpy.run_path(my_linear.__file__)
    assert capsys.readouterr() == ("", "")


def test_output_and_loss_are_those_after_the_last_step():
    for times in 0, 2:
        model = from_seed(0)
        output, loss = train(model, X, Y, times)
        assert output.equal(model(X))
        assert loss == post_train(from_seed(0), X, Y, times + 1)  # its loss lags a step


def picture(x, y, output, loss):
    draw_result(x, y, output, loss)
    return Path("my_linear.png").read_bytes()


def test_each_picture_is_of_its_own_data_even_where_these_require_grad(folder):
    x, y = X[:3], Y[:3]
    first = picture(x, y, 2 * x, loss=0.54321)
    _, labels = plt.gca().get_legend_handles_labels()
    assert labels == ["data: 3 points", "fitted line, loss=0.5432"]
    assert picture(x, y, 3 * x, loss=0.54321) != first
    two_columns = torch.cat([x, -x], dim=1).requires_grad_()  # the first is drawn
    flat = y[:, 0].clone().requires_grad_()
    assert picture(two_columns, flat, 2 * x, loss=torch.tensor(0.54321)) == first


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


def test_a_picture_that_cannot_be_saved_is_not_called_saved(folder, capsys):
    Path("my_linear.png").mkdir()
    with pytest.raises(OSError, match="my_linear.png"):
        draw_result(X, Y, Y, loss=0)
    assert capsys.readouterr().out == ""


def test_a_loss_of_nan_or_inf_is_refused_before_the_first_step():
    model = from_seed(0)
    # nan in x, inf in y, no rows, too large
    for x, y in (X.log(), Y), (X, 1 / (Y - Y[0])), (X[:0], Y[:0]), (X, 1e25 * Y):
        with pytest.raises(ValueError, match="nan or inf before the first step"):
            train(model, x, y, times=1)
    assert parameters(model) == parameters(from_seed(0))


def test_divergence_tells_its_steps_and_rate_and_what_to_do_in_this_order():
    model = MyLinear()
    told = r"inf after 1 steps at lr=1e\+20.+Your own data.+smaller lr.+new model"
    with pytest.raises(ArithmeticError, match=told):
        train(model, X, Y, times=1, lr=1e20)
    with pytest.raises(ValueError, match="in the model is nan, inf or too large"):
        train(model, X, Y)
