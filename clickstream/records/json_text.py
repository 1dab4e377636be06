"""JSON texts taken apart and put together, with every value as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.records.shape import Restricted

NULL = b"null"

decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
"""Decoder of an object to its members' texts. Of two equal keys the last counts, as in Python.

It raises `msgspec.DecodeError` for text that is no JSON object, and `RecursionError` for an object
that is nested too deep. It does not check that the members' texts are UTF-8.
"""
decode_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
"""Decoder of an array to its elements' texts."""
_decode_string = msgspec.json.Decoder(str).decode
_encode = msgspec.json.Encoder().encode


def text_of(value: bytes) -> str:
    """Return the text of a JSON value: the content of a string, the JSON text of any other value.

    Raises:
        ValueError: If the value is not UTF-8.
    """
    return _decode_string(value) if value.startswith(b'"') else value.decode()


def object_key(name: str) -> bytes:
    """Return the name of a member as a JSON string."""
    return _encode(name)


def object_text(members: Mapping[str, bytes]) -> bytes:
    """Return the object with these members, sorted by name."""
    return (
        b"{" + b",".join([_encode(name) + b":" + members[name] for name in sorted(members)]) + b"}"
    )


def without_restricted(value: bytes, restricted: Restricted) -> bytes:
    """Return a JSON value without its restricted members.

    A path continues through arrays: `context.ip` is the member `ip` of every object in the array
    `context` too.
    """
    if value.startswith(b"["):
        elements = [without_restricted(bytes(item), restricted) for item in decode_elements(value)]
        return b"[" + b",".join(elements) + b"]"
    if not value.startswith(b"{"):
        return value
    members = {name: bytes(member) for name, member in decode_members(value).items()}
    for name in restricted.members.keys() & members.keys():
        inside = restricted.members[name]
        if inside is None:
            del members[name]
        else:
            members[name] = without_restricted(members[name], inside)
    joined = b",".join([_encode(name) + b":" + member for name, member in members.items()])
    return b"{" + joined + b"}"
