"""Metrics of EventBridge: `TriggeredRules` in `AWS/Events`, for rules on events.

Rules on a schedule are not counted. The emulator runs no Glue job; `clickstream.local.spark` runs
it, and puts the event that Glue sends at the end of a run, which needs Glue's source.
Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.metric_store import record
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Response = tuple[int, Mapping[str, str], bytes]

RULE = "rule "
"""Beginning of the owner that MiniStack gives to the pattern of a rule; the rule's key follows."""
GLUE = "aws.glue"


def patch_events() -> None:
    """Replace the functions of MiniStack that match rules and take events."""
    events = members("eventbridge", "_matches_pattern_view", "_put_events", "_rules")
    matches: Callable[..., bool] = events["_matches_pattern_view"]
    put: Callable[..., Response] = events["_put_events"]

    def counted(pattern: str, view: object, owner: str = RULE) -> bool:
        matched = matches(pattern, view, owner)
        rule: dict[str, Any] | None = events["_rules"].get(owner.removeprefix(RULE))
        if matched and rule is not None:
            record("AWS/Events", "TriggeredRules", 1, "Count", {"RuleName": rule["Name"]})
        return matched

    def accept(data: dict[str, Any], allow_aws_source: bool = False) -> Response:  # noqa: FBT001, FBT002 - MiniStack's order of arguments
        sources = {entry.get("Source") for entry in data.get("Entries", [])}
        return put(data, allow_aws_source or sources == {GLUE})

    replace("eventbridge", "_matches_pattern_view", counted)
    replace("eventbridge", "_put_events", accept)
