from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.contract.model import PartitionKey
from components.shared.projection import check, table_parameters

LOCATION = "s3://lake/events/"
BY_PARTS = (PartitionKey("year", "%Y"), PartitionKey("month", "%m"), PartitionKey("day", "%d"))
BY_DATE = (PartitionKey("p_date", "%Y-%m-%d"),)
EARLIEST = date(2020, 1, 1)


@given(day=st.dates(EARLIEST, date(2035, 12, 31)), keys=st.sampled_from([BY_PARTS, BY_DATE]))
def test_athena_looks_for_every_date_where_the_converter_writes_it(
    day: date, keys: tuple[PartitionKey, ...]
) -> None:
    check(table_parameters(keys, LOCATION, EARLIEST), keys, LOCATION, day)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("projection.day.digits", "1"),
        ("projection.month.range", "2,12"),
        ("projection.year.range", "2021,NOW"),
        ("storage.location.template", f"{LOCATION}year=${{year}}/month=${{month}}/"),
        ("storage.location.template", "s3://lake/other/year=${year}/month=${month}/day=${day}/"),
    ],
)
def test_a_projection_that_misses_the_written_path_is_refused(setting: str, value: str) -> None:
    parameters = table_parameters(BY_PARTS, LOCATION, EARLIEST) | {setting: value}
    with pytest.raises(
        ValueError, match=r"Athena would look for 2020-01-05 in .*, and the converter writes it to"
    ):
        check(parameters, BY_PARTS, LOCATION, date(2020, 1, 5))
