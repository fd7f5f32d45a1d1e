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
from tests.post import PostModel, X, Y, from_seed, parameters, post_train

PROGRAM = Path(my_linear.__file__)
SOURCE = PROGRAM.read_text(encoding="utf-8")
README = PROGRAM.with_name("README.md").read_text(encoding="utf-8")
NUMBERS = torch.arange(50)


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
    "name, columns, given, found",
    [
        ("x", 1, list(range(50)), "a list"),
        ("x", 2, NUMBERS.view(25, 2).tolist(), "a list"),
        ("y", 1, range(50), "a range"),
        ("x", 1, NUMBERS.flip(0).numpy()[::-1], "a ndarray"),  # negative strides
        ("y", 1, NUMBERS.numpy().astype(">f4"), "a ndarray"),  # foreign byte order
        ("x", 1, NUMBERS, "torch.Size([50])"),
        ("y", 1, NUMBERS.view(5, 5, 2), "torch.Size([5, 5, 2])"),
        ("x", 1, NUMBERS.view(50, 1), "torch.int64"),
        ("y", 1, NUMBERS.view(50, 1).float(), "torch.float32"),
    ],
)
def test_the_line_that_an_error_says_to_write_is_right(name, columns, given, found):
    # The model is of float64: an error that takes float32 for granted is wrong.
    model = nn.Linear(columns, 1).double()
    right = NUMBERS.view(-1, columns).double()
    names = {"torch": torch, "x": right, "y": right[:, :1], name: given}
    with pytest.raises(ValueError, match=f"^{name} ") as error:
        train(model, names["x"], names["y"], times=1)
    fault, line = str(error.value).split("write ")
    assert found in fault
    exec(line, names)  # noqa: S102
    assert names[name].equal(right)
    train(model, names["x"], names["y"], times=1)


def test_rows_that_do_not_fit_are_refused_before_the_first_step():
    model = from_seed(0)
    for x, y, message in [
        (X, Y[:1], "y is .*1, 1.* not .*50, 1.* y for each x"),
        (X, Y.repeat(1, 2), "y is .*50, 2.* not .*50, 1.* y for each x"),
        (X[:0], Y[:0], "x is empty: .* row"),
        (X.log(), Y, "x holds nan or inf: .* rows"),  # nan
        (X, 1 / (Y - Y[0]), "y holds nan or inf: .* rows"),  # inf
    ]:
        with pytest.raises(ValueError, match=message):
            train(model, x, y, times=1)
        assert parameters(model) == parameters(from_seed(0))


def test_the_advice_on_divergence_leads_to_the_right_prediction():
    x = torch.tensor([[50.0], [80.0], [100.0], [120.0]])
    names = {"x": x, "new_x": torch.tensor([[90.0]]), "model": MyLinear()}
    with pytest.raises(ArithmeticError, match="nan after 2000 steps") as error:
        train(MyLinear(), x, 3 * x, times=2_000)
    message = str(error.value)
    assert re.search("before train.* new MyLinear.* smaller lr", message, re.DOTALL)
    for statement in re.findall("    (.+)", message):
        exec(statement, names)  # noqa: S102
    train(names["model"], names["x"], 3 * x, times=1_000)
    prediction = eval(re.search(r"model\(.+\)", message).group(), names)
    assert prediction.item() == pytest.approx(270, abs=0.01)


def test_two_columns_train_to_their_plane_and_are_named_if_they_diverge():
    x = torch.cat([X / 5, (X / 5) ** 2], dim=1)
    y = 2 * x[:, :1] + 3 * x[:, 1:] + 1
    model = nn.Linear(in_features=2, out_features=1)
    train(model, x, y, times=10_000)
    plane = [*model.weight[0].tolist(), model.bias.item()]
    assert plane == pytest.approx([2, 3, 1], abs=1e-3)
    with pytest.raises(ArithmeticError, match=r"columns: x\.mean\(0\), x\.std\(0\)"):
        train(model, 100 * x, y, times=1_000)


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
