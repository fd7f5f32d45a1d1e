from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.testing.compare import compare_images

from my_linear import draw_result
from tests import paths
from tests.oracles import OUTLINES


def assert_alike(drawn, committed):
    difference = compare_images(committed, drawn, tol=0.5)  # a missing point makes 1
    assert difference is None, f"{difference}\nIf it is right: cp {drawn} {committed}"


def test_the_picture_is_that_of_the_readme(program):
    baseline = Path(__file__).parent / "baseline" / "my_linear.png"
    assert_alike(program.folder / "my_linear.png", baseline)


def test_the_paths_are_those_of_the_readme(tmp_path):
    with plt.rc_context(OUTLINES):
        paths.draw()
        plt.savefig(tmp_path / "paths.png")
    assert_alike(tmp_path / "paths.png", paths.PICTURE)


def test_each_picture_is_a_new_one_of_what_it_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [4.0]])
    draw_result(-x, -y, y, torch.tensor(1.0))
    draw_result(x, y, y, 0.25)
    axes = plt.gca()
    assert len(axes.lines) == len(axes.collections) == 1
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["data: 2 points", "fitted line, loss=0.2500"]


def test_no_picture_is_called_saved_that_is_not(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_linear.png").mkdir()
    x = torch.tensor([[1.0]])
    with pytest.raises(OSError):
        draw_result(x, x, x, torch.tensor(0.0))
    assert capsys.readouterr().out == ""
