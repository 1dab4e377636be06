"""`Pulumi.yaml` declares the defaults and ranges that the components have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from components.api_source import PACKAGING, RATE
from components.catalog import PARTITION_DISCOVERY
from components.daily_models import SCHEDULE as DAILY_MODELS_SCHEDULE
from components.ingestion import RAW_COMPRESSION
from components.lambda_converter import ARCHITECTURE, RUNTIME
from components.shared import api_request
from components.shared.conversion_rules import EARLIEST_EVENT_DATE, PARQUET_COMPRESSION
from components.shared.engine import ENGINE, FIREHOSE_PARTITION
from components.spark_converter import SCHEDULE as SPARK_SCHEDULE
from components.spark_converter import START
from components.spark_job import WORKER_TYPE
from stack.config_reader import FORMER_KEYS, ConfigReader, SettingsError
from tests.paths import ROOT
from tests.unit.recorder import PROJECT, record_stack

if TYPE_CHECKING:
    from pathlib import Path

    from components.shared.whole_number import WholeNumber

DECLARED: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "Pulumi.yaml").read_text(encoding="utf-8")
)["config"]
DEFAULTS = {
    "engine": ENGINE,
    "firehosePartition": FIREHOSE_PARTITION,
    "rawCompression": RAW_COMPRESSION,
    "parquetCompression": PARQUET_COMPRESSION,
    "partitionDiscovery": PARTITION_DISCOVERY,
    "earliestEventDate": EARLIEST_EVENT_DATE,
    "runtime": RUNTIME,
    "architecture": ARCHITECTURE,
    "sparkStart": START,
    "sparkSchedule": SPARK_SCHEDULE,
    "sparkWorkerType": WORKER_TYPE,
    "apiMethod": api_request.METHOD,
    "apiPaging": api_request.PAGING,
    "apiItemsPath": api_request.ITEMS_PATH,
    "apiSecretHeader": api_request.SECRET_HEADER,
    "apiPackaging": PACKAGING,
    "apiRate": RATE,
    "dailyModelsSchedule": DAILY_MODELS_SCHEDULE,
}


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> dict[str, WholeNumber]:
    """Return the number that the settings read for each key."""
    found: dict[str, WholeNumber] = {}
    read = ConfigReader.number

    def number(self: ConfigReader, key: str, number: WholeNumber) -> int:
        found[key] = number
        return read(self, key, number)

    monkeypatch.setattr(ConfigReader, "number", number)
    record_stack("dev", {"apiUrl": "https://api.example/"})
    return found


def test_every_number_has_the_components_default(numbers: dict[str, WholeNumber]) -> None:
    declared = {key for key, setting in DECLARED.items() if setting["type"] == "integer"}
    assert numbers.keys() == declared
    assert {key: DECLARED[key]["default"] for key in numbers} == {
        key: number.default for key, number in numbers.items()
    }


def test_every_description_names_the_allowed_range(numbers: dict[str, WholeNumber]) -> None:
    unnamed = [
        key
        for key, number in numbers.items()
        if isinstance(number.allowed, range) and str(number) not in DECLARED[key]["description"]
    ]
    assert unnamed == []


def test_every_other_default_is_the_components() -> None:
    assert {key: DECLARED[key]["default"] for key in DEFAULTS} == DEFAULTS
    texts = {key for key, setting in DECLARED.items() if setting["type"] == "string"}
    others = {key: DECLARED[key]["default"] for key in texts - DEFAULTS.keys()}
    assert {key for key, default in others.items() if default not in {"", "{}"}} == {
        "contract",
        "crawlerSchedule",
    }, "the other texts are empty by default"


def test_every_flag_is_off_by_default() -> None:
    flags = [setting["default"] for setting in DECLARED.values() if setting["type"] == "boolean"]
    assert not any(flags)


@pytest.mark.parametrize("key", FORMER_KEYS)
def test_a_renamed_setting_is_refused_with_its_new_name(key: str) -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {key: "crawler"})
    assert f"clickstream-lake:{key} was renamed; set {FORMER_KEYS[key]}" in str(error.value)
    assert FORMER_KEYS[key].split(":")[0].split(" ")[0] in DECLARED


@pytest.mark.parametrize("stage", sorted(ROOT.glob("Pulumi.*.yaml")), ids=lambda path: path.name)
def test_a_stage_file_holds_only_keys_that_the_project_declares(stage: Path) -> None:
    used = yaml.safe_load(stage.read_text(encoding="utf-8"))["config"]
    keys = {key.removeprefix(f"{PROJECT}:") for key in used}
    assert keys - {"aws:region"} <= set(DECLARED)


def test_every_setting_is_typed_described_and_has_a_default() -> None:
    for key, entry in DECLARED.items():
        assert {"type", "description", "default"} <= set(entry), key
