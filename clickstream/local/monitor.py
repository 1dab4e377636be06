"""The other side of Pulumi's SDK: a resource monitor that makes what is registered, in the emulator.

The SDK sends every resource to a monitor, in dependency order, and takes its id and outputs from
the answer. Pulumi's own mock monitor speaks that protocol; this one answers with what is real.
"""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING, Any, cast, get_args

from google.protobuf import empty_pb2
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, rpc
from pulumi.runtime.mocks import MockMonitor

from clickstream.local.resource_types import RESOURCE_TYPES, base
from clickstream.local.resource_types.request import FitError

if TYPE_CHECKING:
    from pulumi.runtime.proto import resource_pb2

MARKER = "<not set locally: "
STACK = "pulumi:pulumi:Stack"
MODULES = {"index": "pulumi_aws", "lambda": "pulumi_aws.lambda_"}
"""Where Pulumi's Python package names a module otherwise than its types do."""


class DeploymentError(RuntimeError):
    """The program asks for what cannot be made locally. The message names the resource and the remedy."""


class Materialiser(Mocks):
    """Makes resources in a cloud, one at a time: the SDK registers from many threads at once."""

    def __init__(self, cloud: base.Cloud) -> None:
        """Make resources in `cloud`."""
        self._cloud = cloud
        self._lock = threading.Lock()
        self.made: list[dict[str, str]] = []
        """What was made, in order: type, name and id of each resource."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Make a resource; return its id and its outputs."""
        if not args.custom:
            return "", {}  # a component: nothing but its children
        where = f"{args.typ} {args.name!r}"
        if args.resource_id:
            msg = f"{where} is an import of {args.resource_id!r}; there is nothing to import in a local stack"
            raise DeploymentError(msg)
        kind = RESOURCE_TYPES.get(args.typ)
        if kind is None:
            msg = f"{where}: the local stack cannot make this type. Add it to clickstream/local/resource_types"
            raise DeploymentError(msg)
        inputs = cast("dict[str, Any]", plain(cast("Any", args).inputs))
        refuse_markers(inputs, where)
        with self._lock:
            try:
                identity, outputs = base.create(kind, args.name, inputs, self._cloud)
            except (FitError, base.ResourceError) as error:
                msg = f"{where}: {error}"
                raise DeploymentError(msg) from error
            self.made.append({"type": args.typ, "name": args.name, "id": identity or ""})
        return identity, {**markers(args.typ), **outputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answer a data source."""
        with self._lock:
            identity, region = self._cloud.identity, self._cloud.region
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
                return {"name": args.args["name"], "outputs": {}}, []  # a local stack is always new
            case token:
                msg = f"the local stack has no answer to {token}. Add it to Materialiser.call in clickstream/local/monitor.py"
                raise DeploymentError(msg)


class DeploymentMonitor(MockMonitor):
    """A monitor that keeps the stack's outputs."""

    def __init__(self, materialiser: Materialiser) -> None:
        """Let `materialiser` make the resources."""
        super().__init__(materialiser)
        self.outputs: dict[str, Any] = {}
        """What the program exported."""

    def features(self) -> set[int]:
        """Return what of the protocol this monitor speaks."""
        # The SDK's mock monitor leaves the request's type open.
        answer: resource_pb2.DeploymentInfo = cast("Any", self).GetDeploymentInfo(empty_pb2.Empty())
        return set(answer.supportedFeatures)

    def ReadResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Refuse: there is nothing in a local stack that the program did not make."""
        msg = f"{request.type} {request.name!r} is read with .get({request.id!r}), and a local stack holds only what its program makes"
        raise DeploymentError(msg)

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep the outputs, if they are the stack's."""
        if f"::{STACK}::" in request.urn:
            outputs = cast("dict[str, Any]", plain(rpc.deserialize_properties(request.outputs)))
            refuse_markers(outputs, "the stack's outputs")
            self.outputs = outputs
        return empty_pb2.Empty()


def plain(value: object) -> object:
    """Return a value without the wrapping of secrets: the emulator is all there is to tell them to."""
    if rpc.is_rpc_secret(value):
        return plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[object]", value)]
    return value


def markers(token: str) -> dict[str, str]:
    """Return a marker for every text output that a type always has on AWS.

    What a kind does not answer with would be None without a word, and go on into names and policies
    as "None".
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
    return {output: f"{MARKER}{token}.{output}>" for output in names}


def refuse_markers(value: object, where: str) -> None:
    """Raise if a value holds a marker anywhere.

    Raises:
        DeploymentError: with the output that the value was made from.
    """
    if isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            refuse_markers(item, where)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            refuse_markers(item, where)
    elif isinstance(value, str) and MARKER in value:
        output = value.partition(MARKER)[2].partition(">")[0]
        msg = f"{where} uses {output}, which the local stack does not know. Return it from the type's outputs in clickstream/local/resource_types"
        raise DeploymentError(msg)
