"""Unit prices, read from a TOML file: `prices.toml` for us-east-1, or a file of the user's own."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

DEFAULT_FILE = Path(__file__).with_name("prices.toml")
HEADER = ("region", "currency", "date")
EXAMPLE = f"Compare the file with {DEFAULT_FILE}."


class PriceKey(StrEnum):
    """Billed unit: the name of its price in the file."""

    FIREHOSE_INGESTION = "firehose_ingestion_gb"
    FIREHOSE_CONVERSION = "firehose_conversion_gb"
    FIREHOSE_PARTITIONING = "firehose_partitioning_gb"
    FIREHOSE_PARTITIONED_OBJECTS = "firehose_partitioned_objects"
    FIREHOSE_JQ = "firehose_jq_hours"
    S3_STANDARD = "s3_standard_gb_months"
    S3_INFREQUENT = "s3_infrequent_gb_months"
    S3_PUT = "s3_put_requests"
    S3_GET = "s3_get_requests"
    S3_TRANSITIONS = "s3_transitions"
    SQS = "sqs_requests"
    LAMBDA_REQUESTS = "lambda_requests"
    LAMBDA_ARM64 = "lambda_arm64_gb_seconds"
    LAMBDA_X86_64 = "lambda_x86_64_gb_seconds"
    LAMBDA_STORAGE = "lambda_storage_gb_seconds"
    GLUE = "glue_dpu_hours"
    GLUE_CRAWLERS = "glue_crawler_dpu_hours"
    ATHENA = "athena_tb"
    METRICS = "cloudwatch_metrics"
    ALARMS = "cloudwatch_alarms"
    COMPOSITE_ALARMS = "cloudwatch_composite_alarms"
    DASHBOARDS = "cloudwatch_dashboards"
    LOG_INGESTION = "cloudwatch_log_gb"
    LOG_STORAGE = "cloudwatch_log_gb_months"
    KMS_KEYS = "kms_keys"
    KMS_REQUESTS = "kms_requests"
    SECRETS = "secrets"
    SECRETS_READ = "secret_requests"
    EVENTBRIDGE = "eventbridge_events"
    SCHEDULER = "scheduler_invocations"
    SNS_EMAILS = "sns_emails"


class PriceError(ValueError):
    """File of prices that cannot be used: the file, the entry, and the allowed form."""


@dataclass(frozen=True)
class Tier:
    """Price of the units up to a limit."""

    up_to: float
    """Units of a month up to which the price applies; infinite for the last tier."""
    price: float


@dataclass(frozen=True)
class Price:
    """Price of a unit."""

    unit: str
    per: int
    """Units that a tier's price is for."""
    tiers: tuple[Tier, ...]
    source: str
    """URL of the price list."""

    def cost(self, quantity: float) -> float:
        """Return the cost of a month's units."""
        total, start = 0.0, 0.0
        for tier in self.tiers:
            total += max(0.0, min(quantity, tier.up_to) - start) * tier.price
            start = tier.up_to
        return total / self.per

    def unit_price(self, quantity: float) -> float:
        """Return the average price of `per` units, if a month has so many units."""
        return self.cost(quantity) * self.per / quantity if quantity else self.tiers[0].price


@dataclass(frozen=True)
class Prices:
    """Prices of one region."""

    region: str
    currency: str
    date: str
    """Month in which the prices were listed."""
    by_key: dict[PriceKey, Price]


def read_prices(path: Path = DEFAULT_FILE) -> Prices:
    """Read a file of prices.

    Raises:
        PriceError: If the file is not TOML, lacks a price, has an unknown one, or a price has no
            source or is no number.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read as TOML: {error}. {EXAMPLE}"
        raise PriceError(msg) from error
    region, currency, date = (_text(path, content, name) for name in HEADER)
    entries = cast("dict[str, Any]", content.get("prices") or {})
    _check_keys(path, entries)
    by_key = {key: _price(path, key, entries[key]) for key in PriceKey}
    return Prices(region, currency, date, by_key)


def _text(path: Path, content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        msg = f"{path}: {name} is {value!r}; allowed: a text. {EXAMPLE}"
        raise PriceError(msg)
    return value


def _check_keys(path: Path, entries: dict[str, Any]) -> None:
    missing = [key.value for key in PriceKey if key not in entries]
    unknown = sorted(set(entries) - {key.value for key in PriceKey})
    if missing:
        msg = f"{path} has no price for {', '.join(missing)}. {EXAMPLE}"
        raise PriceError(msg)
    if unknown:
        msg = f"{path} has prices for {', '.join(unknown)}, which nothing is billed by. {EXAMPLE}"
        raise PriceError(msg)


def _price(path: Path, key: str, entry: dict[str, Any]) -> Price:
    where = f"{path}, prices.{key}"
    source = entry.get("source", "")
    if not str(source).startswith("https://"):
        msg = f"{where}: source is {source!r}; allowed: the URL of the price list. {EXAMPLE}"
        raise PriceError(msg)
    per = entry.get("per", 1)
    if type(per) is not int or per < 1:
        msg = f"{where}: per is {per!r}; allowed: a whole number from 1. {EXAMPLE}"
        raise PriceError(msg)
    return Price(_text(path, entry, "unit"), per, _tiers(where, entry), str(source))


def _tiers(where: str, entry: dict[str, Any]) -> tuple[Tier, ...]:
    given = cast("list[dict[str, Any]]", entry.get("tiers", [{"price": entry.get("price")}]))
    tiers = tuple(
        Tier(
            _number(where, "up_to", tier.get("up_to", math.inf)),
            _number(where, "price", tier.get("price")),
        )
        for tier in given
    )
    limits = [tier.up_to for tier in tiers]
    if not tiers or limits != sorted(set(limits)) or limits[-1] != math.inf:
        msg = f"{where}: the limits up_to are {limits}; allowed: growing ones, and none for the last tier. {EXAMPLE}"
        raise PriceError(msg)
    return tiers


def _number(where: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        msg = f"{where}: {name} is {value!r}; allowed: a number from 0. {EXAMPLE}"
        raise PriceError(msg)
    return float(value)
