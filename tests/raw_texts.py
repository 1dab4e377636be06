"""Hypothesis strategies of texts in raw objects: events in many spellings, and other lines."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["007", "1.10", "true", "null", "{}", "[1]", "2025-11-26T10:00:00Z"]),
    st.sampled_from(['":', "\\", '"', "😀", "東京", "\u2028", "\x00", "}{", "\ufeff"]),
    st.sampled_from([1764115200, 1764115200000, 1764115200000000, -1, 0, 1.0, 1e22]),
)
nested: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)
styles: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"separators": (", ", ": ")},
        {"separators": (" , ", " : "), "ensure_ascii": False},
        {"ensure_ascii": False},
        {"indent": 2},
        {"indent": 0},
        {"indent": "\t", "ensure_ascii": False},
    ]
)
spelled = st.sampled_from(
    [
        '{"user_id":"a","user_id":"b"}',
        '{"user_id":"a","user_id":null,"unknown":1,"unknown":[2]}',
        '{"user_id":1,"user_id":"b","quantity":"x","quantity":1}',
        '{"user_id" :"a"}',
        ' {"user_id":"a"} ',
        '{"user_id":"a"}\r',
        '{"\\u0075ser_id":"a","\\u0075nknown":{"a.b":1}}',
        '{"event_time":"2025-11-26","timestamp":"2025-11-27"}',
        '{"event_type":"x","timestamp":"2025-11-27T00:00:00Z"}',
        '{"email":{"a":"secret"},"user_id":"a","ip_address":null}',
        '{"quantity":1E400,"user_id":12345678901234567890123}',
        '{"quantity":-0,"user_id":-0}',
    ]
)
"""Events whose spelling `json.dumps` does not give."""
no_events = st.sampled_from(
    [
        "",
        " ",
        "oops",
        "x^",
        "x\x01",
        '{"event_type": "cut',
        '{"a":',
        "}",
        "]",
        '{"event_type":"x"},',
        "42",
        "{'a': 1}",
        '{"event_type":"\\ud800"}',
        '{"event_type":"a\tb and a long text"}',
        "tru",
        '{"event_type":"a long text","unknown":01}',
        '{"unknown":"a long text","\\udc00":1}',
        '{"event_type":NaN,"user_id":"a long text"}',
        '{"a":}{"event_type":"x","user_id":"long"}',
        "\ufeff{}",
        "{}",
        '{"event_type":"a long text"} trailing',
    ]
)
"""Lines that are no event, or hardly one."""


def render(event: object, style: dict[str, Any]) -> str:
    """Return the JSON text of an event in a style of `styles`."""
    return json.dumps(event, **style)


def _indented(events: object) -> str:
    return json.dumps(events, indent=1)


def texts(events: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[str]:
    """Return texts of lines with `events`, alone, in arrays, or one after the other."""
    rendered = st.builds(render, events, styles)
    return st.one_of(
        rendered,
        rendered,
        spelled,
        no_events,
        st.just("["),
        st.lists(events, max_size=3).map(json.dumps),
        st.lists(events, max_size=3).map(_indented),
        st.lists(rendered, min_size=2, max_size=3).map("".join),
    )
