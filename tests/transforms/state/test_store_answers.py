"""What errors of foreign stores mean: those that the libraries themselves raise."""

from __future__ import annotations

import errno
import http.client
from random import Random
from typing import Any

import aiohttp
import pytest
import requests
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from gcsfs.retry import HttpError, validate_response
from google.auth.exceptions import DefaultCredentialsError, TransportError
from s3fs.errors import translate_boto_error

from transforms.state.store_answers import (
    Answer,
    answer_of,
    cure_of,
    is_beyond_the_end,
    is_refused_for_now,
    pauses,
    status_of,
)


def from_amazon(status: int, code: str, **more: str) -> BaseException:
    said: Any = {"Error": {"Code": code, **more}, "ResponseMetadata": {"HTTPStatusCode": status}}
    translated: BaseException = translate_boto_error(ClientError(said, "PutObject"))
    return translated


def from_azure(
    status: int, code: str | None = None, kind: type[HttpResponseError] = HttpResponseError
) -> BaseException:
    error = kind("said")
    error.status_code = status
    if code is not None:
        error.error_code = code  # type: ignore[attr-defined]
    return error


def from_google(status: int, content: bytes = b"") -> BaseException:
    try:
        validate_response(status, content, "bucket/o")
    except Exception as error:
        return error
    raise AssertionError("no error")


def test_gcsfs_still_gives_codes() -> None:
    assert isinstance(from_google(503), HttpError)


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (FileExistsError(17, "taken"), "taken"),
        (OSError(errno.EBUSY, "409"), "taken"),
        (from_google(412), "taken"),
        (from_amazon(412, "PreconditionFailed", Condition="If-None-Match"), "taken"),
        (from_amazon(412, "PreconditionFailed"), "taken"),
        (from_amazon(412, "412"), "taken"),
        (from_azure(409, "BlobAlreadyExists"), "taken"),
        (FileNotFoundError(2, "gone"), "absent"),
        (from_amazon(404, "NoSuchBucket"), "absent"),
        (from_azure(404, kind=ResourceNotFoundError), "absent"),
        (from_google(404), "absent"),
        (PermissionError(13, "no"), "denied"),
        (from_amazon(403, "AccessDenied"), "denied"),
        (from_amazon(403, "InvalidAccessKeyId"), "denied"),
        (from_azure(403, "AuthorizationFailure"), "denied"),
        (from_azure(401, kind=ClientAuthenticationError), "denied"),
        (from_google(403, b'{"error": {"message": "no"}}'), "denied"),
        (from_google(401, b'{"error": {"message": "Anonymous caller"}}'), "denied"),
        (NoCredentialsError(), "denied"),
        (DefaultCredentialsError("none"), "denied"),
        (OSError(errno.ENOSPC, "full"), "full"),
        (OSError(errno.EDQUOT, "quota"), "full"),
        (from_amazon(507, "XMinioStorageFull"), "full"),
        (from_amazon(503, "SlowDown"), "passing"),
        (from_amazon(503, "ServiceUnavailable"), "passing"),
        (from_amazon(500, "InternalError"), "passing"),
        (from_amazon(409, "OperationAborted"), "passing"),
        (from_amazon(409, "ConditionalRequestConflict"), "passing"),
        (from_amazon(400, "RequestTimeout"), "passing"),
        (from_amazon(429, "TooManyRequests"), "passing"),
        (from_google(429), "passing"),
        (from_google(500), "passing"),
        (from_google(502), "passing"),
        (from_google(503, b'{"error": {"message": "backend"}}'), "passing"),
        (from_azure(503, "ServerBusy"), "passing"),
        (from_azure(500, "OperationTimedOut"), "passing"),
        (ServiceRequestError("no connection"), "passing"),
        (ServiceResponseError("half"), "passing"),
        (EndpointConnectionError(endpoint_url="http://store.example"), "passing"),
        (ReadTimeoutError(endpoint_url="http://store.example"), "passing"),
        (aiohttp.ServerDisconnectedError(), "passing"),
        (aiohttp.ClientPayloadError("half"), "passing"),
        (aiohttp.ClientOSError(errno.ECONNRESET, "reset"), "passing"),
        (requests.exceptions.ConnectionError(), "passing"),
        (TransportError("no"), "passing"),
        (ConnectionResetError(), "passing"),
        (BrokenPipeError(), "passing"),
        (OSError(errno.EHOSTUNREACH, "no route"), "passing"),
        (http.client.IncompleteRead(b"", 3), "passing"),
        (TimeoutError(), "passing"),
        (from_amazon(400, "InvalidBucketName"), "other"),
        (from_google(400, b'{"error": {"message": "invalid"}}'), "other"),
        (ValueError("a bug"), "other"),
        (requests.exceptions.InvalidURL("no host"), "other"),
    ],
    ids=repr,
)
def test_each_error_is_told(error: BaseException, answer: Answer) -> None:
    assert answer_of(error) == answer


def test_what_a_library_wraps_is_seen() -> None:
    outer = RuntimeError("Failed to upload block: ...")
    outer.__cause__ = from_azure(409, "BlobAlreadyExists")
    assert answer_of(outer) == "taken"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (from_google(503), True),
        (from_amazon(503, "SlowDown"), True),
        (from_azure(429), True),
        (ConnectionResetError(), False),
        (TimeoutError(), False),
        (from_amazon(403, "AccessDenied"), False),
    ],
    ids=repr,
)
def test_who_was_refused_for_now_was_answered(error: BaseException, told: bool) -> None:
    assert is_refused_for_now(error) == told


@pytest.mark.parametrize("error", [from_google(416), from_amazon(416, "InvalidRange"), from_azure(416, "InvalidRange")])
def test_a_range_of_an_empty_object_is_refused_by_each(error: BaseException) -> None:
    assert is_beyond_the_end(error) and answer_of(error) == "other"
    assert not is_beyond_the_end(from_google(404))


def test_the_status_of_an_answer_is_found() -> None:
    assert [status_of(error) for error in (from_google(503), from_azure(429), ValueError())] == [503, 429, None]
    assert status_of(ClientError({"Error": {}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "Get")) == 500  # type: ignore[typeddict-item]


def test_pauses_grow_to_a_limit_and_differ() -> None:
    waits = pauses(Random(1))
    found = [next(waits) for _ in range(12)]
    assert all(0.1 <= wait <= 4.0 for wait in found)
    assert found[0] <= 0.2 and found[-1] >= 2.0
    others = pauses(Random(2))
    assert [next(others) for _ in range(12)] != found


def test_each_answer_has_a_cure() -> None:
    answers: tuple[Answer, ...] = ("denied", "absent", "full", "passing", "other")
    assert len({cure_of(answer) for answer in answers}) == 5
