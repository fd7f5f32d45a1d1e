"""The fixtures: an empty folder to work in, and a function that runs a program."""

import runpy
import sys

import matplotlib.pyplot as plt
import pytest
import torch

plt.switch_backend("agg")  # no window opens
plt.rcdefaults()  # whatever the user's matplotlibrc says


def pytest_configure(config):  # with a display, matplotlib warns that agg shows nothing
    config.addinivalue_line("filterwarnings", "ignore:FigureCanvasAgg")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Each test works in an empty folder; default dtype, figures, backend are put back."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    torch.set_default_dtype(torch.float32)
    plt.close("all")
    plt.switch_backend("agg")


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """A function that runs a program's text, with a seed, and returns what it printed."""

    def run_text(text, seed=0):
        monkeypatch.delitem(sys.modules, "data", raising=False)  # experiment 8 edits it
        plt.close("all")  # or matplotlib warns of too many figures
        (folder / "program.py").write_text(text, encoding="utf-8")
        torch.manual_seed(seed)
        runpy.run_path("program.py", run_name="__main__")
        return capsys.readouterr().out

    return run_text
