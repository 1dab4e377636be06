"""How a kind of Pulumi resource becomes real: which calls make it, and what its outputs are."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from local.emulator import client_options
from local.fit import Layout, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import OperationModel, StructureShape


class MaterialiseError(RuntimeError):
    """A resource that could not be made. The message names its type, its name and the reason."""


@dataclass(frozen=True)
class Cloud:
    """The emulator, as a place to make resources in."""

    endpoint: str
    region: str
    _session: botocore.session.Session = field(default_factory=botocore.session.get_session)
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])

    def client(self, service: str) -> Any:  # noqa: ANN401 - the service is data here, so its client's type is not known
        """Return a service's client."""
        if service not in self._clients:
            # A proxy of the surroundings has no business with loopback, and a local server that refuses will refuse again.
            config = Config(proxies={}, retries={"total_max_attempts": 2})
            self._clients[service] = self._session.create_client(service, config=config, **client_options(self.endpoint, self.region))
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
    """One call, and how the inputs are laid out in its request."""

    service: str
    operation: str
    """Its name in AWS's model, such as `CreateQueue`."""
    takes: frozenset[str] = frozenset()
    """The inputs that are its alone. A call after the first is made only if one of them is given."""
    shares: frozenset[str] = frozenset()
    """The inputs that it needs beside those, and that go to the first call too."""


@dataclass(frozen=True)
class Made:
    """A resource that was made."""

    cloud: Cloud
    inputs: Mapping[str, Any]
    response: Mapping[str, Any]
    """What the first call answered."""


DELETION = "says how to delete, and the local stack is deleted as a whole"


def named(made: Made) -> str:
    """Return the name that a resource was given, which AWS knows it by."""
    return made.inputs["name"]


def _as_they_are(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    return inputs


def _nothing(_: Made) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    """A kind of resource."""

    calls: tuple[Call, ...]
    identity: Callable[[Made], str]
    """The id that Pulumi knows it by."""
    outputs: Callable[[Made], dict[str, Any]] = _nothing
    """Its outputs, beside its inputs."""
    name: str = ""
    """The input that is its physical name; the logical name, if it is not given."""
    prepare: Callable[[dict[str, Any], Cloud], dict[str, Any]] = _as_they_are
    """Changes the inputs before they are laid out, for what a layout cannot say."""


def make(kind: Kind, logical_name: str, inputs: Mapping[str, Any], cloud: Cloud) -> tuple[str, dict[str, Any]]:
    """Make a resource and return its id and its outputs.

    Raises:
        FitError: if an input has no place in AWS's model of the call.
        MaterialiseError: if the emulator refuses.
    """
    named: dict[str, Any] = {kind.name: logical_name, **inputs} if kind.name else dict(inputs)
    prepared = kind.prepare(dict(named), cloud)
    first, *others = kind.calls
    theirs = frozenset[str]().union(*(call.takes for call in others))
    response = _call(first, {key: value for key, value in prepared.items() if key not in theirs}, cloud)
    for call in others:
        if any(prepared.get(key) is not None for key in call.takes):
            _call(call, {key: value for key, value in prepared.items() if key in call.takes | call.shares}, cloud)
    made = Made(cloud, named, response)
    return kind.identity(made), {**named, **kind.outputs(made)}


def _call(call: Call, inputs: Mapping[str, Any], cloud: Cloud) -> Mapping[str, Any]:
    client = cloud.client(call.service)
    methods: dict[str, str] = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
    model: OperationModel = client.meta.service_model.operation_model(call.operation)
    parameters = fit(cast("StructureShape", model.input_shape), inputs, call)
    try:
        return getattr(client, methods[call.operation])(**parameters)
    except ClientError as error:
        msg = f"the emulator refuses {call.service}:{call.operation}: {error.response.get('Error', {}).get('Message', error)}"
        raise MaterialiseError(msg) from error
