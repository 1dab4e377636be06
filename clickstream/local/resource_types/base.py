"""Resource types: the AWS calls that create, read, update and delete a Pulumi resource, and the resource's outputs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from clickstream.local.emulator.server import client_options
from clickstream.local.resource_types.request import FitError, Layout, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from botocore.model import OperationModel, StructureShape

MISSING = ("NoSuch", "NotFound", "NonExistent", "404")
"""Parts of the error codes with which AWS's services say that a resource does not exist."""

STATE_ONLY = "kept in Pulumi's state: it decides how the resource is deleted or when it is updated"


class ResourceError(RuntimeError):
    """A resource that could not be created, read, updated or deleted. The message gives the call and the emulator's reason."""


@dataclass(frozen=True)
class Cloud:
    """The emulator: clients, identity, and ARNs of its account."""

    endpoint: str
    region: str
    _session: botocore.session.Session = field(default_factory=botocore.session.get_session)
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str) -> Any:  # noqa: ANN401 - the service is data here, so its client's type is not known
        """Return a service's client."""
        # resources are created on many threads at once, and a session makes one client at a time
        with self._lock:
            if service not in self._clients:
                # A proxy of the surroundings has no business with loopback, and a local server that
                # refuses will refuse again.
                config = Config(proxies={}, retries={"total_max_attempts": 2})
                self._clients[service] = self._session.create_client(
                    service, config=config, **client_options(self.endpoint, self.region)
                )
            return self._clients[service]

    @cached_property
    def identity(self) -> dict[str, str]:
        """Return the caller's identity: Account, Arn, UserId."""
        return self.client("sts").get_caller_identity()

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource, for the services that do not answer with one."""
        return f"arn:aws:{service}:{self.region}:{self.identity['Account']}:{resource}"


@dataclass(frozen=True)
class Call(Layout):
    """One AWS call, and the layout of a resource's inputs in its parameters."""

    service: str
    operation: str
    """Its name in AWS's model, such as `CreateQueue`."""
    takes: frozenset[str] = frozenset()
    """The inputs that it alone sends. A call after the first that creates is made only if one of them is given."""
    shares: frozenset[str] = frozenset()
    """The inputs and outputs that it needs beside those, such as the name of the resource, or its `id`."""
    served: bool = True
    """Whether the emulator has the operation. If not, its parameters are checked against AWS's model, and nothing is sent."""


def call(service: str, operation: str, **names: str) -> Call:
    """Return a call that sends nothing but a few inputs or outputs, given as `input="Parameter"`; `id` is the resource's id."""
    return Call(service, operation, takes=frozenset(names), names=names)


@dataclass(frozen=True)
class Made:
    """A resource that was created."""

    cloud: Cloud
    inputs: Mapping[str, Any]
    response: Mapping[str, Any]
    """The answer to the first call."""


@dataclass(frozen=True)
class Existing:
    """A resource that exists: its id, and its inputs and outputs by their names in Pulumi."""

    cloud: Cloud
    id: str
    values: Mapping[str, Any]


def named(made: Made) -> str:
    """Return the physical name of a resource, which is its id too."""
    return made.inputs["name"]


def _as_they_are(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    return inputs


def _nothing(_: Made) -> dict[str, Any]:
    return {}


def _no_request(_: Existing) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class ResourceType:
    """A type of Pulumi resource."""

    creates: tuple[Call, ...]
    identity: Callable[[Made], str]
    """The id in Pulumi's state."""
    outputs: Callable[[Made], dict[str, Any]] = _nothing
    """The outputs beside the inputs."""
    name: str = ""
    """The input that is the physical name; the logical name, if it is not given."""
    prepare: Callable[[dict[str, Any], Cloud], dict[str, Any]] = _as_they_are
    """Changes the inputs before they are laid out, where a layout is not enough."""
    updates: tuple[Call, ...] = ()
    """The calls that change it; each is made if one of the inputs that it takes has changed. Empty: the creating calls, made again."""
    before_update: Callable[[Existing], dict[str, Any]] = _no_request
    """Returns further values for the updating calls, such as the version that they expect."""
    reads: Call | None = None
    """The call that finds it. None: it is a part of another resource."""
    before_delete: Callable[[Existing], object] = _no_request
    """Removes what AWS wants removed first, as the provider does."""
    deletes: Call | None = None
    """None: it goes with the resource that it is a part of."""


def create(
    kind: ResourceType, logical_name: str, inputs: Mapping[str, Any], cloud: Cloud
) -> tuple[str, dict[str, Any]]:
    """Create a resource and return its id and its outputs.

    Raises:
        FitError: If an input has no place in AWS's model of the call, or breaks a constraint of it.
        ResourceError: If the emulator refuses.
    """
    given: dict[str, Any] = {kind.name: logical_name, **inputs} if kind.name else dict(inputs)
    made = Made(cloud, given, _put(kind, given, cloud))
    return kind.identity(made), {**given, **kind.outputs(made)}


def check(kind: ResourceType, logical_name: str, inputs: Mapping[str, Any], cloud: Cloud) -> None:
    """Check a resource's inputs against AWS's models of the calls that create it, without a call.

    Raises:
        FitError: As `create`.
    """
    given: dict[str, Any] = {kind.name: logical_name, **inputs} if kind.name else dict(inputs)
    for one, values in _requests(kind, given, cloud):
        _parameters(one, values, cloud)


def update(
    kind: ResourceType, existing: Existing, inputs: Mapping[str, Any], changed: Collection[str]
) -> None:
    """Change a resource in place.

    Args:
        kind: Its type.
        existing: The resource as it is.
        inputs: All its new inputs.
        changed: The names of those that differ from the former ones.

    Raises:
        FitError: As `create`.
        ResourceError: If the emulator refuses, or no call changes one of the inputs.
    """
    if not kind.updates:
        _put(kind, dict(inputs), existing.cloud)
        return
    outputs = {key: value for key, value in existing.values.items() if key not in inputs}
    values = kind.prepare(
        {**outputs, "id": existing.id, **inputs, **kind.before_update(existing)}, existing.cloud
    )
    unknown = (
        set(changed)
        - {key for one in kind.updates for key in one.takes}
        - {key for one in kind.creates for key in one.unsent}
    )
    if unknown:
        msg = f"no call of {kind.updates[0].service} changes {', '.join(sorted(unknown))} in place"
        raise ResourceError(msg)
    for one in kind.updates:
        if one.takes & set(changed):
            _call(
                one,
                {key: value for key, value in values.items() if key in one.takes | one.shares},
                existing.cloud,
            )


def exists(kind: ResourceType, existing: Existing) -> bool:
    """Return whether a resource is there."""
    if kind.reads is None:
        return True
    try:
        _call(kind.reads, _sent(kind.reads, existing), existing.cloud)
    except ResourceError as error:
        if isinstance(error.__cause__, ClientError) and _is_missing(error.__cause__):
            return False
        raise
    return True


def delete(kind: ResourceType, existing: Existing) -> None:
    """Delete a resource. One that is gone already is no error, as for the provider.

    Raises:
        ResourceError: If the emulator refuses.
    """
    try:
        kind.before_delete(existing)
        if kind.deletes is not None:
            _call(kind.deletes, _sent(kind.deletes, existing), existing.cloud)
    except (ClientError, ResourceError) as error:
        cause = error if isinstance(error, ClientError) else error.__cause__
        if not (isinstance(cause, ClientError) and _is_missing(cause)):
            raise


def _sent(one: Call, existing: Existing) -> dict[str, Any]:
    values = {**existing.values, "id": existing.id}
    return {key: values[key] for key in one.takes if key in values}


def _is_missing(error: ClientError) -> bool:
    code = error.response.get("Error", {}).get("Code", "")
    return any(part in code for part in MISSING)


def _put(kind: ResourceType, given: dict[str, Any], cloud: Cloud) -> Mapping[str, Any]:
    """Make the creating calls, and return the answer to the first."""
    answers = [_call(one, values, cloud) for one, values in _requests(kind, given, cloud)]
    return answers[0]


def _requests(
    kind: ResourceType, given: dict[str, Any], cloud: Cloud
) -> list[tuple[Call, dict[str, Any]]]:
    """Return the creating calls that the inputs ask for, with the inputs of each."""
    prepared = kind.prepare(dict(given), cloud)
    first, *others = kind.creates
    theirs = frozenset[str]().union(*(one.takes for one in others))
    asked = [one for one in others if any(prepared.get(key) is not None for key in one.takes)]
    return [
        (first, {key: value for key, value in prepared.items() if key not in theirs}),
        *(
            (one, {key: value for key, value in prepared.items() if key in one.takes | one.shares})
            for one in asked
        ),
    ]


def _parameters(one: Call, inputs: Mapping[str, Any], cloud: Cloud) -> dict[str, Any]:
    model: OperationModel = cloud.client(one.service).meta.service_model.operation_model(
        one.operation
    )
    return fit(cast("StructureShape", model.input_shape), inputs, one)


def _call(one: Call, inputs: Mapping[str, Any], cloud: Cloud) -> Mapping[str, Any]:
    parameters = _parameters(one, inputs, cloud)
    if not one.served:
        return {}
    client = cloud.client(one.service)
    methods: dict[str, str] = {
        operation: method for method, operation in client.meta.method_to_api_mapping.items()
    }
    try:
        return getattr(client, methods[one.operation])(**parameters)
    except ClientError as error:
        msg = f"the emulator refuses {one.service}:{one.operation}: {error.response.get('Error', {}).get('Message', error)}"
        raise ResourceError(msg) from error


__all__ = [
    "STATE_ONLY",
    "Call",
    "Cloud",
    "Existing",
    "FitError",
    "Made",
    "ResourceError",
    "ResourceType",
    "call",
    "check",
    "create",
    "delete",
    "exists",
    "named",
    "update",
]
