import json
import traceback
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from api_source.settings import read_settings
from components import ApiSource, ApiSourceArgs, Architecture, Packaging
from components.shared.api_environment import environment
from tests.unit.recorder import ACCOUNT, SECRET_SIGNATURE, SIGNATURE, Recorder, record

STREAM, RAW = (
    "arn:aws:firehose:eu-central-1:123456789012:deliverystream/in",
    "arn:aws:s3:::shop-raw",
)
SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"
FUNCTION, QUEUE = (
    f"arn:aws:lambda:eu-central-1:{ACCOUNT}:api",
    f"arn:aws:sqs:eu-central-1:{ACCOUNT}:api-dead-letters",
)
DIGEST = f"sha256:{'0a' * 32}"


def source(request: dict[str, Any] | None = None, **more: Any) -> Recorder:
    return with_outputs(lambda: request or {}, **more)


def with_outputs(request: Callable[[], dict[str, Any]], **more: Any) -> Recorder:
    """Record a source whose request holds outputs, created within the program's event loop."""
    return record(lambda: ApiSource("api", arguments(request(), **more)))


def arguments(request: dict[str, Any], **more: Any) -> ApiSourceArgs:
    asked: Any = {"url": "https://api.example/", **request}
    return {  # pyright: ignore[reportReturnType] - the tests vary the keys
        "request": asked,
        "delivery_stream_name": "in",
        "delivery_stream_arn": STREAM,
        "raw_bucket": "shop-raw",
        "raw_bucket_arn": RAW,
        **more,
    }


@pytest.fixture
def default() -> Recorder:
    return source()


@pytest.fixture
def image() -> Recorder:
    return source(packaging=Packaging.IMAGE, image_digest=DIGEST)


def granted(recorder: Recorder, role: str) -> dict[str, list[str]]:
    statements = json.loads(recorder.one("RolePolicy", role).inputs["policy"])["Statement"]
    return {
        action: statement["Resource"] for statement in statements for action in statement["Action"]
    }


def function(recorder: Recorder) -> dict[str, Any]:
    return recorder.one("Function").inputs


def test_the_schedule_starts_the_function_at_the_rate_and_on_time() -> None:
    schedule = source(rate="rate(10 minutes)").one("Schedule").inputs
    assert schedule["scheduleExpression"] == "rate(10 minutes)"
    assert schedule["flexibleTimeWindow"] == {"mode": "OFF"}
    assert schedule["target"]["arn"] == FUNCTION


def test_the_schedule_may_start_this_function_and_report_failures_and_nothing_else(
    default: Recorder,
) -> None:
    assert granted(default, "api-schedule") == {
        "lambda:InvokeFunction": [FUNCTION],
        "sqs:SendMessage": [QUEUE],
    }


def test_only_schedules_of_this_account_may_take_the_role(default: Recorder) -> None:
    (trust,) = json.loads(default.one("Role", "api-schedule").inputs["assumeRolePolicy"])[
        "Statement"
    ]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_a_start_that_fails_and_a_run_that_fails_are_both_repeated_and_then_reported(
    default: Recorder,
) -> None:
    target = default.one("Schedule").inputs["target"]
    assert (target["deadLetterConfig"], target["retryPolicy"]) == (
        {"arn": QUEUE},
        {"maximumEventAgeInSeconds": 300, "maximumRetryAttempts": 5},
    )
    runs = default.one("FunctionEventInvokeConfig").inputs
    assert runs["destinationConfig"] == {"onFailure": {"destination": QUEUE}}, (
        "the schedule does not wait for the run, so that is Lambda's to report"
    )
    assert (runs["maximumRetryAttempts"], runs["maximumEventAgeInSeconds"]) == (2, 300)


@pytest.mark.parametrize(
    ("rate", "timeout", "age"),
    [("rate(1 minute)", 60, 60), ("rate(1 hour)", 900, 3600), ("rate(1 day)", 900, 21600)],
)
def test_a_run_ends_and_is_given_up_on_before_the_next(rate: str, timeout: int, age: int) -> None:
    recorder = source(rate=rate)
    assert function(recorder)["timeout"] == timeout
    assert recorder.one("FunctionEventInvokeConfig").inputs["maximumEventAgeInSeconds"] == age


def test_runs_do_not_overlap(default: Recorder) -> None:
    assert function(default)["reservedConcurrentExecutions"] == 1


def test_the_function_may_send_remember_and_report_and_nothing_else(default: Recorder) -> None:
    rights = granted(default, "api-function")
    assert rights["firehose:PutRecordBatch"] == [STREAM]
    assert rights["s3:GetObject"] == [f"{RAW}/state/api-source.json"], "it reads no events"
    assert rights["sqs:SendMessage"] == [QUEUE]
    assert {action.split(":")[0] for action in rights} == {"firehose", "s3", "sqs", "logs"}, (
        "no secret is read without one"
    )
    statements = json.loads(default.one("RolePolicy", "api-function").inputs["policy"])["Statement"]
    written = [
        arn
        for statement in statements
        if "s3:PutObject" in statement["Action"]
        for arn in statement["Resource"]
    ]
    assert written == [f"{RAW}/raw/*", f"{RAW}/state/api-source.json"], (
        "items too large for the stream, and the state"
    )
    (listing,) = [statement for statement in statements if "s3:ListBucket" in statement["Action"]]
    assert listing["Condition"] == {"StringEquals": {"s3:prefix": "state/api-source.json"}}


def test_the_function_may_read_its_one_secret_whose_value_is_nowhere() -> None:
    recorder = source({"secret_arn": SECRET})
    assert granted(recorder, "api-function")["secretsmanager:GetSecretValue"] == [SECRET]
    assert json.loads(function(recorder)["environment"]["variables"]["API"])["secret_arn"] == SECRET


def test_a_customer_key_reaches_function_and_repository() -> None:
    recorder = source(kms_key_arn=KEY, packaging=Packaging.IMAGE, image_digest=DIGEST)
    assert granted(recorder, "api-function")["kms:GenerateDataKey"] == [KEY]
    assert recorder.one("Repository").inputs["encryptionConfigurations"] == [
        {"encryptionType": "KMS", "kmsKey": KEY}
    ]


def test_the_function_reads_the_settings_that_it_is_given() -> None:
    recorder = source(
        {
            "url": "https://api.example/u",
            "paging": "page",
            "page_parameter": "p",
            "max_pages": 3.0,
            "headers": {"Accept": "a/b"},
        }
    )
    api = read_settings(function(recorder)["environment"]["variables"])
    assert (api.url, api.paging, api.page_parameter, api.max_pages, api.headers) == (
        "https://api.example/u",
        "page",
        "p",
        3,
        {"Accept": "a/b"},
    )


def test_outputs_reach_the_function_and_secret_ones_stay_secret() -> None:
    recorder = with_outputs(
        lambda: {
            "url": pulumi.Output.from_input("https://api.example/u"),
            "headers": {"X-Key": pulumi.Output.secret("hush")},
        }
    )
    variable = recorder.one("Function").sent["environment"]["variables"]["API"]
    assert variable[SIGNATURE] == SECRET_SIGNATURE
    api = read_settings({"API": variable["value"]})
    assert (api.url, api.headers) == ("https://api.example/u", {"X-Key": "hush"})
    assert "hush" not in recorder.visible()


def test_an_output_that_is_no_secret_leaves_the_variable_readable() -> None:
    recorder = with_outputs(lambda: {"url": pulumi.Output.from_input("https://api.example/u")})
    assert "https://api.example/u" in recorder.visible()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            lambda: {"url": pulumi.Output.secret("http://hush.example")},
            r"url is \(the value of an output\); allowed: an address with https",
        ),
        (
            lambda: {"headers": pulumi.Output.from_input({"X hush": "1"})},
            r"headers is \(the value of an output\); allowed: a header's name",
        ),
        (
            lambda: {"headers": {"X-Key": pulumi.Output.secret("hush\n")}},
            r"headers is \(the value of an output\); allowed: printable ASCII",
        ),
        (
            lambda: {"method": "POST", "body": pulumi.Output.secret("hush" * 1000)},
            r"body is \(the value of an output\); allowed: 4096 bytes",
        ),
        (
            lambda: {"secret_arn": pulumi.Output.from_input("hush")},
            r"secret_arn is \(the value of an output\); allowed: the ARN of a secret",
        ),
    ],
)
def test_an_output_that_cannot_be_is_refused_when_it_is_known_and_not_shown(
    asked: Callable[[], dict[str, Any]], words: str
) -> None:
    with pytest.raises(ValueError, match=words) as error:
        with_outputs(asked)
    assert "hush" not in "".join(traceback.format_exception(error.value)), (
        "the log shows the traceback"
    )


def test_the_variables_are_those_that_are_counted(default: Recorder) -> None:
    assert set(function(default)["environment"]["variables"]) == set(environment("", "", ""))


def test_the_queue_is_encrypted_and_refuses_requests_without_tls(default: Recorder) -> None:
    (statement,) = json.loads(default.one("QueuePolicy").inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )
    assert default.one("Queue").inputs["sqsManagedSseEnabled"] is True


def test_the_log_group_is_its_own_and_is_kept_for_a_while() -> None:
    recorder = source(log_retention_days=7)
    assert recorder.one("LogGroup").inputs["retentionInDays"] == 7
    assert function(recorder)["loggingConfig"] == {"logFormat": "JSON", "logGroup": "api-function"}


def test_a_zip_is_code_of_explicit_files_and_a_layer_for_the_processor() -> None:
    recorder = source(architecture=Architecture.X86_64)
    made = function(recorder)
    assert (made["packageType"], made["architectures"], made["handler"]) == (
        "Zip",
        ["x86_64"],
        "api_source.handler.handler",
    )
    assert isinstance(made["code"], pulumi.AssetArchive)
    assert {"api_source/handler.py", "clickstream/delivery/sender.py"} <= set(made["code"].assets)
    assert not [name for name in made["code"].assets if not name.endswith(".py")]
    layer = recorder.one("LayerVersion").inputs
    assert (layer["compatibleArchitectures"], layer["layerName"]) == (
        ["x86_64"],
        "clickstream-lake-dev-api",
    )
    assert (layer["s3Bucket"], layer["s3Key"]) == (
        "shop-raw",
        recorder.one("BucketObjectv2").inputs["key"],
    ), "the raw bucket, below artifacts/"
    assert not recorder.of("Repository")


def test_an_image_is_deployed_by_its_digest(image: Recorder) -> None:
    made = function(image)
    assert made["packageType"] == "Image"
    assert made["imageUri"] == f"{ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/api@{DIGEST}"
    assert not {"runtime", "handler", "code", "layers"} & set(made), (
        "Lambda refuses them with an image"
    )
    assert not image.of("LayerVersion")


def test_the_repository_scans_each_push_keeps_tags_and_the_last_images(image: Recorder) -> None:
    repository = image.one("Repository").inputs
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["encryptionConfigurations"] == [{"encryptionType": "AES256"}]
    assert not repository["forceDelete"], "images are not deleted by a destroy unless asked"
    (rule,) = json.loads(image.one("LifecyclePolicy").inputs["policy"])["rules"]
    assert rule["selection"] == {
        "tagStatus": "any",
        "countType": "imageCountMoreThan",
        "countNumber": 10,
    }


def test_a_changed_key_does_not_replace_the_repository_and_its_images(image: Recorder) -> None:
    assert image.one("Repository").ignore_changes == {"encryptionConfigurations"}, (
        "ECR cannot change the encryption, so Pulumi would replace the repository"
    )


def test_only_this_accounts_functions_may_fetch_the_image_and_it_is_so_before_there_is_one(
    image: Recorder,
) -> None:
    (statement,) = json.loads(image.one("RepositoryPolicy").inputs["policy"])["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert statement["Condition"] == {
        "StringLike": {"aws:sourceARN": f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:*"}
    }
    assert any("RepositoryPolicy::api" in urn for urn in image.one("Function").dependencies)


def test_before_there_is_an_image_there_is_its_repository_and_no_function() -> None:
    recorder = source(packaging=Packaging.IMAGE)
    assert recorder.one("Repository")
    assert not [
        kind for kind in ("Function", "Schedule", "FunctionEventInvokeConfig") if recorder.of(kind)
    ]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("Function", "api-function"),
        ("Schedule", "api-schedule"),
        ("FunctionEventInvokeConfig", "api-function"),
    ],
)
def test_rights_are_there_before_they_are_used(default: Recorder, kind: str, role: str) -> None:
    assert any(f"RolePolicy::{role}" in urn for urn in default.one(kind).dependencies)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rate": "hourly"}, r"rate is 'hourly'; allowed: a rate such as rate\(5 minutes\)"),
        (
            {"image_digest": "latest"},
            "image_digest is 'latest'; allowed: sha256: and 64 hexadecimal digits",
        ),
        (
            {"request": {"url": "http://api.example"}},
            "url is 'http://api.example'; allowed: an address with https",
        ),
    ],
)
def test_an_argument_that_cannot_be_is_refused_with_the_value(
    more: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        source(**more)
