"""Checks of the converter function and of its event source mapping."""

from __future__ import annotations

import io
import zipfile
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import urlopen

from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok
from clickstream.cli.doctor.queue import QUEUE, queue_arn
from clickstream.contract import Contract
from clickstream.contract.odcs import read_contract

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import FunctionConfigurationResponseTypeDef

    from clickstream.cli.target import Target

FUNCTION = "converter function"
MAPPING = "event source mapping"
CONTRACT = "compiled contract"
CONTRACT_FILE = "contract.json"
DOWNLOAD_SECONDS = 30


def checks() -> list[Check]:
    """Return the checks of the function and its mapping."""
    return [
        Check(FUNCTION, _function, (OUTPUTS,)),
        Check(MAPPING, _mapping, (FUNCTION, QUEUE)),
        Check(CONTRACT, _contract, (FUNCTION,)),
    ]


def _function(target: Target) -> Outcome:
    client, name = target.client("lambda"), target.output("converter_function")
    configuration = client.get_function_configuration(FunctionName=name)
    state, reason = configuration.get("State"), configuration.get("StateReason", "no reason given")
    if state == "Pending":
        return failed(f"{name} is Pending: {reason}", "Wait a minute, and check again.")
    # A function that was not invoked for weeks is Inactive until its next invocation.
    if state not in {"Active", "Inactive"}:
        return failed(f"{name} is {state}: {reason}", REDEPLOY)
    if configuration.get("LastUpdateStatus") == "Failed":
        reason = configuration.get("LastUpdateStatusReason", "no reason given")
        return failed(f"the last update of {name} failed: {reason}", "Deploy again: `pulumi up`.")
    concurrency = client.get_function_concurrency(FunctionName=name)
    if concurrency.get("ReservedConcurrentExecutions") == 0:
        return failed(
            f"{name} has a reserved concurrency of 0, so that it is never invoked",
            f"Remove it: `aws lambda delete-function-concurrency --function-name {name}`.",
        )
    return _environment(target, configuration)


def _environment(target: Target, configuration: FunctionConfigurationResponseTypeDef) -> Outcome:
    name, bucket = target.output("converter_function"), target.output("lake_bucket")
    environment = configuration.get("Environment", {})
    if error := environment.get("Error", {}).get("Message"):
        return failed(f"{name} cannot read its environment: {error}", REDEPLOY)
    actual = environment.get("Variables", {}).get("LAKE_BUCKET")
    if actual != bucket:
        return failed(f"LAKE_BUCKET of {name} is {actual!r}, not {bucket!r}", REDEPLOY)
    return ok(
        f"{name} is {configuration.get('State')}, {configuration.get('MemorySize')} MB, timeout "
        f"{configuration.get('Timeout')} s, writes to {bucket}"
    )


def _mapping(target: Target) -> Outcome:
    name, queue = target.output("converter_function"), queue_arn(target)
    found = target.client("lambda").list_event_source_mappings(FunctionName=name)
    mappings = found.get("EventSourceMappings", [])
    mapping = next((entry for entry in mappings if entry.get("EventSourceArn") == queue), None)
    if mapping is None:
        others = ", ".join(entry.get("EventSourceArn", "") for entry in mappings)
        return failed(f"{name} reads {others or 'no queue'}, not {queue}", REDEPLOY)
    state, uuid = mapping.get("State", ""), mapping.get("UUID", "")
    if state not in {"Enabled", "Creating", "Enabling", "Updating"}:
        return failed(
            f"the mapping of {name} is {state}: {mapping.get('StateTransitionReason', '')}",
            f"Enable it: `aws lambda update-event-source-mapping --uuid {uuid} --enabled`. Messages "
            "have waited in the queue, and are converted then.",
        )
    # The last result may be of a batch long ago: the probe shows whether the function works now.
    result = mapping.get("LastProcessingResult", "")
    return ok(f"{name} reads {queue}, state {state}{f', last result: {result}' if result else ''}")


def _contract(target: Target) -> Outcome:
    path = target.contract_path
    expected = read_contract(path)
    name = target.output("converter_function")
    try:
        deployed = Contract.from_json(_deployed_contract(target, name))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        return failed(f"the contract in the code of {name} cannot be read: {error}", REDEPLOY)
    except (OSError, HTTPException) as error:
        return failed(f"the code of {name} cannot be downloaded: {error}", "Check the network.")
    if deployed.to_json() == expected.to_json():
        return ok(f"{name} has the contract of {path.name}, version {expected.version}")
    here = {column.name for column in expected.columns}
    there = {column.name for column in deployed.columns}
    details = [
        f"columns only in {where}: {', '.join(sorted(names))}"
        for where, names in ((path.name, here - there), ("the function", there - here))
        if names
    ]
    difference = "; ".join(details) or "in types, rules or descriptions"
    return failed(
        f"{name} was deployed with another contract than {path} ({difference})",
        "Deploy the file: `pulumi up`; or check out the version that was deployed.",
    )


def _deployed_contract(target: Target, function: str) -> str:
    """Return the compiled contract in the code of a function.

    Raises:
        KeyError: If the code has no such file.
    """
    code = target.client("lambda").get_function(FunctionName=function).get("Code", {})
    address = code.get("Location", "")
    with urlopen(address, timeout=DOWNLOAD_SECONDS) as response:  # noqa: S310 - the address is AWS's
        body = response.read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(CONTRACT_FILE).decode()
