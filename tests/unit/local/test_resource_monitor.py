from typing import Any

import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs
from pulumi.runtime.rpc import wrap_rpc_secret

from clickstream.local.resource_monitor import (
    DeploymentError,
    ResourceCreator,
    placeholders,
    refuse_placeholders,
    unwrap_secrets,
)
from clickstream.local.resource_types import RESOURCE_TYPES
from clickstream.local.resource_types.base import Emulator

UNREACHABLE = Emulator("http://127.0.0.1:1", "us-east-1")


def register(token: str, inputs: dict[str, Any], **more: Any) -> tuple[str | None, dict[str, Any]]:
    return ResourceCreator(UNREACHABLE).new_resource(
        MockResourceArgs(token, "mine", inputs, custom=more.pop("custom", True), **more)
    )


def test_an_unknown_type_is_an_error_that_names_it_and_where_to_add_it() -> None:
    with pytest.raises(
        DeploymentError,
        match=r"^aws:ec2/instance:Instance 'mine': .* Add it to clickstream/local/resource_types",
    ):
        register("aws:ec2/instance:Instance", {})


def test_an_unknown_input_is_an_error_that_names_resource_and_input() -> None:
    with pytest.raises(
        DeploymentError,
        match=r"^aws:sqs/queue:Queue 'mine': input 'colour' is not a member of QueueAttributeMap",
    ):
        register("aws:sqs/queue:Queue", {"colour": "red"})


def test_an_unknown_data_source_is_an_error_that_names_it() -> None:
    emulator = Emulator("http://127.0.0.1:1", "us-east-1")
    vars(emulator)["identity"] = {}  # cached, so that no call is made
    with pytest.raises(DeploymentError, match=r"the data source aws:index/getZone:getZone\. Add"):
        ResourceCreator(emulator).call(MockCallArgs("aws:index/getZone:getZone", {}, ""))


def test_an_import_is_an_error() -> None:
    with pytest.raises(DeploymentError, match="no resource to import"):
        register("aws:s3/bucket:Bucket", {}, resource_id="theirs")


def test_a_component_creates_no_resource_of_its_own() -> None:
    assert register("clickstream:lake:DataLake", {}, custom=False) == ("", {})


@pytest.mark.parametrize("token", RESOURCE_TYPES)
def test_every_resource_type_is_a_class_of_pulumi_aws(token: str) -> None:
    assert all(
        text.startswith(f"<unknown locally: {token}.") for text in placeholders(token).values()
    )


def test_every_text_output_that_aws_always_has_gets_a_placeholder() -> None:
    bucket = placeholders("aws:s3/bucket:Bucket")
    assert bucket["hostedZoneId"] == "<unknown locally: aws:s3/bucket:Bucket.hostedZoneId>"
    assert "tags" not in bucket, "tags are an object"
    assert "forceDestroy" not in bucket, "forceDestroy is a boolean"


def test_an_output_that_may_be_absent_on_aws_gets_no_placeholder() -> None:
    assert "kmsKeyArn" not in placeholders("aws:lambda/function:Function")


def test_an_input_with_a_placeholder_is_refused_at_any_depth() -> None:
    placeholder = placeholders("aws:s3/bucket:Bucket")["hostedZoneId"]
    with pytest.raises(
        DeploymentError,
        match=r"^Queue 'q' uses the output aws:s3/bucket:Bucket\.hostedZoneId, which the local stack does not have",
    ):
        refuse_placeholders({"policy": [{"zone": f"zone/{placeholder}/x"}]}, "Queue 'q'")


def test_secrets_are_unwrapped_at_any_depth() -> None:
    assert unwrap_secrets(
        {
            "variables": {
                "key": wrap_rpc_secret("hush"),
                "list": [wrap_rpc_secret({"a": wrap_rpc_secret(1)})],
            }
        }
    ) == {"variables": {"key": "hush", "list": [{"a": 1}]}}
