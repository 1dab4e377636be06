"""What a run remembers for the next one: the validators with which it can ask whether anything is new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client

VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""Headers of an answer, and those that send them back: https://www.rfc-editor.org/rfc/rfc9110#section-8.8"""


@dataclass(frozen=True)
class State:
    """An object in S3, of a few bytes."""

    s3: S3Client
    bucket: str
    key: str

    def conditions(self, digest: str) -> dict[str, str]:
        """Return the headers of a conditional request; none if nothing is remembered under these settings."""
        try:
            body = self.s3.get_object(Bucket=self.bucket, Key=self.key)["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                return {}
            raise
        remembered = json.loads(body)
        return remembered["conditions"] if remembered["settings"] == digest else {}

    def remember(self, digest: str, conditions: Mapping[str, str]) -> None:
        """Keep what makes the next request conditional. It may be nothing."""
        body = json.dumps({"settings": digest, "conditions": conditions})
        self.s3.put_object(
            Bucket=self.bucket, Key=self.key, Body=body.encode(), ContentType="application/json"
        )


def validators(answered: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that ask whether anything is new since an answer with those headers."""
    return {
        condition: answered[header]
        for header, condition in VALIDATORS.items()
        if header in answered
    }
