"""Errors of the commands: each has a message and a remedy."""

from __future__ import annotations

from botocore import exceptions as boto

from clickstream.contract import ContractError

CREDENTIAL_ERRORS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.ProfileNotFound,
    boto.SSOError,
    boto.TokenRetrievalError,
)
EXPIRED_OR_UNKNOWN_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
LOG_IN = "Log in, such as with `aws sso login`, or set AWS_PROFILE; `aws sts get-caller-identity` shows the current identity."


class CliError(Exception):
    """Expected error of a command, printed without a traceback."""

    def __init__(self, message: str, remedy: str = "") -> None:
        """Create an error.

        Args:
            message: Problem, with the name and the value of the wrong input.
            remedy: Action that solves the problem.
        """
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def to_cli_error(error: Exception) -> CliError | None:
    """Return the message and remedy for an expected error, or None for a bug."""
    expected: CliError | None = None
    match error:
        case CliError():
            expected = error
        case ContractError():
            expected = CliError(str(error))
        case boto.NoRegionError():
            expected = CliError(
                "no AWS region is set",
                "Set it for the stack, `pulumi config set aws:region …`, or in AWS_DEFAULT_REGION.",
            )
        case boto.ClientError():
            expected = _service_error(error)
        case boto.HTTPClientError() | boto.ConnectionError():
            expected = CliError(
                f"no response: {error}",
                "Check the network; for a local stack, run `clickstream local status`.",
            )
        case _ if isinstance(error, CREDENTIAL_ERRORS):
            expected = CliError(f"no usable AWS credentials: {error}", LOG_IN)
        case _:
            pass
    return expected


def _service_error(error: boto.ClientError) -> CliError:
    details = error.response.get("Error", {})
    code, description = details.get("Code", "unknown error"), details.get("Message", "")
    message = f"{error.operation_name} failed with {code}: {description}"
    if code in EXPIRED_OR_UNKNOWN_CREDENTIALS:
        return CliError(f"AWS rejected the credentials: {message}", LOG_IN)
    if code in DENIED:
        remedy = (
            "Ask an administrator for the permission. To send events, attach the policy of the "
            "stack output producer_policy_arn."
        )
        return CliError(message, remedy)
    if code.startswith("ResourceNotFound"):
        remedy = "Deploy the stack, and check that the credentials are for its account and region."
        return CliError(message, remedy)
    return CliError(message)
