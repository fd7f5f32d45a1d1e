import pytest

from tests import benchmark


def test_it_prints_a_row_for_each_loop_and_size_and_what_it_ran_on(capsys):
    benchmark.main(rounds=2, steps=2, sizes=(50, 5_000))
    printed = capsys.readouterr().out
    names = [*benchmark.LOOPS, *benchmark.FLOOR, "50 points", "5,000 points"]
    for name in names:
        (row,) = [
            line
            for line in printed.splitlines()
            if "ratio" in line.partition(f" {name} ")[2]
        ]
        assert float(row.split("|")[1]) > 0
    assert printed.count("ratio   1.00") >= 2
    assert printed.count("Times are in microseconds (us).") == 2
    assert printed.splitlines()[-1].startswith("torch 2.13.0")


@pytest.mark.parametrize("name", benchmark.LOOPS)
def test_a_loop_that_does_less_is_not_timed(name, monkeypatch, capsys):
    loop = benchmark.LOOPS[name]
    monkeypatch.setitem(
        benchmark.LOOPS, name, lambda x, y, times: loop(x, y, times - 1)
    )
    with pytest.raises(RuntimeError, match="do not do the same work"):
        benchmark.main(rounds=1, steps=2, sizes=())
    assert "round" not in capsys.readouterr().out
