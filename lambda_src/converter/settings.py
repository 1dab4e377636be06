"""Settings of the function, from its environment variables."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import Session

from clickstream.contract import Contract
from converter.convert import ConversionRules
from converter.objects import Compression, Lake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

# at the root of the deployed archive
CONTRACT_FILE = Path(__file__).parents[1] / "contract.json"
BOTO = Session()  # not boto3, whose S3 transfers alone take a tenth of a cold start's imports
MB = 1024 * 1024
REGION = (
    # Set by Lambda; botocore itself reads only AWS_DEFAULT_REGION:
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    "AWS_REGION"
)
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})


def read_lake(environment: Mapping[str, str]) -> Lake:
    """Return the lake that files are written to.

    Raises:
        KeyError: If a variable is missing. Lambda and the deployment set all of them.
    """
    return Lake(
        s3=cast(
            "S3Client", BOTO.create_client("s3", region_name=environment[REGION], config=RETRIES)
        ),
        bucket=environment["LAKE_BUCKET"],
        events_prefix=environment["EVENTS_PREFIX"],
        quarantine_prefix=environment["QUARANTINE_PREFIX"],
        compression=cast("Compression", environment["PARQUET_COMPRESSION"]),
    )


def read_rules(environment: Mapping[str, str]) -> ConversionRules:
    """Return the conversion rules; fetch the protection key if the contract hashes a column."""
    contract = Contract.from_json(CONTRACT_FILE.read_text(encoding="utf-8"))
    return ConversionRules(
        contract=contract,
        earliest=date.fromisoformat(environment["EARLIEST_EVENT_DATE"]),
        max_future=timedelta(hours=int(environment["MAX_FUTURE_HOURS"])),
        max_unpacked=int(environment["MAX_OBJECT_MB"]) * MB,
        max_event=int(environment["MAX_EVENT_MB"]) * MB,
        protection_key=_secret(environment["PROTECTION_KEY_SECRET_ARN"], environment[REGION])
        if contract.hashes
        else None,
    )


def _secret(arn: str, region: str) -> bytes:
    client = cast(
        "SecretsManagerClient",
        BOTO.create_client("secretsmanager", region_name=region, config=RETRIES),
    )
    return client.get_secret_value(SecretId=arn)["SecretString"].encode()
