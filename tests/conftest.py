"""Help: what all tests share."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from tests.running import SOURCE, run

matplotlib.use("agg")  # no window opens
plt.rcdefaults()  # whatever the user's matplotlibrc says


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """The program's one run with all of its 50,000 steps, in a folder that is not its own."""
    return run(SOURCE, seed=1, folder=tmp_path_factory.mktemp("another_folder"))
