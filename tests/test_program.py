"""Tests: what `python my_linear.py` does and prints, all of its 50,000 steps."""

import os
import subprocess
import sys

import pytest
import torch
from torch import optim

from tests.oracles import PostModel, X, Y, parameters, post_train
from tests.running import edited

THE_POST_S_LINES = """\
torch.Size([50]) torch.Size([50])
torch.Size([50, 1]) torch.Size([50, 1])
[Parameter containing:
tensor([[1.2043]], requires_grad=True), Parameter containing:
tensor([3.0897], requires_grad=True)]
tensor(0.0035, grad_fn=<MseLossBackward0>)
""".splitlines()
SAVED = "picture saved as my_linear.png"


def test_weights_near_1_2_and_3(program):
    assert program.numbers[:2] == pytest.approx([1.2, 3], abs=0.1)


def test_it_prints_the_post_s_lines_and_the_time_of_50_000_steps_alone(program):
    assert program.lines == [*THE_POST_S_LINES, "time: 50000.00", SAVED]


def test_a_window_waits_when_all_is_printed_and_the_picture_is_saved(program):
    assert program.window_waits
    assert program.picture_is_saved


def test_its_steps_are_the_post_s_from_the_same_random_start(program):
    torch.manual_seed(program.seed)
    model = PostModel()
    for ours in program.path[:1_000]:
        post_train(model, X, Y, times=1)
        assert ours == parameters(model)
    assert all(ours == program.path[999] for ours in program.path[1_000:])


def test_its_optimizer_is_sgd_that_updates_one_tensor_at_a_time(program):
    (optimizer,) = program.optimizers
    assert type(optimizer) is optim.SGD
    assert optimizer.defaults["foreach"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_without_a_display_it_ends_with_the_picture_saved(tmp_path):
    (tmp_path / "matplotlibrc").touch()  # read in place of the user's own
    env = os.environ | {"PYTHONPATH": os.getcwd()}
    for name in ["MPLBACKEND", "DISPLAY", "WAYLAND_DISPLAY"]:
        env.pop(name, None)
    command = [sys.executable, "-c", edited({})]
    output = subprocess.check_output(command, cwd=tmp_path, env=env, text=True)
    *lines, _, saved = output.splitlines()
    assert lines == THE_POST_S_LINES
    assert saved == SAVED
    assert (tmp_path / "my_linear.png").exists()
