"""Tests of README.md: its experiments, figures, pictures, and the names in it."""

import re
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

import my_linear
from tests import paths
from tests.post import LARGEST_RATE, NOISE, least_squares

TOP = Path(my_linear.__file__).parent
SOURCE = (TOP / "my_linear.py").read_text(encoding="utf-8")
POST_PY = (TOP / "tests" / "post.py").read_text(encoding="utf-8")
README = re.sub(r"(\d),(\d)", r"\1\2", (TOP / "README.md").read_text(encoding="utf-8"))
FIGURE = r"(?<![\w.])(?<!\w\()-?\d+(?:\.\d+)*"  # a number, but not of x2 or mean(0)
CHINESE = {"weight": "权重", "bias": "偏置", "loss": "损失", "model": "模型"}
FROM_END = {"model": -4, "weight": -3, "bias": -2, "loss": -1}  # in the printed tensors
CHECK, NEW_X = "    check_data(model, x, y)\n", "torch.tensor([[90.0]])"


def section(number):
    """The text of an experiment on the page."""
    return README.split(f"\n### {number}. ")[1].split("\n##")[0]


def experiment(number, old="", new=""):
    """The program after an experiment, of 1,000 steps, with old replaced by new."""
    program = re.sub("50_?000", "1_000", SOURCE)
    for diff in re.findall("(?s)```diff\n(.*?)```", section(number)):
        lines = diff.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        assert program.count(before) == 1, f"my_linear.py must have {before!r} once"
        program = program.replace(before, after)
    return program.replace(old, new)


def says(text, word, *figures):
    """Whether a line of the text has this word and these figures."""
    lines = [line for line in text.splitlines() if word in line]
    return any(set(figures) <= set(re.findall(FIGURE, line)) for line in lines)


@pytest.mark.filterwarnings("ignore:Using a target size")  # experiment 4, as it says
@pytest.mark.parametrize(
    "number, old, new, place, least, greatest",
    [
        (1, "", "", "bias", "3.0897", "3.0897"),
        (1, "1_000", "50", "bias", "1.60", "2.33"),
        (3, "", "", "bias", "3.0897", "3.0897"),
        (4, CHECK, "", "loss", "12.5823", "12.5823"),
        (5, "", "", "weight", "1.19", "1.22"),
        (6, "", "", "loss", "1", "22"),
        (7, "", "", "bias", "-2.92", "-2.90"),
        (7, "1_000", "2_500", "bias", "-2.9316", "-2.9316"),
        (8, "", "", "weight", "1.0987", "1.0987"),
        (8, "", "", "bias", "2.9067", "2.9067"),
        (9, "", "", "model", "15.1324", "15.1324"),
        (10, "", "", "model", "2.7000", "2.7000"),
        (10, "(torch.tensor([[90.0]]) - mean) / std", NEW_X, "model", "83", "84"),
        (11, "", "", "model", "3.0000", "3.0000"),
        (12, "", "", "loss", "0.0035", "0.0035"),
    ],
)
def test_experiment(run, number, old, new, place, least, greatest):
    program = experiment(number, old, new)
    for seed in range(3):
        printed = re.findall(r"tensor\(\[*([-.\de]+)", run(program, seed))
        assert float(least) <= float(printed[FROM_END[place]]) <= float(greatest)
    for word in place, CHINESE[place]:
        assert says(section(number), word, least, greatest), f"no {word}, {least}"


def test_experiments_that_end_in_an_error(run):
    for number, old, new, message in [
        (2, "", "", "the loss is nan"),
        (3, "0.11", "0.12", "inf after 1000 steps at lr=0.12"),
        (4, "", "", "y has .* shape"),
    ]:
        with pytest.raises((ArithmeticError, ValueError), match=message):
            run(experiment(number, old, new))


def test_figures_stand_beside_the_word_that_tells_what_they_are():
    _, _, loss = least_squares()
    mean, variance = NOISE.mean(), NOISE.var(correction=0)
    for english, chinese, *figures in [
        ("loss", "损失", f"{loss:.4f}"),
        ("noise", "噪声", f"{mean:.4f}"),
        ("variance", "方差", f"{variance:.4f}", f"{0.2**2 / 12:.4f}"),
        ("step", "步", "600", "700"),
        ("sum", "求和", f"{LARGEST_RATE['sum']:.4f}"),
        ("mean", "求平均", f"{LARGEST_RATE['mean']:.3f}"),
    ]:
        assert says(README, english, *figures), f"no line has {english}, {figures}"
        assert says(README, chinese, *figures), f"no line has {chinese}, {figures}"


def test_each_piece_gives_the_same_figures_in_both_languages():
    # Without blocks and headings; a cell, and what follows <br>, is a line, too.
    page = re.sub("(?s)```.*?```|\n#.*?\n", "\n", README)
    pieces, language = [], None  # sets of figures: Chinese, English, Chinese, ...
    for line in re.split(r"\n|\||<br>", page):
        figures = re.findall(FIGURE, line)
        chinese = bool(re.search("[，。：？]", line))
        if figures and chinese != language:
            pieces.append(set())
            language = chinese
        if figures:
            pieces[-1].update(figures)
    assert pieces[::2] == pieces[1::2]


def test_the_pictures_are_those_that_are_drawn(run, folder):
    run(experiment(1))  # the program with 1,000 steps
    paths.draw("paths.png")
    for name in "my_linear.png", "paths.png":
        committed, drawn = paths.PICTURE.with_name(name), folder / name
        difference = compare_images(committed, drawn, tol=0.5)  # a missing point: > 1
        assert not difference, f"{difference}\nIf it is right: cp {drawn} {committed}"


def test_the_table_by_hand_and_built_in_has_lines_of_both_programs():
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", README, re.MULTILINE)
    assert len(rows) == 5
    for by_hand, built_in in rows:
        assert f"    {by_hand}\n" in POST_PY
        assert f"    {built_in}  #" in SOURCE or f"    {built_in}\n" in SOURCE


def test_what_is_named_is_there():
    files = set(re.findall(r"[\w/]+\.(?:py|txt|png)\b", README))
    for file in files - {"my_linear.png", "losses.png"}:
        assert (TOP / file).is_file(), f"README.md names {file}, which is not there"
    for cell in re.findall(r"(?m)^\| .+? \| (.+?) \|", README):
        for name in re.findall(r"`(\w+)`", cell):
            assert re.search(rf"(def|class) {name}\(", SOURCE + POST_PY), f"no {name}"
    for title in re.findall(r"\(#(.+?)\)", README):
        assert f"\n##-{title}\n" in README.lower().replace(" ", "-"), f"no ## {title}"
    required = (TOP / "requirements.txt").read_text(encoding="utf-8").split()
    assert set(re.findall(r"(?:torch|matplotlib)==[\d.]*\d", README)) == set(required)
