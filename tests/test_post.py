"""Tests of what the post says, and of what README.md sets right or explains in it."""

from hashlib import sha256

import pytest
import torch

from my_linear import train
from tests import benchmark, post
from tests.post import LARGEST_RATE, NOISE, X, Y, from_seed, least_squares, parameters


def test_the_data_are_the_post_s_to_the_digit():
    values = torch.cat([X, Y]).flatten()
    digits = " ".join(f"{value:.4f}" for value in values)
    # Taken from the text of the post's lists: their numbers, a space between each two.
    of_the_post = "206f68c3347fc9a5bc2abc8e74af13975d86879db6e6c0d7021998b3a8d842a0"
    assert sha256(digits.encode()).hexdigest() == of_the_post
    assert values.equal(torch.tensor([float(number) for number in digits.split()]))


def test_the_noise_is_never_negative_and_explains_bias_and_loss():
    assert ((0 <= NOISE) & (NOISE < 0.2)).all()
    _, bias, loss = least_squares()
    assert bias == pytest.approx(3 + NOISE.mean().item(), abs=1e-5)
    assert loss < NOISE.var(correction=0)  # the best slope takes up some of the noise


def test_by_hand_and_built_in_make_the_same_steps():
    model = from_seed(0)
    w = torch.tensor(parameters(model), requires_grad=True)
    for _ in range(100):
        # The sum by hand has 50 times the gradient of the mean.
        post.hand_written_train(post.INPUTS, Y[:, 0], w, times=1, step=0.01 / 50)
        train(model, X, Y, times=1)
        assert parameters(model) == pytest.approx(w.tolist(), abs=1e-5)
    post.hand_written_train(post.INPUTS, Y[:, 0], w)
    assert w.isnan().all()  # with its own step, which README.md warns of


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_sum_and_mean_have_one_best_line_but_each_its_largest_rate(reduction):
    below, above = from_seed(0), from_seed(0)
    post.post_train(below, X, Y, 1_000, 0.99 * LARGEST_RATE[reduction], reduction)
    post.post_train(above, X, Y, 1_000, 1.01 * LARGEST_RATE[reduction], reduction)
    assert parameters(below) == pytest.approx(least_squares()[:2], abs=1e-5)
    assert abs(parameters(above)[0]) > 1e6
    assert min(post.CURVATURES) > 0  # there is no other minimum


def test_each_row_of_the_benchmark_runs(capsys):
    benchmark.main(rounds=1, times=3)
    table = capsys.readouterr().out
    assert all(text in table for text in ["3 steps", *benchmark.LOOPS])
