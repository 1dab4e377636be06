from typing import Any

import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs
from pulumi.runtime.rpc import wrap_rpc_secret

from clickstream.local.monitor import DeploymentError, Materialiser, markers, plain, refuse_markers
from clickstream.local.resource_types import RESOURCE_TYPES
from clickstream.local.resource_types.base import Cloud

NOWHERE = Cloud("http://127.0.0.1:1", "us-east-1")


def register(token: str, inputs: dict[str, Any], **more: Any) -> tuple[str | None, dict[str, Any]]:
    return Materialiser(NOWHERE).new_resource(
        MockResourceArgs(token, "mine", inputs, custom=more.pop("custom", True), **more)
    )


def test_an_unknown_type_is_an_error_that_names_it_and_where_to_add_it() -> None:
    with pytest.raises(
        DeploymentError,
        match=r"^aws:sns/topic:Topic 'mine': .* Add it to clickstream/local/resource_types",
    ):
        register("aws:sns/topic:Topic", {})


def test_an_unknown_input_is_an_error_that_names_resource_and_input() -> None:
    with pytest.raises(
        DeploymentError,
        match=r"^aws:sqs/queue:Queue 'mine': input 'colour' has no place in QueueAttributeMap",
    ):
        register("aws:sqs/queue:Queue", {"colour": "red"})


def test_an_unknown_data_source_is_an_error_that_names_it() -> None:
    cloud = Cloud("http://127.0.0.1:1", "us-east-1")
    vars(cloud)["identity"] = {}  # known already, so that nobody is asked
    with pytest.raises(DeploymentError, match=r"no answer to aws:index/getZone:getZone"):
        Materialiser(cloud).call(MockCallArgs("aws:index/getZone:getZone", {}, ""))


def test_an_import_is_an_error() -> None:
    with pytest.raises(DeploymentError, match="nothing to import"):
        register("aws:s3/bucket:Bucket", {}, resource_id="theirs")


def test_a_component_is_nothing_but_its_children() -> None:
    assert register("clickstream:lake:DataLake", {}, custom=False) == ("", {})


@pytest.mark.parametrize("token", RESOURCE_TYPES)
def test_every_kind_is_a_type_of_pulumis(token: str) -> None:
    assert all(
        marker.startswith(f"<not set locally: {token}.") for marker in markers(token).values()
    )


def test_every_text_output_that_aws_always_has_gets_a_marker() -> None:
    bucket = markers("aws:s3/bucket:Bucket")
    assert bucket["hostedZoneId"] == "<not set locally: aws:s3/bucket:Bucket.hostedZoneId>"
    assert "tags" not in bucket, "it is no text"
    assert "forceDestroy" not in bucket, "it is no text"


def test_an_output_that_may_be_absent_on_aws_gets_none() -> None:
    assert "kmsKeyArn" not in markers("aws:lambda/function:Function")


def test_an_input_that_was_made_from_a_marker_is_refused_however_deep() -> None:
    marker = markers("aws:s3/bucket:Bucket")["hostedZoneId"]
    with pytest.raises(
        DeploymentError,
        match=r"^Queue 'q' uses aws:s3/bucket:Bucket\.hostedZoneId, which the local stack does not know",
    ):
        refuse_markers({"policy": [{"zone": f"zone/{marker}/x"}]}, "Queue 'q'")


def test_secrets_are_unwrapped_however_deep() -> None:
    assert plain(
        {
            "variables": {
                "key": wrap_rpc_secret("hush"),
                "list": [wrap_rpc_secret({"a": wrap_rpc_secret(1)})],
            }
        }
    ) == {"variables": {"key": "hush", "list": [{"a": 1}]}}
