"""Create, check, update, find and delete resources: the operations of every resource type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from clickstream.local.resource_types.base import Created, ResourceError
from clickstream.local.resource_types.request import build_parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from botocore.model import OperationModel, StructureShape

    from clickstream.local.resource_types.base import Call, Emulator, Existing, ResourceType

MISSING = ("NoSuch", "NotFound", "NonExistent", "404")
"""Parts of the error codes by which AWS's services report that a resource does not exist."""


def create(
    resource_type: ResourceType, logical_name: str, inputs: Mapping[str, Any], emulator: Emulator
) -> tuple[str, dict[str, Any]]:
    """Create a resource and return its id and its outputs.

    Raises:
        InputError: If AWS's model of the call has no parameter for an input, or an input violates a
            constraint of the model.
        ResourceError: If the emulator refuses the call.
    """
    given = _with_name(resource_type, logical_name, inputs)
    created = Created(emulator, given, _make_creating_calls(resource_type, given, emulator))
    return resource_type.resource_id(created), {**given, **resource_type.outputs(created)}


def check(
    resource_type: ResourceType, logical_name: str, inputs: Mapping[str, Any], emulator: Emulator
) -> None:
    """Check a resource's inputs against AWS's models of the creating calls; make no call.

    Raises:
        InputError: As `create`.
    """
    given = _with_name(resource_type, logical_name, inputs)
    for call, values in _creating_calls(resource_type, given, emulator):
        _parameters(call, values, emulator)


def update(
    resource_type: ResourceType,
    existing: Existing,
    inputs: Mapping[str, Any],
    changed: Collection[str],
) -> None:
    """Update a resource in place.

    Args:
        resource_type: Type of the resource.
        existing: The resource before the update.
        inputs: All new inputs.
        changed: Names of the inputs that differ from the former ones.

    Raises:
        InputError: As `create`.
        ResourceError: If the emulator refuses a call, or no call updates one of the inputs.
    """
    if not resource_type.updates:
        _make_creating_calls(resource_type, dict(inputs), existing.emulator)
        return
    _check_updatable(resource_type, changed)
    outputs = {key: value for key, value in existing.values.items() if key not in inputs}
    values = resource_type.prepare(
        {**outputs, "id": existing.id, **inputs, **resource_type.before_update(existing)},
        existing.emulator,
    )
    for call in resource_type.updates:
        if call.own_inputs & set(changed):
            _make(call, _select(call, values), existing.emulator)


def exists(resource_type: ResourceType, existing: Existing) -> bool:
    """Return whether a resource exists.

    Raises:
        ResourceError: If the emulator refuses the call for another reason.
    """
    if resource_type.reads is None:
        return True
    try:
        _make(resource_type.reads, _own_values(resource_type.reads, existing), existing.emulator)
    except ResourceError as error:
        if isinstance(error.__cause__, ClientError) and _is_missing(error.__cause__):
            return False
        raise
    return True


def delete(resource_type: ResourceType, existing: Existing) -> None:
    """Delete a resource. A resource that does not exist is no error, as in the AWS provider.

    Raises:
        ResourceError: If the emulator refuses the call.
    """
    call = resource_type.deletes
    try:
        resource_type.before_delete(existing)
        if call is not None:
            _make(call, _own_values(call, existing), existing.emulator)
    except (ClientError, ResourceError) as error:
        cause = error if isinstance(error, ClientError) else error.__cause__
        if not (isinstance(cause, ClientError) and _is_missing(cause)):
            raise


def _with_name(
    resource_type: ResourceType, logical_name: str, inputs: Mapping[str, Any]
) -> dict[str, Any]:
    return {resource_type.name: logical_name, **inputs} if resource_type.name else dict(inputs)


def _check_updatable(resource_type: ResourceType, changed: Collection[str]) -> None:
    updatable = {key for call in resource_type.updates for key in call.own_inputs}
    unsent = {key for call in resource_type.creates for key in call.unsent}
    if fixed := set(changed) - updatable - unsent:
        service = resource_type.updates[0].service
        msg = f"no call of {service} updates {', '.join(sorted(fixed))} in place"
        raise ResourceError(msg)


def _select(call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a call sends."""
    sent = call.own_inputs | call.shared_inputs
    return {key: value for key, value in values.items() if key in sent}


def _own_values(call: Call, existing: Existing) -> dict[str, Any]:
    values = {**existing.values, "id": existing.id}
    return {key: values[key] for key in call.own_inputs if key in values}


def _is_missing(error: ClientError) -> bool:
    code = error.response.get("Error", {}).get("Code", "")
    return any(part in code for part in MISSING)


def _make_creating_calls(
    resource_type: ResourceType, given: dict[str, Any], emulator: Emulator
) -> Mapping[str, Any]:
    """Make the creating calls, and return the response to the first."""
    calls = _creating_calls(resource_type, given, emulator)
    responses = [_make(call, values, emulator) for call, values in calls]
    return responses[0]


def _creating_calls(
    resource_type: ResourceType, given: dict[str, Any], emulator: Emulator
) -> list[tuple[Call, dict[str, Any]]]:
    """Return the creating calls that the inputs require, each with the inputs that it sends."""
    prepared = resource_type.prepare(dict(given), emulator)
    first, *others = resource_type.creates
    inputs_of_others = frozenset[str]().union(*(call.own_inputs for call in others))
    sent_first = {key: value for key, value in prepared.items() if key not in inputs_of_others}
    required = [
        call for call in others if any(prepared.get(key) is not None for key in call.own_inputs)
    ]
    return [(first, sent_first), *((call, _select(call, prepared)) for call in required)]


def _parameters(call: Call, inputs: Mapping[str, Any], emulator: Emulator) -> dict[str, Any]:
    service_model = emulator.client(call.service).meta.service_model
    model: OperationModel = service_model.operation_model(call.operation)
    return build_parameters(cast("StructureShape", model.input_shape), inputs, call)


def _make(call: Call, inputs: Mapping[str, Any], emulator: Emulator) -> Mapping[str, Any]:
    """Make a call and return the response."""
    parameters = _parameters(call, inputs, emulator)
    if not call.supported:
        return {}
    client = emulator.client(call.service)
    methods: dict[str, str] = {
        operation: method for method, operation in client.meta.method_to_api_mapping.items()
    }
    try:
        return getattr(client, methods[call.operation])(**parameters)
    except ClientError as error:
        reason = error.response.get("Error", {}).get("Message", error)
        msg = f"the emulator refuses {call.service}:{call.operation}: {reason}"
        raise ResourceError(msg) from error
