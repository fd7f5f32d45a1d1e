"""Each thing that the post states or implies, held against something independent."""

import pytest
import torch
from torch import nn, optim
from torch.optim.optimizer import register_optimizer_step_post_hook

import data
from my_linear import MyLinear, train
from tests.oracles import (
    PostModel,
    hand_written_train,
    least_squares,
    parameters,
    post_train,
    with_ones,
)


def from_seed(seed, model_class=MyLinear):
    torch.manual_seed(seed)
    return model_class()


# Before section 1, and section 5: what replaces the hand-written loop


def test_mse_loss_is_the_mean_of_the_squared_errors():
    output, target = [1.0, 2.0, 4.0], [0.5, 2.0, 1.0]
    by_hand = (0.5**2 + 0**2 + 3**2) / 3
    loss = nn.MSELoss()(torch.tensor(output), torch.tensor(target))
    assert loss.item() == pytest.approx(by_hand)


def test_sgd_without_options_is_w_minus_lr_times_grad():
    by_sgd = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    by_hand = by_sgd.detach().clone().requires_grad_()
    optimizer = optim.SGD([by_sgd], lr=0.01)
    for _ in range(100):
        optimizer.zero_grad()
        by_sgd.pow(4).sum().backward()
        optimizer.step()
        by_hand.pow(4).sum().backward()
        by_hand.data -= 0.01 * by_hand.grad
        by_hand.grad.zero_()
    torch.testing.assert_close(by_sgd, by_hand, rtol=1e-5, atol=0)


def test_zero_grad_is_needed(x, y, monkeypatch):
    monkeypatch.setattr(optim.SGD, "zero_grad", lambda self: None)
    model = from_seed(0)
    losses = [post_train(model, x, y, times=1) for _ in range(1_000)]
    assert max(losses[-100:]) > 1


def test_the_hand_written_loop_reaches_the_same_line_from_the_same_start(x, y):
    model = from_seed(0)
    w = torch.tensor(parameters(model), requires_grad=True)
    # Its loss is the sum, 50 times the mean, so a step of the same length is 1/50.
    hand_written_train(with_ones(x).float(), data.y, w, times=1_000, step=0.01 / 50)
    train(model, x, y, times=1_000)
    assert w.tolist() == pytest.approx(parameters(model), abs=1e-5)


# Section 2: the data


def noise():
    """What 0.2 * torch.rand(...) has added to 1.2x + 3, in float64, of shape (50,)."""
    return data.y.double() - (1.2 * data.x.double() + 3)


def test_the_data_come_from_the_line_1_2x_plus_3_and_noise_from_0_to_0_2():
    steps = data.x.double().diff()
    assert (data.x[0], data.x[-1]) == (-5, 5)
    torch.testing.assert_close(
        steps, torch.full_like(steps, 10 / 49), rtol=0, atol=2e-4
    )
    assert noise().min() >= 0
    assert noise().max() < 0.2


def test_view_is_necessary(x, y):
    model = from_seed(0)
    with pytest.warns(UserWarning, match="target size"):
        loss = post_train(model, x, data.y, times=1_000)
    assert parameters(model) == pytest.approx([0, data.y.mean().item()], abs=1e-5)
    assert f"{loss.item():.2f}" == "12.58"
    assert loss.item() == pytest.approx(data.y.var(correction=0).item())
    with pytest.raises(ValueError, match=r"y = y\.view\(-1, 1\)"):
        train(model, x, data.y)


def test_torch_tensor_takes_numbers_where_torch_Tensor_may_take_a_size():
    assert torch.Tensor([5]).equal(torch.tensor([5.0]))
    assert torch.Tensor(5).shape == (5,)
    assert torch.tensor(5).item() == 5


# Section 3: the picture


def test_detach_notices_a_change_that_data_hides():
    def gradient(without_history):
        w = torch.tensor(3.0, requires_grad=True)
        output = w.exp()
        without_history(output).zero_()
        output.backward()
        return w.grad.item()

    # The gradient is e³: 0 is wrong, and not a word is said.
    assert gradient(lambda output: output.data) == 0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        gradient(lambda output: output.detach())


# Section 4: the model


def test_the_post_s_wrapper_and_my_linear_train_bit_identically(x, y):
    ours, theirs = from_seed(3), from_seed(3, PostModel)
    assert parameters(ours) == parameters(theirs)
    for times in [1, 10, 100, 1_000]:
        train(ours, x, y, times=times)
        post_train(theirs, x, y, times=times)
        assert parameters(ours) == parameters(theirs)


# Section 5: the training


def test_the_loss_printed_by_the_post_is_that_before_the_last_step(x, y):
    ours, theirs = from_seed(0), from_seed(0, PostModel)
    _, after_2_steps = train(ours, x, y, times=2)
    _, after_3_steps = train(ours, x, y, times=1)
    printed = post_train(theirs, x, y, times=3)
    assert printed == after_2_steps
    assert printed > after_3_steps


def test_each_step_uses_all_50_points(x, y):
    model = MyLinear()
    batches = []
    model.register_forward_pre_hook(lambda _, inputs: batches.append(inputs[0]))
    train(model, x, y, times=10)
    assert len(batches) >= 10
    assert all(batch.equal(x) for batch in batches)


def hessian(reduction, x, y):
    """Second derivatives of the loss by weight and bias, by autograd in float64."""
    criterion = nn.MSELoss(reduction=reduction)

    def loss(w):
        return criterion(with_ones(x) @ w, y.double().flatten())

    start = torch.zeros(2, dtype=torch.float64)
    return torch.autograd.functional.hessian(loss, start)


def test_the_loss_has_one_minimum(x, y):
    eigenvalues = torch.linalg.eigvalsh(hessian("mean", x, y))
    assert eigenvalues.min() > 0


def test_sum_and_mean_have_the_same_minimum(x, y):
    weight, bias, _ = least_squares(x, y)
    for reduction in ["mean", "sum"]:
        w = torch.tensor([weight, bias], dtype=torch.float64, requires_grad=True)
        loss = nn.MSELoss(reduction=reduction)(with_ones(x) @ w, y.double().flatten())
        loss.backward()
        assert w.grad.tolist() == pytest.approx([0, 0], abs=1e-10)


def test_with_the_sum_the_rate_0_01_diverges_within_24_steps(x, y):
    loss = post_train(from_seed(0), x, y, times=25, reduction="sum")
    assert not loss.isfinite()


@pytest.mark.parametrize("reduction, figure", [("mean", "0.1153"), ("sum", "0.0023")])
def test_the_largest_stable_rate_is_2_by_the_largest_curvature(reduction, figure, x, y):
    largest = (2 / torch.linalg.eigvalsh(hessian(reduction, x, y)).max()).item()
    assert f"{largest:.4f}" == figure
    below, above = from_seed(0), from_seed(0)
    stable = {"lr": 0.999 * largest, "reduction": reduction}
    unstable = {"lr": 1.001 * largest, "reduction": reduction}
    post_train(below, x, y, times=5_000, **stable)
    assert parameters(below) == pytest.approx(least_squares(x, y)[:2], abs=1e-3)
    first_loss = post_train(above, x, y, times=1, **unstable)
    last_loss = post_train(above, x, y, times=5_000, **unstable)
    assert last_loss > 1_000 * first_loss


@pytest.mark.parametrize("seed", range(10))
def test_the_parameters_stop_moving_near_step_650(seed, x, y):
    model = from_seed(seed)
    states = [parameters(model)]
    hook = register_optimizer_step_post_hook(
        lambda *_: states.append(parameters(model))
    )
    train(model, x, y, times=1_000)
    hook.remove()
    moves = [step for step in range(1, 1_001) if states[step] != states[step - 1]]
    assert 600 <= moves[-1] <= 700
    # A step depends on nothing but the parameters: if one leaves them, so do all later.
    train(model, x, y, times=1)
    assert parameters(model) == states[-1]


def test_50_000_steps_end_where_1_000_end(trained, x, y):
    model = from_seed(0)
    train(model, x, y, times=1_000)
    assert parameters(model) == parameters(trained.model)


# Section 9: the results


def test_the_intercept_is_3_and_the_mean_of_the_noise(trained):
    assert f"{noise().mean():.4f}" == "0.0897"
    assert trained.model.bias.item() == pytest.approx(
        3 + noise().mean().item(), abs=1e-5
    )


def test_the_loss_that_stays_is_the_variance_of_the_noise_about_the_line(trained):
    x = data.x.double()
    covariance = ((x - x.mean()) * (noise() - noise().mean())).mean()
    variance = noise().var(correction=0)
    about_the_line = variance - covariance**2 / x.var(correction=0)
    assert f"{variance:.4f}" == "0.0037"
    assert trained.loss.item() == pytest.approx(about_the_line.item(), rel=1e-5)
    assert f"{0.2**2 / 12:.4f}" == "0.0033"
