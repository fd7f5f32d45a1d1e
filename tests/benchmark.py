"""Which loop is faster? `python -m tests.benchmark`, from the top folder, tells.

Times one step of each loop by turns in one run: each round times all of them, so that a
machine that slows down slows them all.
"""

import re
from dataclasses import replace

import numpy as np
import torch
from torch import nn
from torch.utils import benchmark, collect_env

import data
from my_linear import MyLinear, train
from tests.oracles import (
    PostModel,
    hand_written_train,
    numpy_train,
    parameters,
    post_train,
    with_ones,
)

# Each takes x and y of shape (N, 1) and trains `times` steps with lr=0.01, from weight 0
# and bias 0; those that update parameters return the two.


def from_zero(model):
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model


def loop_on(model_class, train_it):
    def loop(x, y, times):
        model = from_zero(model_class())
        train_it(model, x, y, times)
        return parameters(model)

    return loop


def the_hand_written_loop(x, y, times):
    w = torch.zeros(2, requires_grad=True)
    # Its loss is the sum of the squares, N times their mean.
    hand_written_train(with_ones(x).float(), y.flatten(), w, times, 0.01 / len(x))
    return w.tolist()


def numpy_by_hand(x, y, times):
    w = np.zeros(2, dtype=np.float32)
    return numpy_train(w, x.flatten().numpy(), y.flatten().numpy(), times).tolist()


def forward_and_backward_alone(x, y, times):
    model, criterion = from_zero(MyLinear()), nn.MSELoss()
    for i in range(times):
        criterion(model(x), y).backward()


LOOPS = {
    "the post's loop": loop_on(PostModel, post_train),
    "the post's loop, MyLinear": loop_on(MyLinear, post_train),
    "this project's train": loop_on(MyLinear, train),
    "the hand-written loop": the_hand_written_loop,
    "NumPy, gradient by hand": numpy_by_hand,
}
FLOOR = {"forward and backward alone": forward_and_backward_alone}


def check_same_work(x, y):
    """Stop with an error if a loop that updates parameters ends at another line.

    After 100 steps the line still moves, so another rate or number of steps shows too.
    """
    (first, first_loop), *others = LOOPS.items()
    expected = first_loop(x, y, times=100)
    for name, loop in others:
        ended = loop(x, y, times=100)
        if not np.allclose(ended, expected, rtol=1e-4):
            raise RuntimeError(
                f"{name} ends at weight and bias {ended}, but {first} at {expected}: "
                "they do not do the same work, so nothing is timed"
            )
    print("checked: all loops that update parameters end at the same line")


def time_by_turns(title, runs, rounds):
    """Time each run once in every round and print the table of all.

    A run is a tuple (loop, x, y, times). Ratios are to the first run's median step,
    spreads are interquartile ranges by the run's own median.
    """
    threads = torch.get_num_threads()
    seconds = {name: [] for name in runs}
    for i in range(rounds):
        print(f"round {i + 1} of {rounds}:", end="", flush=True)
        for name, (loop, x, y, times) in runs.items():
            print(f" {name};", end="", flush=True)
            arguments = {"loop": loop, "x": x, "y": y, "times": times}
            timer = benchmark.Timer(
                "loop(x, y, times)", globals=arguments, num_threads=threads
            )
            seconds[name].append(timer.timeit(1).median)
        print()

    task = benchmark.TaskSpec(
        "", "", label=title, description="median", num_threads=threads
    )
    rows = []
    for name, (_, _, _, times) in runs.items():
        row = benchmark.Measurement(times, seconds[name], task)
        ratio = row.median / (rows[0] if rows else row).median
        label = f"{name:27} ratio {ratio:6.2f}, spread {row.iqr / row.median:4.0%}"
        row.task_spec = replace(task, sub_label=label)
        rows.append(row)
    benchmark.Compare(rows).print()


def some_points(n):
    """n points made as the post made its 50: x and y, of shape (n, 1)."""
    x = torch.linspace(-5, 5, n).view(-1, 1)
    return x, 1.2 * x + 3 + 0.2 * torch.rand(x.size())


def processor():
    info = collect_env.get_cpu_info(collect_env.run)
    name = re.search(r"name: *(.+)", info, re.IGNORECASE)
    return name[1] if name else info


def main(rounds=10, steps=1_000, sizes=(50, 500, 5_000, 50_000, 500_000)):
    x, y = data.x.view(-1, 1), data.y.view(-1, 1)
    check_same_work(x, y)
    loops = {name: (loop, x, y, steps) for name, loop in (LOOPS | FLOOR).items()}
    time_by_turns("one step on 50 points, ratio to the post's loop", loops, rounds)
    this_project = LOOPS["this project's train"]
    trains = {}
    for n in sizes:
        # Fewer steps where one takes long, so that all ends within a minute.
        times = min(steps, max(50, 10_000_000 // n))
        trains[f"{n:,} points"] = (this_project, *some_points(n), times)
    time_by_turns(
        "one step of this project's train, ratio to 50 points", trains, rounds
    )
    print(
        f"torch {torch.__version__}, {torch.get_num_threads()} threads, {processor()}"
    )


if __name__ == "__main__":
    main()
