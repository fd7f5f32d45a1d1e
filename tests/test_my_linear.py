"""Tests of my_linear.py and data.py: the program, its parts, its errors, its data."""

import runpy
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

import my_linear
from my_linear import MyLinear, draw_result, train
from tests import benchmark, post
from tests.post import INPUTS, PostModel, X, Y, from_seed, parameters, post_train


def test_it_makes_50_000_steps_which_are_the_post_s(run):
    path = []  # weight and bias after each step

    def note_step(optimizer, args, kwargs):  # torch calls it after each step
        path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    with register_optimizer_step_post_hook(note_step):
        run(Path(my_linear.__file__).read_text("utf-8"), seed=1)
    assert len(path) == 50_000, "the default of times, which README.md names"
    model = from_seed(1, PostModel)
    for position in path[:1_000]:
        post_train(model, X, Y, times=1)
        assert position == parameters(model)
    assert path[600 - 1] != path[-1], "the parameters stop before step 600"
    assert path[700 - 1] == path[-1], "the parameters do not stop before step 700"


def test_importing_it_runs_nothing_and_keeps_the_backend(capsys):
    plt.switch_backend("svg")
    runpy.run_path(my_linear.__file__)
    assert capsys.readouterr() == ("", "")
    assert plt.get_backend() == "svg", "another backend may open no window"


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


def test_a_loss_of_nan_or_inf_is_refused_before_the_first_step():
    model = from_seed(0)
    # nan in x, inf in y, no rows, too large
    for x, y in (X.log(), Y), (X, 1 / (Y - Y[0])), (X[:0], Y[:0]), (X, 1e25 * Y):
        with pytest.raises(ValueError, match="first step: x and y have no rows"):
            train(model, x, y, times=1)
    assert parameters(model) == parameters(from_seed(0))


def test_divergence_tells_its_steps_and_rate_and_what_to_do_in_this_order():
    model = MyLinear()
    told = r"inf after 1 steps at lr=1e\+20.+Standardize x.+Your own data.+"
    then = r"standardized already, take a smaller lr, at most 0\.01\. .+new model"
    with pytest.raises(ArithmeticError, match=told + then):
        train(model, X, Y, times=1, lr=1e20)
    with pytest.raises(ValueError, match="in the model is nan, inf or too large"):
        train(model, X, Y)  # diverged above


def test_the_data_are_the_post_s_to_the_digit():
    values = torch.cat([X, Y]).flatten()
    digits = " ".join(f"{value:.4f}" for value in values)
    # Taken from the text of the post's lists: their numbers, a space between each two.
    of_the_post = "206f68c3347fc9a5bc2abc8e74af13975d86879db6e6c0d7021998b3a8d842a0"
    assert sha256(digits.encode()).hexdigest() == of_the_post, "not the post's numbers"
    assert values.equal(values.round(decimals=4)), "a number has a fifth digit"


def test_by_hand_and_built_in_make_the_same_steps():
    model = from_seed(0)
    w = torch.tensor(parameters(model), requires_grad=True)
    for _ in range(100):
        # The sum by hand has 50 times the gradient of the mean.
        post.hand_written_train(INPUTS, Y[:, 0], w, times=1, step=0.01 / 50)
        train(model, X, Y, times=1)
        assert parameters(model) == pytest.approx(w.tolist(), abs=1e-5)
    w = torch.zeros(2, requires_grad=True)
    post.hand_written_train(INPUTS, Y[:, 0], w)  # with its own step, 0.01
    assert w.isnan().all()


def test_the_benchmark_times_three_loops_that_make_the_same_steps(capsys):
    benchmark.main(rounds=1, times=3)
    assert "hand_written_train" in capsys.readouterr().out
    names = {"times": 100}  # what the timed code finds, and what it makes
    for code in benchmark.SETUP, *benchmark.LOOPS:
        exec(code, names)  # noqa: S102
    model, post_model = names["model"], names["post_model"]
    assert type(model) is MyLinear and not isinstance(post_model, MyLinear)
    assert parameters(model) == parameters(post_model)
    assert names["w"].tolist() == pytest.approx(parameters(model), abs=1e-4)
