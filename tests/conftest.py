import os
import runpy
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

os.environ["MPLBACKEND"] = "module://tests.window_backend"  # so no real window opens

import matplotlib.pyplot as plt
import pytest
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from tests.oracles import OUTLINES

plt.rcdefaults()  # whatever the user's matplotlibrc says


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """`python my_linear.py`, all of its steps, run once from a folder that is not its own.

    It runs in this process, where weight and bias can be noted after each step. Its
    output goes through a buffer, so that a missing flush shows. With "interactive", a
    window waits only if it is told to.
    """
    folder = tmp_path_factory.mktemp("another_folder")
    ran = SimpleNamespace(seed=1, optimizers=set(), path=[])

    def note(optimizer, *_):
        ran.optimizers.add(optimizer)
        ran.path.append([p.item() for p in optimizer.param_groups[0]["params"]])

    hook = register_optimizer_step_post_hook(note)
    torch.manual_seed(ran.seed)
    with (
        pytest.MonkeyPatch.context() as patch,
        plt.rc_context(OUTLINES | {"interactive": True}),
        open(folder / "output", "w") as output,
        redirect_stdout(output),
    ):
        patch.chdir(folder)
        path = Path(__file__).parent.parent / "my_linear.py"
        runpy.run_path(str(path), run_name="__main__")
    hook.remove()
    ran.lines = (folder / "output").read_text().splitlines()
    ran.picture = folder / "my_linear.png"
    return ran
