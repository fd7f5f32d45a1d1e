"""What README.md shows and names is so. Its sh blocks are run by .ci/run."""

import doctest
import re

import pytest

from tests.conftest import TOP

README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
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


def test_the_files_and_tests_that_are_named_exist():
    for path in re.findall(r"\]\((?!http)(.*?)\)", README):
        assert (TOP / path).is_file()
    tests = "".join(path.read_text("utf-8") for path in TOP.glob("tests/test_*.py"))
    for name in re.findall(r"`(test_\w+)`", README):
        assert f"def {name}(" in tests


def test_the_versions_are_those_required():
    for requirement in (TOP / "requirements.txt").read_text("utf-8").split():
        assert requirement.replace("==", " ") in README
