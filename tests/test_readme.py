"""Tests: README.md's experiments end as it says; its figures, blocks and names are right."""

import re
from pathlib import Path

import pytest

from tests.oracles import X, Y, largest_rate, least_squares, noise
from tests.running import SOURCE, edited, run

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
DIFFS = [block for kind, block in BLOCKS if kind == "diff"]
PREDICTION, WEIGHT, BIAS, LOSS = -4, -3, -2, -1  # the numbers that the program prints


def says(word, *figures):
    """Whether a line of the page has word and figures, and no other figure between."""
    page = README.replace(",000", "000")  # 1,000 in English is 1000 in Chinese
    word, *figures = [
        rf"(?<![\d.-]){re.escape(it)}(?!\.?\d)" for it in (word, *figures)
    ]
    figures = r"[^\d\n]*".join(figures)
    return re.search(rf"{word}[^\d\n]*{figures}|{figures}[^\d\n]*{word}", page)


def experiment(number, change):
    """The program as this experiment edits it, and with one more change of the new lines."""
    lines = DIFFS[number - 1].splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    assert SOURCE.count(old) == 1
    return edited({old: new.replace(*change)})


AS_IT_IS = "", ""


@pytest.mark.parametrize(
    "number, change, which, words, low, high",
    [
        (1, AS_IT_IS, BIAS, [], "3.0897", "3.0897"),
        (1, ("1_000", "50"), WEIGHT, [], "1.204", "1.204"),
        (1, ("1_000", "50"), BIAS, ["bias", "偏置"], "1.6", "2.3"),
        (3, AS_IT_IS, BIAS, [], "3.0897", "3.0897"),
        (5, AS_IT_IS, WEIGHT, ["near", "附近"], "1.19", "1.22"),
        (6, AS_IT_IS, LOSS, ["loss", "损失"], "4", "20"),
        (7, AS_IT_IS, BIAS, ["bias", "偏置"], "-2.92", "-2.91"),
        (7, ("1_000", "5_000"), BIAS, [], "-2.9316", "-2.9316"),
        (8, AS_IT_IS, WEIGHT, ["weight", "权重"], "1.0987", "1.0987"),
        (8, AS_IT_IS, BIAS, ["bias", "偏置"], "2.9067", "2.9067"),
        (9, AS_IT_IS, PREDICTION, ["model", "模型"], "15.1324", "15.1324"),
    ],
)
def test_an_experiment_ends_as_the_page_says(
    number, change, which, words, low, high, tmp_path
):
    half = 0.5 * 10 ** -len(low.partition(".")[2])  # of a unit of the last digit
    for seed in range(3):
        value = run(experiment(number, change), seed, tmp_path).numbers[which]
        assert float(low) - half <= value <= float(high) + half
    for word in words:
        assert says(word, *dict.fromkeys([low, high])), word


@pytest.mark.parametrize(
    "number, change, error",
    [
        (2, AS_IT_IS, "the loss is nan"),
        (3, ("0.11", "0.12"), "the loss is inf"),
        (4, AS_IT_IS, "y is torch.float32 of torch"),
    ],
)
def test_an_experiment_ends_in_an_error(number, change, error, tmp_path):
    for seed in range(3):
        with pytest.raises((ArithmeticError, ValueError), match=error):
            run(experiment(number, change), seed, tmp_path)


def test_each_figure_stands_beside_what_it_is():
    weight, bias, loss = [f"{value:.4f}" for value in least_squares(X, Y)]
    assert f"y = {weight} x + {bias}" in README
    for word, *figures in [
        ("points", "50"),
        ("个点", "50"),
        ("斜率", weight),
        ("截距", bias),
        ("second weight", bias),
        ("损失", loss),
        ("降到", loss),
        *both("average", "平均上移", f"{noise().mean():.4f}"),
        *both("variance", "方差", f"{noise().var(correction=0):.4f}"),
        *both("expected", "理论值", f"{0.2**2 / 12:.4f}"),
        *both("slope", "斜率", "1.2"),
        *both("step", "第", "600", "700"),
        *both("alike", "起点", "1000", "50000"),
        *both("gradient", "梯度", "50"),
        *both("sum", "求和", f"{largest_rate('sum'):.4f}"),
        *both("mean", "求平均", f"{largest_rate('mean'):.3f}"),
        *both("loss", "损失", "nan"),
        *both("line", "收敛", "0.11"),
        *both("error", "报错", "0.12"),
        *both("weight", "权重", "0"),
        *both("loss", "损失", f"{Y.var(correction=0):.2f}"),
        *both("-2.9316", "-2.9316", "5000"),
    ]:
        assert says(word, *figures), (word, figures)


def both(english, chinese, *figures):
    return (english, *figures), (chinese, *figures)


def test_the_output_is_that_of_the_program(program):
    (shown,) = [block.splitlines() for kind, block in BLOCKS if kind == "text"]
    assert re.fullmatch(r"time: \d+\.\d\d", shown[-2])
    assert shown[:-2] + shown[-1:] == program.lines[:-2] + program.lines[-1:]


def test_blocks_are_of_kinds_that_are_run_and_what_is_named_is_there():
    assert README.count("```") == 2 * len(BLOCKS)
    assert {kind for kind, _ in BLOCKS} == {"sh", "text", "diff"}
    oracles = (TOP / "tests" / "oracles.py").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", README, re.MULTILINE)
    assert len(rows) == 5
    for by_hand, built_in in rows:
        assert f"        {by_hand}\n" in oracles
        assert f"        {built_in}" in SOURCE
    files = set(re.findall(r"[`(]([\w/]+\.(?:py|txt|png))[`)]", README))
    assert all((TOP / file).is_file() for file in files - {"my_linear.png"})
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        assert requirement.replace("==", " ") in README
        name, _, version = requirement.partition("==")
        assert set(re.findall(rf"{name}==([\d.]+)", README)) <= {version}
