"""Which loop is faster? `python -m tests.benchmark`, from the top folder, tells.

All rows take their turn in each round: a slow moment of the machine slows all of them.
"""

from torch.utils.benchmark import Compare, Timer

SETUP = """
import torch
from my_linear import MyLinear, train
from tests.post import INPUTS, X, Y, PostModel, hand_written_train, post_train
w = torch.zeros(2, requires_grad=True)
"""
# The loss of the hand-written loop is the sum: the same steps need 1/50 of the rate.
LOOPS = [
    "post_train(PostModel(), X, Y, times)",
    "train(MyLinear(), X, Y, times)",
    "hand_written_train(INPUTS, Y[:, 0], w, times, 0.01 / 50)",
]


def main(rounds=10, times=1_000):
    label = f"{times:,} steps on 50 points"
    options = {"globals": {"times": times}, "label": label, "description": "time"}
    timers = [Timer(loop, SETUP, **options) for loop in LOOPS]
    Compare([timer.timeit(1) for _ in range(rounds) for timer in timers]).print()


if __name__ == "__main__":
    main()
