"""Settings that the first deployment fixes: preview and up refuse a later change, in every stage.

Each setting decides which bucket, table or stream holds the data. A change would replace that
resource by an empty one, or hide its data. Reasons:
docs/decisions/0031-first-deployment-fixes-settings.md.
"""

import time
from pathlib import Path
from typing import cast

import pulumi

from clickstream.contract import Contract
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from components.api_source import Packaging
from components.shared.engine import Engine, events_table
from stack.config_reader import SettingsError
from stack.settings import Settings

OUTPUT = "fixed_settings"
KEPT = "kept"
# Pulumi's engine writes the state when the program begins. In a backend of files the state is an
# empty file for a moment, and a read fails: "failed to load checkpoint".
READ_ATTEMPTS = 20
READ_PAUSE_SECONDS = 0.25

FIREHOSE, NOT_FIREHOSE = "firehose", "lambda or spark"
FORMER_ENGINES = {"function": NOT_FIREHOSE, "firehose": FIREHOSE}
"""Engine by the recorded value of the former setting `conversion`."""


def fixed_settings(settings: Settings) -> dict[str, str]:
    """Return the values that the first deployment fixes.

    The values are settings, the contract's table and partition keys, and the parts of the program
    that a protected stage keeps.
    """
    contract = read_contract(Path(settings.contract))
    partition = settings.catalog["firehose_partition"]
    shape = events_table(contract, settings.engine, partition)
    firehose = settings.engine is Engine.FIREHOSE
    fixed = {
        "oneBucket": str(settings.lake.get("one_bucket", False)).lower(),
        "engine": FIREHOSE if firehose else NOT_FIREHOSE,
        "contract's table": contract.table,
        "contract's partition keys": ", ".join(key.name for key in shape.keys),
    }
    if firehose:
        fixed["firehosePartition"] = partition.value
    return fixed | _kept(settings, contract)


def recorded(fixed: dict[str, str], *, protect: bool) -> dict[str, str]:
    """Return the values to record for later deployments; an unprotected stage keeps no part."""
    return {key: value for key, value in fixed.items() if protect or value != KEPT}


def _kept(settings: Settings, contract: Contract) -> dict[str, str]:
    """Return the parts of the program that a protected stage keeps.

    If one were removed, Pulumi would delete its unprotected resources before it refuses to delete
    a protected one.
    """
    kept = {"apiUrl": KEPT} if settings.polling else {}
    if settings.polling and settings.polling["packaging"] is Packaging.IMAGE:
        kept["apiPackaging image"] = KEPT
    if contract.hashes:
        kept["protection key"] = KEPT
    if settings.daily_models:
        kept |= {
            f"daily model {model.table}": KEPT
            for model in read_daily_models(Path(settings.daily_models["models"]), contract).models
        }
    return kept


def refuse_changes(fixed: dict[str, str]) -> None:
    """Compare the fixed settings with those of the last deployment, which the outputs hold.

    The outputs are read with the engine's function and not with a `StackReference`, which returns
    outputs only after resources are registered. A stack that was never deployed has no outputs.

    Raises:
        SettingsError: With one line for each setting that differs.
    """
    deployed = _renamed(_stack_outputs().get(OUTPUT, {}))
    changed = [
        f"{key} is {fixed.get(key, 'gone')}; deployed: {value}"
        for key, value in deployed.items()
        if fixed.get(key) != value
    ]
    if changed:
        remedy = f"Set them back, deploy a stage of another name, or destroy this one first. A part that is {KEPT!r} can be removed once `protect: false` is deployed."
        msg = "\n".join(
            [
                "a change of these settings would replace, delete or hide data of the stack:",
                *changed,
                remedy,
            ]
        )
        raise SettingsError(msg)


def _renamed(deployed: dict[str, str]) -> dict[str, str]:
    """Return the recorded values under the current names of the settings."""
    renamed = dict(deployed)
    if "conversion" in renamed:
        renamed["engine"] = FORMER_ENGINES[renamed.pop("conversion")]
    return renamed


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
