"""Help: which loop is faster? `python -m tests.benchmark`, from the top folder, tells.

Each row of its table is the code that it times. All rows take their turn in each round,
so that a slow moment of the machine slows all.
"""

from torch.utils import benchmark

SETUP = """
import torch
from my_linear import MyLinear, train
from tests.oracles import INPUTS, X, Y, PostModel, hand_written_train, post_train
inputs, w = INPUTS.float(), torch.zeros(2, requires_grad=True)
"""
# The loss of the hand-written loop is the sum: its step needs 1/50 of the rate.
LOOPS = [
    "post_train(PostModel(), X, Y, times)",
    "train(MyLinear(), X, Y, times)",
    "hand_written_train(inputs, Y[:, 0], w, times, 0.01 / 50)",
]


def main(rounds=10, times=1_000):
    timers = [
        benchmark.Timer(
            loop,
            SETUP,
            globals={"times": times},
            label=f"{times:,} steps on 50 points",
            description="time",
        )
        for loop in LOOPS
    ]
    results = [timer.timeit(1) for _ in range(rounds) for timer in timers]
    benchmark.Compare(results).print()


if __name__ == "__main__":
    main()
