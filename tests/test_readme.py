"""Tests of README.md: its programs are run, many of its figures are measured."""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from textwrap import indent

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.testing.compare import compare_images

from my_linear import MyLinear, train
from tests import benchmark, paths, post
from tests.post import INPUTS, NOISE, X, Y, from_seed, least_squares, parameters

TOP = Path(__file__).parents[1]
SOURCE = (TOP / "my_linear.py").read_text("utf-8")
README = (TOP / "README.md").read_text("utf-8")


def section(title):
    """The text from the one heading that contains the title up to the next heading."""
    (part,) = [part for part in README.split("\n#") if title in part.splitlines()[0]]
    return part


def blocks(kind, text=README):
    """The contents of the text's blocks of this kind."""
    return re.findall(f"(?s)```{kind}\n(.*?)```", text)


def edited(program, diffs):
    """The program without the diffs' lines marked -, and with those marked +."""
    for diff in diffs:
        lines = diff.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        assert program.count(before) == 1, f"README.md edits {before!r}: not found once"
        program = program.replace(before, after)
    return program


def experiment(title, old="", new=""):
    """The experiment's program with 1,000 steps, and then with old replaced by new."""
    program = edited(SOURCE, blocks("diff", section(title))).replace("50_000", "1_000")
    assert "1_000" in program and old in program, f"{title!r} needs {old!r}"
    assert facts(new) <= facts(section(title)), f"README.md, {title!r}: no {new!r}"
    return program.replace(old, new)


def facts(text):
    """The numbers and the code in a text; 50,000 and 50000 are the same."""
    text = re.sub(r"(\d),(\d)", r"\1\2", text)
    return {*re.findall(r"-?\d+(?:\.\d+)?", text), *re.findall("`.+?`", text)}


def check_says(title, words, *expected):
    """For each word, check that a clause with it has all of the expected figures."""
    clauses = re.split(r"[，。：；]|[.,:;]\s", section(title))
    for word in words:
        found = [facts(clause) for clause in clauses if word in clause]
        right = any(set(expected) <= each for each in found)
        assert right, f"README.md, {title!r}: beside {word!r} it must say {expected}"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may have no display")
def test_it_prints_what_the_page_shows_even_with_no_display(folder, monkeypatch):
    program = blocks("sh")[0].split()[-1]  # of the command that the page gives
    (folder / "matplotlibrc").touch()  # read in place of the user's own
    for name in "DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND":
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, TOP / program]  # no seed: each start prints the same
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stderr == "" and (folder / "my_linear.png").exists()
    assert 0.5 < float(re.search("time: (.+)", ran.stdout)[1]) < 600  # in seconds
    (shown,) = blocks("text", section("What it prints"))
    time = r"time: \d+\.\d\d\n"
    assert re.sub(time, "time\n", ran.stdout) == re.sub(time, "time\n", shown)


@pytest.mark.filterwarnings("ignore:Using a target size")  # experiment 4, as it says
@pytest.mark.parametrize(
    "title, old, new, name, chinese, least, greatest",
    [
        ("1. ", "", "", "bias", "偏置", "3.0897", "3.0897"),
        ("1. ", "1_000", "50", "bias", "偏置", "1.60", "2.33"),
        ("3. ", "", "", "bias", "偏置", "3.0897", "3.0897"),
        (
            "4. ",
            "    check_data(model, x, y)\n",
            "",
            "loss",
            "损失",
            "12.5823",
            "12.5823",
        ),
        ("5. ", "", "", "weight", "权重", "1.19", "1.22"),
        ("6. ", "", "", "loss", "损失", "1", "22"),
        ("7. ", "", "", "bias", "偏置", "-2.92", "-2.90"),
        ("7. ", "1_000", "2250", "bias", "偏置", "-2.9316", "-2.9316"),
        ("8. ", "", "", "weight", "权重", "1.0987", "1.0987"),
        ("8. ", "", "", "bias", "偏置", "2.9067", "2.9067"),
        ("9. ", "[[10.0]]", "[[10.0], [11.0]]", "model", "模型", "15.1324", "15.1324"),
    ],
)
def test_experiment(run, title, old, new, name, chinese, least, greatest):
    program = experiment(title, old, new)
    for seed in range(3):
        printed = re.findall(r"tensor\(\[*([-.\de]+)", run(program, seed))
        # The last that is printed is the loss, before it comes the bias, and so on.
        values = dict(zip(["loss", "bias", "weight", "model"], reversed(printed)))
        assert float(least) <= float(values[name]) <= float(greatest), (
            f"README.md, {title!r}: {name} is {values[name]}, not {least} to {greatest}"
        )
    check_says(title, [name, chinese], least, greatest)
    assert sys.modules["data"].y.equal(Y[:, 0]), f"{title!r} changes data.y"


def test_experiments_that_end_in_an_error(run):
    for title, old, new, message in [
        ("2. ", "", "", "training diverged: the loss is nan"),
        ("3. ", "0.11", "0.12", "training diverged"),
        ("4. ", "", "", "write y = "),
    ]:
        with pytest.raises((ArithmeticError, ValueError), match=message):
            run(experiment(title, old, new))


def test_experiment_10_draws_the_loss_in_a_figure_of_its_own(run, folder):
    assert "tensor(0.0035," in run(experiment("10. "))
    check_says("10. ", ["loss", "损失"], "350", "0.0035")
    assert len(plt.get_fignums()) == 2 and (folder / "losses.png").exists()


def test_own_data(run):
    (one_column,) = blocks("python", section("Your own data"))
    diffs = blocks("diff", section("What if each row has two x"))
    for program in one_column, edited(one_column, diffs):
        shown = re.findall(r"\d\.\d{4}", program)  # in its comments
        assert re.findall(r"\d\.\d{4}", run(program)) == shown
        assert plt.gca().get_xlim()[1] > 120, "the picture is not in the units of x"


def test_figures_stand_beside_the_word_that_tells_what_they_are():
    weight, bias, loss = [f"{value:.4f}" for value in least_squares()]
    assert section("What it prints").count(f"y = {weight} x + {bias}") == 2
    mean, variance = f"{NOISE.mean():.4f}", f"{NOISE.var(correction=0):.4f}"
    check_says("Why is the bias", ["noise", "噪声", "bias", "偏置"], mean)
    check_says("Why is the loss", ["loss", "损失"], "1.2", bias, variance)
    check_says("Why is the loss", ["variance", "方差"], f"{0.2**2 / 12:.4f}")
    check_says("Why is the loss", ["loss", "损失"], loss)
    check_says("1. ", ["step", "步"], "600", "700")
    check_says("2. ", ["sum", "求和"], f"{post.LARGEST_RATE / 50:.4f}")
    check_says("2. ", ["mean", "求平均"], f"{post.LARGEST_RATE:.3f}")
    check_says("2. ", ["times", "倍"], f"{len(X)}")
    check_says("2. ", ["nan on these", "会得到 nan"], "0.01")
    check_says("2. ", ["With `step", "`lr` 的"], f"{0.01 / 50:.4f}")
    check_says("2. ", ["Any `step`", "任何 `step`"], "0.0001", "0.0023")


def test_what_the_page_names_and_the_five_lines_of_a_step_are_there():
    programs = SOURCE + (TOP / "tests/post.py").read_text("utf-8")
    for name in re.findall(r"`(\w+)`", section("Beside the post")):
        assert re.search(rf"\b{name}\b", programs), f"README.md names {name}"
    for lines in blocks("python", section("By hand and built in")):
        assert indent(lines, "        ") in programs
    for path in re.findall(r"[(`](tests/.+?)[)`]", README):
        assert (TOP / path).exists(), f"README.md names {path}"


def test_both_languages_give_the_same_figures_and_names():
    # Each paragraph and each item of a list is one line.
    lines = re.sub("(?s)```.*?```", "", README).splitlines()
    lines = [line for line in lines if line and line[0] not in "#<!*"]
    chinese = [line for line in lines if re.search("[，。：]", line)]
    english = [line for line in lines if line not in chinese]
    assert len(chinese) == len(english) > 40
    for one, other in zip(chinese, english):
        assert facts(one) == facts(other), f"README.md, not alike:\n{one}\n{other}"


def test_the_pictures_are_those_that_are_drawn(run, folder):
    requirements = (TOP / "requirements.txt").read_text("utf-8")
    if f"matplotlib=={matplotlib.__version__}\n" not in requirements:
        pytest.skip("another matplotlib draws differently")
    run(experiment("1. "))  # the program with 1,000 steps
    paths.draw(paths.PICTURE.name)
    for name in "my_linear.png", paths.PICTURE.name:
        committed, drawn = paths.PICTURE.with_name(name), folder / name
        difference = compare_images(committed, drawn, tol=0.1)  # other processors: 0.02
        assert not difference, f"{difference}\nIf it is right: cp {drawn} {committed}"


def test_the_data_are_the_post_s_to_the_digit():
    values = torch.cat([X, Y]).flatten()
    digits = " ".join(f"{value:.4f}" for value in values)
    # Taken from the text of the post's lists: their numbers, a space between each two.
    of_the_post = "206f68c3347fc9a5bc2abc8e74af13975d86879db6e6c0d7021998b3a8d842a0"
    assert sha256(digits.encode()).hexdigest() == of_the_post
    assert values.equal(values.round(decimals=4)), "a number has a fifth digit"


def test_the_noise_is_never_negative_and_explains_bias_and_loss():
    assert ((0 <= NOISE) & (NOISE < 0.2)).all()
    _, bias, loss = least_squares()
    assert bias == pytest.approx(3 + NOISE.mean().item(), abs=1e-5)  # x has mean 0
    assert loss < NOISE.var(correction=0)  # the best slope takes up some of the noise


def test_by_hand_and_built_in_make_the_same_steps():
    model = from_seed(0)
    w = torch.tensor(parameters(model), requires_grad=True)
    for _ in range(100):
        # The sum by hand has 50 times the gradient of the mean.
        post.hand_written_train(INPUTS, Y[:, 0], w, times=1, step=0.01 / 50)
        train(model, X, Y, times=1)
        assert parameters(model) == pytest.approx(w.tolist(), abs=1e-5)
    w = torch.zeros(2, requires_grad=True)
    post.hand_written_train(INPUTS, Y[:, 0], w, times=1)  # by its own step, 0.01
    assert w.allclose(0.01 * 2 * INPUTS.T @ Y[:, 0])  # the gradient: -2 * INPUTS.T @ y
    post.hand_written_train(INPUTS, Y[:, 0], w)
    assert w.isnan().all()


def test_the_benchmark_times_three_loops_that_make_the_same_steps():
    benchmark.main(rounds=1, times=3)
    timed = {"times": 100}  # steps
    for statement in benchmark.SETUP, *benchmark.LOOPS:
        exec(statement, timed)  # noqa: S102
    model, post_model = timed["model"], timed["post_model"]
    assert type(model) is MyLinear and not isinstance(post_model, MyLinear)
    assert parameters(from_seed(0)) != parameters(model) == parameters(post_model)
    assert timed["w"].tolist() == pytest.approx(parameters(model), abs=1e-4)
