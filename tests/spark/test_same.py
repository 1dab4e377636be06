"""Both converters give the same rows and the same quarantine for the same raw objects."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from clickstream.records.naming import output_stem
from tests.e2e.verbs import upload_in_parts
from tests.paths import CLICKSTREAM, SONG_PLAYS
from tests.raw_texts import nested, texts
from tests.spark.engines import RAW, event, gather, lines

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract import Contract
    from tests.spark.engines import Engines

pytestmark = pytest.mark.long
NOW = datetime.now(UTC)


def test_generated_events_of_the_contract(engines: Engines, clickstream: Contract) -> None:
    events = list(islice(sample_events(CLICKSTREAM, seed=11, until=NOW), 3000))
    bodies = [
        gzip.compress("\n".join(json.dumps(item) for item in events[start : start + 1000]).encode())
        for start in range(0, 3000, 1000)
    ]
    outcomes = engines.check_same(bodies, clickstream)
    assert sum(outcome.report.rows for outcome in outcomes if outcome.report) == 3000


def test_generated_events_of_another_contract(engines: Engines) -> None:
    contract = read_contract(SONG_PLAYS)
    plays = list(islice(sample_events(SONG_PLAYS, seed=7, until=NOW), 500))
    engines.check_same([lines(*plays)], contract)


HALF_AN_EVENT = json.dumps(event(note="the end is missing" * 20)).encode()
OBJECTS = {
    "nothing": b"",
    "blank lines": b"\n \n\t\r\n",
    "a byte order mark, and one between": b"\xef\xbb\xbf"
    + lines(event())
    + b"\n\xef\xbb\xbf"
    + lines(event()),
    "concatenated events": json.dumps(event()).encode() * 3,
    "an array, an empty one, one of numbers": lines(
        json.dumps([event(), event(user_id="u")], indent=1), "[]", "[1, {}]"
    ),
    "a pretty-printed event among others": lines(
        event(), json.dumps(event(user_id="u"), indent=2), event()
    ),
    "lines that are no events": lines(
        "oops", "42", '"text"', "null", "{'a': 1}", '{"event_type": "cut', event(), "}", '  {"a":'
    ),
    "bytes that are not UTF-8": lines(event())
    + b'\n{"event_type":"\xff"}\n\xfe\xff\n'
    + lines(event()),
    "halves of surrogate pairs": lines(
        '{"event_type":"\\ud800","event_time":1764112500}',
        '{"event_type":"\\ud83d\\ude00","event_time":1764112500}',
    ),
    "required fields that are absent or null": lines(
        {"event_type": "x"},
        {"event_time": 1764112500},
        {},
        event(event_type=None),
        {"timestamp": "2025-11-26"},
    ),
    "wrong types": lines(
        *(
            event(**{key: value})
            for key in ("quantity", "product_price", "event_time")
            for value in ("two", True, [1], {"a": 1}, "", 1.5, "x" * 300)
        )
    ),
    "types that fit": lines(
        *(event(quantity=value, product_price=value) for value in ("5", 5.0, 1e3, -0.0, 0, 2**53))
    ),
    "times outside the window": lines(
        *(
            event(event_time=time)
            for time in (
                "1970-01-01",
                "2019-12-31T23:59:59.999Z",
                "2020-01-01",
                "2099-01-01",
                253402300799999,
                "0001-01-01",
            )
        )
    ),
    "times under several names": lines(
        {"event_type": "a", "timestamp": 1764112500},
        event(timestamp="2025-11-26T11:00:00Z", event_timestamp=None),
        {"event_type": "b", "event_timestamp": 1764112500123},
    ),
    "dates far apart": lines(
        *(
            event(event_time=f"{year}-0{month}-01T12:00:00-11:00")
            for year in range(2020, 2026)
            for month in (1, 6)
        )
    ),
    "unknown fields": lines(
        event(utm={"a": [1, 1.10, None]}),
        '{"event_type":"x","event_time":1764112500,"price":1.10}',
        event(zürich="東京"),
    ),
    "repeated keys": lines(
        '{"event_type":"a","event_type":"b","event_time":1764112500}',
        '{"event_type":"a","event_time":1,"event_time":1764112500}',
    ),
    "restricted fields": lines(
        event(email="ada@example.com", ip_address="192.0.2.1"), event(email=None, ip_address=7)
    ),
    "texts that are hard to escape": lines(
        event(user_id="'\"\\ %_ \u0000 \u2028 😀 {} ` $1"), event(event_type="a'b\\c")
    ),
    "numbers and lists in columns of text": lines(
        event(user_id=1.10, city=[1, 2], country={"a": 1}, page_url=True)
    ),
    "events with ids": lines(
        event(event_id="e-1"), event(event_id=""), event(event_id=7), event(event_id=None)
    ),
    "carriage returns": lines(event(), event()).replace(b"\n", b"\r\n"),
    "a long line": lines(event(note="x" * 400_000), event()),
    "purchases": lines(
        *(
            event(event_type="purchase", product_price=price, quantity=quantity)
            for price in (None, 0.1, 1e308, -1.5)
            for quantity in (None, 0, 3, 10**15)
        )
    ),
    "gzip in members": gzip.compress(lines(event()) + b"\n")
    + gzip.compress(b"")
    + gzip.compress(lines(event())),
    "gzip that is cut off": gzip.compress(lines(event()) + b"\n" + HALF_AN_EVENT, 0)[:-200],
    "gzip that is cut off behind a line": gzip.compress(lines(event()) + b"\n", 0)[:-3],
    "gzip with a wrong checksum": (packed := gzip.compress(lines(event(), event())))[:-8]
    + bytes([packed[-8] ^ 255])
    + packed[-7:],
    "gzip with bytes behind it": gzip.compress(lines(event())) + b"more",
    "nested": lines(
        event(),
        *(
            json.dumps(event())[:-1] + f',"x":{"[" * depth}{"]" * depth}}}'
            for depth in (10, 400, 5000, 50_000)
        ),
    ),
}


def test_objects_of_every_kind(engines: Engines, clickstream: Contract) -> None:
    outcomes = dict(zip(OBJECTS, engines.check_same([*OBJECTS.values()], clickstream), strict=True))
    assert outcomes["nothing"].files == {}, "an empty object is converted, without files"
    reasons = {
        reason
        for outcome in outcomes.values()
        if outcome.report
        for reason in outcome.report.quarantined
    }
    assert reasons == {
        "malformed_json",
        "not_an_object",
        "missing_field",
        "wrong_type",
        "outside_time_window",
    }, "every reason was met"


def test_a_time_window_of_other_bounds(engines: Engines, clickstream: Contract) -> None:
    now = datetime.now(UTC)
    times = [(now + timedelta(minutes=minutes)).isoformat() for minutes in (-10, 50, 70, 200)] + [
        "2025-06-01",
        "2025-05-31T23:59:59.999Z",
    ]
    (outcome,) = engines.check_same(
        [lines(*(event(event_time=time) for time in times))],
        clickstream,
        max_future=timedelta(hours=1),
        earliest=date(2025, 6, 1),
    )
    assert outcome.report
    assert outcome.report.quarantined == {"outside_time_window": 3}


def test_hashed_columns(engines: Engines, hashing_contract: Path) -> None:
    (outcome,) = engines.check_same(
        [lines(event(email="ada@example.com"), event(email="東京"), event(email=""), event())],
        read_contract(hashing_contract),
    )
    (rows,) = outcome.files.values()
    assert rows["email"].drop_nulls().str.len_chars().to_list() == [64, 64, 64], "an HMAC in hex"


KEYS = [
    *("event_id", "event_type", "event_time", "timestamp", "user_id", "quantity"),
    *("product_price", "email", "unknown", 'quo"te', "page_url"),
]


def test_texts_of_any_kind(engines: Engines, clickstream: Contract) -> None:
    members = st.dictionaries(st.sampled_from(KEYS), nested, max_size=6)
    events = members | members.map(lambda found: event(**found))
    bodies = gather(st.lists(texts(events), max_size=8).map("\n".join).map(str.encode), 60)
    # One object of all of them too, since chunks and lines that belong together are where readers
    # go wrong.
    engines.check_same([*bodies, b"\n".join(bodies)], clickstream)


plausible = st.fixed_dictionaries(
    {"event_type": st.sampled_from(["purchase", "view", "", None, 7])},
    optional={
        "event_time": st.datetimes(
            datetime.fromisoformat("2025-11-24"), datetime.fromisoformat("2025-11-27")
        ).map(datetime.isoformat)
        | st.integers(1764028800, 1764201600)
        | st.sampled_from(["soon", None, True]),
        "event_id": st.text(max_size=5) | st.none(),
        "product_price": st.floats(allow_nan=False, allow_infinity=False)
        | st.sampled_from(["9.99", "free", None, 1e308]),
        "quantity": st.integers(-5, 5) | st.sampled_from(["3", "two", 1.0, 1.5, 2**62, None]),
        "email": st.text(max_size=3),
        "page_url": st.text(max_size=8),
        "campaign": st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    },
)


def test_events_of_any_values(engines: Engines, clickstream: Contract) -> None:
    engines.check_same([lines(*gather(plausible, 800))], clickstream)


def test_the_same_bytes_stored_otherwise_have_files_of_the_same_names(
    engines: Engines, clickstream: Contract
) -> None:
    # two parts: S3 takes no first part below 5 MiB
    body = lines(*(event(note=str(number) * 600_000) for number in range(10)), "oops")
    key = f"raw/year=2024/month=02/day=29/{uuid.uuid4()}.json"
    engines.client("s3").put_object(Bucket=RAW, Key=key, Body=body)
    stem = output_stem(key, hashlib.sha256(body).hexdigest()[:32])
    s3, where = engines.client("s3"), {"Bucket": RAW, "Key": key}
    tags = [s3.head_object(**where)["ETag"]]
    upload_in_parts(s3, body, **where)
    tags.append(s3.head_object(**where)["ETag"])
    assert tags[0] != tags[1], "the entity tag is another one"
    for convert in (engines.by_polars, engines.by_spark):
        (outcome,) = convert([key], clickstream, max_unpacked=len(body))
        names = [name.rpartition("/")[2] for name in outcome.files]
        assert names == [f"{stem}.parquet"] * 2, (
            "rows and quarantine are named by the raw key and its bytes"
        )
        assert any(
            name.startswith("quarantine/year=2024/month=02/day=29/") for name in outcome.files
        ), "the date of arrival is the key's"


def test_the_workers_have_only_the_packages_of_glue(engines: Engines) -> None:
    def what_is_used(_: int) -> list[str]:
        import importlib  # noqa: PLC0415 - runs on a worker
        import sys  # noqa: PLC0415 - runs on a worker

        importlib.import_module("clickstream_spark.convert")
        from clickstream.records import unpack  # noqa: PLC0415 - runs on a worker

        return [unpack.zlib.__name__, unpack.__file__, *sys.modules]

    library, path, *modules = (
        engines.spark.sparkContext.parallelize([0], 1).map(what_is_used).collect()[0]
    )
    assert library == "zlib", "isal is the function's, and not on Glue"
    assert "modules.zip" in path, "the modules are those that are deployed"
    assert not {
        "polars",
        "sqlglot",
        "pulumi",
        "aws_lambda_powertools",
        "open_data_contract_standard",
    } & set(modules)
