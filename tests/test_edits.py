"""Tests: the program after changes that README.md does not show, from three starts."""

import pytest

from tests.conftest import edited, run

EDITS = {
    "Adam": {"optim.SGD(": "optim.Adam("},
    "momentum": {"foreach=False)": "foreach=False, momentum=0.9)"},
    "another loss": {"nn.MSELoss(": "nn.L1Loss("},
    "the post's class": {
        "\n    main()": "\n    from tests.oracles import PostModel as MyLinear\n    main()"
    },
    "a break": {"optimizer.zero": "if loss < 0.01: break\n        optimizer.zero"},
    "new noise": {"data.y": "(1.2 * data.x + 3 + 0.2 * torch.rand(50))"},
    "300 points": {"data.x": "data.x.repeat(6)", "data.y": "data.y.repeat(6)"},
    "float64": {"import data": "torch.set_default_dtype(torch.float64)\nimport data"},
    "no step": {"train(model, x, y)": "train(model, x, y, times=0)"},
    "two pictures": {"y.view(-1, 1)\n": "y.view(-1, 1)\n    draw_result(x, y, y, 1)\n"},
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_the_edited_program_runs_and_its_loss_is_in_the_picture(edits, tmp_path):
    for seed in range(3):
        ran = run(edited(edits), seed, tmp_path)
        weight, _, loss = ran.numbers
        points = 300 if "repeat" in str(edits) else 50
        assert ran.legend == [f"data: {points} points", f"fitted line, loss={loss:.4f}"]
        assert not ran.path or weight == pytest.approx(1.2, abs=0.3)
