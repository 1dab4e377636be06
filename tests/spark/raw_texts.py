"""Hypothesis strategies of texts in raw objects: events in many spellings, and other lines."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "007",
            "1.10",
            "true",
            "null",
            '":',
            "\\",
            '"',
            "😀",
            "東京",
            "\u2028",
            "\x00",
            "}{",
            "\ufeff",
            *[
                "2025-11-26T10:00:00Z",
                "{}",
                "[1]",
                1764115200,
                1764115200000,
                1764115200000000,
                -1,
                0,
            ],
        ]
    ),
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
broken = st.sampled_from(
    [
        *[
            "",
            " ",
            "oops",
            "x^",
            "x\x01",
            '{"event_type": "cut',
            '{"a":',
            "}",
            "]",
            "[",
            "42",
            "{}",
        ],
        *['{"event_type":"x"},', "{'a': 1}", '{"event_type":"\\ud800"}', "\ufeff{}"],
        *['{"user_id":"a","user_id":"b"}', ' {"user_id" :"a"} ', '{"\\u0075ser_id":"a"}\r'],
        *['{"quantity":1E400,"user_id":12345678901234567890123}', '{"quantity":-0,"user_id":-0}'],
    ]
)


def _render(event: object, style: dict[str, Any]) -> str:
    return json.dumps(event, **style)


def _indented(events: object) -> str:
    return json.dumps(events, indent=1)


def texts(events: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[str]:
    """Return texts of lines with `events`, alone, in arrays, or one after the other."""
    rendered = st.builds(_render, events, styles)
    return st.one_of(
        rendered,
        rendered,
        broken,
        st.lists(events, max_size=3).map(json.dumps),
        st.lists(events, max_size=3).map(_indented),
        st.lists(rendered, min_size=2, max_size=3).map("".join),
    )
