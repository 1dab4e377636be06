"""Reconciliation of any input: lines in = rows + quarantined lines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clickstream.contract import Contract, polars_schema
from clickstream.records.unpack import ObjectTooLargeError
from converter import convert as convert_module
from converter.convert import ReconciliationError
from tests.unit.converter.fakes import converted, converted_bytes, event, rules

if TYPE_CHECKING:
    import polars as pl

    from converter.convert import ConvertedChunk, Source
    from converter.read import EventChunk


def lines(conversion: ConvertedChunk) -> list[tuple[Any, ...]]:
    return conversion.quarantine.select("position", "reason", "line").rows()


def test_an_empty_object_has_no_lines(clickstream: Contract) -> None:
    for body in (b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"")):
        conversion = converted_bytes(clickstream, body)
        assert (conversion.lines, conversion.rows.height, conversion.quarantine.height) == (0, 0, 0)
        assert conversion.rows.schema == polars_schema.schema(clickstream.table_columns)


def test_a_gzip_object_and_a_plain_one_give_the_same_rows(clickstream: Contract) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(event(city="Köln")).encode() + b"\nbroken"
    packed, plain = (
        converted_bytes(clickstream, gzip.compress(body)),
        converted_bytes(clickstream, body),
    )
    assert_frame_equal(packed.rows.drop("ingested_at"), plain.rows.drop("ingested_at"))
    assert lines(packed) == lines(plain) == [(2, "malformed_json", "broken")]


@pytest.mark.parametrize(
    "value", [b"\xff", b"\\\xff", b"a\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"]
)
def test_invalid_utf8_is_shown_as_hex_escapes_in_quarantine(
    clickstream: Contract, value: bytes
) -> None:
    good = json.dumps(event(city="Köln")).encode()
    bad = b'{"event_type":"' + value + b'","event_time":"2025-11-26"}'
    conversion = converted_bytes(clickstream, good + b"\n" + bad + b"\n" + good)
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert (row["reason"], row["position"]) == ("malformed_json", 2), (
        "a line with invalid UTF-8 is no event, even after a backslash"
    )
    assert row["detail"] == "not UTF-8; invalid bytes are shown as \\xNN"
    assert row["line"] == bad.decode("utf-8", "backslashreplace"), "every byte is legible"
    assert conversion.rows["city"].to_list() == ["Köln", "Köln"], "its neighbours are rows"


def test_invalid_utf8_between_events_is_quarantined(clickstream: Contract) -> None:
    conversion = converted_bytes(
        clickstream,
        b"\xfe\n" + json.dumps([event(), event(city="x")]).encode().replace(b'"x"', b'"\xfe"'),
    )
    assert (conversion.rows.height, conversion.quarantine.height) == (1, 2), (
        "valid events of the array are rows"
    )


def test_events_before_a_truncation_are_rows(clickstream: Contract) -> None:
    text = json.dumps(event(user_id="u-1")) * 2 + '{"event_type":"half'
    conversion = converted_bytes(clickstream, gzip.compress(text.encode(), 0)[:-8])
    assert conversion.rows["user_id"].to_list() == ["u-1", "u-1"], (
        "a truncation affects only the event that it truncates"
    )
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert row["line"] == '{"event_type":"half'
    assert row["detail"].startswith("gzip: the last member is cut off; Unterminated string"), (
        "the detail begins with the truncation"
    )


def test_a_truncation_between_lines_is_quarantined(clickstream: Contract) -> None:
    text = json.dumps(event()) + "\n"
    conversion = converted_bytes(clickstream, gzip.compress(text.encode(), 0)[:-8])
    assert (conversion.rows.height, lines(conversion)) == (1, [(2, "malformed_json", "")]), (
        "an incomplete object has a quarantined line"
    )


def test_a_truncation_after_a_malformed_line_is_a_quarantined_line_of_its_own(
    clickstream: Contract,
) -> None:
    conversion = converted_bytes(clickstream, gzip.compress(b"broken\n", 0)[:-8])
    assert lines(conversion) == [(1, "malformed_json", "broken"), (2, "malformed_json", "")], (
        "each error is one line"
    )


def test_bytes_after_a_gzip_object_are_quarantined(clickstream: Contract) -> None:
    conversion = converted_bytes(clickstream, gzip.compress(json.dumps(event()).encode()) + b"more")
    assert (conversion.rows.height, conversion.quarantine["detail"].to_list()) == (
        1,
        ["gzip: 4 bytes after the last member"],
    )


def test_a_corrupt_object_is_told(clickstream: Contract) -> None:
    packed = bytearray(gzip.compress(json.dumps(event()).encode()))
    packed[-8] ^= 0xFF
    conversion = converted_bytes(clickstream, bytes(packed))
    assert (conversion.rows.height, conversion.quarantine.height) == (0, 1), (
        "a wrong checksum is an error"
    )


def test_an_object_past_the_limit_is_refused(clickstream: Contract) -> None:
    with pytest.raises(ObjectTooLargeError):
        converted(clickstream, event(), max_unpacked=10)


def test_the_representation_of_the_rules_does_not_contain_the_key(clickstream: Contract) -> None:
    assert "a key of" not in repr(rules(clickstream)), (
        "a log of the rules does not disclose the key"
    )


def test_a_lost_line_fails_the_object(
    clickstream: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarantine = convert_module._quarantine  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no input brings the defect about, so it is put in

    def forgetful(
        chunk: EventChunk, rejected: list[pl.DataFrame], source: Source, now: pl.Expr
    ) -> pl.DataFrame:
        return quarantine(chunk, rejected, source, now)[1:]

    monkeypatch.setattr(convert_module, "_quarantine", forgetful)
    with pytest.raises(
        ReconciliationError,
        match=r"s3://raw/raw/object\.gz: 2 lines in, but 1 rows \+ 0 quarantined",
    ):
        converted(clickstream, event(), "broken")


fragments = st.sampled_from(
    [
        b'{"event_type":"x","event_time":"2025-11-26"}',
        b'{"event_type":"x","event_time":1764115200,"quantity":1,"product_price":1e9}',
        b'{"event_type":"x","event_time":',
        b'"99999999999999999999"}',
        b'{"event_type":"\xff","event_time":1e18}',
        b'[{"event_type":"x","event_time":"0001-01-01"},1]',
        b"\xef\xbb\xbf",
        b'"\\ud800"',
        b"\n",
        b"\r\n",
        b"}{",
        b" ",
        b"\x1f\x8b",
        b"\x00",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    body=st.binary(max_size=200)
    | st.lists(fragments | st.binary(max_size=5), max_size=8).map(b"".join),
    packed=st.booleans(),
    cut=st.integers(0, 30),
)
@example(body=b'{"event_type":"\\\xff","event_time":0}', packed=False, cut=0)
def test_any_bytes_reconcile(
    clickstream: Contract,
    body: bytes,
    packed: bool,
    cut: int,
) -> None:
    stored = gzip.compress(body)[: -cut or None] if packed else body
    conversion = converted_bytes(clickstream, stored)
    assert conversion.rows.height + conversion.quarantine["records"].sum() == conversion.lines, (
        "lines in = rows + quarantined"
    )
    assert (
        conversion.quarantine["reason"].null_count()
        == conversion.quarantine["detail"].null_count()
        == 0
    ), "every quarantined line has a reason"
    assert conversion.rows.select("event_id", "event_type", "event_time").null_count().row(0) == (
        0,
        0,
        0,
    ), "required columns are not null"
    white = not body.decode("utf-8", "replace").strip(" \t\r\n\ufeff")
    assert conversion.lines or not stored or (white and not (packed and cut)), (
        "only a complete object of white space has no lines"
    )


field_values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.lists(st.integers(), max_size=2)
)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_event_of_any_values_is_a_row_or_quarantined(
    clickstream: Contract, data: st.DataObject
) -> None:
    keys = st.sampled_from(
        [source for item in clickstream.input_columns for source in item.sources]
    )
    fields = data.draw(st.dictionaries(keys, field_values, max_size=6))
    conversion = converted(clickstream, event(**fields))
    assert conversion.lines == conversion.rows.height + conversion.quarantine.height == 1, (
        "each line is a row or quarantined"
    )


good = "\n".join(
    json.dumps(event(user_id=f"u-{number}", city="東京", quantity=number, campaign="c"))
    for number in range(40)
).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a valid object with damage."""
    body = good
    for kind in draw(
        st.lists(
            st.sampled_from(["cut", "splice", "flip", "nul", "encoding", "bom", "crlf"]),
            min_size=1,
            max_size=3,
        )
    ):
        start, end = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        match kind:
            case "cut":
                body = body[:start]
            case "splice":
                body = body[:start] + body[end:] + body[start:end]
            case "flip" if body:
                body = (
                    body[: start - 1]
                    + bytes([body[start - 1] ^ 1 << draw(st.integers(0, 7))])
                    + body[start:]
                    if start
                    else body
                )
            case "nul":
                body = body[:start] + b"\x00" + body[start:]
            case "encoding":
                encoding = draw(st.sampled_from(["latin-1", "utf-16", "utf-8-sig", "shift-jis"]))
                body = (
                    body[:start]
                    + body[start:end].decode("utf-8", "ignore").encode(encoding, "ignore")
                    + body[end:]
                )
            case "bom":
                body = b"\xef\xbb\xbf" + body
            case _:
                body = body.replace(b"\n", b"\r\n")
    members = draw(st.integers(0, 2))  # of gzip; none is plain text
    middle = len(body) // 2
    packed = (
        [gzip.compress(body)]
        if members == 1
        else [gzip.compress(body[:middle]), gzip.compress(body[middle:])]
    )
    return b"".join(packed)[: draw(st.sampled_from([None, None, -1, -9, -40]))] if members else body


@settings(max_examples=150, deadline=None)
@given(body=damaged())
def test_damaged_objects_reconcile(clickstream: Contract, body: bytes) -> None:
    conversion = converted_bytes(clickstream, body)
    assert conversion.rows.height + conversion.quarantine["records"].sum() == conversion.lines, (
        "lines in = rows + quarantined"
    )


@pytest.mark.parametrize("levels", [200, 100_000])
def test_nesting_is_kept_as_deep_as_it_can_be_read(clickstream: Contract, levels: int) -> None:
    nested = (
        '{"event_type":"x","event_time":"2025-11-26","deep":' + "[" * levels + "]" * levels + "}"
    )
    conversion = converted(clickstream, event(), nested, event())
    kept = [extra for extra in conversion.rows["extra"] if extra]
    assert (
        kept == ['{"deep":' + "[" * levels + "]" * levels + "}"]
        if levels == 200
        else conversion.quarantine["line"].to_list() == [nested]
    )
    assert conversion.lines == 3, "its neighbours are rows"


def test_a_line_of_ten_megabytes_is_a_row(clickstream: Contract) -> None:
    note = "x" * 10_000_000
    conversion = converted(
        clickstream,
        event(),
        event(city=note),
        event(note=note),
        max_unpacked=1 << 26,
        max_event=1 << 24,
    )
    assert conversion.rows["city"].to_list() == [None, note, None]
    assert conversion.rows["extra"][2] == json.dumps({"note": note}, separators=(",", ":"))


def test_constants_that_are_not_json_are_no_numbers(clickstream: Contract) -> None:
    conversion = converted(
        clickstream,
        *(
            f'{{"event_type":"x","event_time":"2025-11-26","product_price":{word}}}'
            for word in ("NaN", "Infinity", "-Infinity")
        ),
    )
    assert conversion.quarantine["reason"].to_list() == ["malformed_json"] * 3
