"""Pulumi provider `aws` that creates, updates and deletes resources in the emulator.

The engine attaches to it by PULUMI_DEBUG_PROVIDERS=aws:PORT, in place of pulumi-resource-aws.
Protocol: https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from concurrent import futures
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from clickstream.local.resource_monitor import unwrap_secrets
from clickstream.local.resource_types import RESOURCE_TYPES, base, operations
from clickstream.local.resource_types.request import InputError
from tests.engine import drift
from tests.engine.replacement import REPLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

VERSION = "7.51.1"
# in the random suffix of a name: https://www.pulumi.com/docs/concepts/resources/names/#autonaming
HEX_DIGITS = 7
DEFAULTS = "__defaults"  # input that lists the inputs whose values are defaults of the provider
MAX_MESSAGE_BYTES = 1 << 29
DIFF = provider_pb2.DiffResponse
# untyped: the name of its field, `return`, is a keyword
INVOKE_RESPONSE = cast("Any", provider_pb2.InvokeResponse)
# Key that marks assets and archives:
# https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/types.html
SIGNATURE = "4dabf18193072939515e22adb298388d"


def _read(message: struct_pb2.Struct) -> dict[str, Any]:
    return cast(
        "dict[str, Any]", unwrap_secrets(rpc.deserialize_properties(message, keep_unknowns=True))
    )


def _write(values: dict[str, Any]) -> struct_pb2.Struct:
    return asyncio.run(rpc.serialize_properties(values, {}))


def _token(urn: str) -> str:
    return urn.split("::")[2].rsplit("$", maxsplit=1)[-1]


def _name(urn: str) -> str:
    return urn.rsplit("::", maxsplit=1)[-1]


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Provider of the resource types of the local stack.

    It has no state of its own: resources are in the emulator and in Pulumi's state.
    """

    def __init__(self, endpoint: str) -> None:
        """Create resources in the emulator at `endpoint`."""
        self._endpoint = endpoint
        self._emulator = base.Emulator(endpoint, "us-east-1")

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=False, accept_resources=True)

    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: Any) -> Any:
        return provider_pb2.GetSchemaResponse(
            schema=json.dumps({"name": "aws", "version": VERSION})
        )

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        return DIFF(changes=DIFF.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> Any:
        self._emulator = base.Emulator(self._endpoint, _read(request.args)["region"])
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=True, acceptOutputs=False
        )

    def Invoke(self, request: Any, context: Any) -> Any:
        identity, region = self._emulator.identity, self._emulator.region
        results = {
            "aws:index/getCallerIdentity:getCallerIdentity": {
                "accountId": identity["Account"],
                "arn": identity["Arn"],
                "userId": identity["UserId"],
                "id": identity["Account"],
            },
            "aws:index/getRegion:getRegion": {
                "id": region,
                "name": region,
                "region": region,
                "description": region,
            },
        }
        result = struct_pb2.Struct()
        result.update(results[request.tok])
        return INVOKE_RESPONSE(**{"return": result})

    def Check(self, request: Any, context: Any) -> Any:
        """Give a resource a name if it has none, and validate its inputs if all are known."""
        resource_type = self._kind(request.urn, context)
        inputs = request.news
        if resource_type.name and resource_type.name not in inputs.fields:
            inputs.fields[resource_type.name].string_value = _kept_name(
                resource_type, request.olds
            ) or _new_name(_name(request.urn), request.randomSeed)
            inputs.fields[DEFAULTS].list_value.values.add().string_value = resource_type.name
        if not _has_unknowns(inputs):
            try:
                operations.check(resource_type, _name(request.urn), _inputs(inputs), self._emulator)
            except InputError as error:
                return provider_pb2.CheckResponse(
                    failures=[provider_pb2.CheckFailure(reason=str(error))]
                )
        return provider_pb2.CheckResponse(inputs=inputs)

    def Diff(self, request: Any, context: Any) -> Any:
        resource_type = self._kind(request.urn, context)
        changed = _changed(
            request.old_inputs if request.HasField("old_inputs") else request.olds, request.news
        )
        replaces = [path for path in changed if _replaces(_token(request.urn), path)]
        # With a name from the program, the new resource needs the name of the old one.
        given = bool(resource_type.name) and resource_type.name not in _defaults(request.news)
        changes = DIFF.DIFF_SOME if changed else DIFF.DIFF_NONE
        return DIFF(
            changes=changes,
            diffs=sorted({path.partition(".")[0] for path in changed}),
            replaces=replaces,
            deleteBeforeReplace=given and bool(replaces),
        )

    def Create(self, request: Any, context: Any) -> Any:
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=request.properties)
        resource_type = self._kind(request.urn, context)
        inputs = _inputs(request.properties)
        with _reported(context):
            identity, outputs = operations.create(
                resource_type, _name(request.urn), inputs, self._emulator
            )
        return provider_pb2.CreateResponse(
            id=identity, properties=_merged(request.properties, outputs)
        )

    def Read(self, request: Any, context: Any) -> Any:
        resource_type, token = self._kind(request.urn, context), _token(request.urn)
        existing = base.Existing(self._emulator, request.id, _state(request.properties))
        with _reported(context):
            if not operations.exists(resource_type, existing) or drift.is_cleared(token, existing):
                return provider_pb2.ReadResponse()
            changed = drift.changed_inputs(token, existing)
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=_with(request.properties, changed),
            inputs=_with(request.inputs, changed),
        )

    def Update(self, request: Any, context: Any) -> Any:
        olds = _state(request.olds)
        former = {key: value for key, value in olds.items() if key not in request.old_inputs.fields}
        if not request.preview:
            resource_type = self._kind(request.urn, context)
            changed = {
                path.partition(".")[0] for path in _changed(request.old_inputs, request.news)
            }
            existing = base.Existing(self._emulator, request.id, olds)
            with _reported(context):
                restored = drift.restore(
                    _token(request.urn), existing, changed, set(request.news.fields)
                )
                if changed - restored or not restored:
                    operations.update(
                        resource_type, existing, _inputs(request.news), changed - restored
                    )
        return provider_pb2.UpdateResponse(properties=_merged(request.news, former))

    def Delete(self, request: Any, context: Any) -> Any:
        resource_type = self._kind(request.urn, context)
        with _reported(context):
            operations.delete(
                resource_type, base.Existing(self._emulator, request.id, _state(request.properties))
            )
        return empty_pb2.Empty()

    def _kind(self, urn: str, context: Any) -> base.ResourceType:
        resource_type = RESOURCE_TYPES.get(_token(urn))
        if resource_type is None:
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT,
                f"{_token(urn)} is not supported; add it to clickstream/local/resource_types",
            )
        return cast("base.ResourceType", resource_type)


@contextmanager
def _reported(context: Any) -> Generator[None]:
    """Report an error to the engine as a gRPC status."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the engine shows every error with the resource's name
        context.abort(grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error}")


def _inputs(message: struct_pb2.Struct) -> dict[str, Any]:
    """Return inputs with readable assets and archives."""
    return {key: value for key, value in _read(message).items() if key != DEFAULTS}


def _state(message: struct_pb2.Struct) -> dict[str, Any]:
    """Return inputs and outputs from the state, which has only the hash of an asset."""
    return _comparable(message)


def _with(values: struct_pb2.Struct, changed: dict[str, Any]) -> struct_pb2.Struct:
    """Return a copy of values in which changed values replace those of the same name."""
    copy = struct_pb2.Struct()
    copy.CopyFrom(values)
    copy.update(changed)
    return copy


def _merged(inputs: struct_pb2.Struct, outputs: dict[str, Any]) -> struct_pb2.Struct:
    """Return the state of a resource: its inputs, and the outputs that are no inputs."""
    state = struct_pb2.Struct()
    state.CopyFrom(inputs)
    state.MergeFrom(
        _write({key: value for key, value in outputs.items() if key not in inputs.fields})
    )
    return state


def _defaults(message: struct_pb2.Struct) -> set[str]:
    return (
        {value.string_value for value in message.fields[DEFAULTS].list_value.values}
        if DEFAULTS in message.fields
        else set()
    )


def _kept_name(resource_type: base.ResourceType, olds: struct_pb2.Struct) -> str:
    return (
        olds.fields[resource_type.name].string_value
        if resource_type.name in _defaults(olds)
        else ""
    )


def _new_name(logical_name: str, seed: bytes) -> str:
    digits = hashlib.sha256(seed).hexdigest() if seed else secrets.token_hex(HEX_DIGITS)
    return f"{logical_name}-{digits[:HEX_DIGITS]}"


def _has_unknowns(message: struct_pb2.Struct) -> bool:
    return rpc.UNKNOWN in str(message)


def _changed(olds: struct_pb2.Struct, news: struct_pb2.Struct) -> list[str]:
    """Return the paths of the inputs that differ, of one or two names as in `REPLACES`."""
    before, after = _comparable(olds), _comparable(news)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} - {
        DEFAULTS
    }
    nested = {
        f"{key}.{inner}"
        for key in changed
        if isinstance(before.get(key), dict) and isinstance(after.get(key), dict)
        for inner in before[key].keys() | after[key].keys()
        if before[key].get(inner) != after[key].get(inner)
    }
    return sorted(changed | nested)


def _replaces(token: str, path: str) -> bool:
    return path in REPLACES[token].inputs


def _comparable(message: struct_pb2.Struct) -> dict[str, Any]:
    """Return inputs as plain values in which each asset is its hash, whatever its path."""

    def reduced(value: Any) -> Any:
        if isinstance(value, dict):
            values = cast("dict[str, Any]", value)
            return (
                values["hash"]
                if SIGNATURE in values and values.get("hash")
                else {key: reduced(item) for key, item in values.items()}
            )
        return (
            [reduced(item) for item in cast("list[Any]", value)]
            if isinstance(value, list)
            else value
        )

    # Not `deserialize_properties`, whose assets have no hashes.
    return cast("dict[str, Any]", reduced(json_format.MessageToDict(message)))


@contextmanager
def serving(endpoint: str) -> Generator[int]:
    """Serve the provider on loopback, and yield its port."""
    options = [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ]
    server = grpc.server(futures.ThreadPoolExecutor(16), options=options)
    add: Callable[[Provider, Any], None] = provider_pb2_grpc.add_ResourceProviderServicer_to_server
    add(Provider(endpoint), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait()
