"""Reader of the stack's config: typed values, and one error for all values that are not allowed."""

import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar, cast

import pulumi

from components.monitoring import ADDRESS_EXAMPLE, is_address
from components.shared.customer_key import allowed_instead
from components.shared.protection_key import PROTECTION_KEY_CHARACTERS
from components.shared.whole_number import WholeNumber

PROTECTION_KEY = "protectionKey"  # always a secret, even if set without --secret
FORMER_KEYS = {
    "catalog": "partitionDiscovery",
    "conversion": "engine: firehose (conversion: function needs nothing in its place)",
    "sparkMaxRuns": "sparkMaxConcurrentRuns",
}
"""Keys that were renamed, each with the key to set instead."""

Choice = TypeVar("Choice", bound=StrEnum)


class SettingsError(pulumi.RunError, ValueError):
    """Settings that are not allowed, each with its key, its value and the allowed values."""


class ConfigReader:
    """Reader of settings that collects the problems, so that one error names all of them."""

    def __init__(self, config: pulumi.Config) -> None:
        """Record a problem for each renamed key that the stack's config still has."""
        self.config = config
        self.problems: dict[str, str] = {}
        self.given: set[str] = set()
        """Keys with a value."""
        self.kept: set[str] = set()
        """Keys whose values become secret outputs if they are secret in the stack's config."""
        for key, instead in FORMER_KEYS.items():
            if self.value(key) is not None:
                self.problems[key] = f"{config.full_key(key)} was renamed; set {instead}"

    def is_secret(self, key: str) -> bool:
        """Return whether a setting is a secret."""
        return key == PROTECTION_KEY or pulumi.runtime.is_config_secret(self.config.full_key(key))

    def shown(self, key: str, value: object) -> str:
        """Return a value for an error message, which must not show a secret."""
        return "(secret)" if self.is_secret(key) else repr(value)

    def refuse(self, key: str, value: object, allowed: str) -> None:
        """Record a problem. Only the first problem of a key is kept."""
        self.problems.setdefault(
            key, f"{self.config.full_key(key)} is {self.shown(key, value)}; allowed: {allowed}"
        )

    def finish(self) -> None:
        """Raise one error for all problems; warn of secrets that state and preview show.

        Raises:
            SettingsError: If there is a problem.
        """
        if self.problems:
            msg = "\n".join(["the stack's settings are not allowed:", *self.problems.values()])
            raise SettingsError(msg)
        exposed = sorted(key for key in self.given - self.kept if self.is_secret(key))
        if exposed:
            keys = ", ".join(map(self.config.full_key, exposed))
            pulumi.log.warn(
                f"{keys}: set with --secret, but state and preview show the value; set it without --secret"
            )

    def value(self, key: str) -> str | None:
        """Return the text of a setting; None if it has none."""
        # Not `Config.get`, which warns of secrets in some versions of the SDK.
        value = pulumi.runtime.get_config(self.config.full_key(key))
        if value:
            self.given.add(key)
        return value

    def text(self, key: str) -> str:
        """Return the text of a setting; a setting without one is refused."""
        value = self.value(key)
        if value is None:
            self.refuse(key, None, "see its description in Pulumi.yaml")
        return value or ""

    def checked(self, key: str, is_allowed: Callable[[str], bool], allowed: str) -> str:
        """Return the text of a setting. Refuse a text that `is_allowed` does not accept.

        `allowed` describes the allowed texts.
        """
        value = self.text(key)
        if not is_allowed(value):
            self.refuse(key, value, allowed)
        return value

    def key_arn(self, key: str) -> pulumi.Input[str]:
        """Return the ARN of a KMS key, or an empty text."""
        value = self.text(key)
        if value and (allowed := allowed_instead(value)):
            self.refuse(key, value, f"empty, or {allowed}")
        self.kept.add(key)
        return pulumi.Output.secret(value) if value and self.is_secret(key) else value

    def key_arns(self, key: str) -> list[pulumi.Input[str]]:
        """Return ARNs of KMS keys."""
        arns = self._json(key)
        if not isinstance(arns, list) or not _are_texts(cast("list[object]", arns)):
            example = '["arn:aws:kms:…:key/…"], or []'
            self.refuse(key, self.text(key), f"a JSON array of ARNs of KMS keys, such as {example}")
            return []
        for arn in cast("list[str]", arns):
            if allowed := allowed_instead(arn):
                self.refuse(key, arn, allowed)
        return cast("list[pulumi.Input[str]]", arns)

    def addresses(self, key: str) -> list[str]:
        """Return e-mail addresses."""
        value = self._json(key)
        texts = cast("list[object]", value) if isinstance(value, list) else [value]
        valid = all(isinstance(text, str) and is_address(text) for text in texts)
        if not valid or len(set(texts)) < len(texts):
            example = f'["{ADDRESS_EXAMPLE}"], or []'
            allowed = f"a JSON array of e-mail addresses, each once, such as {example}"
            self.refuse(key, self.text(key), allowed)
            return []
        return cast("list[str]", texts)

    def headers(self, key: str) -> dict[str, str]:
        """Return headers by name."""
        headers = self._json(key)
        if not isinstance(headers, dict) or not _are_texts(
            cast("dict[str, object]", headers).values()
        ):
            example = '{"Accept": "application/json"}'
            self.refuse(key, self.text(key), f"a JSON object of strings, such as {example}")
            return {}
        return cast("dict[str, str]", headers)

    def _json(self, key: str) -> object:
        try:
            return json.loads(self.text(key))
        except ValueError:
            return None

    def flag(self, key: str) -> bool:
        """Return a setting that is true or false."""
        value = self.text(key)
        if value not in {"true", "false"}:
            self.refuse(key, value, "true, false")
        return value == "true"

    def number(self, key: str, number: WholeNumber) -> int:
        """Return a whole-number setting, whose allowed values are those of `number`."""
        text = self.text(key)
        value = int(text) if text.removeprefix("-").isdecimal() else None
        if value is None or value not in number.allowed:
            self.refuse(key, text, str(number))
            return number.default  # never used: `finish` raises
        return value

    def choice(self, key: str, allowed: type[Choice]) -> Choice:
        """Return a member of an enum."""
        value = self.text(key)
        names = list(allowed)
        if value not in names:
            self.refuse(key, value, ", ".join(names))
            return next(iter(allowed))  # never used: `finish` raises
        return allowed(value)

    def protection_key(self, key: str) -> pulumi.Output[str] | None:
        """Return the protection key as a secret output; None without one."""
        value = self.value(key)
        self.kept.add(key)
        if not value:
            return None
        if len(value) < PROTECTION_KEY_CHARACTERS:
            self.refuse(key, value, f"{PROTECTION_KEY_CHARACTERS} characters or more")
        return pulumi.Output.secret(value)


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)
