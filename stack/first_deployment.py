"""Settings that the first deployment fixes: a later change of one is refused, by preview and in every stage.

Each decides which bucket, table or stream holds the data. A change would replace it by an empty
one, or hide what it holds. Why so: docs/decisions/0031-first-deployment-fixes-settings.md.
"""

import time
from pathlib import Path
from typing import cast

import pulumi

from clickstream.contract import Contract
from clickstream.contract.model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from components.api_source import Packaging
from components.shared.table_shape import Conversion, events_table
from stack.settings import Settings, SettingsError

OUTPUT = "fixed_settings"
KEPT = "kept"
# The engine writes the state as the program begins, and a backend of files has it empty for that
# moment: "failed to load checkpoint".
READ_ATTEMPTS = 20
READ_PAUSE_SECONDS = 0.25


def fixed_settings(settings: Settings) -> dict[str, str]:
    """Return what may be fixed: settings, the contract's table and partition keys, and what a protected stage keeps."""
    contract = read_contract(Path(settings.contract))
    shape = events_table(contract, settings.conversion, settings.firehose_partition)
    fixed = {
        "oneBucket": str(settings.one_bucket).lower(),
        "conversion": settings.conversion.value,
        "contract's table": contract.table,
        "contract's partition keys": ", ".join(key.name for key in shape.keys),
    }
    if settings.conversion is Conversion.FIREHOSE:
        fixed["firehosePartition"] = settings.firehose_partition.value
    return fixed | _kept(settings, contract)


def recorded(fixed: dict[str, str], *, protect: bool) -> dict[str, str]:
    """Return what later deployments are compared with: in an unprotected stage nothing has to be kept."""
    return {key: value for key, value in fixed.items() if protect or value != KEPT}


def _kept(settings: Settings, contract: Contract) -> dict[str, str]:
    """Return what a protected stage keeps: without it Pulumi would delete a protected resource, and others before it finds that out."""
    kept = {"apiUrl": KEPT} if settings.polling else {}
    if settings.polling and settings.polling.packaging is Packaging.IMAGE:
        kept["apiPackaging image"] = KEPT
    if contract.hashes:
        kept["protection key"] = KEPT
    if settings.daily_models:
        kept |= {
            f"daily model {model.table}": KEPT
            for model in read_daily_models(Path(settings.daily_models), contract).models
        }
    return kept


def refuse_changes(fixed: dict[str, str]) -> None:
    """Compare the fixed settings with those that the stack was deployed with, which its outputs hold.

    The engine's own function is called, and not a `StackReference` made, which would have its
    answer only after resources are registered. A stack that was never deployed has no outputs.

    Raises:
        SettingsError: With one line for each setting that differs.
    """
    deployed = _stack_outputs().get(OUTPUT, {})
    changed = [
        f"{key} is {fixed.get(key, 'gone')}; deployed: {value}"
        for key, value in deployed.items()
        if fixed.get(key) != value
    ]
    if changed:
        remedy = f"Set them back, deploy a stage of another name, or destroy this one first. What is {KEPT!r} goes once `protect: false` is deployed."
        msg = "\n".join(
            [
                "a change of these settings would replace, delete or hide what the stack holds:",
                *changed,
                remedy,
            ]
        )
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
