"""Resource type: the AWS calls that create, read, update and delete a type of Pulumi resource.

`operations` makes the calls; each module of a service holds the resource types of that service.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config

from clickstream.local.emulator.server import client_options
from clickstream.local.resource_types.request import InputMapping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STATE_ONLY = "kept in Pulumi's state: it decides how the resource is deleted or when it is updated"


class ResourceError(RuntimeError):
    """Failure to create, read, update or delete a resource: the call and the emulator's reason."""


@dataclass(frozen=True)
class Emulator:
    """Clients, caller identity and ARNs of the emulator's AWS account."""

    endpoint: str
    region: str
    _session: botocore.session.Session = field(default_factory=botocore.session.get_session)
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str) -> Any:  # noqa: ANN401 - the service is data here, so its client's type is not known
        """Return the client of a service."""
        # Resources are created on many threads at once, and a session is not thread-safe.
        with self._lock:
            if service not in self._clients:
                # A proxy cannot reach loopback, and the emulator refuses a repeated request again.
                config = Config(proxies={}, retries={"total_max_attempts": 2})
                self._clients[service] = self._session.create_client(
                    service, config=config, **client_options(self.endpoint, self.region)
                )
            return self._clients[service]

    @cached_property
    def identity(self) -> dict[str, str]:
        """Caller identity: `Account`, `Arn` and `UserId`."""
        return self.client("sts").get_caller_identity()

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource, for services whose responses contain no ARN."""
        return f"arn:aws:{service}:{self.region}:{self.identity['Account']}:{resource}"


@dataclass(frozen=True)
class Call(InputMapping):
    """One AWS call, and the mapping of a resource's inputs to its parameters."""

    service: str
    operation: str
    """Name of the operation in AWS's model, such as `CreateQueue`."""
    own_inputs: frozenset[str] = frozenset()
    """Inputs that only this call sends.

    A creating call after the first is made only if one of its own inputs has a value.
    """
    shared_inputs: frozenset[str] = frozenset()
    """Inputs and outputs that this call and others send, such as the resource's name or `id`."""
    supported: bool = True
    """Whether the emulator has the operation.

    Parameters of an unsupported call are checked against AWS's model, and nothing is sent.
    """


def call(service: str, operation: str, **names: str) -> Call:
    """Return a call that sends only the given inputs or outputs, each as `input="Parameter"`.

    The input `id` is the id of the resource.
    """
    return Call(service, operation, own_inputs=frozenset(names), names=names)


@dataclass(frozen=True)
class Created:
    """A resource that was created."""

    emulator: Emulator
    inputs: Mapping[str, Any]
    response: Mapping[str, Any]
    """Response to the first creating call."""


@dataclass(frozen=True)
class Existing:
    """A resource that exists: its id, and its inputs and outputs by their names in Pulumi."""

    emulator: Emulator
    id: str
    values: Mapping[str, Any]


def named(created: Created) -> str:
    """Return the physical name of a resource whose id is its name."""
    return created.inputs["name"]


def _unchanged(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    return inputs


def _no_outputs(_: Created) -> dict[str, Any]:
    return {}


def _no_request(_: Existing) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class ResourceType:
    """A type of Pulumi resource."""

    creates: tuple[Call, ...]
    """Calls that create the resource, in order."""
    resource_id: Callable[[Created], str]
    """Returns the resource's id in Pulumi's state."""
    outputs: Callable[[Created], dict[str, Any]] = _no_outputs
    """Returns the outputs that are not inputs too."""
    name: str = ""
    """Input that holds the physical name. Without a value it is the logical name."""
    prepare: Callable[[dict[str, Any], Emulator], dict[str, Any]] = _unchanged
    """Changes the inputs before they are mapped, where a mapping cannot express the change."""
    updates: tuple[Call, ...] = ()
    """Calls that update the resource; each is made if one of its own inputs has changed.

    Empty: an update repeats the creating calls.
    """
    before_update: Callable[[Existing], dict[str, Any]] = _no_request
    """Returns further values for the updating calls, such as the version that they expect."""
    reads: Call | None = None
    """Call that fails if the resource does not exist. None: it is part of another resource."""
    before_delete: Callable[[Existing], object] = _no_request
    """Deletes the contents that AWS requires to be deleted first, as the AWS provider does."""
    deletes: Call | None = None
    """Call that deletes the resource. None: it is deleted with the resource that it is part of."""
