"""All commands: help, wrong options and expected errors."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto
from typer.testing import CliRunner

from clickstream.cli.commands import send
from clickstream.cli.main import app
from clickstream.contract import ContractError

RUNNER = CliRunner()


def test_help_names_every_command() -> None:
    done = RUNNER.invoke(app, ["--help"])
    for command in app.registered_commands:
        assert command.callback
        assert command.callback.__name__.replace("_", "-") in done.stdout
    for group in app.registered_groups:
        assert str(group.name) in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["send", "--local"], "give either --events"),
        (["send", "--local", "--events", "1", "--file", "x"], "give either --events"),
        (["send", "--local", "--file", "x", "--seed", "1"], "are for generated events"),
        (["send", "--events", "1"], "no stack is selected"),
        (["send", "--events", "0", "--local"], "greater than or equal to 1"),
        (["query", "--local"], "give the name of a query"),
        (["query", "--local", "--list", "browsers"], "give the name of a query"),
        (["query", "browsers", "--local", "--stack", "dev"], "--local and --stack are both"),
        (["local", "up", "--config", "engine"], "not of the form KEY=VALUE"),
        (["local", "up", "--config", "=lambda"], "not of the form KEY=VALUE"),
        (["demo", "--events", "none"], "--events"),
    ],
)
def test_wrong_options_end_in_exit_status_2_with_the_remedy(
    arguments: list[str], expected: str
) -> None:
    done = RUNNER.invoke(app, arguments, terminal_width=300)
    assert done.exit_code == 2
    assert expected in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("error", "expected", "remedy"),
    [
        (boto.NoCredentialsError(), "no usable AWS credentials", "aws sso login"),
        (boto.ProfileNotFound(profile="mine"), "mine", "AWS_PROFILE"),
        (boto.UnauthorizedSSOTokenError(), "no usable AWS credentials", "aws sso login"),
        (boto.NoRegionError(), "no AWS region is set", "pulumi config set aws:region"),
        (
            boto.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
            "http://127.0.0.1:1",
            "clickstream local status",
        ),
        (
            boto.ReadTimeoutError(endpoint_url="http://127.0.0.1:1"),
            "no response",
            "Check the network",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "ExpiredToken", "Message": "old"}}, "PutRecordBatch"
            ),
            "PutRecordBatch failed with ExpiredToken: old",
            "aws sso login",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutRecordBatch"
            ),
            "AccessDenied",
            "producer_policy_arn",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "no stream"}},
                "PutRecordBatch",
            ),
            "no stream",
            "Deploy the stack",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "InvalidRequestException", "Message": "odd"}},
                "StartQueryExecution",
            ),
            "StartQueryExecution failed with",
            "",
        ),
        (ContractError("c.yaml: apiVersion is None. Use version 3."), "apiVersion is None", ""),
    ],
)
@pytest.mark.usefixtures("firehose")
def test_an_expected_failure_ends_in_exit_status_1_with_its_remedy(
    error: Exception, expected: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise error

    monkeypatch.setattr(send, "resolve", fail)
    done = RUNNER.invoke(app, ["send", "--local", "--events", "1"])
    assert done.exit_code == 1
    assert expected in " ".join(done.stderr.split())
    assert remedy in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


def test_an_unexpected_error_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        msg = "a bug"
        raise KeyError(msg)

    monkeypatch.setattr(send, "resolve", fail)
    assert isinstance(RUNNER.invoke(app, ["send", "--local", "--events", "1"]).exception, KeyError)
