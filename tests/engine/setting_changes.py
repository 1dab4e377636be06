"""Changes of a running stack's settings: the new values, and reasons for the effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

KEY = "arn:aws:kms:eu-central-1:000000000000:key/00000000-0000-0000-0000-000000000001"
FORMER_KEY = "arn:aws:kms:eu-central-1:000000000000:key/00000000-0000-0000-0000-000000000002"
SECRET = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:api-a1b2c3"
DIGEST = f"sha256:{'0' * 64}"
FIRST = "Decide before the first deployment: "
UNPROTECTED, PROTECTED = "unprotected", "protected"


class Change(NamedTuple):
    """Change of one setting."""

    setting: str
    value: str
    reason: str = ""
    """Reason why the change is refused or replaces a resource; the last column of the page."""
    beside: dict[str, str] = {}  # noqa: RUF012 - a tuple's default is never written to
    """Other settings that change too, since they are validated together."""
    restore: bool = False
    """Whether the former value is set again at once.

    The emulator cannot run a function for another Python version or processor.
    """
    secret: bool = False


@dataclass(frozen=True)
class Group:
    """Changes of one stage, applied one after the other."""

    stage: str
    base: dict[str, str] = field(default_factory=dict[str, str])
    """Settings of the first deployment, in addition to those of the stage's file."""
    changes: tuple[Change, ...] = ()
    protected: bool = False


FUNCTION = (
    Change("bufferingMb", "8"),
    Change("bufferingSeconds", "120"),
    Change("rawCompression", "none"),
    Change("logRetentionDays", "14"),
    Change("memoryMb", "3008"),
    Change("timeoutSeconds", "60"),
    Change("batchSize", "2"),
    Change("batchingWindowSeconds", "1"),
    Change("maxConcurrency", "3"),
    Change("parquetCompression", "snappy"),
    Change("earliestEventDate", "2021-01-01"),
    Change("maxFutureHours", "48"),
    Change("maxObjectMb", "60"),
    Change("maxEventMb", "16"),
    Change("protectionKey", "another key, of 31 characters..", secret=True),
    Change(
        "runtime",
        "python3.14",
        "A new layer version is published, and the function is updated to it.",
        restore=True,
    ),
    Change(
        "architecture",
        "",
        "A new layer version is published, and the function is updated to it.",
        restore=True,
    ),
    Change("rawInfrequentAccessDays", "31"),
    Change("rawExpirationDays", "400"),
    Change("resultsExpirationDays", "31"),
    Change("scanLimitGb", "50"),
    Change("alarmEmails", '["lake@example.com"]'),
    Change("deliveryLateMinutes", "20"),
    Change("queueAgeMinutes", "60"),
    Change("quarantinedPercent", "10"),
    Change("canaryLagMinutes", "20"),
    Change("formerKmsKeyArns", f'["{FORMER_KEY}"]'),
    Change(
        "kmsKeyArn",
        KEY,
        "Existing objects stay encrypted with the former key: list it in `formerKmsKeyArns`.",
    ),
    Change("backfill", "true"),
    Change("canary", "true"),
    Change("canary", "false"),
    Change("silenceMinutes", "30", "An alarm is created, or deleted with 0."),
    Change("partitionDiscovery", "crawler"),
    Change("crawlerSchedule", "cron(0 2 * * ? *)"),
    Change(
        "contract",
        "contracts/user_profiles.odcs.yaml",
        f"{FIRST}a query of another table does not return the rows of this one. A new column in the file is an update in place.",
    ),
    Change("oneBucket", "true", f"{FIRST}existing objects stay in the former buckets."),
    Change(
        "engine",
        "firehose",
        f"{FIRST}the table has other columns and partitions, and the queue would be deleted with its messages.",
        {"bufferingMb": "64", "parquetCompression": "snappy", "backfill": "false"},
    ),
    Change("firehosePartition", "event"),
)
SPARK = (
    Change("engine", "spark", "Queue, dead-letter queue and notification are kept."),
    Change("sparkSchedule", "cron(0 4 * * ? *)"),
    Change("sparkBatchSize", "50"),
    Change("sparkBatchingWindowSeconds", "600"),
    Change("sparkWorkerType", "G.2X"),
    Change("sparkWorkers", "3"),
    Change("sparkTimeoutMinutes", "60"),
    Change("sparkMaxConcurrentRuns", "3"),
    Change("sparkStart", "schedule", "Only the schedule starts a run then."),
    Change("engine", "lambda", "Queue, dead-letter queue and notification are kept."),
)
LAST = (
    Change(
        "versioning", "", "From `true` to `false` versioning is suspended: S3 cannot turn it off."
    ),
    Change("forceDestroy", ""),
    Change("protect", ""),
)
API = (
    Change("apiUrl", "https://api.example.com/profiles"),
    Change("apiMethod", "POST"),
    Change("apiBody", '{"size": 10}'),
    Change("apiHeaders", '{"Accept": "application/json"}'),
    Change("apiSecretArn", SECRET),
    Change("apiSecretHeader", "X-Api-Key"),
    Change("apiItemsPath", "items"),
    Change("apiPaging", "page", beside={"apiPageParameter": "page"}),
    Change("apiPageParameter", "p"),
    Change("apiNextPath", "next", beside={"apiPaging": "next", "apiPageParameter": ""}),
    Change("apiMaxPages", "5"),
    Change("apiTimeoutSeconds", "20"),
    Change("apiAllowPrivate", "true"),
    Change("apiRate", "rate(2 days)"),
    Change("dailyModelsSchedule", "cron(0 2 * * ? *)"),
    Change(
        "apiPackaging",
        "image",
        "The function is created again once `apiImageDigest` is set.",
    ),
    Change("apiImageDigest", DIGEST),
    Change("dailyModels", "", "The tables would be deleted; their files are kept."),
    Change(
        "apiUrl",
        "",
        "The dead-letter queue of failed runs would be deleted.",
        {"apiBody": "", "apiHeaders": "{}"},
    ),
)
NATIVE = (
    Change(
        "firehosePartition",
        "event",
        f"{FIRST}the partitioning of a stream cannot be changed, and a new stream would lose the former one's buffered records.",
    ),
)
SLOW_MACHINE = {
    "timeoutSeconds": "20",
    "maxObjectMb": "50",
    "maxConcurrency": "2",
    "protectionKey": "sixteen characters",
}

EVERY = (*FUNCTION, *SPARK, *LAST)
RATE = {"apiRate": "rate(1 day)"}
PROTECT = {"protect": "true"}

GROUPS = {
    "function, unprotected": Group("dev", SLOW_MACHINE, EVERY),
    "function, protected": Group("prod", SLOW_MACHINE, EVERY, protected=True),
    "api, unprotected": Group("api", {**SLOW_MACHINE, **RATE}, API),
    "api, protected": Group("api", {**SLOW_MACHINE, **RATE, **PROTECT}, API, protected=True),
    "firehose, unprotected": Group("firehose", {}, NATIVE),
    "firehose, protected": Group("firehose", PROTECT, NATIVE, protected=True),
}


def groups(column: str) -> dict[str, Group]:
    """Return the groups whose stacks are `UNPROTECTED` or `PROTECTED`, by name."""
    return {
        name: group for name, group in GROUPS.items() if group.protected == (column == PROTECTED)
    }
