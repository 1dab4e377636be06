"""Target selection: exactly one pipeline is chosen, and errors name a remedy."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

import clickstream.local as local_package
from clickstream.cli import target
from clickstream.cli.errors import CliError
from tests.unit.cli.fakes import OUTPUTS, ROOT

PULUMI = """#!{python}
import json, os, sys
arguments = sys.argv[1:]
with open(os.environ["PULUMI_CALLS"], "a") as calls:
    calls.write(json.dumps([os.getcwd(), *arguments]) + "\\n")
if arguments[-1] == "gone":
    sys.exit("error: no stack named 'gone' found")
if "output" in arguments:
    print("{{}}" if arguments[-1] == "empty" else json.dumps({{"workgroup": "analysts", "api_key": "[secret]"}}))
elif "--json" in arguments:
    print(json.dumps({{"lake:engine": {{"value": "spark", "secret": False}}, "lake:key": {{"secret": True}}}}))
elif arguments[-1] == "regionless":
    sys.exit("error: configuration key 'aws:region' not found for stack 'regionless'")
else:
    print("eu-north-1")
"""


class FakeLocalStackError(RuntimeError):
    """Error of the local stack."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a Pulumi project, with a fake `pulumi` command of three stacks on the PATH."""
    commands, directory = tmp_path / "bin", tmp_path / "project"
    commands.mkdir()
    directory.mkdir()
    (directory / "Pulumi.yaml").write_text("name: lake\n")
    (commands / "pulumi").write_text(PULUMI.format(python=sys.executable))
    (commands / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_CALLS", str(tmp_path / "calls"))
    return directory


@pytest.fixture
def local_stacks(monkeypatch: pytest.MonkeyPatch) -> dict[str, SimpleNamespace]:
    """Return the running local stacks by name, to which tests add."""
    running: dict[str, SimpleNamespace] = {}

    def load(name: str = "default") -> SimpleNamespace:
        if name not in running:
            msg = f"no local stack {name!r} is running. Start it with `clickstream local up`."
            raise FakeLocalStackError(msg)
        return running[name]

    module = SimpleNamespace(LocalStackError=FakeLocalStackError, load=load)
    monkeypatch.setitem(sys.modules, "clickstream.local.stack", module)
    monkeypatch.setattr(local_package, "stack", module, raising=False)
    return running


def test_one_of_local_and_stack_must_be_given() -> None:
    with pytest.raises(
        typer.BadParameter, match=r"no stack is selected. Use --local .*--stack dev"
    ):
        target.resolve(local=False, name="default", stack=None)


def test_local_and_stack_exclude_each_other() -> None:
    with pytest.raises(typer.BadParameter, match="--local and --stack are both given"):
        target.resolve(local=True, name="default", stack="dev")


def test_a_local_name_is_refused_with_a_stack() -> None:
    with pytest.raises(typer.BadParameter, match="--name mine names a local stack"):
        target.resolve(local=False, name="mine", stack="dev")


def test_a_local_stack_that_does_not_run_is_an_error_with_its_message(
    local_stacks: dict[str, SimpleNamespace],
) -> None:
    assert local_stacks == {}
    with pytest.raises(CliError, match=r"no local stack 'mine' is running. Start it with"):
        target.resolve(local=True, name="mine", stack=None)


def test_a_running_local_stack_gives_clients_for_its_endpoint(
    local_stacks: dict[str, SimpleNamespace],
) -> None:
    options = {
        "endpoint_url": "http://127.0.0.1:4566",
        "region_name": "us-east-1",
        "aws_access_key_id": "x",
        "aws_secret_access_key": "x",
    }
    local_stacks["default"] = SimpleNamespace(
        name="default", outputs=OUTPUTS, client_options=lambda: options
    )
    found = target.resolve(local=True, name="default", stack=None)
    assert found.output("table") == OUTPUTS["table"]
    assert found.client("athena").meta.endpoint_url == "http://127.0.0.1:4566"
    assert found.contract_path == ROOT / OUTPUTS["contract"]


def test_a_pulumi_stack_gives_its_outputs_and_region(project: Path) -> None:
    (project / "below").mkdir()
    found = target.pulumi_target("dev", project / "below")
    assert found.output("workgroup") == "analysts"
    assert found.client_options == {"region_name": "eu-north-1"}
    assert found.project == project
    calls = [json.loads(line) for line in Path(os.environ["PULUMI_CALLS"]).read_text().splitlines()]
    assert [call[0] for call in calls] == [str(project)] * 2, (
        "pulumi runs in the project's directory"
    )
    assert calls[0][1:] == ["--non-interactive", "stack", "output", "--json", "--stack", "dev"]
    assert not any("--show-secrets" in call for call in calls), "secrets are not decrypted"


def test_a_stack_without_a_region_leaves_it_to_the_environment(project: Path) -> None:
    assert target.pulumi_target("regionless", project).client_options == {}


def test_an_unknown_stack_is_an_error_with_pulumi_s_message(project: Path) -> None:
    with pytest.raises(
        CliError, match="pulumi cannot read the stack 'gone': no stack named 'gone' found"
    ) as caught:
        target.pulumi_target("gone", project)
    assert "pulumi stack ls" in caught.value.remedy


def test_a_stack_that_is_not_deployed_is_an_error(project: Path) -> None:
    with pytest.raises(CliError, match="the stack 'empty' has no outputs") as caught:
        target.pulumi_target("empty", project)
    assert "pulumi up --stack empty" in caught.value.remedy


def test_a_missing_pulumi_command_is_an_error_with_a_remedy(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(CliError, match="the pulumi command is not on the PATH") as caught:
        target.pulumi_target("dev", project)
    assert "--local" in caught.value.remedy


def test_a_directory_outside_a_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        CliError, match=r"is not in a Pulumi project: neither it nor a parent has Pulumi\.yaml"
    ):
        target.pulumi_target("dev", tmp_path)


def test_a_missing_output_is_named_with_those_that_are_there() -> None:
    found = target.Target("the stack 'dev'", {"table": "t"}, ROOT, {})
    with pytest.raises(CliError, match="the stack 'dev' has no output 'workgroup'") as caught:
        found.output("workgroup")
    assert "Its outputs: table." in caught.value.remedy


def test_the_config_of_a_stack_is_read_without_its_secrets(project: Path) -> None:
    assert target.pulumi_config("dev", project) == {"lake:engine": "spark", "lake:key": "(secret)"}


def test_a_directory_outside_of_every_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"is not in a Pulumi project"):
        target.find_project(tmp_path)
