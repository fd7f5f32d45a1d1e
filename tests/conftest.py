import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

os.environ["MPLBACKEND"] = "module://tests.window_backend"  # so no real window opens

import matplotlib.pyplot as plt
import pytest
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

import data
from my_linear import MyLinear, train

TOP = Path(__file__).parent.parent


@pytest.fixture
def x():
    return data.x.view(-1, 1)


@pytest.fixture
def y():
    return data.y.view(-1, 1)


@pytest.fixture(autouse=True)
def matplotlib_s_defaults():
    plt.rcdefaults()  # whatever the user's matplotlibrc says
    yield
    plt.close("all")


def run_python(folder, *arguments, **env):
    """Run python in `folder`, as a user would, and return the lines that it prints.

    The environment is this one, changed by `env`; None takes a variable out. Output is
    buffered, as it is by default, so that a missing flush shows. The matplotlibrc stands
    in for the user's own; with it, a window waits only if it is told to.
    """
    (folder / "matplotlibrc").write_text("interactive: True")
    env = os.environ | {"PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": None} | env
    return subprocess.check_output(
        [sys.executable, *arguments],
        cwd=folder,
        env={name: value for name, value in env.items() if value is not None},
        text=True,
    ).splitlines()


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """`python my_linear.py`, run once from an empty folder that is not its own."""
    folder = tmp_path_factory.mktemp("another_folder")
    lines = run_python(folder, TOP / "my_linear.py", PYTHONPATH=None)
    return SimpleNamespace(lines=lines, folder=folder)


@pytest.fixture(scope="session")
def trained():
    """The real training: every default of `train`, with the optimizers of its steps."""
    optimizers = []
    hook = register_optimizer_step_post_hook(lambda o, *_: optimizers.append(o))
    torch.manual_seed(0)
    model = MyLinear()
    output, loss = train(model, data.x.view(-1, 1), data.y.view(-1, 1))
    hook.remove()
    return SimpleNamespace(model=model, output=output, loss=loss, optimizers=optimizers)
