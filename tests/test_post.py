"""Tests: what the post says and README.md sets right or explains, one claim each."""

from hashlib import sha256

import pytest
import torch

from my_linear import train
from tests import oracles
from tests.oracles import NOISE, X, Y, from_seed, least_squares, parameters, post_train


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
    assert loss == pytest.approx(least_squares(NOISE)[2])


def test_by_hand_and_built_in_end_at_the_same_line():
    model = from_seed(0)
    w = torch.tensor(parameters(model)).double().requires_grad_()
    # The sum by hand has 50 times the gradient of the mean.
    oracles.hand_written_train(oracles.INPUTS, Y[:, 0], w, times=1_000, step=0.01 / 50)
    train(model, X, Y, times=1_000)
    assert parameters(model) == pytest.approx(w.tolist(), abs=1e-5)


def test_sum_and_mean_have_one_best_line_but_each_its_largest_rate():
    for reduction, largest in oracles.LARGEST_RATE.items():
        below, above = from_seed(0), from_seed(0)
        post_train(below, X, Y, 1_000, 0.99 * largest, reduction)
        post_train(above, X, Y, 1_000, 1.01 * largest, reduction)
        assert parameters(below) == pytest.approx(least_squares()[:2], abs=1e-5)
        assert abs(above.weight.item()) > 1e6


def test_view_is_necessary():
    model = from_seed(0)
    with pytest.warns(UserWarning, match="target size"):
        loss = post_train(model, X, Y[:, 0], times=1_000)
    assert parameters(model) == pytest.approx([0, Y.mean().item()], abs=1e-5)
    assert loss.item() == pytest.approx(Y.var(correction=0).item())


def test_the_loss_has_one_minimum():
    assert min(oracles.CURVATURES) > 0


def test_there_is_no_nn_linear_in_small_letters():
    assert not hasattr(torch.nn, "linear")


def test_output_and_loss_are_the_final_ones_those_of_the_post_are_a_step_older():
    model = from_seed(0)
    output, loss = train(model, X, Y, times=2)
    assert output.equal(model(X))
    assert loss == post_train(from_seed(0), X, Y, times=3)
