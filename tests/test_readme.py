"""Tests of README.md: its programs are run, its figures are measured."""

import re
import subprocess
import sys
from collections import UserDict
from decimal import Decimal
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.testing.compare import compare_images

from my_linear import MyLinear, train
from tests import paths, post
from tests.post import INPUTS, NOISE, X, Y, from_seed, least_squares, parameters

TOP = Path(__file__).parents[1]
SOURCE = (TOP / "my_linear.py").read_text("utf-8")
README = (TOP / "README.md").read_text("utf-8")
PINS = (TOP / "requirements.txt").read_text("utf-8").split()
OUTPUT, WEIGHT, BIAS, LOSS = -4, -3, -2, -1  # where a program prints them, from the end
LAST_SECTION = "If there is an error"


def section(title):
    """The text from the one heading that contains the title up to the next heading."""
    # The blank keeps "1. " from being found in "11. ".
    parts = [p for p in README.split("\n#") if f" {title}" in p.splitlines()[0]]
    assert len(parts) == 1, f"{len(parts)} headings of README.md contain {title!r}"
    return parts[0]


def blocks(kind, text=README):
    """The contents of the text's blocks of this kind."""
    return re.findall(f"(?s)```{kind}\n(.*?)```", text)


def without_blocks(text):
    """The text without its blocks, and with 50000 for 50,000."""
    text = re.sub(r"(?s)```.*?```", "", text)
    return re.sub(r"(\d),(\d)", r"\1\2", text)


def numbers(text):
    return re.findall(r"-?\d+(?:\.\d+)?", text)


def check_says(title, *figures):
    """Both languages of the section give these figures in this order, among others."""
    _, text = without_blocks(section(title)).split("\n", 1)
    given = [number for number in numbers(text) if number in figures]
    assert given == [*figures] * 2, f"README.md, {title!r}, in both languages"


def edited(program, diff):
    """The program without the diff's lines marked -, and with those marked +."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    assert program.count(before) == 1, f"README.md edits {before!r}: not found once"
    return program.replace(before, after)


def experiment(title):
    """The program as the experiment edits it, but with 1,000 steps by default."""
    diffs = blocks("diff", section(title))
    assert len(diffs) == 1, f"README.md, {title!r}: {len(diffs)} diffs, not one"
    return re.sub("50_?000", "1_000", edited(SOURCE, diffs[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a window would open")
def test_it_prints_what_the_page_shows_even_with_no_display(folder, monkeypatch):
    (folder / "matplotlibrc").touch()  # read in place of the user's own
    for name in "DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND":
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, TOP / "my_linear.py"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stderr == "" and (folder / "my_linear.png").exists()
    assert 0.5 < float(re.search("time: (.+)", ran.stdout)[1]) < 600  # in seconds
    (shown,) = blocks("text", section("What it prints"))
    time = r"time: \d+\.\d\d\n"
    assert re.sub(time, "time\n", ran.stdout) == re.sub(time, "time\n", shown)


def test_each_experiment_on_the_page_runs_or_ends_in_its_error(run):
    for title in re.findall(r"\n### (\d+\. )", README):
        if title not in ("2. ", "4. "):
            assert "picture saved" in run(experiment(title)), title
    with pytest.raises(ArithmeticError, match="training diverged: the loss is nan"):
        run(experiment("2. "))
    with pytest.raises(ValueError, match=r"write y = y.view\(-1, 1\)") as error:
        run(experiment("4. "))
    assert re.findall(r"\[.+?\]", str(error.value)) == ["[50, 1]", "[50]"]  # shapes


def check_answer(run, title, place, *figures, old="", new=""):
    """The experiment, with old replaced by new, prints a value between these figures.

    Its answer gives them: the least and the greatest value, or the only one.
    """
    program = experiment(title)
    assert old in program, f"README.md, {title!r}, further edits {old!r}: not found"
    for seed in range(3):
        ran = run(program.replace(old, new), seed)
        value = float(re.findall(r"tensor\(\[*([-.\de]+)", ran)[place])
        assert float(figures[0]) <= value <= float(figures[-1]), title
    check_says(title, *figures)


@pytest.mark.filterwarnings("ignore:Using a target size")  # experiment 4 warns of it
def test_the_answers_to_the_experiments(run):
    check_answer(run, "1. ", BIAS, "3.0897")
    check_answer(run, "1. ", BIAS, "1.60", "2.33", old="1_000)", new="50)")
    check_answer(run, "3. ", BIAS, "3.0897")
    check_answer(run, "4. ", LOSS, "12.5823", old="    check_data(model, x, y)\n")
    check_answer(run, "5. ", WEIGHT, "1.19", "1.22")
    check_answer(run, "6. ", LOSS, "1", "22")
    check_answer(run, "7. ", BIAS, "-2.92", "-2.90")
    check_answer(run, "7. ", BIAS, "-2.9316", old="1_000)", new="2250)")
    check_answer(run, "8. ", WEIGHT, "1.0987")
    check_answer(run, "8. ", BIAS, "2.9067")
    two_points, _ = re.findall(r"`(\[.+?)`", section("9. "))
    check_answer(run, "9. ", OUTPUT, "15.1324", old="[[10.0]]", new=two_points)


def test_experiment_8_needs_its_clone(run):
    program = experiment("8. ") + "print(data.y[-1].item())\n"
    assert float(run(program).split()[-1]) == Y[-1].item()
    assert float(run(program.replace(".clone()", "")).split()[-1]) == 0


def test_experiment_10_draws_the_loss_in_a_figure_of_its_own(run, folder):
    run("import matplotlib.pyplot as plt\nplt.figure()\n" + experiment("10. "))
    assert len(plt.get_fignums()) == 3 and (folder / "losses.png").exists()
    losses = plt.figure(2).gca()
    assert losses.get_yscale() == "log" and losses.get_ylabel() == "loss"
    values = losses.lines[0].get_ydata()
    assert values[300] > 0.00355 > values[400], "0.0035 only after about 350 steps"
    check_says("10. ", "350", "0.0035")


def test_own_data(run):
    text = section("Your own data")
    (one_column,), (diff,) = blocks("python", text), blocks("diff", text)
    for program in one_column, edited(one_column, diff):
        printed = run(program.replace("std, y)", "std, y, times=1_000)"))
        shown = re.findall(r"\d\.\d{4}", program)  # in its comments
        assert re.findall(r"\d\.\d{4}", printed) == shown
        assert plt.gca().get_xlim()[1] > 120, "the picture is not in the units of x"


def test_figures_are_those_measured():
    weight, bias, loss = [f"{value:.4f}" for value in least_squares()]
    assert bias == f"{Y.mean():.4f}", "not the mean of y, as it is where x has mean 0"
    assert 0 <= NOISE.min() and NOISE.max() < 0.2
    noise, variance = f"{NOISE.mean():.4f}", f"{NOISE.var(correction=0):.4f}"
    of_mean, of_sum = f"{post.LARGEST_RATE:.3f}", f"{post.LARGEST_RATE / 50:.4f}"
    check_says("What it prints", weight, bias)
    check_says("Why is the bias", "50", noise, "3", noise)
    check_says("Why is the loss", "1.2", bias, variance, loss)
    check_says("Beside the post", weight, bias, bias)
    check_says("1. ", "1000", "1000", bias, "600", "700", "1000", "50000", "50")
    check_says("2. ", "50", of_sum, of_mean, "0.01", f"{0.01 / 50:.4f}", "0.01", "50")
    check_says("3. ", "0.11", bias, "0.12")
    assert 0.11 < post.LARGEST_RATE < 0.12
    check_says("7. ", "-2.92", "-2.90", "-2.9316", "2250")
    check_says("8. ", "1.0987", "2.9067")
    check_says("How training moves", "3", "0.11", "0.12", "5", "2000", "500")


def test_the_programs_files_pins_and_headings_that_the_page_names_are_there():
    programs = SOURCE + (TOP / "tests/post.py").read_text("utf-8")
    for name in re.findall(r"`([\w=]+)`", section("Beside the post")):
        assert re.search(rf"\b{name}\b", programs), f"README.md names {name}"
    for lines in blocks("python", section("By hand and built in")):
        assert lines in re.sub("(?m)^ +", "", programs), "the five lines of a step"
    assert {*re.findall(r"\w+==[\d.]+", README)} <= {*PINS}
    files = re.findall(r"[a-z_/]+\.(?:py|txt|png)\b", README)
    files += [m.replace(".", "/") + ".py" for m in re.findall(r"-m (\w+\.\w+)", README)]
    made = {"my_linear.png", "losses.png", "rent.py"}  # by the programs, by the reader
    for file in {*files} - made:
        assert (TOP / file).exists(), f"README.md names {file}"
    for linux, windows in zip(blocks("sh"), blocks("bat"), strict=True):
        linux = linux.replace(" &&", "").replace("python3 ", "python ")
        assert windows == linux.replace("/bin/", "\\Scripts\\"), "bat unlike sh"
    headings = re.findall("(?m)^#+ (.+)", README)
    anchors = [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings]
    assert {*re.findall(r"\]\(#(.+?)\)", README)} <= {*anchors}, "no such heading"


def test_the_line_for_chinese_fonts_runs():
    (line,) = [b for b in blocks("text", section(LAST_SECTION)) if "rcParams" in b]
    with plt.rc_context():
        exec(line, {"plt": plt})  # noqa: S102
        assert plt.rcParams["font.sans-serif"][-1] == "Noto Sans CJK JP"


def test_both_languages_give_the_same_figures_and_names():
    # Each paragraph and each item of a list is one line; a table has both languages.
    lines = [s for s in without_blocks(README).split("\n") if s and s[0] not in "#<!*|"]
    chinese = [line for line in lines if re.search("[，。：]", line)]
    english = [line for line in lines if line not in chinese]
    for one, other in zip(chinese, english):
        unlike = f"README.md, not alike, or one is missing above:\n{one}\n{other}"
        assert numbers(one) == numbers(other), unlike
        assert {*re.findall("`.+?`", one)} == {*re.findall("`.+?`", other)}, unlike
    assert len(chinese) == len(english) > 40


def test_the_last_section_has_the_words_of_each_error():
    model = from_seed(0)
    for words, wrong in [
        ("model(x) has shape", lambda: train(model, X, Y.T)),
        ("but y has shape", lambda: train(model, X, Y[:1])),
        ("mat1 and mat2 shapes cannot be", lambda: train(model, X[:, 0], Y)),
        ("(1x50 and 1x1)", lambda: train(model, X[:, 0], Y)),
        ("(50x2 and 1x1)", lambda: train(model, INPUTS, Y)),
        ("must be Tensor, not", lambda: train(model, X.tolist(), Y)),
        ("must have the same dtype", lambda: train(model, X.int(), Y)),
        ("object has no attribute", lambda: train(model, X, Y.tolist())),
        ("object is not callable", lambda: train(model, X, Y.numpy())),
        ("sub-type of ndarray", lambda: Y.numpy().view(-1, 1)),
        ("could not infer output dtype", lambda: X.int().mean(0)),
        ("dtype of decimal.Decimal", lambda: torch.tensor([Decimal(1)])),
        ("positional argument", lambda: torch.tensor([1.0], [2.0])),
        ("unsupported operand", lambda: X.tolist() - X.mean(0)),
        ("too many dimensions 'str'", lambda: torch.tensor(["1"])),
        ("can't convert np.ndarray", lambda: torch.tensor(Y.numpy().astype(str))),
        ("could not convert string", lambda: float("1,000")),
        ("object type", lambda: torch.tensor(UserDict(x=50))),  # like pandas
        ("only one element tensors", lambda: torch.tensor([*INPUTS])),
        ("the loss is nan or inf before the", lambda: train(model, X.log(), Y)),
        ("NoneType", lambda: torch.tensor([1.0, None])),
        ("training diverged", lambda: train(MyLinear(), X, Y, 1_000, lr=1)),
        ("Key backend", lambda: plt.rcParams.update(backend="none")),
    ]:
        with pytest.raises(Exception, match=re.escape(words)):
            wrong()
        assert words in section(LAST_SECTION), "the page must have the words"
    assert parameters(model) == parameters(from_seed(0)), "a step was made"


@pytest.mark.filterwarnings("ignore:To copy construct")  # from a tensor
def test_the_cures_of_the_last_section_lead_to_the_right_line():
    cure, _ = re.findall(r"`(torch\.tensor\(\.\.\..+?)`", section(LAST_SECTION))
    x = torch.arange(-5, 6)
    for wrong in x.tolist(), x, x.numpy(), x.double(), x.float():
        cured = eval(cure.replace("...", "wrong"), {"torch": torch, "wrong": wrong})
        model = MyLinear()
        train(model, cured, 2 * cured + 1, times=1_000)
        assert parameters(model) == pytest.approx([2, 1], abs=1e-4)
    for name, cure in re.findall(r"`(\w+) = (\1\..+?)`", section(LAST_SECTION)):
        assert eval(cure, {name: X.T}).equal(X), f"{cure} must make the row a column"


def test_the_pictures_are_those_that_are_drawn(run, folder):
    if f"matplotlib=={matplotlib.__version__}" not in PINS:
        pytest.skip("another matplotlib draws differently")
    run(experiment("1. "))  # the program with 1,000 steps
    paths.draw(paths.PICTURE.name)
    shown = re.findall(r"!\[.+\]\((.+)\)", README)
    for file, name in zip(shown, ["my_linear.png", paths.PICTURE.name], strict=True):
        difference = compare_images(TOP / file, name, tol=0.1)  # other processors: 0.02
        assert not difference, f"{difference}\nIf right: cp {folder / name} {file}"
