"""JSON texts taken apart and put together."""

from __future__ import annotations

import pytest

from clickstream.records.json_text import object_text, text_of, without_restricted
from clickstream.records.shape import Restricted

RESTRICTED = Restricted({"ip": None, "user": Restricted({"email": None})})


@pytest.mark.parametrize(
    ("value", "text"),
    [('"a\\"\\u00e9"', 'a"é'), ("1.10", "1.10"), ('{"a": 1}', '{"a": 1}'), ("true", "true")],
)
def test_the_text_of_a_string_is_its_content(value: str, text: str) -> None:
    assert text_of(value.encode()) == text, "any other value is its JSON text"


def test_members_are_sorted_by_name_and_kept_as_they_were_sent() -> None:
    assert object_text({"b": b"1.0", 'q"': b'"\\u00e9"', "a": b"[ 1 ]"}) == (
        b'{"a":[ 1 ],"b":1.0,"q\\"":"\\u00e9"}'
    )


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ('{"ip":1,"a":1.0}', '{"a":1.0}'),
        ('{"user":{"email":"x","name":"n"},"email":1}', '{"user":{"name":"n"},"email":1}'),
        ('[{"ip":1},{"user":[{"email":1,"a":2}]},7]', '[{},{"user":[{"a":2}]},7]'),
        ('{"\\u0069p":1}', "{}"),
        ('{"ip":1,"ip":2}', "{}"),
        ('{"user":{"email":"x"},"user":{"a":1}}', '{"user":{"a":1}}'),
        ('{"user":"email","other":{"ip":1}}', '{"user":"email","other":{"ip":1}}'),
        ('"ip"', '"ip"'),
        ("null", "null"),
    ],
)
def test_restricted_members_are_left_out_in_arrays_too(value: str, left: str) -> None:
    found = without_restricted(value.encode(), RESTRICTED).decode()
    assert found == left
