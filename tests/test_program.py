import re
import runpy
import sys
from unittest.mock import Mock

import matplotlib.pyplot as plt
import pytest
from torch import optim

import my_linear
from tests.conftest import TOP, run_python

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


def test_the_picture_is_saved_in_the_current_folder(program):
    assert (program.folder / "my_linear.png").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_without_a_display_the_program_ends_with_the_picture_saved(tmp_path):
    # 1,000 steps, by train's default, are enough for this.
    short = "import my_linear as m; m.train.__defaults__ = (1_000, 0.01); m.main()"
    none = {"MPLBACKEND": None, "DISPLAY": None, "WAYLAND_DISPLAY": None}
    assert run_python(tmp_path, "-c", short, **none)[-1] == SAVED
    assert (tmp_path / "my_linear.png").exists()


def test_the_time_is_that_of_training_alone(monkeypatch, capsys, trained):
    calls = Mock()
    calls.perf_counter.side_effect = [1.0, 3.5]
    calls.train.return_value = trained.output, trained.loss
    for name in ["perf_counter", "train", "draw_result"]:
        monkeypatch.setattr(my_linear, name, getattr(calls, name))
    monkeypatch.setattr(optim, "SGD", calls.SGD)
    my_linear.main()
    in_order = [name for name, _, _ in calls.mock_calls]
    assert in_order == ["SGD", "perf_counter", "train", "perf_counter", "draw_result"]
    assert "time: 2.50\n" in capsys.readouterr().out


def test_importing_prints_nothing_and_draws_nothing(capfd):
    runpy.run_path(str(TOP / "my_linear.py"), run_name="my_linear")
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == []
