"""Remedies for the causes of failures, by the text of the error."""

from __future__ import annotations

import re

ROLL_BACK = "Deploy again with `pulumi up`; if that version fails, deploy the former one."
RIGHTS = "A right is missing: `pulumi up --refresh` restores it; else read the key's policy."
REMEDIES = (
    (
        re.compile(r"AccessDenied|not authorized|KMS.*denied", re.IGNORECASE),
        RIGHTS,
    ),
    (
        re.compile(r"timed out|\btimeout\b|Sandbox\.Timedout", re.IGNORECASE),
        "Raise `timeoutSeconds`, or `memoryMb`, which also gives more CPU, and deploy.",
    ),
    (
        re.compile(r"OutOfMemory|MemoryError|signal: killed", re.IGNORECASE),
        "Raise `memoryMb`, and deploy.",
    ),
    (
        re.compile(
            r"ImportModuleError|HandlerNotFound|ModuleNotFoundError|ImportError|SyntaxError",
        ),
        f"The function's package is broken. {ROLL_BACK}",
    ),
    (
        re.compile(r"NoSuchBucket|ResourceNotFound|NonExistentQueue|does not exist"),
        "A resource of the stack is gone: `pulumi up --refresh` restores it.",
    ),
    (
        re.compile(r"maxObjectMb"),
        "Raise `maxObjectMb` and deploy, or take the object out of the raw zone.",
    ),
)
"""Patterns of errors with their remedies; the first that matches counts."""


def remedy_for(text: str) -> str | None:
    """Return the remedy for the text of an error; None if it is not known."""
    return next((remedy for pattern, remedy in REMEDIES if pattern.search(text)), None)
