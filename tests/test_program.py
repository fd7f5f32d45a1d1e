import re
import sys

import matplotlib.pyplot as plt
import pytest

from tests.conftest import run_python

THE_POST_S_LINES = """\
torch.Size([50]) torch.Size([50])
torch.Size([50, 1]) torch.Size([50, 1])
[Parameter containing:
tensor([[1.2043]], requires_grad=True), Parameter containing:
tensor([3.0897], requires_grad=True)]
tensor(0.0035, grad_fn=<MseLossBackward0>)
""".splitlines()
SAVED = "no window can be shown here: picture saved as my_linear.png"

# The program with a training that is short, but long enough for the post's figures.
SHORT = """
import functools, my_linear
my_linear.train = functools.partial(my_linear.train, times=1_000)
"""


def run_short(folder, **env):
    return run_python(folder, "-c", SHORT + "my_linear.main()", **env)


def check_output(run, last_line):
    assert run.stderr == ""
    assert run.returncode == 0
    *lines, time, last = run.stdout.splitlines()
    assert lines == THE_POST_S_LINES
    assert re.fullmatch(r"time: \d+\.\d\d", time)
    assert last == last_line


def test_the_program_from_another_folder(program):
    check_output(program.run, SAVED)
    assert [path.name for path in program.folder.iterdir()] == ["my_linear.png"]
    assert plt.imread(program.folder / "my_linear.png").shape == (480, 640, 4)


def test_with_a_window_system_that_is_not_there_the_picture_is_saved(tmp_path):
    run = run_short(tmp_path, MPLBACKEND="module://no_such_window_system")
    check_output(run, SAVED)
    assert (tmp_path / "my_linear.png").exists()


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere there is always a display"
)
def test_without_a_display_the_picture_is_saved(tmp_path):
    none = {"MPLBACKEND": None, "DISPLAY": None, "WAYLAND_DISPLAY": None}
    check_output(run_short(tmp_path, **none), SAVED)
    assert (tmp_path / "my_linear.png").exists()


def test_with_a_backend_that_can_show_a_window_opens_after_the_output(tmp_path):
    run = run_short(tmp_path, MPLBACKEND="module://tests.window_backend")
    check_output(run, "window: Linear regression: the data and the fitted line")
    assert not (tmp_path / "my_linear.png").exists()


def test_the_time_is_that_of_training_alone(tmp_path):
    run = run_python(
        tmp_path,
        "-c",
        SHORT
        + """
import sys
happened = []

def record(event, function):
    def recorded(*arguments):
        happened.append((event, len(sys.modules)))
        return function(*arguments)
    return recorded

ticks = iter([10.0, 12.5])
my_linear.perf_counter = record("clock", lambda: next(ticks))
my_linear.train = record("train", my_linear.train)
my_linear.draw_result = record("draw", my_linear.draw_result)
my_linear.main()
events, modules = zip(*happened)
assert events == ("clock", "train", "clock", "draw"), events
assert modules[2] - modules[0] < 10, "much was imported while the clock ran"
""",
    )
    assert run.stderr == ""
    assert "time: 2.50" in run.stdout.splitlines()


def test_importing_prints_nothing_trains_nothing_and_opens_nothing(tmp_path):
    run = run_python(
        tmp_path,
        "-c",
        """
from torch.optim.optimizer import register_optimizer_step_post_hook
steps = []
register_optimizer_step_post_hook(lambda *_: steps.append(1))
import my_linear
assert not steps
assert not my_linear.plt.get_fignums()
""",
        MPLBACKEND="module://tests.window_backend",
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
