"""What README.md shows and names is so. Its sh blocks are run by .ci/run."""

import doctest
import re
from pathlib import Path

import pytest

from tests.oracles import (
    CHANGING,
    UNCHANGED,
    X,
    Y,
    largest_rate,
    least_squares,
    noise,
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
    *printed, _ = program.lines
    assert re.fullmatch(r"time: \d+\.\d\d", shown[-2])
    assert shown[:-2] + shown[-1:] == printed[:-2] + printed[-1:]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_each_experiment_prints_what_is_shown(experiment):
    test = doctest.DocTestParser().get_doctest(
        FIRST_LINES + experiment, {}, "README.md", "README.md", 0
    )
    report = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


def test_the_figures_stand_in_both_languages_and_are_those_computed():
    prose = BLOCK.sub("", README)
    chinese = re.search(r"^## 中文要点\n[^#]+", prose, re.MULTILINE)[0]
    english = prose.replace(chinese, "")
    rates = largest_rate("mean"), largest_rate("sum")
    noises = noise().mean(), noise().var(correction=0), 0.2**2 / 12
    figures = [*least_squares(X, Y), *rates, *noises]
    for text in english, chinese:
        in_text = set(re.findall(r"\d\.\d{4}", text))
        assert in_text == {f"{figure:.4f}" for figure in figures}
        assert f" {Y.var(correction=0):.2f}" in text
        assert f" {CHANGING} " in text
        assert f" {UNCHANGED}" in text
    assert "50 times as large" in english
    assert "50 倍" in chinese


def test_the_files_that_are_named_exist():
    named = re.findall(r"[`(]([\w/]+\.(?:py|txt|png))[`)]", README)
    assert "my_linear.py" in named
    for path in named:
        assert (TOP / path).is_file()


def test_the_versions_are_those_required():
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        assert requirement.replace("==", " ") in README
