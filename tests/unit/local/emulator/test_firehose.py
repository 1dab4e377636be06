"""Splitting, grouping and partition keys of the patched Firehose."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.local.emulator.firehose import (
    ExtractionError,
    group_by_partition,
    partition_keys,
    processor_parameter,
    split_record,
)

QUERY = '{day:(.day // error("no day"))}'
OBJECTS = st.lists(
    st.dictionaries(
        st.text(max_size=4), st.one_of(st.text(max_size=8), st.integers(), st.none()), max_size=3
    ),
    max_size=6,
)


@given(OBJECTS, st.sampled_from(["", "\n", " \r\n\t"]))
def test_a_record_is_split_into_its_objects_with_any_white_space_between(
    objects: list[dict[str, Any]], between: str
) -> None:
    record = between.join(json.dumps(each) for each in objects)
    assert [json.loads(event) for event in split_record(record.encode())] == objects


def test_from_the_first_malformed_object_the_rest_is_one_piece() -> None:
    assert split_record(b'{"a":1}{"b":2} {broken {"c":3}\n') == [
        b'{"a":1}',
        b'{"b":2}',
        b'{broken {"c":3}\n',
    ]
    assert split_record(b"\xff{}") == [b"\xff{}"], "a record that is not UTF-8 is not split"


@pytest.mark.parametrize(
    "event", [b'{"day":null}', b"[]", b"{", b"", b"\xff", b'{"day":7}', b'{"day":""}']
)
def test_an_event_without_partition_keys_is_an_error_with_the_reason(event: bytes) -> None:
    with pytest.raises(ExtractionError, match="Metadata extraction failed: "):
        partition_keys(QUERY, event)


def test_events_of_one_partition_are_one_piece_and_an_event_without_keys_is_another() -> None:
    record = b'{"day":"1","n":1}{"day":"2","n":2}{"day":"1","n":3}{"n":4}'
    pieces = group_by_partition(record, QUERY, lambda _piece: True)
    assert pieces == [b'{"day":"1","n":1}\n{"day":"1","n":3}', b'{"day":"2","n":2}', b'{"n":4}']


def test_an_event_that_cannot_be_converted_fails_alone() -> None:
    record = b'{"day":"1","n":1}{"day":"1","n":"x"}{"day":"2","n":2}'
    assert group_by_partition(record, QUERY, lambda piece: b'"x"' not in piece) == [
        b'{"day":"1","n":1}',
        b'{"day":"1","n":"x"}',
        b'{"day":"2","n":2}',
    ]


def test_a_processors_parameters_apply_only_if_processing_is_enabled() -> None:
    processors = [
        {
            "Type": "MetadataExtraction",
            "Parameters": [{"ParameterName": "MetadataExtractionQuery", "ParameterValue": QUERY}],
        }
    ]
    on = {"ProcessingConfiguration": {"Enabled": True, "Processors": processors}}
    assert processor_parameter(on, "MetadataExtraction", "MetadataExtractionQuery") == QUERY
    assert processor_parameter(on, "RecordDeAggregation", "SubRecordType") is None
    assert (
        processor_parameter(
            {"ProcessingConfiguration": {"Enabled": False, "Processors": processors}},
            "MetadataExtraction",
            "MetadataExtractionQuery",
        )
        is None
    )
    assert processor_parameter({}, "MetadataExtraction", "MetadataExtractionQuery") is None
