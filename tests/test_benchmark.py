import pytest

from tests import benchmark


def test_it_prints_one_row_for_each_loop(capsys):
    benchmark.main(rounds=2, steps=2)
    printed = capsys.readouterr().out
    for name in benchmark.LOOPS:
        assert printed.count(f" {name} ") == 1


@pytest.mark.parametrize("name", benchmark.LOOPS)
def test_the_steps_timed_are_those_of_the_title(name, monkeypatch, capsys):
    loop, steps = benchmark.LOOPS[name], []

    def noted(times):
        steps.append(times)
        return loop(times)

    monkeypatch.setitem(benchmark.LOOPS, name, noted)
    benchmark.main(rounds=1, steps=7)
    assert set(steps) == {100, 7}  # 100 to check, the rest to time
    assert " 7 steps on 50 points " in capsys.readouterr().out


@pytest.mark.parametrize("name", benchmark.LOOPS)
def test_a_loop_that_does_less_is_not_timed(name, monkeypatch, capsys):
    loop = benchmark.LOOPS[name]
    monkeypatch.setitem(benchmark.LOOPS, name, lambda times: loop(times - 1))
    with pytest.raises(RuntimeError):
        benchmark.main(rounds=1, steps=2)
    assert capsys.readouterr().out == ""
