"""Tests: the program after changes that readers make, from several starts."""

import pytest

from tests.running import edited, run

OUTPUT = "        output = model(x)"
LOSS = "        loss = criterion(output, y)"
ZERO_GRAD = "        optimizer.zero_grad()"
EDITS = {
    "ten random points a step": {
        OUTPUT: "        i = torch.randint(50, (10,))\n        output = model(x[i])",
        LOSS: "        loss = criterion(output, y[i])",
    },
    "Adam": {"optim.SGD": "optim.Adam"},
    "momentum": {"foreach=False": "foreach=False, momentum=0.9"},
    "another loss": {"nn.MSELoss": "nn.L1Loss"},
    "the post's class": {
        "import data": "import data\nfrom tests.oracles import PostModel",
        "model = MyLinear()": "model = PostModel()",
    },
    "an end when the loss is small": {
        ZERO_GRAD: "        if loss < 0.01:\n            break\n" + ZERO_GRAD
    },
    "new noise": {"data.y": "(1.2 * data.x + 3 + 0.2 * torch.rand(50))"},
    "three points": {
        "data.x": "torch.tensor([1.0, 2.0, 3.0])",
        "data.y": "torch.tensor([4.2, 5.4, 6.6])",
    },
    "all in float64": {
        "data.x": "data.x.double()",
        "data.y": "data.y.double()",
        "model = MyLinear()": "model = MyLinear().double()",
    },
    "no step": {"train(model, x, y)": "train(model, x, y, times=0)"},
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("seed", range(3))
def test_the_edited_program_runs_and_its_loss_is_in_the_picture(edits, seed, tmp_path):
    ran = run(edited(edits), seed, tmp_path)
    weight, _, loss = ran.numbers
    assert ran.legend[-1] == f"fitted line, loss={loss:.4f}"
    if ran.path:
        assert weight == pytest.approx(1.2, abs=0.2)
