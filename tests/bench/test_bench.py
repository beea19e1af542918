"""That the benchmarks run; their targets are judged by `make bench` alone."""

from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.report import Comparison


@pytest.mark.soak  # half a dozen processes, each with seconds of imports
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux")
def test_everything_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--quick"])

    assert 0 == status
    told = capsys.readouterr().out
    for figure in ("record", "peak", "watch", "getUpdates", "resident"):
        assert figure in told


def test_a_ratio_on_the_wrong_side_of_its_target_is_a_miss() -> None:
    fast_enough = Comparison("logging", 25.0, "/s", 100.0, at_least=0.25)
    too_slow = Comparison("logging", 24.0, "/s", 100.0, at_least=0.25)
    small_enough = Comparison("memory", 125.0, "MB", 100.0, at_most=1.25)
    too_large = Comparison("memory", 126.0, "MB", 100.0, at_most=1.25)
    only_shown = Comparison("peak memory", 999.0, "MB")

    judged = [fast_enough, too_slow, small_enough, too_large, only_shown]
    assert [True, False, True, False, True] == [one.is_met for one in judged]
