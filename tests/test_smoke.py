"""The smoke test: training ends near weight 1.2 and bias 3, as the post says."""

import pytest

import data
from my_linear import MyLinear, train


def test_weights_near_1_2_and_3():
    model = MyLinear()
    train(model, data.x.view(-1, 1), data.y.view(-1, 1), times=1_000)
    weight, bias = model.parameters()
    assert [weight.item(), bias.item()] == pytest.approx([1.2, 3], abs=0.1)
