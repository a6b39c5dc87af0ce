"""What an error of a foreign store means, told by its shape: no client library is imported for it.

gcsfs raises `HttpError` with a `code`, s3fs an `OSError` whose cause is botocore's error with a `response`, adlfs errors of azure
with a `status_code`, and all three let errors of aiohttp and of the operating system through.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from random import Random
from typing import Any, Literal

# taken: the path exists; absent: no such object, bucket or container; denied: by the credentials; full: no room;
# passing: waiting may cure it; other: none of these.
Answer = Literal["taken", "absent", "denied", "full", "passing", "other"]

_PASSING_STATUS = {408, 409, 425, 429, 500, 502, 503, 504}
_PASSING_CODES = {"InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable", "SlowDown"}
_PASSING_ERRORS = {
    "ChecksumError",  # gcsfs: the bytes that came are not those that were sent
    "ClientConnectionError",  # aiohttp
    "ClientPayloadError",
    "ConnectionError",  # botocore
    "HTTPClientError",  # botocore: timeouts, and connections that broke
    "IncompleteRead",  # http.client
    "IncompleteReadError",  # asyncio, azure
    "ResponseParserError",  # botocore: half an answer
    "ServiceRequestError",  # azure: no connection
    "ServiceResponseError",  # azure: no answer, or half of one
    "TransportError",  # google-auth
}
_PASSING_NUMBERS = {
    errno.EAGAIN,
    errno.ECONNABORTED,
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.EHOSTUNREACH,
    errno.EINTR,
    errno.ENETUNREACH,
    errno.EPIPE,
    errno.ETIMEDOUT,
    getattr(errno, "EREMOTEIO", errno.EIO),  # s3fs says so for 500
}
_DENIED_STATUS = {401, 403}
_DENIED_ERRORS = {
    "ClientAuthenticationError",  # azure
    "CredentialUnavailableError",
    "DefaultCredentialsError",  # google-auth
    "NoCredentialsError",  # botocore
    "PartialCredentialsError",
    "RefreshError",  # google-auth
    "TokenRetrievalError",  # botocore
}
_DENIED_NUMBERS = {errno.EACCES, errno.EPERM}
_FULL_NUMBERS = {errno.EDQUOT, errno.ENOSPC}
_FULL_CODES = {"QuotaExceeded", "XMinioStorageFull"}
_FULL_STATUS = 507
_TAKEN_STATUS = 412
# Azure says with 409 that a blob exists, and s3fs with EBUSY, where it does not say more.
_TAKEN_CODES = {"BlobAlreadyExists", "PreconditionFailed"}
_TAKEN_NUMBERS = {errno.EEXIST, errno.EBUSY}

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 4.0
_DEEPEST_CAUSE = 5


def answer_of(error: BaseException) -> Answer:
    """Tell what an error means.

    >>> answer_of(FileExistsError()), answer_of(ConnectionResetError()), answer_of(ValueError())
    ('taken', 'passing', 'other')
    """
    errors = list(_causes(error))
    for one in errors:
        found = _by_answer(one)
        if found is not None:
            return found
    for one in errors:
        found = _by_kind(one)
        if found is not None:
            return found
    return "other"


def may_pass(error: BaseException) -> bool:
    """Tell whether waiting may cure an error.

    >>> may_pass(ConnectionResetError()), may_pass(PermissionError())
    (True, False)
    """
    return answer_of(error) == "passing"


def is_refused_for_now(error: BaseException) -> bool:
    """Tell whether a server answered, and said that waiting may help: then it most likely did nothing of what it was asked.

    >>> is_refused_for_now(ConnectionResetError())
    False
    """
    return may_pass(error) and any(status_of(one) or _code(one) for one in _causes(error))


def is_beyond_the_end(error: BaseException) -> bool:
    """Tell whether an error says that there is nothing to read from where it was asked to, as in an empty object.

    >>> is_beyond_the_end(ValueError())
    False
    """
    return any(status_of(one) == 416 or _code(one) == "InvalidRange" for one in _causes(error))


def status_of(error: BaseException) -> int | None:
    """Give the HTTP status that an error was made of; None where there is none."""
    response = _response(error)
    metadata = response.get("ResponseMetadata")
    found = [
        metadata.get("HTTPStatusCode") if isinstance(metadata, dict) else None,
        getattr(error, "status_code", None),
        getattr(error, "status", None),
        getattr(error, "code", None),
    ]
    for value in found:
        if isinstance(value, int | str) and str(value).isdecimal() and 400 <= int(value) <= 599:
            return int(value)
    return None


def pauses(random: Random) -> Iterator[float]:
    """Give the seconds to wait before each further try: twice as long each time, and not the same for all who wait."""
    pause = _FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1.0)
        pause = min(pause * 2, _LONGEST_PAUSE)


def cure_of(answer: Answer) -> str:
    """Say what a person can do about an answer."""
    if answer == "denied":
        return (
            "these credentials may not do this, or there are none: give them the rights to list, read, write and delete there,"
            " or set others (docs/stores.md)"
        )
    if answer == "absent":
        return "there is no such bucket or container: make it, or correct the address"
    if answer == "full":
        return "make room there, or raise the quota"
    if answer == "passing":
        return "try again later; where it stays so, check the address and the network"
    return "check the address, the credentials and the network"


def _by_answer(error: BaseException) -> Answer | None:
    """Tell what the answer of a server means; None where an error was made of none."""
    code, status = _code(error), status_of(error)
    if status == _TAKEN_STATUS or code in _TAKEN_CODES:
        return "taken"
    if status == _FULL_STATUS or code in _FULL_CODES:
        return "full"
    if code in _PASSING_CODES or status in _PASSING_STATUS:
        return "passing"
    if status in _DENIED_STATUS:
        return "denied"
    return "absent" if status == 404 else None


def _by_kind(error: BaseException) -> Answer | None:
    """Tell what an error means by its class and number."""
    names, number = {kind.__name__ for kind in type(error).__mro__}, getattr(error, "errno", None)
    if isinstance(error, FileExistsError) or number in _TAKEN_NUMBERS:
        return "taken"
    if isinstance(error, FileNotFoundError):
        return "absent"
    if number in _FULL_NUMBERS:
        return "full"
    if names & _DENIED_ERRORS or number in _DENIED_NUMBERS or isinstance(error, PermissionError):
        return "denied"
    if str(error).startswith("Forbidden: "):  # an OSError of gcsfs without a number
        return "denied"
    if isinstance(error, ConnectionError | TimeoutError) or number in _PASSING_NUMBERS or names & _PASSING_ERRORS:
        return "passing"
    # requests, below google-auth and gcsfs
    return "passing" if "RequestException" in names and not isinstance(error, ValueError) else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    for _ in range(_DEEPEST_CAUSE):
        if found is None:
            return
        yield found
        found = found.__cause__


def _response(error: BaseException) -> dict[str, Any]:
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else {}


def _code(error: BaseException) -> str | None:
    said = _response(error).get("Error")
    code = said.get("Code") if isinstance(said, dict) else getattr(error, "error_code", None)
    return None if code is None else str(getattr(code, "value", code))
