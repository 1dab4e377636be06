"""Resource monitor of Pulumi's SDK that creates each registered resource in the emulator.

The SDK registers every resource with a monitor, in dependency order, and reads the resource's id
and outputs from the response. Pulumi's mock monitor implements the protocol; the subclass here
responds with the ids and outputs of real resources.
"""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING, Any, cast, get_args

from google.protobuf import empty_pb2
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, rpc
from pulumi.runtime.mocks import MockMonitor

from clickstream.local.resource_types import RESOURCE_TYPES
from clickstream.local.resource_types.base import ResourceError
from clickstream.local.resource_types.operations import create
from clickstream.local.resource_types.request import InputError

if TYPE_CHECKING:
    from pulumi.runtime.proto import resource_pb2

    from clickstream.local.resource_types.base import Emulator

PLACEHOLDER = "<unknown locally: "
STACK = "pulumi:pulumi:Stack"
MODULES = {"index": "pulumi_aws", "lambda": "pulumi_aws.lambda_"}
"""Python modules of `pulumi_aws` whose names differ from the module in a type token."""


class DeploymentError(RuntimeError):
    """Failure to deploy a resource or a data source: its name, the reason and the remedy."""


class ResourceCreator(Mocks):
    """Creates resources in the emulator, one at a time.

    The SDK registers resources on many threads at once.
    """

    def __init__(self, emulator: Emulator) -> None:
        """Create resources in `emulator`."""
        self._emulator = emulator
        self._lock = threading.Lock()
        self.created: list[dict[str, str]] = []
        """Type, name and id of each created resource, in the order of creation."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Create a resource; return its id and its outputs."""
        if not args.custom:
            return "", {}  # a component has no resource of its own
        where = f"{args.typ} {args.name!r}"
        if args.resource_id:
            msg = f"{where} imports {args.resource_id!r}; a local stack has no resource to import. Remove the option import_"
            raise DeploymentError(msg)
        resource_type = RESOURCE_TYPES.get(args.typ)
        if resource_type is None:
            msg = f"{where}: the local stack does not support this type. Add it to clickstream/local/resource_types"
            raise DeploymentError(msg)
        inputs = cast("dict[str, Any]", unwrap_secrets(cast("Any", args).inputs))
        refuse_placeholders(inputs, where)
        with self._lock:
            try:
                resource_id, outputs = create(resource_type, args.name, inputs, self._emulator)
            except (InputError, ResourceError) as error:
                msg = f"{where}: {error}"
                raise DeploymentError(msg) from error
            self.created.append({"type": args.typ, "name": args.name, "id": resource_id})
        return resource_id, {**placeholders(args.typ), **outputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return the result of a data source."""
        with self._lock:
            identity, region = self._emulator.identity, self._emulator.region
        match args.token:
            case "aws:index/getCallerIdentity:getCallerIdentity":
                account = identity["Account"]
                return {
                    "accountId": account,
                    "arn": identity["Arn"],
                    "userId": identity["UserId"],
                    "id": account,
                }, []
            case "aws:index/getRegion:getRegion":
                return {
                    "id": region,
                    "name": region,
                    "region": region,
                    "description": region,
                    "endpoint": f"ec2.{region}.amazonaws.com",
                }, []
            case "aws:index/getPartition:getPartition":
                return {
                    "id": "aws",
                    "partition": "aws",
                    "dnsSuffix": "amazonaws.com",
                    "reverseDnsPrefix": "com.amazonaws",
                }, []
            case "pulumi:pulumi:readStackOutputs":
                # no outputs of a former deployment: a local stack is always new
                return {"name": args.args["name"], "outputs": {}}, []
            case token:
                msg = f"the local stack does not support the data source {token}. Add it to ResourceCreator.call in clickstream/local/resource_monitor.py"
                raise DeploymentError(msg)


class ResourceMonitor(MockMonitor):
    """Resource monitor that creates resources and keeps the stack's outputs."""

    def __init__(self, creator: ResourceCreator) -> None:
        """Create resources with `creator`."""
        super().__init__(creator)
        self.outputs: dict[str, Any] = {}
        """Outputs of the stack."""

    def features(self) -> set[int]:
        """Return the features of the protocol that this monitor supports."""
        # The method of the SDK's mock monitor has no types.
        info: resource_pb2.DeploymentInfo = cast("Any", self).GetDeploymentInfo(empty_pb2.Empty())
        return set(info.supportedFeatures)

    def ReadResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Refuse to read a resource: every resource of a local stack is created by its program."""
        msg = f"{request.type} {request.name!r} is read with .get({request.id!r}); a local stack has only resources that its program creates"
        raise DeploymentError(msg)

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep the outputs of the stack; those of components are not needed."""
        if f"::{STACK}::" in request.urn:
            outputs = cast(
                "dict[str, Any]", unwrap_secrets(rpc.deserialize_properties(request.outputs))
            )
            refuse_placeholders(outputs, "the stack's outputs")
            self.outputs = outputs
        return empty_pb2.Empty()


def unwrap_secrets(value: object) -> object:
    """Return a value in which each secret is plain: values go to the emulator alone."""
    if rpc.is_rpc_secret(value):
        return unwrap_secrets(rpc.unwrap_rpc_secret(value))
    if isinstance(value, dict):
        return {key: unwrap_secrets(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [unwrap_secrets(item) for item in cast("list[object]", value)]
    return value


def placeholders(token: str) -> dict[str, str]:
    """Return a placeholder for every text output that resources of a type always have on AWS.

    An output that a resource type does not return would silently be None, and become the text
    "None" in names and policies. A placeholder in an input is an error instead.
    """
    _, path, name = token.split(":")
    module = path.partition("/")[0]
    resource = getattr(importlib.import_module(MODULES.get(module, f"pulumi_aws.{module}")), name)
    members = cast("dict[str, object]", vars(resource)).values()
    getters = [member.fget for member in members if isinstance(member, property) and member.fget]
    outputs = [
        getter for getter in getters if get_args(getter.__annotations__.get("return")) == (str,)
    ]
    names: list[str] = [getattr(getter, "_pulumi_name", getter.__name__) for getter in outputs]
    return {output: f"{PLACEHOLDER}{token}.{output}>" for output in names}


def refuse_placeholders(value: object, where: str) -> None:
    """Raise an error if a value contains a placeholder at any depth.

    Raises:
        DeploymentError: If it does. The message names the output that the placeholder is for.
    """
    if isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            refuse_placeholders(item, where)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            refuse_placeholders(item, where)
    elif isinstance(value, str) and PLACEHOLDER in value:
        output = value.partition(PLACEHOLDER)[2].partition(">")[0]
        msg = f"{where} uses the output {output}, which the local stack does not have. Return it from `outputs` of the type in clickstream/local/resource_types"
        raise DeploymentError(msg)
