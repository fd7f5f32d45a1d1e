"""Which loop is faster? `python -m tests.benchmark`, from the top folder, tells."""

from torch.utils.benchmark import Compare, Timer

SETUP = """
import torch
from my_linear import train
from tests import post
post_model, model = post.from_seed(0, post.PostModel), post.from_seed(0)
w = torch.tensor(post.parameters(model), requires_grad=True)
"""
LOOPS = [
    "post.post_train(post_model, post.X, post.Y, times)",
    "train(model, post.X, post.Y, times)",
    # The loss by hand is the sum: the same steps need 1/50 of the rate.
    "post.hand_written_train(post.INPUTS, post.Y[:, 0], w, times, 0.01 / 50)",
]


def main(rounds=10, times=1_000):
    options = {"globals": {"times": times}, "description": f"{times:,} steps"}
    timers = [Timer(loop, SETUP, **options) for loop in LOOPS]
    Compare([timer.timeit(1) for _ in range(rounds) for timer in timers]).print()


if __name__ == "__main__":
    main()
