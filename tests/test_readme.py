"""What README.md shows and names is so. Its sh blocks are run by .ci/run."""

import doctest
import re

import pytest

import data
import my_linear
from tests import oracles
from tests.conftest import TOP

README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
(OUTPUT,) = [text for kind, text in BLOCKS if kind == "text"]
FIRST_LINES, *EXPERIMENTS = [text for kind, text in BLOCKS if kind == "pycon"]


def test_every_code_block_is_of_a_kind_that_is_run():
    assert README.count("```") == 2 * len(BLOCKS)
    assert {kind for kind, _ in BLOCKS} == {"sh", "text", "pycon"}


def test_the_output_is_that_of_the_program(program):
    *printed, _ = program.run.stdout.splitlines(keepends=True)
    a_time = re.compile(r"^time: \d+\.\d\d$", re.MULTILINE)
    assert a_time.sub("time", OUTPUT) == a_time.sub("time", "".join(printed))


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_each_experiment_prints_what_is_shown(experiment):
    test = doctest.DocTestParser().get_doctest(
        FIRST_LINES + experiment, {}, "README.md", "README.md", 0
    )
    report = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)
    assert any(example.want for example in test.examples)


def table(heading):
    """The rows under a heading, each a list of its cells, without the table's head."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)
    return [row.split(" | ") for row in rows[2:]]


def test_the_guide_has_a_row_for_each_section_of_the_post():
    assert [re.match(r"[^ ]+", section)[0] for section, *_ in table("The guide")] == [
        "前言",
        "1、导入相关库",
        "2、准备数据",
        "3、定义绘制数据图表函数",
        "4、定义自己的模型",
        "5、定义训练函数",
        "6、串联逻辑",
        "7、整体代码",
        "9、训练结果",
    ]


def test_what_the_page_names_exists():
    tests = "".join(path.read_text("utf-8") for path in TOP.glob("tests/test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", README))
    assert named <= set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))
    for path in re.findall(r"\]\((?!http)(.*?)\)", README):
        assert (TOP / path).is_file()
    for _, _, here, _ in table("The guide"):
        for name in re.findall(r"`(\w+)`", here):
            assert any(hasattr(module, name) for module in (my_linear, data, oracles))


def test_every_row_names_what_shows_it():
    for row in table("The guide") + table("Where it differs from the post"):
        assert re.search(r"`test_\w+`", row[-1]), row


def test_the_versions_are_those_required():
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        assert requirement.replace("==", " ") in README
