"""Raw objects to files in the lake."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tempfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from botocore.exceptions import ClientError

from clickstream.contract.odcs import read_contract
from clickstream.records.naming import output_stem
from converter.objects import RawObject, Report, convert_object
from converter.scratch import OWNED
from tests.paths import SONG_PLAYS
from tests.unit.converter.fakes import ARRIVED, FakeS3, event, parquet, rules

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract import Contract
    from converter.objects import Compression

RAW = RawObject("raw", "raw/a.gz")


def ndjson(*events: object) -> bytes:
    return "\n".join(json.dumps(item) for item in events).encode()


def written(
    contract: Contract, body: bytes, s3: FakeS3 | None = None
) -> tuple[Report, dict[str, bytes]]:
    s3 = s3 or FakeS3()
    s3.objects[RAW.key, None] = body
    report = convert_object(RAW, s3.lake(), rules(contract))
    assert report, "the object is there"
    return report, s3.written


def test_rows_lie_in_the_partition_of_their_event_date(clickstream: Contract) -> None:
    times = [
        "2025-11-26T10:00:00Z",
        "2025-11-26T00:30:00+01:00",
        "2025-01-02",
        "2025-11-26T23:59:59.999Z",
    ]
    report, files = written(clickstream, ndjson(*(event(event_time=time) for time in times)))
    heights = {
        key.rpartition("/")[0]: pl.read_parquet(io.BytesIO(body)).height
        for key, body in files.items()
    }
    assert heights == {
        "events/year=2025/month=11/day=26": 2,
        "events/year=2025/month=11/day=25": 1,
        "events/year=2025/month=01/day=02": 1,
    }, "the date is in UTC"
    assert sorted(report.files) == sorted(files), (
        "the report names every file; they are put side by side"
    )


def test_a_partition_may_be_the_whole_date() -> None:
    _, files = written(
        read_contract(SONG_PLAYS), ndjson({"songId": "s", "playedAt": 1764151200123})
    )
    assert [key.rpartition("/")[0] for key in files] == ["events/p_date=2025-11-26"]


def test_quarantine_lies_in_the_partition_of_the_objects_arrival(clickstream: Contract) -> None:
    _, files = written(clickstream, b"broken\n" + ndjson(event(event_time="2099-01-01")))
    assert [key.rpartition("/")[0] for key in files] == ["quarantine/year=2025/month=11/day=26"], (
        "a line without a date has no event date"
    )


def test_a_copy_on_a_later_day_has_its_quarantine_where_the_object_had_it(
    clickstream: Contract,
) -> None:
    raw, s3 = RawObject("raw", "raw/year=2025/month=11/day=25/a.gz"), FakeS3()
    s3.objects[raw.key, None] = b"broken"
    for later in range(3):
        s3.modified = ARRIVED + timedelta(days=100 * later)
        assert convert_object(raw, s3.lake(), rules(clickstream))
    assert [key.rpartition("/")[0] for key in s3.written] == [
        "quarantine/year=2025/month=11/day=25"
    ], "no line is quarantined twice"


def test_partition_columns_are_not_in_the_files(clickstream: Contract) -> None:
    _, files = written(clickstream, ndjson(event()))
    (body,) = files.values()
    assert not {"year", "month", "day"} & set(pl.read_parquet_schema(io.BytesIO(body))), (
        "they are in the path, and Athena refuses them in both places"
    )


def test_written_files_can_be_read_by_another_reader(clickstream: Contract) -> None:
    _, files = written(clickstream, ndjson(event(city="Köln", x=[1.10]), event(city="\x00")))
    (body,) = files.values()
    table = parquet(body).read()
    assert table.column("city").to_pylist() == ["Köln", "\x00"], "another reader sees the same"
    assert table.column("extra").to_pylist() == ['{"x":[1.1]}', None]


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_files_are_compressed_as_configured(
    clickstream: Contract, compression: Compression
) -> None:
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
    assert set(written(clickstream, body, s3)[1]) == first, (
        "a redelivery or a replay doubles nothing"
    )


def test_files_of_a_killed_run_are_deleted_before_the_next_conversion(
    clickstream: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / OWNED / "tmpkilled"
    left.mkdir(parents=True)
    (left / "rows.spill").write_bytes(b"rows")
    written(clickstream, ndjson(event()))
    assert [*(tmp_path / OWNED).iterdir()] == [], "no files of either run remain on the disk"


def test_other_content_under_the_same_key_has_files_of_its_own(clickstream: Contract) -> None:
    s3 = FakeS3()
    written(clickstream, ndjson(event()), s3)
    assert len(written(clickstream, ndjson(event(user_id="u-1")), s3)[1]) == 2, (
        "an overwritten raw object loses nothing"
    )


@pytest.mark.parametrize(
    "etag", ['"0123456789abcdef0123456789abcdef"', '"0123456789abcdef0123456789abcdef-2"', '"kms"']
)
def test_file_names_do_not_depend_on_the_entity_tag(clickstream: Contract, etag: str) -> None:
    body = gzip.compress(ndjson(event()) + b"\nbroken", mtime=0)
    _, files = written(clickstream, body, FakeS3(etag=etag))
    names = {key.rpartition("/")[2] for key in files}
    stem = output_stem(RAW.key, hashlib.sha256(body).hexdigest()[:32])
    assert names == {f"{stem}.parquet"}, (
        "the same bytes, with another encryption or uploaded in parts, overwrite their files"
    )


def test_bytes_after_the_end_of_the_reader_change_the_file_name(clickstream: Contract) -> None:
    s3, whole = FakeS3(), gzip.compress(ndjson(event()), mtime=0)
    corrupt = whole[:-8] + b"\xff" * 8
    for tail in (b"x" * 100_000, b"x" * 99_999 + b"y"):
        written(clickstream, corrupt + tail, s3)
    assert len({key.rpartition("/")[2] for key in s3.written}) == 2, (
        "the name depends on every byte"
    )


def test_the_report_reconciles_the_lines_of_the_object(clickstream: Contract) -> None:
    report, _ = written(
        clickstream,
        ndjson(event(), event(quantity="x"), 1, event(quantity="y"), event()) + b"\nbroken",
    )
    assert (report.source, report.lines, report.rows) == ("s3://raw/raw/a.gz", 6, 2)
    assert report.quarantined == {"wrong_type": 2, "not_an_object": 1, "malformed_json": 1}, (
        "lines by reason"
    )
    assert report.lines == report.rows + sum(report.quarantined.values()), (
        "lines in = rows + quarantined"
    )


def test_an_empty_object_gives_no_file(clickstream: Contract) -> None:
    report, files = written(clickstream, b"\n")
    assert (report.lines, report.quarantined, files) == (0, {}, {}), "no empty file is written"


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "404"])
def test_an_object_that_is_gone_has_no_report(clickstream: Contract, code: str) -> None:
    assert convert_object(RAW, FakeS3(error=code).lake(), rules(clickstream)) is None


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "SlowDown", "InternalError"])
def test_any_other_error_is_raised(clickstream: Contract, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        convert_object(RAW, FakeS3(error=code).lake(), rules(clickstream))
