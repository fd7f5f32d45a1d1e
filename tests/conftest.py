"""Help: runs my_linear.py, as it stands or edited, in the tests' own process."""

import runpy
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from re import findall
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from tests.paths import SETTINGS

TOP = Path(__file__).parent.parent
SOURCE = (TOP / "my_linear.py").read_text(encoding="utf-8")
plt.switch_backend("agg")  # no window opens
plt.rcdefaults()  # whatever the user's matplotlibrc says
plt.rcParams.update(SETTINGS | {"interactive": True})


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """The program's one run of all 50,000 steps, in an empty folder."""
    return run(SOURCE, seed=2026, folder=tmp_path_factory.mktemp("another_folder"))


def edited(edits):
    """The program's text with each old text replaced by the new, and 1,000 steps."""
    source = SOURCE
    for old, new in (edits | {"50_000": "1_000"}).items():
        assert old in source, f"my_linear.py has no {old!r}"
        source = source.replace(old, new)
    return source


def run(source, seed, folder):
    """Run the source in this folder, its start from this seed; return what was seen.

    The clock is false: each step takes 1 second, all else 0.
    """
    ran = SimpleNamespace(seed=seed, path=[], picture=folder / "my_linear.png")

    def note_step(optimizer, *_):
        ran.optimizer = optimizer
        ran.path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    def open_window(block=None):
        assert ran.picture.exists()
        assert block or not plt.isinteractive(), "the window does not wait"
        ran.legend = [text.get_text() for text in plt.gca().get_legend().get_texts()]
        ran.screen = (folder / "screen").read_text()  # what was flushed
        ran.numbers = [float(n) for n in findall(r"tensor[([]+([-.\de]+)", ran.screen)]

    plt.close("all")
    torch.manual_seed(seed)
    (folder / "my_linear.py").write_text(source, encoding="utf-8")
    with (
        register_optimizer_step_post_hook(note_step),
        pytest.MonkeyPatch.context() as patch,
        open(folder / "screen", "w") as screen,
        redirect_stdout(screen),
    ):
        patch.chdir(folder)
        patch.delitem(sys.modules, "data")  # an edit may change it
        patch.setattr(time, "perf_counter", lambda: len(ran.path))
        patch.setattr(plt, "show", open_window)
        runpy.run_path("my_linear.py", run_name="__main__")
    torch.set_default_dtype(torch.float32)  # an edit may change it
    return ran
