from typing import Any

import pytest
from botocore.model import StructureShape
from botocore.session import get_session

from local.fit import FitError, Layout, fit


def shape(service: str, operation: str) -> StructureShape:
    found = get_session().get_service_model(service).operation_model(operation).input_shape
    assert isinstance(found, StructureShape)
    return found


QUEUE = shape("sqs", "CreateQueue")
FUNCTION = shape("lambda", "CreateFunction")
ALARM = shape("cloudwatch", "PutMetricAlarm")
LIFECYCLE = shape("s3", "PutBucketLifecycleConfiguration")
WORKGROUP = shape("athena", "CreateWorkGroup")


def test_camel_case_becomes_the_models_own_spelling() -> None:
    stream = shape("firehose", "CreateDeliveryStream")
    inputs = {"deliveryStreamName": "s", "extendedS3DestinationConfiguration": {"bucketArn": "arn:aws:s3:::bucket", "roleArn": "arn:aws:iam::0:role/role"}}
    assert fit(stream, inputs, Layout())["ExtendedS3DestinationConfiguration"] == {"BucketARN": "arn:aws:s3:::bucket", "RoleARN": "arn:aws:iam::0:role/role"}


def test_an_input_without_a_place_is_an_error_that_names_it() -> None:
    with pytest.raises(FitError, match=r"input 'colour' has no place in CreateWorkGroupInput, which holds Configuration, Description, Name, Tags"):
        fit(WORKGROUP, {"name": "w", "colour": "red"}, Layout())


def test_a_nested_input_without_a_place_is_named_with_its_path() -> None:
    with pytest.raises(FitError, match=r"'configuration\.engineVersion\.colour'"):
        fit(WORKGROUP, {"name": "w", "configuration": {"engineVersion": {"colour": "red"}}}, Layout())


def test_an_input_that_is_deliberately_not_sent_is_left_out() -> None:
    assert fit(WORKGROUP, {"name": "w", "forceDestroy": True}, Layout(unsent={"forceDestroy": "deletion"})) == {"Name": "w"}


def test_an_input_that_is_not_given_is_left_out() -> None:
    assert fit(WORKGROUP, {"name": "w", "description": None}, Layout()) == {"Name": "w"}


def test_a_missing_required_member_is_an_error_that_names_it() -> None:
    with pytest.raises(FitError, match=r'Missing required parameter in input: "Name"'):
        fit(WORKGROUP, {"description": "d"}, Layout())


def test_a_name_may_lead_into_structures_that_pulumi_has_flattened() -> None:
    layout = Layout(names={"name": "FunctionName", "code": "Code.ZipFile"})
    parameters = fit(FUNCTION, {"name": "f", "role": "arn:aws:iam::000000000000:role/r", "code": b"zip"}, layout)
    assert parameters == {"FunctionName": "f", "Role": "arn:aws:iam::000000000000:role/r", "Code": {"ZipFile": b"zip"}}


def test_inputs_go_inside_the_member_that_holds_them_all() -> None:
    layout = Layout(names={"bucket": "Bucket"}, inside="LifecycleConfiguration")
    rule = {"id": "r", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 7.0}}
    assert fit(LIFECYCLE, {"bucket": "bucket", "rules": [rule]}, layout) == {
        "Bucket": "bucket",
        "LifecycleConfiguration": {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 7}}]},
    }


def test_a_single_object_fits_where_the_model_has_a_list() -> None:
    layout = Layout(names={"bucket": "Bucket", "rule": "OwnershipControls.Rules"})
    controls = shape("s3", "PutBucketOwnershipControls")
    parameters = fit(controls, {"bucket": "bucket", "rule": {"objectOwnership": "BucketOwnerEnforced"}}, layout)
    assert parameters["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_a_list_of_one_fits_where_the_model_has_an_object() -> None:
    parameters = fit(WORKGROUP, {"name": "w", "configuration": [{"enforceWorkgroupConfiguration": True}]}, Layout())
    assert parameters["Configuration"] == {"EnforceWorkGroupConfiguration": True}


def test_a_list_of_two_does_not() -> None:
    with pytest.raises(FitError, match=r"input 'configuration' is .*, and must be an object"):
        fit(WORKGROUP, {"name": "w", "configuration": [{}, {}]}, Layout())


def test_tags_and_dimensions_become_the_pairs_that_each_service_wants() -> None:
    inputs: dict[str, Any] = {"alarmName": "a", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1.0, "threshold": 0.0}
    parameters = fit(ALARM, {**inputs, "tags": {"stage": "dev"}, "dimensions": {"QueueName": "q"}}, Layout())
    assert parameters["Tags"] == [{"Key": "stage", "Value": "dev"}]
    assert parameters["Dimensions"] == [{"Name": "QueueName", "Value": "q"}]


def test_keys_that_the_model_lists_are_checked_in_a_map_too() -> None:
    layout = Layout(names={"name": "QueueName"}, inside="Attributes")
    assert fit(QUEUE, {"name": "q", "delaySeconds": 3.0, "fifoQueue": True}, layout)["Attributes"] == {"DelaySeconds": "3", "FifoQueue": "true"}
    with pytest.raises(FitError, match=r"input 'delayMinutes' has no place"):
        fit(QUEUE, {"name": "q", "delayMinutes": 3.0}, layout)


def test_keys_that_the_model_leaves_open_stay_as_they_are() -> None:
    inputs = {"functionName": "f", "role": "arn:aws:iam::000000000000:role/r", "code": {}, "environment": {"variables": {"LAKE_Bucket": "b"}}}
    assert fit(FUNCTION, inputs, Layout())["Environment"] == {"Variables": {"LAKE_Bucket": "b"}}


@pytest.mark.parametrize(("given", "sent"), [(3.0, 3), (3, 3), ("3", 3)])
def test_a_whole_number_is_sent_as_one(given: object, sent: int) -> None:
    inputs: dict[str, Any] = {"functionName": "f", "role": "arn:aws:iam::000000000000:role/r", "code": {}, "timeout": given}
    assert fit(FUNCTION, inputs, Layout())["Timeout"] == sent


@pytest.mark.parametrize("given", [3.5, "three", True, {}])
def test_what_is_no_whole_number_is_an_error(given: object) -> None:
    with pytest.raises(FitError, match=r"input 'timeout' is .*, and must be a integer"):
        fit(FUNCTION, {"functionName": "f", "role": "r", "code": {}, "timeout": given}, Layout())


def test_a_value_that_the_model_does_not_list_is_an_error_with_the_list() -> None:
    with pytest.raises(FitError, match=r"input 'architectures' is 'sparc', and must be one of x86_64, arm64"):
        fit(FUNCTION, {"functionName": "f", "role": "r", "code": {}, "architectures": ["sparc"]}, Layout())
