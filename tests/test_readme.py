"""What README.md shows and names is so. Its sh blocks are run by .ci/run."""

import doctest
import re
from codeop import compile_command
from pathlib import Path

import pytest
import torch

import data
from tests.oracles import (
    CHANGING,
    UNCHANGED,
    X,
    Y,
    hand_written_train,
    largest_rate,
    least_squares,
    noise,
    with_ones,
)

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(README)
FIRST_LINES, *EXPERIMENTS = [text for kind, text in BLOCKS if kind == "pycon"]


def test_every_code_block_is_of_a_kind_that_is_run():
    assert README.count("```") == 2 * len(BLOCKS)
    assert {kind for kind, _ in BLOCKS} == {"sh", "text", "pycon"}


def test_the_output_is_that_of_the_program(program):
    (shown,) = [text.splitlines() for kind, text in BLOCKS if kind == "text"]
    printed = program.lines
    assert re.fullmatch(r"time: \d+\.\d\d", shown[-2])
    assert shown[:-2] + shown[-1:] == printed[:-2] + printed[-1:]


@pytest.mark.parametrize("block", [FIRST_LINES, *EXPERIMENTS])
def test_each_statement_is_complete_as_typed(block):
    for shown in re.findall(r"^>>> (.*(?:\n\.\.\..*)*)", block, re.MULTILINE):
        typed = re.sub(r"^\.\.\. ?", "", shown, flags=re.MULTILINE)
        assert compile_command(typed), f"the prompt waits for more: {shown}"


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_each_experiment_prints_what_is_shown(experiment):
    test = doctest.DocTestParser().get_doctest(
        FIRST_LINES + experiment, {}, "README.md", "README.md", 0
    )
    report = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


def test_the_figures_stand_in_their_sentences():
    weight, bias, loss = [f"{value:.4f}" for value in least_squares(X, Y)]
    mean, sum_ = [f"{largest_rate(reduction):.4f}" for reduction in ["mean", "sum"]]
    raised, here = f"{noise().mean():.4f}", f"{noise().var(correction=0):.4f}"
    expected, flat_loss = f"{0.2**2 / 12:.4f}", f"{Y.var(correction=0):.2f}"
    w = torch.zeros(2, requires_grad=True)
    hand_written_train(with_ones(X).float(), data.y, w)
    for sentence in [
        f"The first tensor, {weight}, is the weight, the second, {bias}, the bias;",
        f"其实 {weight} 是权重（weight），{bias} 是偏置（bias）。",
        f"**Why {bias}, not 3?**",
        f"It moves points and bias up, by {raised} on average.",
        f"**偏置为什么约为 {float(bias):.2f}，而不是 3**",
        f"平均把数据点抬高了 {raised}，所以最佳偏置是 3 + {raised}。",
        f"**Why {loss}, not 0?**",
        f"The noise's variance is {here} (expected: 0.2²/12 = {expected});",
        f"the slope, {weight} instead of 1.2, takes up a little of it; {loss} is left.",
        f"**损失为什么停在 {loss}**",
        f"噪声的方差理论上是 {expected}，在这 50 个点上是 {here}；",
        f"斜率由 1.2 变为 {weight}，吸收了其中一小部分，还剩 {loss}。",
        f"for the last time between step {CHANGING} and {UNCHANGED}:",
        "So 1,000 steps and 50,000 from the same start end alike.",
        f"参数在第 {CHANGING} 到 {UNCHANGED} 步之间就停止变化，训练 1,000 步足够；",
        "by hand, the same step needs 1/50 of the rate.",
        "the sum's gradient is 50 times as large.",
        f"Its rate must be below {sum_}, the mean's below {mean}.",
        f"求和时梯度是求均值时的 50 倍，学习率必须小于 {sum_}（求均值时小于 {mean}）",
        f"With its own defaults, the loop of 前言 ends in `{w[0].item()}` here.",
        f"前言里的循环若用默认参数，在这些数据上会得到 `{w[1].item()}`。",
        f"with a warning, to weight 0 and loss {flat_loss};",
        f"结果却是权重 0、损失 {flat_loss}；",
        f"**Section 9 says: the weights are {weight} and {bias}.** The second is the bias.",
        f"above {mean} the jumps grow.",
        f"学习率超过 {mean} 后，跳动会越来越大。",
        f"Above {mean}, each step lands farther away.",
        "**What is the output for x = 10?** 当 x = 10 时，",
        f"1.2 · 10 + 3 would be {1.2 * 10 + 3:.0f}.",
        f"有 {len(EXPERIMENTS)} 个小实验",
    ]:
        assert sentence in README


def test_what_is_named_is_there():
    program = (TOP / "my_linear.py").read_text(encoding="utf-8")
    oracles = (TOP / "tests" / "oracles.py").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)`.* \| `(.+)` \|$", README, re.MULTILINE)
    assert len(rows) == 5
    for by_hand, built_in in rows:
        assert f"        {by_hand}\n" in oracles
        assert f"        {built_in}" in program
    names = re.findall(r"`(\w+)` in `([\w/]+\.py)`", README)
    assert len(names) == 5
    for name, file in names:
        text = (TOP / file).read_text(encoding="utf-8")
        assert re.search(rf"^(def|class) {name}\b", text, re.MULTILINE)
    files = re.findall(r"[`(]([\w/]+\.(?:py|txt|png))[`)]", README)
    assert "my_linear.py" in files
    assert all((TOP / file).is_file() for file in files)
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        assert requirement.replace("==", " ") in README
