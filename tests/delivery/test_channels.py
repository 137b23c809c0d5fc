"""Mirrors to other services: signed as they ask, to nowhere else, each failing alone and loudly (A8)."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web

from perfbot.delivery.channels import (
    Mirrors,
    dingtalk_signature,
    feishu_signature,
    mirrors_of,
)
from perfbot.render.document import document, table
from perfbot.settings import Settings
from tests.sandbox_client import in_loop

NOW = datetime(2021, 5, 6, 11, 0, tzinfo=timezone(timedelta(hours=8)))
MILLISECONDS = 1_620_270_000_000
DIGEST = document("周报", table(["项目", "支出率"], [["中博会", "98.82%"]]), title="执行率周报")


@dataclass
class Robot:
    """A group robot's server on this machine: what it was asked, and how it answers."""

    answers: dict[str, Callable[[tornado.web.RequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    url: str = ""

    def settings(self, **paths: str) -> Settings:
        """Settings whose mirrors are at this server's paths."""
        read: Any = {name: value if name.endswith("secret") else self.url + value for name, value in paths.items()}
        return Settings(**read)


class RobotHandler(tornado.web.RequestHandler):
    def initialize(self, robot: Robot) -> None:
        self.robot = robot

    def get(self) -> None:
        self.post()

    def post(self) -> None:
        query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        body = json.loads(self.request.body) if self.request.body else None
        self.robot.asked.append((self.request.path, query, body))
        answer = self.robot.answers.get(self.request.path)
        if answer:
            answer(self)
        else:
            self.write({"errcode": 0, "errmsg": "ok"})


@contextlib.asynccontextmanager
async def robots() -> AsyncIterator[Robot]:
    robot = Robot()
    application = tornado.web.Application([("/.*", RobotHandler, {"robot": robot})], log_function=lambda _: None)
    server = tornado.httpserver.HTTPServer(application)
    [socket] = tornado.netutil.bind_sockets(0, "127.0.0.1")
    server.add_sockets([socket])
    robot.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    yield robot
    server.stop()
    await server.close_all_connections()


def answering(words: dict[str, Any], status: int = 200) -> Callable[[tornado.web.RequestHandler], None]:
    def answer(handler: tornado.web.RequestHandler) -> None:
        handler.set_status(status)
        handler.write(words)

    return answer


# The expected values were computed with OpenSSL, apart from Python:
#   printf '1620270000000\nSECtest0123456789' | openssl dgst -sha256 -hmac SECtest0123456789 -binary | base64
#   printf '' | openssl dgst -sha256 -hmac "$(printf '1620270000\nSECfeishu0123')" -binary | base64


def test_dingtalks_signature_is_over_time_and_secret_with_the_secret_as_key() -> None:
    signature = dingtalk_signature(MILLISECONDS, "SECtest0123456789")
    assert signature == "DINU3Kq/RzIVMPoeRDAQz/FrFDLayLIAG9/gYk4kYRQ="


def test_feishus_signature_is_over_nothing_with_time_and_secret_as_key() -> None:
    signature = feishu_signature(MILLISECONDS // 1000, "SECfeishu0123")
    assert signature == "+i4vWIURhseRKfKG6jn/38uBu2w0xtf/AteKfj9VKKU="


@in_loop
async def test_dingtalk_gets_time_and_signature_in_the_address_beside_its_token() -> None:
    async with robots() as robot:
        lines = robot.settings(dingtalk_webhook="/robot/send?access_token=abc", dingtalk_secret="SECtest0123456789")
        assert await Mirrors(lines).send(DIGEST, NOW) == {}
        [(path, query, body)] = robot.asked
        assert path == "/robot/send"
        assert query == {
            "access_token": "abc",
            "timestamp": str(MILLISECONDS),
            "sign": "DINU3Kq/RzIVMPoeRDAQz/FrFDLayLIAG9/gYk4kYRQ=",
        }
        assert "98.82%" in json.dumps(body, ensure_ascii=False)
        assert body["msgtype"] == "markdown"


@in_loop
async def test_feishu_gets_time_and_signature_in_the_body() -> None:
    async with robots() as robot:
        robot.answers["/hook/1"] = answering({"code": 0, "msg": "success", "data": {}})
        lines = robot.settings(feishu_webhook="/hook/1", feishu_secret="SECfeishu0123")
        assert await Mirrors(lines).send(DIGEST, NOW) == {}
        [(_, query, body)] = robot.asked
        assert query == {}
        assert (body["timestamp"], body["sign"]) == ("1620270000", "+i4vWIURhseRKfKG6jn/38uBu2w0xtf/AteKfj9VKKU=")
        assert body["msg_type"]


@in_loop
async def test_a_robot_without_a_secret_is_not_signed_to() -> None:
    async with robots() as robot:
        lines = robot.settings(wecom_webhook="/cgi-bin/webhook/send?key=k", dingtalk_webhook="/robot/send")
        assert await Mirrors(lines).send(DIGEST, NOW) == {}
        assert sorted((path, query) for path, query, _ in robot.asked) == [
            ("/cgi-bin/webhook/send", {"key": "k"}),
            ("/robot/send", {}),
        ]


@in_loop
async def test_each_mirror_fails_alone_and_loudly_without_naming_its_address(caplog: pytest.LogCaptureFixture) -> None:
    async with robots() as robot:
        robot.answers["/wecom"] = answering({"errcode": 45009, "errmsg": "api freq out of limit"})
        robot.answers["/ding"] = answering({"x": 1}, 502)
        robot.answers["/feishu"] = answering({"StatusCode": 0, "StatusMessage": "success"})
        lines = robot.settings(wecom_webhook="/wecom", dingtalk_webhook="/ding", feishu_webhook="/feishu")
        failed = await Mirrors(lines).send(DIGEST, NOW)
        assert failed == {"wecom": "45009 api freq out of limit", "dingtalk": "HTTP 502"}
        assert len([one for one in caplog.records if one.levelno == logging.ERROR]) == 2
        assert len(robot.asked) == 3
        assert robot.url not in "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("perfbot"))


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"},
        {"code": 0, "StatusCode": 1},
        {},
        [],
        "ok",
    ],
)
def test_an_answer_without_a_clear_success_is_a_failure(answer: object) -> None:
    @in_loop
    async def refused() -> None:
        async with robots() as robot:
            robot.answers["/f"] = lambda handler: handler.write(json.dumps(answer))
            assert list(await Mirrors(robot.settings(feishu_webhook="/f")).send(DIGEST, NOW)) == ["feishu"]

    refused()


@in_loop
async def test_no_redirect_is_followed() -> None:
    async with robots() as robot:
        robot.answers["/w"] = lambda handler: handler.redirect("/elsewhere")
        assert await Mirrors(robot.settings(wecom_webhook="/w")).send(DIGEST, NOW) == {"wecom": "HTTP 302"}
        assert [path for path, _, _ in robot.asked] == ["/w"]


@in_loop
async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async with robots() as robot:
        robot.answers["/w"] = lambda handler: handler.write("x" * 1_000_000)
        assert await Mirrors(robot.settings(wecom_webhook="/w")).send(DIGEST, NOW) == {
            "wecom": "the answer is too long"
        }


@in_loop
async def test_a_server_that_is_not_there_is_a_failure_and_not_an_exception() -> None:
    lines = Settings(wecom_webhook="http://127.0.0.1:1/w", ping_url="http://127.0.0.1:1/p")
    assert await Mirrors(lines).send(DIGEST, NOW) == {"wecom": "ConnectError"}
    assert not await Mirrors(lines).ping()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/cgi-bin/webhook/send?key=1",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com@example.com/cgi-bin/webhook/send?key=1",
        "https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.example.com/send",
        "file:///etc/passwd",
    ],
)
def test_nothing_is_sent_to_a_host_that_is_not_the_services(address: str) -> None:
    @in_loop
    async def refused() -> None:
        failed = await Mirrors(Settings(wecom_webhook=address)).send(DIGEST, NOW)
        assert failed == {"wecom": "the address is not one of this service's"}

    refused()


@in_loop
async def test_the_dead_mans_switch_is_told_after_a_good_run() -> None:
    async with robots() as robot:
        assert await Mirrors(robot.settings(ping_url="/ping/1")).ping()
        assert robot.asked == [("/ping/1", {}, None)]
        robot.answers["/ping/2"] = answering({}, 404)
        assert not await Mirrors(robot.settings(ping_url="/ping/2")).ping()
        assert not await Mirrors(Settings()).ping()


def test_only_what_is_configured_is_mirrored_to() -> None:
    assert Mirrors(Settings()).names == ()
    lines = Settings(wecom_webhook="http://127.0.0.1/w", feishu_webhook="http://127.0.0.1/f")
    assert Mirrors(lines).names == ("wecom", "feishu")
    assert "127.0.0.1" not in repr(mirrors_of(lines))
