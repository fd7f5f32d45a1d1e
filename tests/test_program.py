import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from torch import optim

import my_linear
from my_linear import train
from tests.oracles import X, Y, from_seed, parameters

PROGRAM = Path(my_linear.__file__)
THE_POST_S_LINES = """\
torch.Size([50]) torch.Size([50])
torch.Size([50, 1]) torch.Size([50, 1])
[Parameter containing:
tensor([[1.2043]], requires_grad=True), Parameter containing:
tensor([3.0897], requires_grad=True)]
tensor(0.0035, grad_fn=<MseLossBackward0>)
""".splitlines()
SAVED = "picture saved as my_linear.png"


def test_the_program_prints_the_post_s_lines_and_the_time_then_a_window_waits(program):
    *lines, time, saved, window = program.lines
    assert lines == THE_POST_S_LINES
    assert re.fullmatch(r"time: \d+\.\d\d", time)
    assert (saved, window) == (SAVED, "a window waits")


def test_the_program_takes_50_000_plain_sgd_steps_one_tensor_at_a_time(program):
    assert len(program.path) == 50_000
    (optimizer,) = program.optimizers
    assert type(optimizer) is optim.SGD
    assert optimizer.defaults["lr"] == 0.01
    assert optimizer.defaults["foreach"] is False


def test_smoke_weights_near_1_2_and_3(program):
    assert program.path[-1] == pytest.approx([1.2, 3], abs=0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_without_a_display_the_program_ends_with_the_picture_saved(tmp_path):
    # 1,000 steps, by train's default, are enough for this.
    short = "import my_linear as m; m.train.__defaults__ = (1_000, 0.01); m.main()"
    (tmp_path / "matplotlibrc").touch()  # read in place of the user's own
    env = os.environ | {"PYTHONPATH": str(PROGRAM.parent)}
    for name in ["MPLBACKEND", "DISPLAY", "WAYLAND_DISPLAY"]:
        env.pop(name, None)
    command = [sys.executable, "-c", short]
    output = subprocess.check_output(command, cwd=tmp_path, env=env, text=True)
    *lines, _, saved = output.splitlines()
    assert lines == THE_POST_S_LINES
    assert saved == SAVED
    assert (tmp_path / "my_linear.png").exists()


def test_the_program_s_start_is_random(program):
    model = from_seed(program.seed)
    train(model, X, Y, times=1)
    assert parameters(model) == program.path[0]


def test_the_time_is_that_of_training_alone(monkeypatch, capsys):
    calls = Mock()
    calls.perf_counter.side_effect = [1.0, 3.5]
    calls.train.return_value = X, Y
    for name in ["perf_counter", "train", "draw_result"]:
        monkeypatch.setattr(my_linear, name, getattr(calls, name))
    monkeypatch.setattr(optim, "SGD", calls.SGD)
    my_linear.main()
    in_order = [name for name, _, _ in calls.mock_calls]
    assert in_order == ["SGD", "perf_counter", "train", "perf_counter", "draw_result"]
    assert "time: 2.50\n" in capsys.readouterr().out
