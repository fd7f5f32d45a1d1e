from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.testing.compare import compare_images

from my_linear import draw_result

BASELINE = Path(__file__).parent / "baseline" / "my_linear.png"


def test_the_picture_is_that_of_the_readme(program):
    # A missing point makes a difference of 1.
    difference = compare_images(BASELINE, program.picture, tol=0.5)
    copy = f"cp {program.picture} {BASELINE}"
    assert difference is None, f"{difference}\nIf it is right: {copy}"


def test_each_picture_is_a_new_one_of_what_it_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [4.0]])
    draw_result(-x, -y, y, torch.tensor(1.0))
    draw_result(x, y, y, torch.tensor(0.25))
    axes = plt.gca()
    assert len(axes.lines) == len(axes.collections) == 1
    assert [text.get_text() for text in axes.texts] == ["loss=0.2500"]
    assert axes.get_legend().get_texts()[0].get_text() == "data: 2 points"


def test_a_picture_that_cannot_be_saved_is_not_called_saved(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_linear.png").mkdir()
    x = torch.tensor([[1.0]])
    with pytest.raises(OSError):
        draw_result(x, x, x, torch.tensor(0.0))
    assert capsys.readouterr().out == ""
