from pathlib import Path

import pytest

from clickstream.local.config import ConfigError, host_settings, resolve

MANIFEST = """
name: shop
runtime: python
config:
  days:
    type: integer
    default: 30
  keep:
    type: boolean
    default: false
  bucket:
    type: string
    description: Has no default.
  key:
    type: string
    default: ""
    secret: true
  runtime:
    type: string
    default: python3.13
  many:
    type: array
    items:
      type: string
    default: []
  short: form
  aws:region:
    value: eu-west-1
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(MANIFEST)
    return tmp_path


def test_declared_defaults_are_returned_by_their_full_keys(project: Path) -> None:
    settings = resolve(project, {}, {})
    assert settings.project == "shop"
    assert settings.values == {
        "shop:days": "30",
        "shop:keep": "false",
        "shop:key": "",
        "shop:runtime": "python3.13",
        "shop:many": "[]",
        "shop:short": "form",
        "aws:region": "eu-west-1",
    }
    assert settings.secrets == ["shop:key"]


def test_a_setting_without_a_value_is_absent(project: Path) -> None:
    assert "shop:bucket" not in resolve(project, {}, {}).values


def test_the_stages_file_wins_over_defaults_and_overrides_over_both(project: Path) -> None:
    (project / "Pulumi.local.yaml").write_text("config:\n  shop:days: 7\n  shop:keep: true\n")
    values = resolve(project, {"keep": "false"}, {}).values
    assert (values["shop:days"], values["shop:keep"]) == ("7", "false")


def test_the_host_wins_over_a_default_and_an_override_over_the_host(project: Path) -> None:
    host = {"runtime": "python3.11", "architecture": "arm64"}
    values = resolve(project, {}, host).values
    assert values["shop:runtime"] == "python3.11"
    assert "shop:architecture" not in values, "it is not declared"
    assert (
        resolve(project, {"shop:runtime": "python3.14"}, host).values["shop:runtime"]
        == "python3.14"
    )


def test_the_host_settings_are_this_interpreter_and_processor() -> None:
    assert set(host_settings()) == {"runtime", "architecture"}
    assert host_settings()["runtime"].startswith("python3.")


def test_the_region_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    assert resolve(tmp_path, {}).values == {"aws:region": "us-east-1"}


def test_an_unknown_key_is_an_error_that_lists_the_known_ones(project: Path) -> None:
    with pytest.raises(
        ConfigError,
        match=r"there is no setting 'dayz'\. Settings: aws:region, bucket, days, keep, key, many, runtime, short",
    ):
        resolve(project, {"dayz": "3"}, {})


@pytest.mark.parametrize(
    ("key", "value", "right"),
    [
        ("days", "3.5", "an integer"),
        ("days", "many", "an integer"),
        ("keep", "yes", "true or false"),
        ("many", "a", "a JSON array"),
    ],
)
def test_a_value_of_another_type_is_an_error_that_says_the_type(
    project: Path, key: str, value: str, right: str
) -> None:
    with pytest.raises(ConfigError, match=f"shop:{key} is '{value}', and must be {right}"):
        resolve(project, {key: value}, {})


def test_an_array_is_json_text_from_every_source(project: Path) -> None:
    (project / "Pulumi.local.yaml").write_text("config:\n  shop:many:\n    - a\n    - b\n")
    assert resolve(project, {}, {}).values["shop:many"] == '["a", "b"]'
    assert resolve(project, {"many": '["c"]'}, {}).values["shop:many"] == '["c"]'


def test_an_encrypted_value_is_an_error_with_a_remedy(project: Path) -> None:
    (project / "Pulumi.local.yaml").write_text("config:\n  shop:key:\n    secure: v1:abc\n")
    with pytest.raises(ConfigError, match=r"shop:key is encrypted.* --config shop:key="):
        resolve(project, {}, {})


def test_a_directory_without_a_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Pulumi\.yaml: no such file"):
        resolve(tmp_path, {}, {})
