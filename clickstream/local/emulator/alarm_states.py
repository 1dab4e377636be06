"""State of a CloudWatch alarm from its newest data points.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
CloudWatch also looks at data points before the evaluation periods if some are missing; this module
does not.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

State = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]

COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
}


@dataclass(frozen=True)
class Rule:
    """Threshold of an alarm, and how many data points have to breach it."""

    comparison: str
    threshold: float
    datapoints_to_alarm: int
    treat_missing_data: str

    def breaches(self, value: float) -> bool:
        """Return whether a data point breaches the threshold."""
        return COMPARISONS[self.comparison][0](value, self.threshold)


def state(rule: Rule, values: Sequence[float | None]) -> State | None:
    """Return the state of an alarm; None if it stays as it is.

    Args:
        rule: Rule of the alarm.
        values: Data points of the evaluation periods, the newest first; None for a missing one.
    """
    breaching = [value is not None and rule.breaches(value) for value in values]
    present = [value is not None for value in values]
    if all(present) or rule.treat_missing_data in {"breaching", "notBreaching"}:
        filled = rule.treat_missing_data == "breaching"
        count = sum(
            breach if known else filled for breach, known in zip(breaching, present, strict=True)
        )
        return "ALARM" if count >= rule.datapoints_to_alarm else "OK"
    if sum(breaching) >= rule.datapoints_to_alarm:
        return "ALARM"
    if any(known and not breach for breach, known in zip(breaching, present, strict=True)):
        return "OK"
    if rule.treat_missing_data == "ignore":
        return None
    if not any(present):
        return "INSUFFICIENT_DATA"
    # All known data points breach, and they are fewer than those that the alarm needs.
    oldest = max(age for age, breach in enumerate(breaching, 1) if breach)
    return "ALARM" if oldest >= rule.datapoints_to_alarm else None


def reason(rule: Rule, values: Sequence[float | None], new: State) -> str:
    """Return the reason for a new state, in words like CloudWatch's."""
    known = [value for value in values if value is not None]
    if new == "INSUFFICIENT_DATA":
        return f"Insufficient Data: {len(values)} datapoints were unknown."
    missing = len(values) - len(known)
    treated = f"; {missing} missing (treated as {rule.treat_missing_data})" if missing else ""
    listed = ", ".join(map(str, known))
    than = COMPARISONS[rule.comparison][1]
    verb = "were" if new == "ALARM" else "were not all"
    return f"Threshold Crossed: {len(known)} datapoints [{listed}] {verb} {than} the threshold ({rule.threshold}){treated}."
