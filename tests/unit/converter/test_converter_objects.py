"""Raw objects to files in the lake."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.odcs import read_contract
from converter.objects import RawObject, Report, convert_object, output_stem
from paths import SONG_PLAYS
from tests.unit.converter.fakes import FakeS3, event, parquet, rules

if TYPE_CHECKING:
    from contract import Contract
    from converter.objects import Compression

RAW = RawObject("raw", "raw/a.gz")
ETAG = '"0123456789abcdef0123456789abcdef"'


def ndjson(*events: object) -> bytes:
    return "\n".join(json.dumps(item) for item in events).encode()


def written(contract: Contract, body: bytes, s3: FakeS3 | None = None) -> tuple[Report, dict[str, bytes]]:
    s3 = s3 or FakeS3()
    s3.objects[RAW.key, None] = body
    report = convert_object(RAW, s3.lake(), rules(contract))
    assert report, "the object is there"
    return report, s3.written


@settings(max_examples=50, deadline=None)
@given(key=st.text(min_size=1), etag=st.text("0123456789abcdef-", min_size=1))
def test_a_files_name_depends_on_key_and_content_alone(key: str, etag: str) -> None:
    assert output_stem(key, etag) == output_stem(key, f'"{etag}"'), "S3 puts quotes about a tag, and its events do not"
    assert output_stem(key, etag) != output_stem(key + "x", etag), "another object never overwrites"
    assert output_stem(key, etag) != output_stem(key, etag + "0"), "nor does other content under the same key"
    assert output_stem(key, etag).isalnum(), "the name needs no encoding in a key"


def test_a_files_name_does_not_change_between_releases() -> None:
    assert output_stem("raw/a.gz", ETAG) == "0cde17a17d21f6b50841d2dfb40f0532", "a replay by the next release overwrites what this one wrote"


def test_rows_lie_in_the_partition_of_their_event_date(clickstream: Contract) -> None:
    times = ["2025-11-26T10:00:00Z", "2025-11-26T00:30:00+01:00", "2025-01-02", "2025-11-26T23:59:59.999Z"]
    report, files = written(clickstream, ndjson(*(event(event_time=time) for time in times)))
    heights = {key.rpartition("/")[0]: pl.read_parquet(io.BytesIO(body)).height for key, body in files.items()}
    assert heights == {"events/year=2025/month=11/day=26": 2, "events/year=2025/month=11/day=25": 1, "events/year=2025/month=01/day=02": 1}, (
        "the date is in UTC"
    )
    assert sorted(report.files) == sorted(files), "the report names every file; they are put side by side"


def test_a_partition_may_be_the_whole_date() -> None:
    _, files = written(read_contract(SONG_PLAYS), ndjson({"songId": "s", "playedAt": 1764151200123}))
    assert [key.rpartition("/")[0] for key in files] == ["events/p_date=2025-11-26"]


def test_quarantine_lies_in_the_partition_of_the_objects_arrival(clickstream: Contract) -> None:
    _, files = written(clickstream, b"broken\n" + ndjson(event(event_time="2099-01-01")))
    assert [key.rpartition("/")[0] for key in files] == ["quarantine/year=2025/month=11/day=26"], "a line without a date has no event date"


def test_partition_columns_are_not_in_the_files(clickstream: Contract) -> None:
    _, files = written(clickstream, ndjson(event()))
    (body,) = files.values()
    assert not {"year", "month", "day"} & set(pl.read_parquet_schema(io.BytesIO(body))), "they are in the path, and Athena refuses both"


def test_what_is_written_can_be_read_back(clickstream: Contract) -> None:
    _, files = written(clickstream, ndjson(event(city="Köln", x=[1.10]), event(city="\x00")))
    (body,) = files.values()
    table = parquet(body).read()
    assert table.column("city").to_pylist() == ["Köln", "\x00"], "another reader sees the same"
    assert table.column("extra").to_pylist() == ['{"x":[1.1]}', None]


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_files_are_compressed_as_configured(clickstream: Contract, compression: Compression) -> None:
    s3 = FakeS3({(RAW.key, None): ndjson(event())})
    convert_object(RAW, replace(s3.lake(), compression=compression), rules(clickstream))
    (body,) = s3.written.values()
    metadata = parquet(body).metadata
    assert metadata.row_group(0).column(0).compression == compression.upper()


def test_files_have_statistics(clickstream: Contract) -> None:
    _, files = written(clickstream, ndjson(event()))
    (body,) = files.values()
    metadata = parquet(body).metadata
    assert metadata.row_group(0).column(2).statistics.has_min_max, "Athena skips row groups by them"


def test_a_second_run_overwrites_the_first_ones_files(clickstream: Contract) -> None:
    s3, body = FakeS3(), ndjson(event(), event(event_time="2025-01-02")) + b"\nbroken"
    first = set(written(clickstream, body, s3)[1])
    assert set(written(clickstream, body, s3)[1]) == first, "a redelivery or a replay doubles nothing"


def test_other_content_under_the_same_key_has_files_of_its_own(clickstream: Contract) -> None:
    s3 = FakeS3()
    written(clickstream, ndjson(event()), s3)
    assert len(written(clickstream, ndjson(event(user_id="u-1")), s3)[1]) == 2, "an overwritten raw object loses nothing"


def test_the_report_is_the_objects_account(clickstream: Contract) -> None:
    report, _ = written(clickstream, ndjson(event(), event(quantity="x"), 1, event(quantity="y"), event()) + b"\nbroken")
    assert (report.source, report.lines, report.rows) == ("s3://raw/raw/a.gz", 6, 2)
    assert report.quarantined == {"wrong_type": 2, "not_an_object": 1, "malformed_json": 1}, "lines by reason"
    assert report.lines == report.rows + sum(report.quarantined.values()), "lines in = rows + quarantined"


def test_an_empty_object_comes_to_no_file(clickstream: Contract) -> None:
    report, files = written(clickstream, b"\n")
    assert (report.lines, report.quarantined, files) == (0, {}, {}), "no empty file is written"


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "404"])
def test_an_object_that_is_gone_has_no_report(clickstream: Contract, code: str) -> None:
    assert convert_object(RAW, FakeS3(error=code).lake(), rules(clickstream)) is None


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "SlowDown", "InternalError"])
def test_any_other_error_is_an_error(clickstream: Contract, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        convert_object(RAW, FakeS3(error=code).lake(), rules(clickstream))
