import json
from typing import Any

import pytest

from components import Crawlers, CrawlersArgs
from tests.unit.recorder import ACCOUNT, Recorder, record

CATALOG = f"arn:aws:glue:eu-central-1:{ACCOUNT}:catalog"
BUCKET = "arn:aws:s3:::shop-lake"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


def crawlers(**more: Any) -> Recorder:
    args: CrawlersArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "catalog_arn": CATALOG,
        "database": "shop",
        "events_table": "events",
        "quarantine_table": "events_quarantine",
        "lake_bucket_arn": BUCKET,
        **more,
    }
    return record(lambda: Crawlers("crawl", args))


def rights(recorder: Recorder) -> list[dict[str, Any]]:
    return json.loads(recorder.one("RolePolicy").inputs["policy"])["Statement"]


@pytest.mark.parametrize(
    ("zone", "table"), [("events", "events"), ("quarantine", "events_quarantine")]
)
class TestEveryCrawler:
    def test_crawls_a_table_that_exists_and_no_place_of_which_it_would_make_tables(
        self, zone: str, table: str
    ) -> None:
        inputs = crawlers().one("Crawler", f"crawl-{zone}").inputs
        assert inputs["catalogTargets"] == [{"databaseName": "shop", "tables": [table]}]
        assert "s3Targets" not in inputs

    def test_adds_columns_removes_nothing_and_lets_partitions_be_as_their_table(
        self, zone: str, table: str
    ) -> None:
        inputs = crawlers().one("Crawler", f"crawl-{zone}").inputs
        assert inputs["catalogTargets"][0]["tables"] == [table]
        assert inputs["schemaChangePolicy"] == {
            "updateBehavior": "UPDATE_IN_DATABASE",
            "deleteBehavior": "LOG",
        }
        output = json.loads(inputs["configuration"])["CrawlerOutput"]
        assert output == {
            "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
            "Tables": {"AddOrUpdateBehavior": "MergeNewColumns"},
        }

    def test_crawls_everything_since_glue_takes_new_folders_only_for_places_alone(
        self, zone: str, table: str
    ) -> None:
        inputs = crawlers().one("Crawler", f"crawl-{zone}").inputs
        assert inputs["catalogTargets"][0]["tables"] == [table]
        assert inputs["recrawlPolicy"] == {"recrawlBehavior": "CRAWL_EVERYTHING"}


def test_a_schedule_is_a_setting_and_without_one_crawlers_run_only_when_started() -> None:
    assert (
        crawlers(schedule="cron(0 2 * * ? *)").one("Crawler", "crawl-events").inputs["schedule"]
        == "cron(0 2 * * ? *)"
    )
    assert "schedule" not in crawlers(schedule="").one("Crawler", "crawl-events").inputs


def test_without_a_quarantine_there_is_one_crawler_and_no_right_on_the_other_table() -> None:
    recorder = crawlers(quarantine_table=None)
    assert [crawler.name for crawler in recorder.of("Crawler")] == ["crawl-events"]
    assert "quarantine" not in json.dumps(rights(recorder))


def test_only_glue_on_behalf_of_this_account_takes_on_the_role() -> None:
    (trust,) = json.loads(crawlers().one("Role").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "glue.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_a_crawler_may_add_to_its_tables_and_neither_make_nor_delete_any() -> None:
    granted = {
        action: statement["Resource"]
        for statement in rights(crawlers())
        for action in statement["Action"]
    }
    tables = {action for action in granted if action.startswith("glue:")}
    assert {"glue:BatchCreatePartition", "glue:UpdateTable"} <= tables
    assert not [
        action
        for action in tables
        if "Delete" in action
        or action in {"glue:CreateTable", "glue:CreateDatabase", "glue:UpdateDatabase"}
    ]
    base = CATALOG.removesuffix("catalog")
    assert granted["glue:UpdateTable"] == [
        CATALOG,
        f"{base}database/shop",
        f"{base}table/shop/events",
        f"{base}table/shop/events_quarantine",
    ]


def test_a_crawler_reads_its_tables_files_and_writes_none() -> None:
    granted = {
        action: statement["Resource"]
        for statement in rights(crawlers())
        for action in statement["Action"]
    }
    assert granted["s3:GetObject"] == [f"{BUCKET}/events/*", f"{BUCKET}/quarantine/*"], (
        "neither raw objects nor query results"
    )
    assert not [action for action in granted if action.startswith(("s3:Put", "s3:Delete"))]
    listed = [
        statement["Condition"]
        for statement in rights(crawlers())
        if statement["Action"] == ["s3:ListBucket"]
    ]
    assert listed == [
        {"StringLike": {"s3:prefix": [f"{zone}/*"]}} for zone in ("events", "quarantine")
    ]


def test_a_crawler_writes_the_log_that_glue_has_for_all_of_them() -> None:
    granted = {
        action: statement["Resource"]
        for statement in rights(crawlers())
        for action in statement["Action"]
    }
    assert granted["logs:PutLogEvents"] == [
        f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/aws-glue/crawlers:*"
    ]


def test_a_customer_key_may_be_read_with_and_not_written_with() -> None:
    keys = [
        statement
        for statement in rights(crawlers(kms_key_arn=KEY))
        if "kms:Decrypt" in statement["Action"]
    ]
    assert keys == [{"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": [KEY]}]
    assert "kms" not in json.dumps(rights(crawlers()))


def test_the_role_may_read_what_is_still_under_a_former_key() -> None:
    former = KEY.replace("key/k", "key/former")
    keys = [
        statement
        for statement in rights(crawlers(kms_key_arn=KEY, former_kms_key_arns=[former]))
        if "kms:Decrypt" in statement["Action"]
    ]
    assert keys == [{"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": [KEY, former]}]


def test_a_crawler_waits_for_its_rights() -> None:
    assert any(
        "RolePolicy" in urn for urn in crawlers().one("Crawler", "crawl-events").dependencies
    )
