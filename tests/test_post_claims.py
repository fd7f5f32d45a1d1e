"""What the post says, by its sections, held against something independent."""

from hashlib import sha256

import pytest
import torch
from torch import nn, optim

import data
from my_linear import MyLinear, train
from tests.oracles import (
    CHANGING,
    UNCHANGED,
    PostModel,
    X,
    Y,
    from_seed,
    hand_written_train,
    hessian,
    largest_rate,
    least_squares,
    noise,
    numpy_train,
    parameters,
    post_train,
    with_ones,
)

# 前言: the loop written by hand, and what replaces its parts


def test_the_hand_written_loop_reaches_the_same_line_from_the_same_start():
    model = from_seed(0)
    w = torch.tensor(parameters(model), requires_grad=True)
    hand_written_train(with_ones(X).float(), data.y, w, 1_000, 0.01 / 50)
    train(model, X, Y, times=1_000)
    assert w.tolist() == pytest.approx(parameters(model), abs=1e-5)


def test_the_hand_written_loop_with_its_own_defaults_ends_in_nan():
    w = torch.tensor(parameters(from_seed(0)), requires_grad=True)
    hand_written_train(with_ones(X).float(), data.y, w)
    assert w.isnan().all()


def test_the_hand_written_loop_s_own_defaults_are_50_steps_of_0_01():
    w = torch.zeros(2, requires_grad=True)
    x, y = (
        torch.tensor([[1.0]]),
        torch.tensor([2.0]),
    )  # of one point, sum and mean agree
    hand_written_train(with_ones(x).float(), y, w)
    by_hand = numpy_train([0, 0], x[0].numpy(), y.numpy(), times=50, lr=0.01)
    assert w.tolist() == pytest.approx(by_hand, abs=1e-5)


def test_zero_grad_is_needed(monkeypatch):
    monkeypatch.setattr(optim.SGD, "zero_grad", lambda self: None)
    model = from_seed(0)
    losses = [post_train(model, X, Y, times=1) for _ in range(1_000)]
    assert max(losses[-100:]) > 1


def test_the_gradient_of_the_sum_is_50_times_that_of_the_mean():
    model = from_seed(0)
    mean, sum_ = nn.MSELoss(), nn.MSELoss(reduction="sum")
    of_the_mean = torch.autograd.grad(mean(model(X), Y), model.parameters())
    of_the_sum = torch.autograd.grad(sum_(model(X), Y), model.parameters())
    ratios = torch.cat([(s / m).flatten() for s, m in zip(of_the_sum, of_the_mean)])
    torch.testing.assert_close(ratios, torch.tensor([50.0, 50.0]))


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_training_converges_below_the_largest_rate_and_diverges_above(reduction):
    below, above = from_seed(0), from_seed(0)
    post_train(below, X, Y, 1_000, 0.99 * largest_rate(reduction), reduction)
    post_train(above, X, Y, 1_000, 1.01 * largest_rate(reduction), reduction)
    assert parameters(below) == pytest.approx(least_squares(X, Y)[:2], abs=1e-5)
    assert abs(above.weight.item()) > 1e6


# 2、准备数据


def test_the_data_are_the_post_s_to_the_digit():
    values = torch.cat([data.x, data.y])
    digits = [f"{value:.4f}" for value in values.tolist()]
    # Taken from the text of the post's lists: their numbers, a space between each two.
    of_the_post = "206f68c3347fc9a5bc2abc8e74af13975d86879db6e6c0d7021998b3a8d842a0"
    assert sha256(" ".join(digits).encode()).hexdigest() == of_the_post
    assert values.equal(torch.tensor([float(number) for number in digits]))


def test_y_is_1_2x_plus_3_and_noise_from_0_to_0_2():
    assert ((0 <= noise()) & (noise() < 0.2)).all()


def test_view_is_necessary():
    model = from_seed(0)
    with pytest.warns(UserWarning, match="target size"):
        loss = post_train(model, X, data.y, times=1_000)
    assert parameters(model) == pytest.approx([0, data.y.mean().item()], abs=1e-5)
    assert loss.item() == pytest.approx(data.y.var(correction=0).item())


# 4、定义自己的模型


def test_the_post_s_wrapper_and_my_linear_train_bit_identically():
    ours = from_seed(3)
    torch.manual_seed(3)
    theirs = PostModel()
    assert parameters(ours) == parameters(theirs)
    for times in [1, 10, 100, 1_000]:
        train(ours, X, Y, times=times)
        post_train(theirs, X, Y, times=times)
        assert parameters(ours) == parameters(theirs)


# 5、定义训练函数


def test_the_loss_printed_by_the_post_is_that_before_the_last_step():
    model = from_seed(0)
    _, after_2_steps = train(model, X, Y, times=2)
    _, after_3_steps = train(model, X, Y, times=1)
    printed = post_train(from_seed(0), X, Y, times=3)
    assert printed == after_2_steps
    assert printed > after_3_steps


def test_each_step_uses_all_50_points():
    model = MyLinear()
    batches = []
    model.register_forward_pre_hook(lambda _, inputs: batches.append(inputs[0]))
    train(model, X, Y, times=10)
    assert len(batches) >= 10
    assert all(batch.equal(X) for batch in batches)


def test_step_updates_the_parameters_of_the_model():
    model = MyLinear()
    (group,) = optim.SGD(model.parameters(), lr=0.01).param_groups
    assert group["params"] == [model.weight, model.bias]


def test_the_loss_has_one_minimum():
    assert torch.linalg.eigvalsh(hessian("mean")).min() > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_parameters_stop_changing_between_these_steps(seed):
    model = from_seed(seed)
    train(model, X, Y, times=CHANGING)
    before = parameters(model)
    train(model, X, Y, times=UNCHANGED - CHANGING)
    after = parameters(model)
    # A step depends on nothing but the parameters: if one leaves them, so do all later.
    train(model, X, Y, times=1)
    assert before != after
    assert after == parameters(model)


def test_50_000_steps_end_where_1_000_end(program):
    assert program.path[999] == program.path[-1]


# 9、训练结果


def test_the_bias_is_3_and_the_mean_of_the_noise(program):
    _, bias = program.path[-1]
    assert bias == pytest.approx(3 + noise().mean().item(), abs=1e-5)


def test_the_loss_that_is_left_is_that_of_the_best_line_through_the_noise():
    *_, left = least_squares(X, noise())
    _, loss = train(MyLinear(), X, Y, times=1_000)
    assert loss.item() == pytest.approx(left, rel=1e-5)
