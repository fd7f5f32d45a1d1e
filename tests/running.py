"""Help: runs the text of my_linear.py, as it stands or edited, and notes what it does."""

import re
import runpy
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import torch
from torch import optim
from torch.optim.optimizer import register_optimizer_step_post_hook

from tests.oracles import OUTLINES

SOURCE = (Path(__file__).parent.parent / "my_linear.py").read_text(encoding="utf-8")


def edited(edits):
    """my_linear.py with each old text replaced by its new one, and with 1,000 steps."""
    source = SOURCE
    for old, new in edits.items():
        assert old in source, f"my_linear.py has no {old!r}"
        source = source.replace(old, new)
    return source.replace("50_000", "1_000")


def run(source, seed, folder):
    """Run it from this start, in this folder, as `python my_linear.py` would.

    On its clock, a step takes a second, what PyTorch loads for a first optimizer 1,000.
    Its output goes through a buffer: what was not flushed is not yet on the screen when
    the window opens.
    """
    ran = SimpleNamespace(
        seed=seed, folder=folder, path=[], optimizers=set(), loading=0
    )
    screen = folder / "screen"
    init = optim.Optimizer.__init__

    def make_optimizer(*args, **kwargs):
        ran.loading = 1_000
        init(*args, **kwargs)

    def note_step(optimizer, *_):
        ran.optimizers.add(optimizer)
        ran.path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    def open_window(block=None):
        ran.window_waits = block or (block is None and not plt.isinteractive())
        text = screen.read_text()
        ran.lines = text.splitlines()
        ran.numbers = [float(n) for n in re.findall(r"tensor\(\[*([^],)]+)", text)]
        ran.picture_is_saved = (folder / "my_linear.png").exists()
        ran.legend = [text.get_text() for text in plt.gca().get_legend().get_texts()]

    (folder / "my_linear.py").write_text(source, encoding="utf-8")
    torch.manual_seed(seed)
    with (
        register_optimizer_step_post_hook(note_step),
        pytest.MonkeyPatch.context() as patch,
        plt.rc_context(OUTLINES | {"interactive": True}),
        open(screen, "w") as buffer,
        redirect_stdout(buffer),
    ):
        patch.chdir(folder)
        patch.delitem(sys.modules, "data", raising=False)  # edits may change it
        patch.setattr(optim.Optimizer, "__init__", make_optimizer)
        patch.setattr(time, "perf_counter", lambda: 7 + ran.loading + len(ran.path))
        patch.setattr(plt, "show", open_window)
        runpy.run_path("my_linear.py", run_name="__main__")
    return ran
