"""Check of the alarms of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok, skipped

if TYPE_CHECKING:
    from clickstream.cli.target import Target

ALARMS = "alarms"
ALARM = "ALARM"


def checks() -> list[Check]:
    """Return the check of the alarms."""
    return [Check(ALARMS, _alarms, (OUTPUTS,))]


def alarm_names(target: Target) -> list[str]:
    """Return the names of the alarms in the stack outputs."""
    by_kind: dict[str, str] = target.outputs.get("alarms") or {}
    return sorted(by_kind.values())


def _alarms(target: Target) -> Outcome:
    names = alarm_names(target)
    if not names:
        return skipped("the stack has no alarms", "Deploy this version: `pulumi up`.")
    pages = (
        target.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNames=names, AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    )
    found = {
        alarm.get("AlarmName", ""): alarm
        for page in pages
        for alarm in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", []))
    }
    if missing := [name for name in names if name not in found]:
        return failed(f"missing alarms: {', '.join(missing)}", REDEPLOY)
    silent = [name for name, alarm in found.items() if not alarm.get("ActionsEnabled", True)]
    if silent:
        return failed(
            f"the actions of {', '.join(sorted(silent))} are disabled",
            f"Enable them: `aws cloudwatch enable-alarm-actions --alarm-names {' '.join(sorted(silent))}`.",
        )
    raised = sorted(name for name, alarm in found.items() if alarm.get("StateValue") == ALARM)
    state = f"in state ALARM: {', '.join(raised)}" if raised else "none in state ALARM"
    return ok(f"alarms: {len(found)}; {state}")
