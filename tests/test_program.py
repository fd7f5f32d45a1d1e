"""Tests: what `python my_linear.py` does, from import to picture."""

import re
import runpy
import subprocess
import sys

import pytest

import my_linear
from tests.conftest import TOP, edited, run
from tests.oracles import PostModel, X, Y, from_seed, parameters, post_train


def test_importing_it_runs_nothing_and_training_leaves_no_globals(capfd):
    untrained = runpy.run_path(my_linear.__file__, run_name="my_linear")
    assert capfd.readouterr() == ("", "")
    my_linear.train(my_linear.MyLinear(), X, Y, times=1)
    assert untrained.keys() == vars(my_linear).keys()


def test_its_steps_are_the_post_s_from_the_same_random_start(program):
    model = from_seed(program.seed, PostModel)
    for ours in program.path[:1_000]:
        post_train(model, X, Y, times=1)
        assert ours == parameters(model)
    assert program.optimizer.defaults["foreach"] is False


def test_the_line_changes_for_the_last_time_between_step_600_and_700(program):
    steps = enumerate(zip(program.path, program.path[1:]), start=2)
    assert 600 < max(step for step, (before, after) in steps if before != after) < 700


def test_no_picture_is_called_saved_that_is_not(tmp_path):
    (tmp_path / "my_linear.png").mkdir()
    with pytest.raises(OSError):
        run(edited({}), 0, tmp_path)
    assert "saved" not in (tmp_path / "screen").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_without_a_display_it_prints_the_same_and_saves(program, tmp_path):
    (tmp_path / "matplotlibrc").touch()  # read in place of the user's own
    no_display = {"cwd": tmp_path, "env": {"PYTHONPATH": str(TOP)}, "encoding": "utf-8"}
    screen = subprocess.check_output(sys.executable, input=edited({}), **no_display)
    assert re.sub(r"time: \d+\.\d\d", "time: 50000.00", screen) == program.screen
    assert (tmp_path / "my_linear.png").exists()
