"""The sandbox is open to this machine only, keeps the token to the bot, and serves the page and the acts."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import tornado.websocket

import perfbot.sandbox
from perfbot.sandbox import SandboxServer
from tests.sandbox_client import CLERK, MONDAY, OFFICE, TOKEN, calling, in_loop, sandbox

PAGE = Path(perfbot.sandbox.__file__).parent / "page"


def test_it_listens_on_loopback_only() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        sandbox(host="0.0.0.0")


@in_loop
async def test_a_foreign_host_or_origin_is_turned_away_at_every_door() -> None:
    async with calling() as (server, call):
        port = httpx.URL(server.url).port
        for path in ("/", f"/bot{TOKEN}/getMe", "/sandbox/state?person=1001", "/app.js"):
            for headers in (
                {"Host": "evil.example"},
                {"Host": f"evil.example:{port}"},
                {"Origin": "https://evil.example"},
            ):
                answer = await call.client.get(path, headers=headers)
                assert answer.status_code == 403, (path, headers)
            assert (await call.client.get(path, headers={"Host": f"localhost:{port}"})).status_code == 200
        live = server.url.replace("http", "ws") + "/sandbox/live?person=1001"
        request = tornado.httpclient.HTTPRequest(live, headers={"Origin": "https://evil.example"})
        with pytest.raises(tornado.httpclient.HTTPClientError, match="403"):
            await tornado.websocket.websocket_connect(request)


@in_loop
async def test_it_stops_at_once_though_polls_hang_and_pages_are_open() -> None:
    async with sandbox() as server, httpx.AsyncClient(base_url=server.url) as client:
        server.world.faults.add("hang", "getMe")
        hanging = [
            asyncio.create_task(client.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 50})),
            asyncio.create_task(client.post(f"/bot{TOKEN}/getMe")),
        ]
        line = await _line(server, CLERK.id)
        await server.world.wait_for(lambda: server.world.updates.polled and server.world.calls_of("getMe"))
        async with asyncio.timeout(1):
            await server.stop()
            answers = await asyncio.gather(*hanging, return_exceptions=True)
        assert all(isinstance(answer, httpx.TransportError) for answer in answers)
        line.close()


@in_loop
async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found() -> None:
    async with calling() as (_, call):
        wrong = (await call.client.post("/bot123:abc/getMe")).json()
        assert wrong == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert (await call.client.post("/botnonsense/getMe")).json()["error_code"] == 404
        assert await call("makeCoffee") == {"ok": False, "error_code": 404, "description": "Not Found"}
        assert (await call.client.post(f"/bot{TOKEN}/SENDmessage", json={})).json()["error_code"] == 400
        assert (await call.client.get("/file/bot123:abc/documents/file_1.txt")).status_code == 401


@in_loop
async def test_parameters_come_by_query_form_json_and_multipart() -> None:
    async with calling() as (_, call):
        path, say = f"/bot{TOKEN}/sendMessage", {"chat_id": str(CLERK.id), "text": "你好"}
        for answer in (
            await call.client.post(path, params=say),
            await call.client.post(path, data=say),
            await call.client.post(path, json=say),
            await call.client.post(path, data=say, files={"x": ("x.txt", b"x")}),
        ):
            assert answer.json()["result"]["text"] == "你好"
        broken = await call.client.post(path, content=b"{", headers={"Content-Type": "application/json"})
        assert broken.json()["description"] == "Bad Request: can't parse JSON object"


@in_loop
async def test_nothing_is_changed_by_what_a_foreign_page_can_make_a_browser_ask() -> None:
    async with calling() as (server, call):
        for method in ("sendMessage", "setMyCommands", "getUpdates", "deleteWebhook"):
            answer = await call.client.get(f"/bot{TOKEN}/{method}", params={"chat_id": str(CLERK.id), "text": "x"})
            assert answer.status_code == 405
        assert server.world.bot_messages(CLERK.id) == []
        assert (await call.client.get(f"/bot{TOKEN}/getMe")).json()["ok"]


@in_loop
async def test_the_token_never_reaches_the_page() -> None:
    async with calling() as (server, call):
        await call.ok("sendMessage", chat_id=CLERK.id, text="x")
        secret = TOKEN.partition(":")[2]
        views = [f"/sandbox/{name}?person={CLERK.id}" for name in ("state", "calls", "faults", "updates")]
        for path in ["/", *(f"/{file.name}" for file in PAGE.iterdir()), *views]:
            answer = await call.client.get(path)
            assert answer.status_code == 200, path
            assert secret not in answer.text
        assert secret not in server.url


@in_loop
async def test_only_the_pages_own_files_are_served() -> None:
    async with calling() as (_, call):
        for path in ("/../server.py", "/%2e%2e/server.py", "/..%2fserver.py", "/index", "/nothing.js", "/page"):
            assert (await call.client.get(path)).status_code == 404, path
        page = await call.client.get("/")
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_asks_nothing_of_the_network() -> None:
    for file in PAGE.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/", "")
        for foreign in ("//cdn", 'src="http', "url(http", "@import", "innerHTML", "eval("):
            assert foreign not in text, (file.name, foreign)
        assert len(text.splitlines()) <= 300, file.name


@in_loop
async def test_every_act_can_be_done_from_another_process() -> None:
    async with calling() as (server, call):

        async def act(name: str, **body: Any) -> Any:
            answer = await call.client.post(f"/sandbox/{name}", json=body)
            assert answer.status_code == 200, answer.text
            return answer.json()["result"]

        assert await act("say", person=CLERK.id, text="你好") > 0
        own = max(server.world.chats[CLERK.id].messages)
        assert await act("edit", person=CLERK.id, message_id=own, text="您好") > 0
        keys = {"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]}
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x", reply_markup=keys)
        for button in ({"button": "好"}, {"button": 0}, {"data": "forged"}):
            assert await act("press", person=CLERK.id, message_id=sent["message_id"], **button) > 0
        assert await act("forward", person=CLERK.id, text="转来的") > 0
        assert await act("forward", person=CLERK.id, from_chat=CLERK.id, message_id=own) > 0
        assert await act("send", person=CLERK.id, content={"location": {"latitude": 1, "longitude": 2}}) > 0
        assert await act("channel_post", text="公告") > 0
        assert await act("anonymous", text="/progress") > 0
        assert await act("linked_post", text="公告") > 0 or server.world.privacy
        files = [{"name": "a.txt", "content": "eA=="}, {"name": "b.txt", "content": "eQ=="}]
        assert len(await act("upload", person=CLERK.id, files=files)) == 2
        assert await act("read", person=CLERK.id, chat=CLERK.id, message_id=own) is True
        assert await act("delete", chat=CLERK.id, message_id=own) is True
        assert await act("group", act="block", person=CLERK.id) > 0
        assert await act("group", act="kick") > 0
        state = (await call.client.get(f"/sandbox/state?person={CLERK.id}")).json()["result"]
        assert [chat["id"] for chat in state["chats"]] == [CLERK.id, server.group_id]
        calls = (await call.client.get("/sandbox/calls")).json()["result"]
        assert [one["method"] for one in calls] == ["sendMessage"]
        assert calls[0]["params"]["text"] == "x"


@in_loop
async def test_a_form_upload_brings_its_files() -> None:
    async with calling() as (server, call):
        form = {"person": str(CLERK.id), "caption": "六月"}
        answer = await call.client.post("/sandbox/upload", data=form, files={"file0": ("账 六月.xlsx", b"PK")})
        assert len(answer.json()["result"]) == 1
        message = list(server.world.chats[CLERK.id].messages.values())[-1]
        assert message["document"]["file_name"] == "账 六月.xlsx"
        saved = await call.client.get(f"/sandbox/file/{message['document']['file_id']}")
        assert saved.content == b"PK"
        assert saved.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%B4%A6")


@in_loop
async def test_a_wrong_act_is_explained_and_not_a_crash() -> None:
    async with calling() as (_, call):
        for body in ({}, {"person": "x", "text": "y"}, {"person": 424242, "text": "y"}):
            answer = await call.client.post("/sandbox/say", json=body)
            assert answer.status_code == 400, body
            assert answer.json()["description"]
        assert (await call.client.post("/sandbox/fly", json={})).status_code == 404
        plain = await call.client.post("/sandbox/say", content=b"{}", headers={"Content-Type": "text/plain"})
        assert plain.status_code == 400


@in_loop
async def test_the_clock_goes_where_it_is_told() -> None:
    went: list[date | datetime | None] = []

    async def set_clock(to: date | datetime | None) -> str:
        went.append(to)
        return "到了"

    async with calling(set_clock=set_clock, now=lambda: MONDAY) as (_, call):
        for to in ("2021-07-05", "2021-07-05T09:00", None):
            result = (await call.client.post("/sandbox/clock", json={"to": to})).json()["result"]
            assert result == {"said": "到了", "now": "2021-07-05T09:00+08:00", "date": "2021-07-05"}
        assert went == [date(2021, 7, 5), datetime(2021, 7, 5, 9, 0), None]  # noqa: DTZ001 - as the page says it
        assert (await call.client.post("/sandbox/clock", json={"to": "gestern"})).status_code == 400
    async with calling() as (_, call):
        assert (await call.client.post("/sandbox/clock", json={"to": None})).status_code == 404


@in_loop
async def test_the_live_line_tells_each_person_only_what_he_may_see() -> None:
    async with calling() as (server, call):
        line = await _line(server, CLERK.id)
        assert (await _next(line))["type"] == "snapshot"
        await call.ok("sendMessage", chat_id=OFFICE.id, text="机密")
        elsewhere = await _next(line)
        assert (elsewhere["type"], elsewhere["unread"][str(OFFICE.id)]) == ("elsewhere", 1)
        await call.ok("sendMessage", chat_id=server.group_id, text="大家")
        assert (await _next(line))["message"]["text"] == "大家"
        line.close()
        await server.world.wait_for(lambda: not server.world.listeners)


async def _line(server: SandboxServer, person_id: int) -> tornado.websocket.WebSocketClientConnection:
    return await tornado.websocket.websocket_connect(
        f"{server.url.replace('http', 'ws')}/sandbox/live?person={person_id}"
    )


async def _next(line: tornado.websocket.WebSocketClientConnection) -> dict[str, Any]:
    message = await line.read_message()
    assert message is not None
    return dict(tornado.escape.json_decode(message))
