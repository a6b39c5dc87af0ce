"""Forms sent to a service: what is sent, which redirects keep it, and what is an error."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from hostile_server import HostileServer, redirect, reply

from transforms.errors import FetchError
from transforms.web.client import Web

FORM = {"hub.mode": "subscribe", "hub.topic": "https://valley.example/rss?a=1&b=ü"}


def post(web_: Web, url: str) -> int:
    return web_.submit(web_.post(url, FORM)).result()


def note(seen: list[tuple[str, str, dict[str, Any]]]) -> Any:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        seen.append((request.method, request.headers["Content-Type"], dict(await request.post())))
        return web.Response(status=202)

    return answer


@pytest.mark.parametrize("status", [307, 308])
def test_a_form_goes_where_a_redirect_keeps_it(server: HostileServer, open_web: Any, status: int) -> None:
    seen: list[tuple[str, str, dict[str, Any]]] = []
    server.answers |= {"/hub": redirect("http://other.example/hub2", status), "/hub2": note(seen)}
    assert post(open_web(), "http://paper.example/hub") == 202
    assert seen == [("POST", "application/x-www-form-urlencoded", FORM)]
    assert "/robots.txt" not in server.paths()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success(server: HostileServer, open_web: Any, status: int) -> None:
    server.answers["/hub"] = reply(status)
    assert post(open_web(), "http://paper.example/hub") == status


@pytest.mark.parametrize(
    ("status", "reason"),
    [(302, "http_302"), (303, "http_303"), (400, "http_400"), (404, "http_404"), (503, "http_503")],
)
def test_all_else_is_an_error(server: HostileServer, open_web: Any, status: int, reason: str) -> None:
    server.answers["/hub"] = reply(status, headers={"Location": "/elsewhere"})
    with pytest.raises(FetchError) as caught:
        post(open_web(), "http://paper.example/hub")
    assert caught.value.reason == reason
    assert server.paths() == ["/hub"]


def test_a_circle_ends(server: HostileServer, open_web: Any) -> None:
    server.answers["/hub"] = redirect("/hub", 307)
    with pytest.raises(FetchError, match="circle"):
        post(open_web(), "http://paper.example/hub")


@pytest.mark.parametrize("url", ["http://10.1.2.3/hub", "http://127.0.0.1/hub"])
def test_a_hub_in_a_private_network_is_not_asked(open_web: Any, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        post(open_web(), url)
    assert caught.value.reason == "blocked_address"


@pytest.mark.parametrize("status", [200, 302, 400, 429, 503])
def test_a_sink_is_heard_whatever_it_answers(server: HostileServer, open_web: Any, status: int) -> None:
    headers = {"Content-Type": "application/json", "Retry-After": "7", "Location": "/elsewhere"}
    server.answers["/bulk"] = reply(status, b'{"errors": true}', headers=headers)
    web_ = open_web()
    answer = web_.submit(web_.post_rows("http://paper.example/bulk", b"rows", {}, 1000)).result()
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (status, b'{"errors": true}', "7")
    assert server.paths() == ["/bulk"]


def test_a_receiver_of_notices_may_answer_json(server: HostileServer, open_web: Any) -> None:
    server.answers["/hook"] = reply(200, b'{"ok": true}', headers={"Content-Type": "application/json"})
    web_ = open_web()
    assert web_.submit(web_.post_bytes("http://paper.example/hook", b"{}", {})).result() == 200
