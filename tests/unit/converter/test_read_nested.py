"""Nested events equal a reference on Python's `json`, and disclose no restricted value."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.contract import ColumnType
from clickstream.contract.model import Protection
from converter.columns import EXTRA, ROW, typed
from converter.read import event_chunks
from tests.unit.converter.nested_contract import NESTED, RESTRICTED
from tests.unit.records.reading import WHOLE, elements, gathered, members, read, semantic, text_of

if TYPE_CHECKING:
    from clickstream.contract import Column
    from clickstream.contract.data_types import DataType
    from clickstream.records.events import ReadText

POSITION = ":position"
HIDDEN = "hidden "
"""Beginning of every value at a restricted path."""


class UnfitError(ValueError):
    """A value does not fit the type of its column."""


def frame(results: list[ReadText]) -> pl.DataFrame:
    parts = [
        chunk.events.with_columns(
            pl.Series(POSITION, [chunk.positions[row] for row in chunk.events[ROW]], pl.Int64)
        )
        for chunk in event_chunks(results, NESTED)
    ]
    return pl.concat(parts).sort(POSITION)


def is_at(path: tuple[str, ...], paths: set[tuple[str, ...]]) -> bool:
    """Return whether a member at `path` is at one of `paths`, or around one."""
    return any(other[: len(path)] == path for other in paths)


def without_restricted(value: Any, path: tuple[str, ...]) -> Any:
    """Return a value without its members at restricted paths, in arrays too."""
    if isinstance(value, list):
        return [without_restricted(item, path) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    found = cast("dict[str, Any]", value)
    return {
        name: without_restricted(member, (*path, name))
        for name, member in found.items()
        if (*path, name) not in RESTRICTED
    }


def at(text: str | None, path: tuple[str, ...]) -> str | None:
    """Return the JSON text of the value at a path of objects; None if there is none."""
    for name in path:
        if text is None or not text.startswith("{"):
            return None
        text = members(text).get(name)
    return None if text == "null" else text


def fit(text: str, data_type: DataType) -> Any:
    """Return the value of a JSON text that has the type.

    Raises:
        UnfitError: If it has another one.
    """
    if text == "null":
        return None
    match data_type.kind:
        case ColumnType.ARRAY if data_type.items and text.startswith("["):
            return [fit(item, data_type.items) for item in elements(text)]
        case ColumnType.MAP if data_type.items and text.startswith("{"):
            return {name: fit(member, data_type.items) for name, member in members(text).items()}
        case ColumnType.STRUCT if text.startswith("{"):
            sent = members(text)
            return {
                field.name: fit(sent.get(field.key, "null"), field.data_type)
                for field in data_type.fields
            }
        case ColumnType.ARRAY | ColumnType.MAP | ColumnType.STRUCT:
            raise UnfitError(text)
        case _:
            return fit_scalar(text_of(text) or "", data_type)


def fit_scalar(text: str, data_type: DataType) -> Any:
    try:
        match data_type.kind:
            case ColumnType.STRING:
                return text
            case ColumnType.DOUBLE:
                return float(text)
            case ColumnType.INTEGER if -(2**31) <= int(text) < 2**31:
                return int(text)
            case ColumnType.DECIMAL:
                scaled = Decimal(text).scaleb(data_type.scale)
                if scaled == int(scaled) and abs(scaled) < 10**data_type.precision:
                    return Decimal(text)
            case ColumnType.DATE:
                return date.fromisoformat(text)
            case ColumnType.TIMESTAMP:
                return moment(text)
            case _:
                pass
    except (ValueError, ArithmeticError) as error:
        raise UnfitError(text) from error
    raise UnfitError(text)


def moment(text: str) -> datetime:
    if text.isdigit() and len(text) != 8:
        divisor = {10: 1, 13: 10**3, 16: 10**6}[len(text)]
        seconds, rest = divmod(int(text), divisor)
        millis = rest * 1000 // divisor
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=millis * 1000)
    found = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def check_column(column: Column, text: str, row: dict[str, Any]) -> None:
    """Assert that a column has the value of its first source that is present."""
    present = [value for path in column.paths if (value := at(text, path)) is not None]
    if column.type is ColumnType.STRING:
        assert row[column.name] == (text_of(present[0]) if present else None), column.name
    elif column.type is ColumnType.JSON:
        expected = without_restricted(semantic(present[0]), column.paths[0]) if present else None
        assert semantic(row[column.name]) == expected, "a JSON column has all unrestricted members"
    elif present:
        try:
            value = fit(present[0], column.data_type)
        except UnfitError:
            assert row[typed(column.name)] is None, f"{column.name}: {present[0]}"
            assert semantic_of(row[column.name]) == without_restricted(
                semantic_of(text_of(present[0])), column.paths[0]
            ), "a value of another type is kept as its text"
        else:
            assert row[typed(column.name)] == value, column.name
    else:
        assert row[typed(column.name)] is None, f"{column.name} has no value"


def semantic_of(text: str | None) -> Any:
    try:
        return semantic(text)
    except ValueError:
        return text


DECLARED = {path for column in NESTED.input_columns for path in column.paths}
HOLDERS = {
    path: column.data_type
    for column in NESTED.input_columns
    for path in column.paths
    if column.type in {ColumnType.STRUCT, ColumnType.JSON, ColumnType.ARRAY}
}


def unheld(text: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the members of an object that no column holds, without restricted ones."""
    left: dict[str, Any] = {}
    for name, value in members(text).items():
        inside = (*path, name)
        if inside in HOLDERS or inside in RESTRICTED:
            continue
        if inside in DECLARED:
            continue
        if is_at(inside, DECLARED):
            if value.startswith("{"):
                below = unheld(value, inside)
                left |= {name: below} if below else {}
            elif value != "null":
                left[name] = without_restricted(semantic(value), inside)
        else:
            left[name] = semantic(value)
    return left


def check(body: bytes, chunk: int, frequent: int) -> None:
    results = read(body, NESTED, chunk=chunk, frequent=frequent, runs=False)
    events, lines = frame(results), body.decode().split("\n")
    assert gathered(results).invalid == [], "all events are valid"
    assert events[POSITION].to_list() == list(range(1, len(lines) + 1)), "every event is a row"
    for row, text in zip(events.iter_rows(named=True), lines, strict=True):
        for column in NESTED.input_columns:
            check_column(column, text, row)
            if column.protection:
                row = {name: None if column.name in name else row[name] for name in row}  # noqa: PLW2901 - the columns that may hold it
        check_extra(text, row)
        assert HIDDEN not in repr(row), "no other column, and not `extra`, has a restricted value"


def check_extra(text: str, row: dict[str, Any]) -> None:
    """Assert that `extra` has all members that no column holds, and no restricted one."""
    extra: dict[str, Any] = semantic(row[EXTRA]) or {}
    for name, value in unheld(text).items():
        assert contains(extra.get(name), value), f"{name} is not lost"
    for column in NESTED.input_columns:
        spare = [path for path in column.paths if at(text, path) is not None][1:]
        for path in spare:
            assert semantic(at(json.dumps(json.loads(row[EXTRA])), path)) is not None, (
                "a second source is not lost"
            )
        undeclared = undeclared_inside(at(text, column.paths[0]), column)
        if undeclared and column.protection is None:
            found = extra.get(column.name)
            whole = without_restricted(semantic(at(text, column.paths[0])), column.paths[0])
            assert contains(found, whole), f"undeclared members inside {column.name} are not lost"


def contains(found: Any, value: Any) -> bool:
    """Return whether a value has all members of another one, and the same values otherwise."""
    if isinstance(found, dict) and isinstance(value, dict):
        inside, has = cast("dict[str, Any]", value), cast("dict[str, Any]", found)
        return all(name in has and contains(has[name], inside[name]) for name in inside)
    return found == value


def undeclared_inside(text: str | None, column: Column) -> bool:
    """Return whether a value that fits its type has members that its structs do not have."""
    if text is None or column.type not in {ColumnType.STRUCT, ColumnType.ARRAY}:
        return False
    try:
        fit(text, column.data_type)
    except UnfitError:
        return False
    return _undeclared(text, column.data_type, column.paths[0])


def _undeclared(text: str, data_type: DataType, path: tuple[str, ...]) -> bool:
    if data_type.items and text.startswith("["):
        items = data_type.items
        return any(_undeclared(item, items, path) for item in elements(text))
    if not data_type.fields or not text.startswith("{"):
        return False
    kinds = {field.key: field.data_type for field in data_type.fields}
    return any(
        _undeclared(value, kinds[name], (*path, name))
        if name in kinds
        else (*path, name) not in DECLARED
        for name, value in members(text).items()
    )


hidden = st.sampled_from(["a", "b", "\\", "é"]).map(HIDDEN.__add__)
texts = st.text(max_size=5) | st.sampled_from(["null", "7", "{}", "😀"])
small = st.integers(-(2**31), 2**31 - 1)
other = st.none() | texts | st.integers(-5, 2**40) | st.lists(texts, max_size=2) | st.booleans()
money = st.decimals(-(10**7), 10**7, places=2).map(float) | st.sampled_from([1.5, 2, "3.25", 1.234])
restricted = st.one_of(hidden, hidden.map(lambda text: [text, {"x": text}]), st.none())
undeclared = st.dictionaries(st.sampled_from(["zip", "note", "a.b", 'q"']), other, max_size=2)


NOTHING: dict[str, Any] = {}


def objects(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with some of the members, and with undeclared ones."""
    declared = st.fixed_dictionaries({}, optional=known)
    return st.tuples(declared, (st.just(NOTHING) | undeclared)).map(
        lambda parts: parts[0] | parts[1]
    )


geo = objects(lat=st.floats(-90, 90), lon=st.floats(-90, 90) | st.integers(-5, 5)) | st.none()
devices = objects(serial=restricted, os=texts)
items = objects(sku=texts, price=money, quantity=small, card=restricted)
address = objects(city=texts, geo=geo, street=restricted, floor=small)
times = st.sampled_from(
    [
        "2025-11-26T10:00:00Z",
        "2025-11-26T10:00:00.123456+02:00",
        1764115200,
        1764115200123,
        1764115200123456,
        "1764115200123456",
    ]
)
nested_events = objects(
    id=texts,
    time=times,
    kind=texts,
    meta=objects(id=texts, time=times) | texts,
    context=objects(
        ip=restricted,
        page=objects(url=texts) | texts,
        user=objects(email=hidden) | st.lists(objects(email=restricted), max_size=2),
        devices=devices | st.lists(devices, max_size=2),
        more=st.lists(objects(ip=texts), max_size=1),
    )
    | st.lists(objects(ip=restricted, user=objects(email=restricted)), max_size=2)
    | texts,
    items=st.lists(items, max_size=3) | items | texts,
    address=address | st.lists(objects(street=restricted), max_size=2) | st.none(),
    labels=st.dictionaries(texts, small | st.none(), max_size=3) | other,
    tags=st.lists(texts | small, max_size=3) | other,
    total=money | st.just("12345678901234567890"),
    day=st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(str) | st.just("2025-13-01"),
    at=times,
    clicks=small | st.integers(2**31, 2**40) | small.map(str),
    secret=objects(city=hidden, other=hidden) | hidden,
    login=objects(**{"password": restricted, 'to"ken': restricted, "kind": texts})
    | st.lists(objects(password=restricted), max_size=2),
)
styles = st.sampled_from(
    [{}, {"separators": (",", ":")}, {"separators": (" , ", " : "), "ensure_ascii": False}]
)


@settings(max_examples=150, deadline=None)
@given(
    events=st.lists(nested_events, min_size=1, max_size=5),
    style=styles,
    chunk=st.sampled_from([1, 200, WHOLE]),
    frequent=st.sampled_from([1, 32]),
)
@example(
    events=[{"secret": {"city": HIDDEN, "other": HIDDEN}, "id": "a long text for a line"}] * 2,
    style={},
    chunk=1,
    frequent=1,
)
@example(
    events=[{"context": [{"ip": HIDDEN}, [{"user": {"email": HIDDEN, "name": "a"}}]]}],
    style={},
    chunk=WHOLE,
    frequent=32,
)
@example(
    events=[{"items": [{"sku": "a", "card": HIDDEN}], "address": {"street": HIDDEN, "zip": 1}}],
    style={},
    chunk=WHOLE,
    frequent=32,
)
@example(
    events=[{"address": [{"street": HIDDEN}], "login": [{"password": HIDDEN, "kind": 1}]}],
    style={},
    chunk=WHOLE,
    frequent=32,
)
@example(events=[{"items": "NaN"}], style={}, chunk=1, frequent=1)
def test_nested_events_equal_the_reference_without_restricted_values(
    events: list[dict[str, Any]], style: dict[str, Any], chunk: int, frequent: int
) -> None:
    check("\n".join(json.dumps(event, **style) for event in events).encode(), chunk, frequent)


@settings(max_examples=100, deadline=None)
@given(event=nested_events)
def test_frequent_members_are_counted_as_rare_ones_are(event: dict[str, Any]) -> None:
    body = "\n".join([json.dumps(event)] * 3).encode()
    adapted, rare = (
        gathered(read(body, NESTED, chunk=1, frequent=frequent)).unknown_fields
        for frequent in (1, 32)
    )
    assert adapted == rare, "every undeclared member is counted in every event"
    assert rare == Counter(dict.fromkeys(rare, 3))


def test_the_contract_has_every_type_and_protection() -> None:
    kinds = {column.type for column in NESTED.columns}
    assert kinds >= set(ColumnType) - {ColumnType.BIGINT, ColumnType.BOOLEAN, ColumnType.DOUBLE}
    assert {column.protection for column in NESTED.columns} >= {
        Protection.DROP,
        Protection.HASH,
        None,
    }
