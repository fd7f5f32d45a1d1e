"""Tests: README.md is right: experiments, figures, pictures, blocks and names."""

import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.testing.compare import compare_images

from tests import paths
from tests.conftest import SOURCE, TOP, edited, run
from tests.oracles import LARGEST_RATE, NOISE, least_squares

# 1,000 in English is 1000 in Chinese: the tests see both as 1000.
README = (TOP / "README.md").read_text(encoding="utf-8").replace(",000", "000")
CHECK = "    check_data(model, x, y)\n"
PREDICTION, WEIGHT, BIAS, LOSS = -4, -3, -2, -1  # places in the numbers printed


def experiment(number, old="", new=""):
    """The program after an experiment; old and new: what the page tries besides."""
    _, text = README.split(f"\n**{number}. ")
    diff = text.split("```")[1].splitlines(True)[1:]
    before = "".join(line[1:] for line in diff if line[0] != "+")
    after = "".join(line[1:] for line in diff if line[0] != "-")
    assert SOURCE.count(before) == 1, f"my_linear.py must have one {before!r}"
    return edited({before: after}).replace(old, new)


def says(word, *figures):
    """Whether a line of the page has word and figures, with no other figure between."""
    whole = [rf"(?<![\d.-]){re.escape(text)}(?!\.?\d)" for text in [word, *figures]]
    word, figures = whole[0], r"[^\d\n]*".join(whole[1:])
    return re.search(rf"{word}[^\d\n]*{figures}|{figures}[^\d\n]*{word}", README)


@pytest.mark.filterwarnings("ignore:Using a target size")  # experiment 4, as it says
@pytest.mark.parametrize(
    "edit, place, figures, words",
    [
        ([1], BIAS, ["3.0897"], []),
        ([1, "1_000", "50"], WEIGHT, ["1.204"], []),
        ([1, "1_000", "50"], BIAS, ["1.6", "2.3"], ["bias", "偏置"]),
        ([3], BIAS, ["3.0897"], []),
        ([5], WEIGHT, ["1.19", "1.22"], ["weight", "权重"]),
        ([4, CHECK], WEIGHT, ["0"], []),
        ([4, CHECK], LOSS, ["12.58"], ["weight 0", "权重几乎为 0"]),
        ([6], LOSS, ["1", "20"], ["loss", "损失"]),
        ([7], BIAS, ["-2.92", "-2.91"], ["bias", "偏置"]),
        ([7, "1_000", "5_000"], BIAS, ["-2.9316"], ["5000 steps", "5000 步"]),
        ([8], WEIGHT, ["1.0987"], ["weight", "权重"]),
        ([8], BIAS, ["2.9067"], ["bias", "偏置"]),
        ([9], PREDICTION, ["15.1324"], ["model", "模型"]),
    ],
)
def test_an_experiment_ends_as_the_page_says(edit, place, figures, words, tmp_path):
    digits = len(figures[0].partition(".")[2])
    for seed in range(3):
        number = run(experiment(*edit), seed, tmp_path).numbers[place]
        assert float(figures[0]) <= round(number, digits) <= float(figures[-1])
    assert not [word for word in words if not says(word, *figures)]


def test_three_experiments_end_in_an_error(tmp_path):
    for edit, error in ([2], "is nan"), ([3, "0.11", "0.12"], "is inf"), ([4], "y has"):
        with pytest.raises((ArithmeticError, ValueError), match=error):
            run(experiment(*edit), 0, tmp_path)


def test_each_figure_stands_beside_the_word_that_tells_what_it_is():
    weight, bias, loss = (f"{value:.4f}" for value in least_squares())
    assert f"y = {weight} x + {bias}" in README
    for en, zh, *figures in [
        ("second weight", "截距", bias),
        ("斜率", "斜率", weight),
        ("loss", "降到", loss),
        ("average", "平均上移", f"{NOISE.mean():.4f}"),
        ("variance", "方差", f"{NOISE.var(correction=0):.4f}", f"{0.2**2 / 12:.4f}"),
        ("step", "第", "600", "700"),
        ("start", "起点", "1000", "50000"),
        ("gradient", "梯度", "50"),
        ("sum", "求和", f"{LARGEST_RATE['sum']:.4f}"),
        ("mean", "求平均", f"{LARGEST_RATE['mean']:.3f}"),
        ("loss", "损失", "nan"),
        ("line", "收敛", "0.11"),
        ("error", "报错", "0.12"),
    ]:
        assert says(en, *figures) and says(zh, *figures), [en, zh, *figures]


def test_both_languages_give_the_same_figures():
    page = README.rpartition("\n## ")[0]  # the last section is in English only
    page = re.sub("(?s)```.*?```", "", page).replace("** ", "\n")  # parts a heading
    chinese, figure = ".*[，。：？].*", r"(?<![\w.*])\d+(?:\.\d+)*"
    of_chinese = set(re.findall(figure, " ".join(re.findall(chinese, page))))
    assert of_chinese == set(re.findall(figure, re.sub(chinese, "", page)))


def test_the_pictures_are_those_that_are_drawn(program, tmp_path):
    paths.draw()
    plt.savefig(tmp_path / "paths.png")
    for drawn in program.picture, tmp_path / "paths.png":
        committed = paths.PICTURE.with_name(drawn.name)
        difference = compare_images(committed, drawn, 0.5)  # a missing point makes 1
        assert not difference, f"{difference}\nIf it is right: cp {drawn} {committed}"


def test_the_program_prints_what_the_page_shows(program):
    shown = README.split("```text\n")[1].split("```")[0]
    assert re.sub(r"time: \d+\.\d\d", "time: 50000.00", shown) == program.screen


def test_blocks_are_of_known_kinds_and_what_is_named_is_there():
    assert set(re.findall("(?m)^```(.*)$", README)) == {"sh", "text", "diff", ""}
    oracles = (TOP / "tests" / "oracles.py").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", README, re.MULTILINE)
    assert len(rows) == 5
    for by_hand, built_in in rows:
        assert f"        {by_hand}\n" in oracles and f"        {built_in}" in SOURCE
    files = set(re.findall(r"[\w/]+\.(?:py|txt|png)\b", README))
    assert all((TOP / file).is_file() for file in files - {"my_linear.png"})
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        name, _, version = requirement.partition("==")
        assert set(re.findall(rf"{name}==([\d.]+)", README)) == {version}
