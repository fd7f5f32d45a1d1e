import hashlib

import pytest
import torch

import data


@pytest.mark.parametrize("name", ["x", "y"])
def test_fifty_float32_numbers_of_four_decimals(name):
    values = getattr(data, name)
    assert values.shape == (50,)
    assert values.dtype == torch.float32
    four_decimals = (values.double() * 10_000).round() / 10_000
    assert values.equal(four_decimals.float())


def test_x_is_evenly_spaced_from_minus_5_to_5():
    evenly_spaced = torch.linspace(-5, 5, 50, dtype=torch.float64)
    assert data.x.equal(((evenly_spaced * 10_000).round() / 10_000).float())


def test_y_is_the_post_s_to_the_digit():
    # Taken from the text of the post's list: its numbers with a space between each two.
    of_the_post = "3ddf4608c00968a4b93e484d337ada936834927e0932dbfab3bb02ddfe1ce563"
    digits = " ".join(f"{value:.4f}" for value in data.y.tolist())
    assert hashlib.sha256(digits.encode()).hexdigest() == of_the_post
