from itertools import groupby
from unittest.mock import Mock

import pytest

import data
import my_linear
from tests import benchmark, oracles


def test_it_prints_one_row_for_each_loop(capsys):
    benchmark.main(rounds=2, times=3)
    printed = capsys.readouterr().out
    assert " 3 steps on 50 points " in printed
    for loop in benchmark.LOOPS:
        assert printed.count(f" {loop} ") == 1


def test_each_round_runs_every_loop_with_all_its_steps(monkeypatch):
    names = [loop.partition("(")[0] for loop in benchmark.LOOPS]
    loops = Mock()
    for name in names:
        module = my_linear if name == "train" else oracles
        monkeypatch.setattr(module, name, getattr(loops, name))
    benchmark.main(rounds=3, times=1_000)
    steps = [(name, args[3]) for name, args, _ in loops.mock_calls]
    # A timer runs its loop more than once, to warm up.
    in_turn = [run for run, _ in groupby(steps)]
    assert in_turn == [(name, 1_000) for name in names] * 3


def test_the_hand_written_loop_takes_steps_of_the_same_length(monkeypatch):
    loop = Mock(wraps=oracles.hand_written_train)
    monkeypatch.setattr(oracles, "hand_written_train", loop)
    benchmark.main(rounds=1, times=100)
    w = loop.call_args.args[2]
    by_hand = oracles.numpy_train([0, 0], data.x.numpy(), data.y.numpy(), 100)
    assert w.tolist() == pytest.approx(by_hand, abs=1e-5)
