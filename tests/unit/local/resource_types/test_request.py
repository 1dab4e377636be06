from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.session import get_session

from clickstream.local.resource_types import RESOURCE_TYPES
from clickstream.local.resource_types.constraints import violation
from clickstream.local.resource_types.request import InputError, InputMapping, build_parameters


def shape(service: str, operation: str) -> StructureShape:
    found = get_session().get_service_model(service).operation_model(operation).input_shape
    assert isinstance(found, StructureShape)
    return found


QUEUE = shape("sqs", "CreateQueue")
FUNCTION = shape("lambda", "CreateFunction")
ALARM = shape("cloudwatch", "PutMetricAlarm")
LIFECYCLE = shape("s3", "PutBucketLifecycleConfiguration")
WORKGROUP = shape("athena", "CreateWorkGroup")
RETENTION = shape("logs", "PutRetentionPolicy")
ROLE = "arn:aws:iam::000000000000:role/r"


def test_camel_case_becomes_the_models_spelling() -> None:
    stream = shape("firehose", "CreateDeliveryStream")
    inputs = {
        "deliveryStreamName": "s",
        "extendedS3DestinationConfiguration": {
            "bucketArn": "arn:aws:s3:::bucket",
            "roleArn": "arn:aws:iam::000000000000:role/role",
        },
    }
    assert build_parameters(stream, inputs, InputMapping())[
        "ExtendedS3DestinationConfiguration"
    ] == {
        "BucketARN": "arn:aws:s3:::bucket",
        "RoleARN": "arn:aws:iam::000000000000:role/role",
    }


def test_an_unknown_input_is_an_error_that_names_it_and_the_members() -> None:
    with pytest.raises(
        InputError,
        match=r"input 'colour' is not a member of CreateWorkGroupInput; members: Configuration, Description, Name, Tags",
    ):
        build_parameters(WORKGROUP, {"name": "w", "colour": "red"}, InputMapping())


def test_an_unknown_nested_input_is_named_with_its_path() -> None:
    with pytest.raises(InputError, match=r"'configuration\.engineVersion\.colour'"):
        build_parameters(
            WORKGROUP,
            {"name": "w", "configuration": {"engineVersion": {"colour": "red"}}},
            InputMapping(),
        )


def test_an_unsent_input_is_left_out() -> None:
    assert build_parameters(
        WORKGROUP,
        {"name": "w", "forceDestroy": True},
        InputMapping(unsent={"forceDestroy": "deletion"}),
    ) == {"Name": "w"}


def test_an_input_without_a_value_is_left_out() -> None:
    assert build_parameters(WORKGROUP, {"name": "w", "description": None}, InputMapping()) == {
        "Name": "w"
    }


def test_a_missing_required_member_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match=r'Missing required parameter in input: "Name"'):
        build_parameters(WORKGROUP, {"description": "d"}, InputMapping())


def test_a_name_may_lead_into_structures_that_pulumi_has_flattened() -> None:
    mapping = InputMapping(names={"name": "FunctionName", "code": "Code.ZipFile"})
    parameters = build_parameters(FUNCTION, {"name": "f", "role": ROLE, "code": b"zip"}, mapping)
    assert parameters == {"FunctionName": "f", "Role": ROLE, "Code": {"ZipFile": b"zip"}}


def test_inputs_go_inside_the_member_that_holds_them_all() -> None:
    mapping = InputMapping(names={"bucket": "Bucket"}, inside="LifecycleConfiguration")
    rule = {"id": "r", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 7.0}}
    assert build_parameters(LIFECYCLE, {"bucket": "bucket", "rules": [rule]}, mapping) == {
        "Bucket": "bucket",
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "ID": "r",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 7},
                }
            ]
        },
    }


def test_a_single_object_fits_where_the_model_has_a_list() -> None:
    mapping = InputMapping(names={"bucket": "Bucket", "rule": "OwnershipControls.Rules"})
    controls = shape("s3", "PutBucketOwnershipControls")
    parameters = build_parameters(
        controls, {"bucket": "bucket", "rule": {"objectOwnership": "BucketOwnerEnforced"}}, mapping
    )
    assert parameters["OwnershipControls"] == {
        "Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]
    }


def test_a_list_of_one_fits_where_the_model_has_an_object() -> None:
    parameters = build_parameters(
        WORKGROUP,
        {"name": "w", "configuration": [{"enforceWorkgroupConfiguration": True}]},
        InputMapping(),
    )
    assert parameters["Configuration"] == {"EnforceWorkGroupConfiguration": True}


def test_a_list_of_two_objects_is_no_object() -> None:
    with pytest.raises(InputError, match=r"input 'configuration' is .*, and must be an object"):
        build_parameters(WORKGROUP, {"name": "w", "configuration": [{}, {}]}, InputMapping())


def test_tags_and_dimensions_become_the_pairs_that_each_service_wants() -> None:
    inputs: dict[str, Any] = {
        "alarmName": "a",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1.0,
        "threshold": 0.0,
    }
    parameters = build_parameters(
        ALARM,
        {**inputs, "tags": {"stage": "dev"}, "dimensions": {"QueueName": "q"}},
        InputMapping(),
    )
    assert parameters["Tags"] == [{"Key": "stage", "Value": "dev"}]
    assert parameters["Dimensions"] == [{"Name": "QueueName", "Value": "q"}]


def test_keys_that_the_model_lists_are_checked_in_a_map_too() -> None:
    mapping = InputMapping(names={"name": "QueueName"}, inside="Attributes")
    assert build_parameters(QUEUE, {"name": "q", "delaySeconds": 3.0, "fifoQueue": True}, mapping)[
        "Attributes"
    ] == {"DelaySeconds": "3", "FifoQueue": "true"}
    with pytest.raises(InputError, match=r"input 'delayMinutes' is not a member of"):
        build_parameters(QUEUE, {"name": "q", "delayMinutes": 3.0}, mapping)


def test_keys_that_the_model_leaves_open_stay_as_they_are() -> None:
    inputs = {
        "functionName": "f",
        "role": ROLE,
        "code": {},
        "environment": {"variables": {"LAKE_Bucket": "b"}},
    }
    assert build_parameters(FUNCTION, inputs, InputMapping())["Environment"] == {
        "Variables": {"LAKE_Bucket": "b"}
    }


@pytest.mark.parametrize(("given", "sent"), [(3.0, 3), (3, 3), ("3", 3)])
def test_a_whole_number_is_sent_as_an_integer(given: object, sent: int) -> None:
    inputs: dict[str, Any] = {"functionName": "f", "role": ROLE, "code": {}, "timeout": given}
    assert build_parameters(FUNCTION, inputs, InputMapping())["Timeout"] == sent


@pytest.mark.parametrize("given", [3.5, "three", True, {}])
def test_a_value_that_is_no_whole_number_is_an_error(given: object) -> None:
    with pytest.raises(InputError, match=r"input 'timeout' is .*, and must be of type integer"):
        build_parameters(
            FUNCTION,
            {"functionName": "f", "role": ROLE, "code": {}, "timeout": given},
            InputMapping(),
        )


def test_a_value_that_the_model_does_not_list_is_an_error_with_the_list() -> None:
    with pytest.raises(
        InputError, match=r"input 'architectures' is 'sparc', and must be one of x86_64, arm64"
    ):
        build_parameters(
            FUNCTION,
            {"functionName": "f", "role": ROLE, "code": {}, "architectures": ["sparc"]},
            InputMapping(),
        )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"role": "my-role"}, r"input 'role' is 'my-role', and must be text that matches arn:"),
        (
            {"description": "d" * 257},
            r"input 'description' is 'd+… \(259 characters\), and must be 0 to 256 characters",
        ),
        ({"memorySize": 64.0}, r"input 'memorySize' is 64\.0, and must be 128 to 32768"),
        (
            {"architectures": ["arm64", "x86_64"]},
            r"input 'architectures' has 2 items, and must have 1 to 1 items",
        ),
    ],
)
def test_a_value_that_breaks_a_constraint_of_the_model_is_an_error_with_the_constraint(
    changed: dict[str, Any], message: str
) -> None:
    valid: dict[str, Any] = {"functionName": "f", "role": ROLE, "code": {}}
    build_parameters(FUNCTION, valid, InputMapping())
    with pytest.raises(InputError, match=message):
        build_parameters(FUNCTION, valid | changed, InputMapping())


def test_a_pattern_with_unicode_classes_or_surrogates_allows_what_aws_allows() -> None:
    table = shape("glue", "CreateTable")
    mapping = InputMapping(names={"databaseName": "DatabaseName"}, inside="TableInput")
    for description in ("plain", "Zeile 1\nZeile 2", "\N{GRINNING FACE}"):
        build_parameters(
            table, {"databaseName": "d", "name": "t", "description": description}, mapping
        )
    with pytest.raises(
        InputError, match=r"input 'description' is .*, and must be text that matches"
    ):
        build_parameters(table, {"databaseName": "d", "name": "t", "description": "\x00"}, mapping)


def test_numbers_are_checked_against_limits_of_the_documentation() -> None:
    mapping = InputMapping(
        names={"name": "QueueName"}, inside="Attributes", allowed={"delaySeconds": range(901)}
    )
    build_parameters(QUEUE, {"name": "q", "delaySeconds": 900.0}, mapping)
    with pytest.raises(InputError, match=r"input 'delaySeconds' is 901\.0, and must be 0 to 900"):
        build_parameters(QUEUE, {"name": "q", "delaySeconds": 901.0}, mapping)
    days = InputMapping(allowed={"retentionInDays": (1, 3)})
    with pytest.raises(
        InputError, match=r"input 'retentionInDays' is 2\.0, and must be one of 1, 3"
    ):
        build_parameters(RETENTION, {"logGroupName": "g", "retentionInDays": 2.0}, days)


@pytest.mark.parametrize("token", RESOURCE_TYPES)
def test_every_pattern_of_the_creating_calls_is_translated_for_python(token: str) -> None:
    def visit(found: Shape, above: tuple[str, ...]) -> None:
        if found.name in above:  # a structure that contains itself
            return
        if isinstance(found, StructureShape):
            for member in found.members.values():
                visit(member, (*above, found.name))
        elif isinstance(found, ListShape | MapShape):
            visit(
                found.value if isinstance(found, MapShape) else found.member, (*above, found.name)
            )
        elif found.type_name == "string":
            violation(found, "text")

    for call in RESOURCE_TYPES[token].creates:
        visit(shape(call.service, call.operation), ())
