"""Checks of the identity and of the stack outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.doctor.check import Check, Outcome, failed, ok

if TYPE_CHECKING:
    from clickstream.cli.target import Target

IDENTITY = "identity"
OUTPUTS = "stack outputs"
EXPECTED = (
    "contract",
    "engine",
    "delivery_stream_name",
    "delivery_errors",
    "producer_policy_arn",
    "raw_bucket",
    "lake_bucket",
    "results_bucket",
    "database",
    "table",
    "workgroup",
)
OF_QUEUE = ("queue_url", "dead_letter_queue_url", "quarantine_table")
OF_ENGINE = {
    "lambda": (*OF_QUEUE, "converter_function"),
    "spark": (*OF_QUEUE, "spark_job"),
    "firehose": (),
}


def checks() -> list[Check]:
    """Return the checks of identity and outputs."""
    return [Check(IDENTITY, _identity), Check(OUTPUTS, _outputs, (IDENTITY,))]


def _identity(target: Target) -> Outcome:
    client = target.client("sts")
    caller = client.get_caller_identity()
    account, region = caller["Account"], client.meta.region_name
    seen = f"account {account}, region {region}, as {caller['Arn']}"
    # The ARN of an IAM policy: arn:aws:iam::<account>:policy/<name>
    owner = [*str(target.outputs.get("producer_policy_arn", "")).split(":"), *[""] * 5][4]
    if owner and owner != account:
        return failed(
            f"{seen}; the stack is in the account {owner}",
            f"Use credentials of the account {owner}: set AWS_PROFILE, or log in to it.",
        )
    return ok(seen)


def _outputs(target: Target) -> Outcome:
    engine = str(target.outputs.get("engine", ""))
    expected = (*EXPECTED, *OF_ENGINE.get(engine, ()))
    missing = [name for name in expected if not target.outputs.get(name)]
    if missing:
        return failed(
            f"{target.label} lacks {', '.join(missing)}",
            "Deploy this version of the program: `pulumi up`.",
        )
    if engine not in OF_ENGINE:
        return failed(
            f"engine is {engine!r}; this version knows {', '.join(OF_ENGINE)}",
            "Use the command of the version that was deployed.",
        )
    return ok(f"{len(target.outputs)} outputs, engine {engine}")
