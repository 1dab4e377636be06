import re

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.names import database_name, layer_name, log_group_prefix

SESSION = botocore.session.get_session()
PULUMI_NAMES = st.from_regex(r"[A-Za-z0-9_.\-]{1,100}", fullmatch=True)
BUCKETS = st.from_regex(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]", fullmatch=True)
ROLES = st.from_regex(r"[A-Za-z0-9_+=,.@\-]{1,64}", fullmatch=True)


def accepts(service: str, operation: str, member: str, name: str) -> bool:
    """Tell whether AWS's own model of a call accepts a name."""
    shape = SESSION.get_service_model(service).operation_model(operation).input_shape
    assert shape
    limits = shape.members[member].metadata
    return (
        limits["min"] <= len(name) <= limits["max"]
        and re.fullmatch(limits["pattern"], name, re.ASCII) is not None
    )


@given(PULUMI_NAMES, PULUMI_NAMES, PULUMI_NAMES)
def test_lambda_accepts_the_layers_name_for_every_project_stack_and_component(
    project: str, stack: str, name: str
) -> None:
    assert accepts("lambda", "PublishLayerVersion", "LayerName", layer_name(project, stack, name))


def test_a_layers_name_that_lambda_accepts_is_not_changed() -> None:
    assert layer_name("clickstream-lake", "dev", "converter") == "clickstream-lake-dev-converter"


@pytest.mark.parametrize("other", ["dev-eu", "dev_eu", "dev-eu-0"])
def test_a_stacks_name_that_has_to_be_changed_does_not_become_another_stacks(other: str) -> None:
    assert layer_name("shop", "dev.eu", "converter") != layer_name("shop", other, "converter"), (
        "different stacks have different layers"
    )


def test_long_stack_names_that_differ_at_their_end_stay_apart() -> None:
    assert layer_name("p" * 100, f"{'s' * 99}1", "converter") != layer_name(
        "p" * 100, f"{'s' * 99}2", "converter"
    )


@given(BUCKETS)
def test_athena_takes_the_database_of_every_bucket_without_quotes(bucket: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,254}", database_name(bucket))


@pytest.mark.parametrize(
    ("bucket", "database"),
    [
        ("clickstream-lake", "clickstream_lake"),
        ("shop.lake-1a2b3c4", "shop_lake_1a2b3c4"),
        ("2026-lake", "lake_2026_lake"),
    ],
)
def test_the_database_is_named_after_the_bucket(bucket: str, database: str) -> None:
    assert database_name(bucket) == database


@given(ROLES)
def test_cloudwatch_accepts_the_log_groups_of_every_role(role: str) -> None:
    assert accepts("logs", "CreateLogGroup", "logGroupName", f"{log_group_prefix(role)}/output")
