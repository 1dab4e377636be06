"""Settings that the first deployment fixes: a later change of one is refused, by preview and in every stage.

Each decides which bucket, table or stream holds the data. A change would replace it by an empty one, or hide what it holds.
"""

import time
from pathlib import Path
from typing import cast

import pulumi

from components.settings import Settings, SettingsError
from components.table_shape import Conversion, events_table
from contract.odcs import read_contract

OUTPUT = "fixed_settings"
# The engine writes the state as the program begins, and a backend of files has it empty for that moment: "failed to load checkpoint".
READ_ATTEMPTS = 20
READ_PAUSE_SECONDS = 0.25


def fixed_settings(settings: Settings) -> dict[str, str]:
    """Return the settings that are fixed, and what follows from the contract: the table and its partition keys."""
    contract = read_contract(Path(settings.contract))
    shape = events_table(contract, settings.conversion, settings.firehose_partition)
    native = {"firehosePartition": settings.firehose_partition.value} if settings.conversion is Conversion.FIREHOSE else {}
    return {
        "oneBucket": str(settings.one_bucket).lower(),
        "conversion": settings.conversion.value,
        **native,
        "contract's table": contract.table,
        "contract's partition keys": ", ".join(key.name for key in shape.keys),
    }


def refuse_changes(fixed: dict[str, str]) -> None:
    """Compare the fixed settings with those that the stack was deployed with, which its outputs hold.

    The engine's own function is called, and not a `StackReference` made, which would have its answer only after resources
    are registered. A stack that was never deployed has no outputs.

    Raises:
        SettingsError: With one line for each setting that differs.
    """
    deployed = _stack_outputs().get(OUTPUT, {})
    changed = [f"{key} is {value}; deployed: {deployed[key]}" for key, value in fixed.items() if deployed.get(key, value) != value]
    if changed:
        remedy = "Set them back, deploy a stage of another name, or destroy this one first."
        msg = "\n".join(["a change of these settings would replace or hide what the stack holds:", *changed, remedy])
        raise SettingsError(msg)


def _stack_outputs() -> dict[str, dict[str, str]]:
    """Return the outputs of the stack's last deployment."""
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    for attempt in range(1, READ_ATTEMPTS + 1):
        try:
            answer = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": name})
        except Exception:
            if attempt == READ_ATTEMPTS:
                raise
            time.sleep(READ_PAUSE_SECONDS)
        else:
            return cast("dict[str, dict[str, dict[str, str]]]", answer.value)["outputs"]
    raise AssertionError
