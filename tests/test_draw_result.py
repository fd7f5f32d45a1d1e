import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.patheffects import Normal
from matplotlib.testing.compare import compare_images

from my_linear import draw_result
from tests.conftest import TOP

BASELINE = TOP / "tests" / "baseline" / "my_linear.png"


@pytest.fixture(autouse=True)
def save_in_tmp_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_picture_is_that_of_the_readme(trained, x, y, tmp_path):
    # Words drawn as outlines look alike with every version of the font library.
    outlines = {"path.effects": [Normal()], "text.hinting": "no_hinting"}
    with plt.rc_context(outlines):
        draw_result(x, y, trained.output, trained.loss)
    picture = tmp_path / "my_linear.png"
    difference = compare_images(BASELINE, picture, tol=0.5)  # a missing point gives 1
    assert difference is None, f"{difference}\nIf it is right: cp {picture} {BASELINE}"


def legend_of_the_line(x, output):
    draw_result(x, output, output, torch.tensor(0.0))
    return plt.gca().get_legend().get_texts()[1].get_text()


@pytest.mark.parametrize(
    "w, b, equation",
    [(-2, -1, "y = -2.0000x - 1.0000"), (0.5, 0, "y = 0.5000x + 0.0000")],
)
def test_the_equation_of_any_line(w, b, equation):
    x = torch.tensor([[2.0], [-1.0], [4.0]])
    assert legend_of_the_line(x, w * x + b) == f"fitted line: {equation}"


@pytest.mark.parametrize("points", [[[2.0]], [[2.0], [4.0], [2.0]]])
def test_no_equation_where_the_first_and_the_last_x_are_the_same(points):
    x = torch.tensor(points)
    assert legend_of_the_line(x, 3 * x) == "fitted line"


def test_each_picture_is_a_new_one(trained, x, y):
    for _ in range(2):
        draw_result(x, y, trained.output, trained.loss)
    assert len(plt.gca().lines) == 1
