"""Environment variables of the API source's function, and their size as Lambda measures it."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from clickstream.monitoring import metrics
from components.shared.layout import API_STATE_KEY, RAW_PREFIX

MAX_BYTES = 4096
"""Size limit of a function's variables together:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

# https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
STREAM_NAME_CHARACTERS = 64
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BUCKET_NAME_CHARACTERS = 63
LONGEST_SECRET_ARN = (
    f"arn:aws-us-gov:secretsmanager:ap-southeast-1:{'0' * 12}:secret:{'x' * 512}-AbCdEf"
)
"""ARN of a secret whose name is as long as Secrets Manager allows:
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"""


def environment(
    api: pulumi.Input[str], delivery_stream: pulumi.Input[str], raw_bucket: pulumi.Input[str]
) -> dict[str, pulumi.Input[str]]:
    """Return the function's variables.

    Args:
        api: JSON of the request's arguments.
        delivery_stream: Name of the delivery stream for the items.
        raw_bucket: Name of the bucket of raw objects.
    """
    return {
        "API": api,
        "DELIVERY_STREAM": delivery_stream,
        "RAW_BUCKET": raw_bucket,
        "RAW_PREFIX": RAW_PREFIX,
        "STATE_KEY": API_STATE_KEY,
        "POWERTOOLS_SERVICE_NAME": "api-source",
        "POWERTOOLS_METRICS_NAMESPACE": metrics.NAMESPACE,
    }


def to_json(api: Mapping[str, Any]) -> str:
    """Return the value of the variable `API`."""
    return json.dumps(api, separators=(",", ":"))


def size_bytes(api: Mapping[str, Any]) -> int:
    """Return the size of all variables, with the longest names of a stream and a bucket."""
    return _measured(
        environment(to_json(api), "s" * STREAM_NAME_CHARACTERS, "b" * BUCKET_NAME_CHARACTERS)
    )


def share_bytes(value: object) -> int:
    """Return the bytes that a value of the variable `API` adds to the size."""
    return _measured(json.dumps(value)) - _measured(json.dumps(""))


def _measured(value: object) -> int:
    # Lambda measures the variables as a JSON object, where each quotation mark of a value takes two
    # bytes. Its error shows this object, as "String measured":
    # https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
