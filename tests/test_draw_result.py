import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.colors import same_color
from matplotlib.patheffects import Normal
from matplotlib.testing.compare import compare_images

from my_linear import draw_result
from tests.conftest import TOP


@pytest.fixture(autouse=True)
def save_in_tmp_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def axes(trained, x, y):
    """What draw_result leaves on the figure that it saves in `tmp_path`."""
    draw_result(x, y, trained.output, trained.loss)
    return plt.gca()


def test_the_points(axes, x, y):
    (points,) = axes.collections
    assert torch.equal(
        torch.tensor(points.get_offsets()), torch.cat([x, y], 1).double()
    )


def test_the_fitted_line_in_red_over_the_points(axes, trained, x):
    (line,) = axes.lines
    drawn = torch.tensor(line.get_xydata())
    assert torch.equal(drawn, torch.cat([x, trained.output.detach()], 1).double())
    assert same_color(line.get_color(), "red")
    assert line.get_linestyle() == "-"
    assert line.get_linewidth() == 2
    assert line.zorder > axes.collections[0].zorder


def test_the_loss_as_the_post_has_it_to_four_decimals(axes):
    (text,) = axes.texts
    assert text.get_text() == "loss=0.0035"
    assert text.get_position() == (0.5, 0)
    assert text.get_transform() == axes.transData


def test_title_axis_labels_and_legend(axes):
    assert axes.get_title() == "Linear regression: the data and the fitted line"
    assert axes.get_xlabel() == "x"
    assert axes.get_ylabel() == "y"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "data: 50 points",
        "fitted line: y = 1.2043x + 3.0897",
    ]


def test_the_saved_picture_is_the_whole_figure(axes, tmp_path):
    axes.figure.savefig(tmp_path / "whole.png")
    saved = tmp_path / "my_linear.png"
    assert compare_images(tmp_path / "whole.png", saved, tol=0) is None


@pytest.mark.parametrize(
    "w, b, equation",
    [(-2, -1, "y = -2.0000x - 1.0000"), (0.5, 0, "y = 0.5000x + 0.0000")],
)
def test_the_equation_of_any_line_in_any_order_of_points(w, b, equation):
    x = torch.tensor([[2.0], [-1.0], [4.0], [2.0]])
    draw_result(x, w * x + b, w * x + b, torch.tensor(0.0))
    assert plt.gca().get_legend().get_texts()[1].get_text().endswith(equation)


def test_a_backend_for_other_files_saves_a_png_too(trained, x, y):
    plt.switch_backend("svg")
    try:
        draw_result(x, y, trained.output, trained.loss)
    finally:
        plt.switch_backend("agg")
    assert plt.imread("my_linear.png").shape == (480, 640, 4)


def test_each_picture_is_a_new_one(axes, trained, x, y):
    draw_result(x, y, trained.output, trained.loss)
    assert len(plt.gca().lines) == 1


BASELINE = TOP / "tests" / "baseline" / "my_linear.png"


@pytest.fixture
def picture(trained, x, y, tmp_path):
    """The file that draw_result saves, alike wherever the pinned matplotlib draws it.

    Its words are drawn as outlines and without hinting, so that it does not depend on
    the font rasteriser, nor, by the default style, on the user's settings.
    """
    outlines = {"path.effects": [Normal()], "text.hinting": "no_hinting"}
    with plt.style.context(["default", outlines]):
        draw_result(x, y, trained.output, trained.loss)
        yield tmp_path / "my_linear.png"


def difference_from_the_baseline(picture):
    """None, or a message. A missing point, the least that must show, gives 1.8."""
    return compare_images(BASELINE, picture, tol=1)


def test_the_picture_is_that_of_the_readme(picture):
    difference = difference_from_the_baseline(picture)
    assert difference is None, f"{difference}\nIf it is right: cp {picture} {BASELINE}"


@pytest.mark.parametrize(
    "take_away",
    [
        lambda axes: axes.collections[0].set_offsets(
            axes.collections[0].get_offsets()[1:]
        ),
        lambda axes: axes.lines[0].remove(),
        lambda axes: axes.texts[0].remove(),
        lambda axes: axes.set_title("Linear regression: the data and the line"),
        lambda axes: axes.set_xlabel(""),
        lambda axes: axes.set_ylabel(""),
        lambda axes: axes.get_legend().remove(),
        lambda axes: axes.get_legend().get_texts()[0].set_text("data: 50"),
    ],
    ids=["point", "line", "loss", "word", "x", "y", "legend", "word of the legend"],
)
def test_a_picture_with_something_missing_is_not_that_of_the_readme(take_away, picture):
    take_away(plt.gca())
    plt.savefig(picture)
    assert difference_from_the_baseline(picture) is not None
