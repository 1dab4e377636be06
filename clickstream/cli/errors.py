"""What a user is told when a command cannot do its work: the problem, and what to do about it."""

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
LOG_IN = "Log in, such as with `aws sso login`, or set AWS_PROFILE; `aws sts get-caller-identity` shows who you are."


class CliError(Exception):
    """A command that cannot do its work, in words for its user."""

    def __init__(self, message: str, remedy: str = "") -> None:
        """Say what is wrong, with the name and value that are, and what to do about it."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def explain(error: Exception) -> CliError | None:
    """Return an expected failure in words for the user; None if it is a bug, whose traceback is wanted."""
    known: CliError | None = None
    match error:
        case CliError():
            known = error
        case ContractError():
            known = CliError(str(error))
        case boto.NoRegionError():
            known = CliError(
                "no AWS region is set",
                "Set it for the stack, `pulumi config set aws:region …`, or in AWS_DEFAULT_REGION.",
            )
        case boto.ClientError():
            known = _service_error(error)
        case boto.HTTPClientError() | boto.ConnectionError():
            known = CliError(
                f"no answer: {error}",
                "Check the network; for a local stack, `clickstream local status`.",
            )
        case _ if isinstance(error, CREDENTIAL_ERRORS):
            known = CliError(f"no usable AWS credentials: {error}", LOG_IN)
        case _:
            pass
    return known


def _service_error(error: boto.ClientError) -> CliError:
    details = error.response.get("Error", {})
    code, words = details.get("Code", "unknown error"), details.get("Message", "")
    said = f"{error.operation_name} answered {code}: {words}"
    if code in EXPIRED_OR_UNKNOWN_CREDENTIALS:
        return CliError(f"AWS does not take these credentials: {said}", LOG_IN)
    if code in DENIED:
        return CliError(
            said,
            "Ask for the right; to send, attach the policy in the stack's output producer_policy_arn.",
        )
    if code.startswith("ResourceNotFound"):
        return CliError(
            said, "Deploy the stack, and check that the credentials are for its account and region."
        )
    return CliError(said)
