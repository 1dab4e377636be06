"""States of alarms: the tables of CloudWatch's documentation, where no older data points exist.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import pytest

from clickstream.local.emulator.alarm_states import Rule, reason, state

TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
VALUES = {"0": 0.0, "X": 1.0, "-": None}


def states(pattern: str, datapoints_to_alarm: int) -> tuple[str | None, ...]:
    """Return the state for each treatment of missing data; the newest data point is last."""
    values = [VALUES[point] for point in reversed(pattern.split())]
    return tuple(
        state(Rule("GreaterThanThreshold", 0.5, datapoints_to_alarm, treatment), values)
        for treatment in TREATMENTS
    )


@pytest.mark.parametrize(
    ("pattern", "needed", "expected"),
    [
        ("X X X", 3, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("0 X X", 3, ("OK", "OK", "OK", "OK")),
        ("- - 0", 3, ("OK", "OK", "OK", "OK")),
        ("- - -", 3, ("INSUFFICIENT_DATA", None, "ALARM", "OK")),
        ("X - -", 3, ("ALARM", None, "ALARM", "OK")),
        ("0 X X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("- 0 X", 2, ("OK", "OK", "ALARM", "OK")),
        ("- X -", 2, ("ALARM", None, "ALARM", "OK")),
        ("- - X", 2, (None, None, "ALARM", "OK")),
        ("X - X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
    ],
)
def test_the_state_follows_from_the_data_points_and_the_treatment_of_missing_ones(
    pattern: str, needed: int, expected: tuple[str | None, ...]
) -> None:
    assert states(pattern, needed) == expected


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [
        ("GreaterThanThreshold", (False, False, True)),
        ("GreaterThanOrEqualToThreshold", (False, True, True)),
        ("LessThanThreshold", (True, False, False)),
        ("LessThanOrEqualToThreshold", (True, True, False)),
    ],
)
def test_a_value_at_the_threshold_breaches_if_the_comparison_says_so(
    comparison: str, breaching: tuple[bool, ...]
) -> None:
    rule = Rule(comparison, 2, 1, "missing")
    assert tuple(state(rule, [value]) == "ALARM" for value in (1, 2, 3)) == breaching


def test_the_reason_has_the_values_the_threshold_and_the_missing_data_points() -> None:
    rule = Rule("GreaterThanThreshold", 2, 1, "notBreaching")
    assert (
        reason(rule, [3.0, None], "ALARM")
        == "Threshold Crossed: 1 datapoints [3.0] were greater than the threshold (2); 1 missing (treated as notBreaching)."
    )
    assert "unknown" in reason(rule, [None], "INSUFFICIENT_DATA")
