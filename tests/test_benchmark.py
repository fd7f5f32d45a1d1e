"""Tests: each row of the benchmark runs all of its steps."""

from unittest.mock import Mock

from tests import benchmark


def test_each_row_runs_all_of_its_steps(monkeypatch):
    loops = Mock()
    monkeypatch.setattr("my_linear.train", loops.train)
    monkeypatch.setattr("tests.oracles.post_train", loops.post_train)
    monkeypatch.setattr("tests.oracles.hand_written_train", loops.by_hand)
    benchmark.main(rounds=1)
    ran = {(name, *args[3:]) for name, args, _ in loops.mock_calls}
    assert ran == {("post_train", 1_000), ("train", 1_000), ("by_hand", 1_000, 0.0002)}
