"""Rows equal a reference conversion by Python's own JSON decoder."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.contract import Column, ColumnType
from tests.unit.converter.fakes import converted_bytes, event

if TYPE_CHECKING:
    from clickstream.contract import Contract

EDGE = 2**63
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "007",
            "1.10",
            "1e5",
            "true",
            "null",
            "{}",
            "[1]",
            '":',
            '"',
            "\\",
            "\\u0041",
            "\u2028",
            "😀𝄞",
            "東京",
            "\x00",
            "\x7f",
            " padded ",
            "",
        ]
    ),
)
integers = st.one_of(st.integers(-EDGE, EDGE - 1), st.sampled_from([EDGE - 1, -EDGE, 0, 2**53 + 1]))
doubles = st.floats(allow_nan=False, allow_infinity=False)
moments = st.datetimes(datetime(2025, 1, 2), datetime(2025, 11, 25)).flatmap(  # noqa: DTZ001 - the zone is drawn
    lambda moment: st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    )
)
spelled = st.one_of(
    moments.map(datetime.isoformat),
    moments.map(lambda moment: moment.isoformat(timespec="milliseconds")),
    moments.map(lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.123Z")),
    st.just("2024-02-29T23:59:60Z").map(lambda _: "2025-02-28T23:59:59.999999999Z"),
    moments.map(lambda moment: int(moment.timestamp())),
    moments.map(lambda moment: int(moment.timestamp() * 1000)),
)
VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.STRING: texts,
    ColumnType.BIGINT: integers,
    ColumnType.DOUBLE: doubles | integers,
    ColumnType.BOOLEAN: st.booleans(),
}
unknown = st.dictionaries(
    st.sampled_from(["campaign", "ctx", "é", "a b", 'quo"te', "null"]),
    st.recursive(
        st.none() | st.booleans() | integers | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=4,
    ),
    max_size=3,
)


@st.composite
def events_of(draw: st.DrawFn, columns: tuple[Column, ...]) -> dict[str, Any]:
    """Draw a valid event with any declared and undeclared fields."""
    fields = {
        column.sources[0]: VALUES[column.type] | st.none()
        for column in columns
        if column.type is not ColumnType.TIMESTAMP and not column.required
    }
    known = draw(st.fixed_dictionaries({}, optional=fields))
    return event(event_type=draw(texts), event_time=draw(spelled)) | known | draw(unknown)


def instant(value: str | int) -> datetime:
    """Parse a timestamp, truncated to milliseconds."""
    if isinstance(value, int):
        return datetime.fromtimestamp(
            value / 1000 if value >= 100_000_000_000 else value, UTC
        ).replace(tzinfo=None)
    whole, point, rest = value.partition(".")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    moment = datetime.fromisoformat(
        whole + (point + rest[:digits][:3].ljust(3, "0") if point else "") + rest[digits:]
    )
    return moment.astimezone(UTC).replace(tzinfo=None)


def reference(line: str, contract: Contract) -> dict[str, Any]:
    """Return the expected row of one event: its columns, and its unknown fields."""
    fields: dict[str, Any] = json.loads(line)
    row: dict[str, Any] = {}
    for column in contract.input_columns:
        value = fields.pop(column.sources[0], None)
        if not column.stored:
            continue
        row[column.name] = (
            instant(value)
            if column.type is ColumnType.TIMESTAMP
            else float(value)
            if column.type is ColumnType.DOUBLE and value is not None
            else value
        )
    return row | {"extra": fields or None}


@settings(max_examples=200, deadline=None)
@given(data=st.data(), ascii_only=st.booleans(), compact=st.booleans(), packed=st.booleans())
@example(data=None, ascii_only=True, compact=False, packed=False)
def test_every_value_survives_exactly(
    clickstream: Contract,
    data: st.DataObject | None,
    ascii_only: bool,
    compact: bool,
    packed: bool,
) -> None:
    edge = event(
        event_id="e",
        product_price=-0.1,
        quantity=-EDGE,
        city="\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        campaign=2**70,
    )
    events = (
        data.draw(st.lists(events_of(clickstream.input_columns), min_size=1, max_size=6))
        if data
        else [edge, edge | {"product_price": 1e22}]
    )
    separators = (",", ":") if compact else (", ", ": ")
    lines = [json.dumps(item, ensure_ascii=ascii_only, separators=separators) for item in events]
    body = "\n".join(lines).encode()
    conversion = converted_bytes(clickstream, gzip.compress(body) if packed else body)
    assert conversion.quarantine.rows() == [], "all events are valid"
    for row, line in zip(conversion.rows.iter_rows(named=True), lines, strict=True):
        expected = reference(line, clickstream)
        expected["event_id"] = (
            expected["event_id"] if expected["event_id"] is not None else row["event_id"]
        )
        written = {name: row[name] for name in expected} | {
            "extra": row["extra"] and json.loads(row["extra"])
        }
        assert written == expected, f"of {line}"
