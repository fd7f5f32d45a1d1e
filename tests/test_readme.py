"""Tests of README.md: its programs are run, its figures are measured."""

import re
import subprocess
import sys
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
LAST_SECTION = README.rpartition("\n## ")[2]
PINS = (TOP / "tests/requirements.txt").read_text("utf-8").split()


def section(title):
    """The text from the one heading that contains the title up to the next heading."""
    parts = [part for part in README.split("\n#") if title in part.splitlines()[0]]
    assert len(parts) == 1, f"{len(parts)} headings of README.md contain {title!r}"
    return parts[0]


def blocks(kind, text=README):
    """The contents of the text's blocks of this kind."""
    return re.findall(f"(?s)```{kind}\n(.*?)```", text)


def numbers(text):
    return re.findall(r"-?\d+(?:\.\d+)?", text)


def languages(text):
    """The lines in Chinese, which have ，。 or ：, and those in English: no headings."""
    text = re.sub(r"(?s)```.*?```", "", text)
    text = re.sub(r"(\d),(\d)", r"\1\2", text)  # 50000 for 50,000
    lines = [s for s in text.split("\n") if s and not re.match(r"[#<!|]", s)]
    chinese = [line for line in lines if re.search("[，。：]", line)]
    return chinese, [line for line in lines if line not in chinese]


def check_says(title, *figures):
    """Each language gives these figures, as often and in this order, among others."""
    for lines in languages(section(title)):
        given = [number for number in numbers("\n".join(lines)) if number in figures]
        wanted = "in Chinese and again in English, in this order, and not more often"
        assert given == [*figures], f"README.md, {title!r}: {figures} {wanted}"


def edited(program, diff):
    """The program without the diff's lines marked -, and with those marked +."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    assert program.count(before) == 1, f"README.md edits {before!r}: not found once"
    return program.replace(before, after)


def experiment(title):
    """The program as the experiment edits it, but with 1,000 steps by default."""
    (diff,) = blocks("diff", section(title))
    return re.sub("50_?000", "1_000", edited(SOURCE, diff))


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
    with pytest.raises(ValueError, match=r"row for each row.+y.view\(-1, 1\)") as error:
        run(experiment("4. "))
    assert re.findall(r"\[.+?\]", str(error.value)) == ["[50, 1]", "[50]"]  # shapes


# Places from the end, among the tensors that are printed; experiment 9 prints OUTPUT.
OUTPUT, WEIGHT, BIAS, LOSS = -4, -3, -2, -1


def check_answer(run, title, place, *figures, edit=("", "")):
    """The experiment prints, in this place, a number that its answer gives.

    figures: the least and the greatest such number, or the only one.
    edit: a further edit of the program, as the answer tells: its text before and after.
    """
    program = experiment(title).replace(*edit)
    for seed in range(3):
        ran = run(program, seed)
        number = float(re.findall(r"tensor\(\[*([-.\de]+)", ran)[place])
        assert float(figures[0]) <= number <= float(figures[-1]), title
    check_says(title, *figures)


@pytest.mark.filterwarnings("ignore:Using a target size")  # experiment 4 warns of it
def test_the_answers_to_the_experiments(run):
    check_answer(run, "1. ", BIAS, "3.0897")
    check_answer(run, "1. ", BIAS, "1.60", "2.33", edit=("1_000)", "50)"))
    check_answer(run, "3. ", BIAS, "3.0897")
    with pytest.raises(ArithmeticError, match="training diverged"):
        run(experiment("3. ").replace("lr=0.11", "lr=0.12"))
    check_answer(run, "4. ", LOSS, "12.5823", edit=("check_data(model, x, y)\n", "\n"))
    check_answer(run, "5. ", WEIGHT, "1.19", "1.22")
    check_answer(run, "6. ", LOSS, "1", "22")
    check_answer(run, "7. ", BIAS, "-2.92", "-2.90")
    check_answer(run, "7. ", BIAS, "-2.9316", edit=("1_000)", "2250)"))
    check_says("7. ", "2250")
    check_answer(run, "8. ", WEIGHT, "1.0987")
    check_answer(run, "8. ", BIAS, "2.9067")
    two_points = re.search(r"`(\[.+?)`", section("9. "))[1]
    check_answer(run, "9. ", OUTPUT, "15.1324", edit=("[[10.0]]", two_points))


def test_experiment_8_needs_its_clone(run):
    program = experiment("8. ") + "import data\nprint(data.y[-1].item())\n"
    assert float(run(program).split()[-1]) == Y[-1].item()
    assert float(run(program.replace(".clone()", "")).split()[-1]) == 0


def test_experiment_10_draws_the_loss_in_a_figure_of_its_own(run, folder):
    run("import matplotlib.pyplot as plt\nplt.figure()\n" + experiment("10. "))
    assert len(plt.get_fignums()) == 3 and (folder / "losses.png").exists()
    losses = plt.figure(2).gca()  # 1 is the line's before it, 3 the fit's after it
    assert losses.get_yscale() == "log" and losses.get_ylabel() == "loss"
    values = losses.lines[0].get_ydata()
    assert len(values) == 500 and values[300] > 0.00355 > values[400], "not about 350"
    check_says("10. ", "350", "0.0035")


def test_own_data(run, folder):
    text = section("Your own data")
    (one_x,), (diff,), (table,) = [blocks(k, text) for k in ("python", "diff", "text")]
    _, rows = table.split("\n", 1)
    (folder / "rent.csv").write_text("面积,楼层,月租\n" + rows, encoding="gbk")
    for program in one_x, edited(one_x, diff):
        program = program.replace("std, y)", "std, y, 1_000)")  # in the call of train
        printed = run(program)
        shown = re.findall(r"\d\.\d{4}", program)  # in its comments
        assert re.findall(r"\d\.\d{4}", printed) == shown
        assert torch.get_default_dtype() == torch.float64
        assert [*plt.gca().dataLim.intervalx] == [50, 120], "drawn is not x as it was"
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        run(program.replace("[[90.0, 3.0]]", "[[90.0]]"))  # the second program
    check_says("Your own data", "90", "0.03", "0.5", "90.0", "95.0", "90", "3", "50000")


def test_figures_are_those_measured():
    weight, bias, loss = [f"{value:.4f}" for value in least_squares()]
    assert bias == f"{Y.mean():.4f}", "not the mean of y, as it is where x has mean 0"
    assert 0 <= NOISE.min() and NOISE.max() < 0.2
    noise, variance = f"{NOISE.mean():.4f}", f"{NOISE.var(correction=0):.4f}"
    of_mean, of_sum = f"{post.LARGEST_RATE:.3f}", f"{post.LARGEST_RATE / 50:.4f}"
    ranges = (TOP / "requirements.txt").read_text("utf-8")
    check_says("Run it", *re.findall(r"(?m)^\w+>=([\d.]+)(?:,|$)", ranges))
    check_says("What it prints", "-1", "1", "50", "50", "1", "-1", weight, bias)
    check_says("Why is the bias", "0.2", "50", noise, "0", "3", noise)
    check_says("Why is the loss", "1.2", bias, variance, loss)
    check_says("Beside the post", weight, bias, bias)
    check_says("1. ", "1000", "1000", bias, "600", "700", "1000", "50000", "50")
    check_says("2. ", "50", of_mean, of_sum, "0.01", f"{0.01 / 50:.4f}", "0.01", "50")
    check_says("3. ", "0.11", bias, "0.12")
    check_says("How training moves", "3", "0.11", "0.12", "5", "500", "2000")


def test_the_code_that_the_page_names_is_there():
    programs = SOURCE + (TOP / "tests/post.py").read_text("utf-8")
    by_hand, built_in = blocks("python", section("By hand and built in"))
    for step in by_hand, built_in:
        assert step in re.sub("(?m)^ +", "", programs) and step.count("\n") == 5
    code = re.sub("#.*", "", programs)  # a comment may name what is gone
    for name in re.findall(r"`([\w=]+)`", section("Beside the post")):
        assert re.search(rf"\b{name}\b", code), f"README.md names {name}"


def test_the_commands_files_and_headings_that_the_page_names_are_there():
    run_it, _ = blocks("sh")  # .ci/run runs them
    linux = run_it.replace(" &&", "").replace("python3 ", "python ")
    assert blocks("bat") == [linux.replace("/bin/", "\\Scripts\\")], "bat unlike sh"
    assert blocks("text", section("Run it")) == ["python my_linear.py\n"]
    commands = re.findall("`.venv/bin/python (-m .+?)`", section("Test it"))
    assert commands == ["-m pytest tests/test_smoke.py", "-m tests.benchmark"] * 2
    made = {"my_linear.png", "losses.png", "rent.py", "rent.csv"}  # not in git
    for file in {*re.findall(r"[a-z_/]+\.(?:py|txt|png|csv)\b", README)} - made:
        assert (TOP / file).exists(), f"README.md names {file}"
    headings = re.findall("(?m)^#+ (.+)", README)
    anchors = [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings]
    assert {*re.findall(r"\]\(#(.+?)\)", README)} <= {*anchors}, "no such heading"


def test_both_languages_give_the_same_figures_and_names():
    assert README.count("<details>") == README.count("</details>")
    for one, other in zip(*languages(README), strict=True):
        unlike = f"unlike, or one is missing, or Chinese without ，。：\n{one}\n{other}"
        assert numbers(one) == numbers(other), unlike
        assert {*re.findall("`.+?`", one)} == {*re.findall("`.+?`", other)}, unlike


def test_the_last_section_has_the_words_of_each_error():
    model = from_seed(0)
    for words, wrong in [
        ("model(x) has shape", lambda: train(model, X, Y.T)),
        ("but y has shape", lambda: train(model, X, Y[:1])),
        ("mat1 and mat2 shapes cannot be", lambda: train(model, X[:, 0], Y)),
        ("(1x50 and 1x1)", lambda: train(model, X[:, 0], Y)),
        ("(50x2 and 1x1)", lambda: train(model, INPUTS, Y)),
        ("have the same dtype", lambda: train(model, X.int(), Y)),
        ("could not infer output dtype", lambda: X.int().mean(0)),
        ("must be Tensor, not list", lambda: train(model, X.tolist(), Y)),
        ("not numpy.ndarray", lambda: train(model, X.numpy(), Y)),
        ("'list' object has no attribute", lambda: train(model, X, Y.tolist())),
        ("'int' object is not callable", lambda: train(model, X, Y.numpy())),
        ("sub-type of ndarray", lambda: Y.numpy().view(-1, 1)),
        ("the loss is nan or inf before the", lambda: train(model, X.log(), Y)),
        ("training diverged", lambda: train(MyLinear(), X, Y, 1_000, lr=1)),
        ("No module named", lambda: __import__("none")),
        ("Key backend", lambda: plt.rcParams.update(backend="none")),
    ]:
        with pytest.raises(Exception, match=re.escape(words)):
            wrong()
        assert words in LAST_SECTION, "the page must have the words"


@pytest.mark.parametrize("default", [torch.float32, torch.float64])
def test_the_cures_of_the_last_section_lead_to_the_right_line(default):
    torch.set_default_dtype(default)  # float64 in rent.py
    x = torch.arange(-5, 6).view(-1, 1)
    cure = re.search(r"`(torch\.as_tensor.+?)`", LAST_SECTION)[1]
    for wrong in x.tolist(), x.numpy(), x.float():
        cured = eval(cure.replace("...", "wrong"), {"torch": torch, "wrong": wrong})
        model = MyLinear()
        train(model, cured, 2 * cured + 1, times=1_000)
        assert parameters(model) == pytest.approx([2, 1], abs=1e-4)
    cure = re.search(r"50x2 and 1x1\)`[^`]+`model = (.+?)`", LAST_SECTION)[1]
    assert eval(cure)(torch.ones(50, 2)).shape == Y.shape
    for name, cure in re.findall(r"`(\w+) = (\1\..+?)`", LAST_SECTION):
        assert eval(cure, {name: X.T}).equal(X), f"{cure} must make the row a column"


def test_the_pictures_are_those_that_are_drawn(run, folder):
    if f"matplotlib=={matplotlib.__version__}" not in PINS:
        pytest.skip("another matplotlib draws differently")
    run(experiment("1. "))  # the program with 1,000 steps
    paths.draw(paths.PICTURE.name)
    shown = re.findall(r"!\[.+\]\((.+)\)", README)
    for file, name in zip(shown, ["my_linear.png", paths.PICTURE.name], strict=True):
        difference = compare_images(TOP / file, name, tol=0.1)  # elsewhere up to 0.02
        assert not difference, f"{difference}\nIf right: cp {folder / name} {file}"
