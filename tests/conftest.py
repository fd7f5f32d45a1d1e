import os
import runpy
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

os.environ["MPLBACKEND"] = "module://tests.window_backend"  # so no real window opens

import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.patheffects import Normal
from torch.optim.optimizer import register_optimizer_step_post_hook

plt.rcdefaults()  # whatever the user's matplotlibrc says


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """`python my_linear.py`, all of its steps, run once from a folder that is not its own.

    It runs in this process, where each step's optimizer can be noted. Its output goes
    through a buffer, so that a missing flush shows. With "interactive", a window waits
    only if it is told to. Outlined words look alike with every font library.
    """
    folder = tmp_path_factory.mktemp("another_folder")
    settings = {"interactive": True, "path.effects": [Normal()]}
    optimizers = []
    hook = register_optimizer_step_post_hook(lambda sgd, *_: optimizers.append(sgd))
    torch.manual_seed(0)
    with (
        pytest.MonkeyPatch.context() as patch,
        plt.rc_context(settings | {"text.hinting": "no_hinting"}),
        open(folder / "output", "w") as output,
        redirect_stdout(output),
    ):
        patch.chdir(folder)
        path = Path(__file__).parent.parent / "my_linear.py"
        runpy.run_path(str(path), run_name="__main__")
    hook.remove()
    return SimpleNamespace(
        lines=(folder / "output").read_text().splitlines(),
        picture=folder / "my_linear.png",
        optimizers=optimizers,
        parameters=[p.item() for p in optimizers[0].param_groups[0]["params"]],
    )
