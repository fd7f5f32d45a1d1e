"""Which loop is faster? `python -m tests.benchmark`, from the top folder, tells.

All loops take their turn in each round, so that a slow moment of the machine slows all.
"""

import numpy as np
import torch
from torch.utils import benchmark

import data
from my_linear import MyLinear, train
from tests.oracles import (
    PostModel,
    from_seed,
    hand_written_train,
    numpy_train,
    parameters,
    post_train,
    with_ones,
)

X, Y = data.x.view(-1, 1), data.y.view(-1, 1)
START = parameters(from_seed(0))


def the_post(times):
    model = from_seed(0, PostModel)
    post_train(model, X, Y, times)
    return parameters(model)


def this_project(times):
    model = from_seed(0, MyLinear)
    train(model, X, Y, times)
    return parameters(model)


def hand_written(times):
    w = torch.tensor(START, requires_grad=True)
    # Its loss is the sum, 50 times the mean, so a step of the same length is 1/50.
    hand_written_train(with_ones(X).float(), data.y, w, times, 0.01 / 50)
    return w.tolist()


def numpy_by_hand(times):
    return numpy_train(START, data.x.numpy(), data.y.numpy(), times)


# Each trains `times` steps with lr=0.01 from START, and returns weight and bias.
LOOPS = {
    "the post's loop": the_post,
    "this project's train": this_project,
    "the hand-written loop": hand_written,
    "NumPy, gradient by hand": numpy_by_hand,
}


def main(rounds=10, steps=1_000):
    # After 100 steps the line still moves, so another rate or number of steps shows too.
    ends = {name: loop(100) for name, loop in LOOPS.items()}
    if not np.allclose(list(ends.values()), ends["the post's loop"], rtol=1e-4):
        raise RuntimeError(f"the loops do not all end at the same line: {ends}")

    timers = [
        benchmark.Timer(
            "loop(steps)",
            globals={"loop": loop, "steps": steps},
            label=f"{steps:,} steps on 50 points",
            sub_label=name,
            description="time",
        )
        for name, loop in LOOPS.items()
    ]
    times = [timer.timeit(1) for _ in range(rounds) for timer in timers]
    benchmark.Compare(times).print()


if __name__ == "__main__":
    main()
