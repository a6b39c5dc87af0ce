"""What broke a request on its way, as a FetchError: a sentence, and the code of the reason."""

from __future__ import annotations

import socket
import ssl

import aiohttp

from transforms import reasons
from transforms.errors import FetchError
from transforms.pure.net.urls import host_of
from transforms.reasons import Reason
from transforms.web.guard import BLOCKED


def describe_failure(url: str, error: Exception, budget_seconds: float, connect_seconds: float) -> FetchError:
    """Give what broke a request as a FetchError: one that waiting may cure, but for an address that may not be asked."""
    problem, reason = _named(url, error, budget_seconds, connect_seconds)
    if reason in (reasons.BLOCKED_ADDRESS, reasons.BAD_URL):
        return FetchError(url, problem, reason=reason, severity="hard")
    return FetchError(url, problem, reason=reason, retry=True, severity="temporary")


def _named(url: str, error: Exception, budget_seconds: float, connect_seconds: float) -> tuple[str, Reason]:
    """Give a sentence and the reason's code. The order matters: aiohttp's errors inherit from each other and from OSError."""
    host = host_of(url)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy cannot be reached ({_cause(error)})", reasons.PROXY
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy did not connect to {host}: it answered {error.status}", reasons.PROXY
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"no connection to {host} within {connect_seconds:g} s", reasons.TIMEOUT
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientConnectorError):
        return f"the answer was not complete within {budget_seconds:.3g} s", reasons.TIMEOUT
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return f"the name {host} cannot be resolved ({_cause(error)})", reasons.DNS
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return f"no secure connection to {host} ({_cause(error)})", reasons.TLS
    if BLOCKED in _cause(error) and "Connect call failed" not in _cause(error):
        return f"{_cause(error)}; name it under web.allow_addresses if it is meant", reasons.BLOCKED_ADDRESS
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {host} ({_cause(error)})", reasons.CONNECTION
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the body broke off before its end", reasons.CONNECTION
    if isinstance(error, aiohttp.ClientResponseError):
        return "the answer is not valid HTTP", reasons.CONNECTION
    if isinstance(error, aiohttp.InvalidURL | UnicodeError):
        return "the URL cannot be requested", reasons.BAD_URL
    return f"the connection broke ({_cause(error)})", reasons.CONNECTION


def _cause(error: Exception) -> str:
    inner = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    text = getattr(inner, "strerror", None) or str(inner)
    return text or type(inner).__name__
