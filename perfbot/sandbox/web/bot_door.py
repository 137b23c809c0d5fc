"""/bot<token>/METHOD and /file/bot<token>/PATH: requests in, methods run, faults met, answers out."""

import asyncio
import hmac
import json
from typing import Any

from perfbot.sandbox.botapi.params import Params, SentFile
from perfbot.sandbox.botapi.table import Method
from perfbot.sandbox.faults import Fault
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal, bad_request, too_many_requests
from perfbot.sandbox.state import Call
from perfbot.sandbox.updates import two_polls
from perfbot.sandbox.web.guard import LoopbackHandler
from perfbot.sandbox.world import World

_NOT_FOUND = Refusal(404, "Not Found")
_NOT_BY_GET = Refusal(405, "Method Not Allowed")
_FOREVER = 3_600.0


class BotHandler(LoopbackHandler):
    """One request of the bot."""

    def initialize(self, world: World, token: str, methods: dict[str, tuple[str, Method]]) -> None:
        self.world = world
        self.token = token
        self.methods = methods
        self.work: asyncio.Task[Json] | None = None

    def on_connection_close(self) -> None:
        if self.work is not None:
            self.work.cancel()

    async def get(self, token: str, method: str) -> None:
        """Only what changes nothing: any website can make a browser ask by GET, with the token that everybody knows."""
        if method.lower().startswith("get") and method.lower() != "getupdates":
            await self.post(token, method)
        else:
            self.send_json(_NOT_BY_GET.as_json(), _NOT_BY_GET.code)

    async def post(self, token: str, method: str) -> None:
        refusal = self._token_refusal(token)
        known = self.methods.get(method.lower())
        if refusal or known is None:
            refusal = refusal or _NOT_FOUND
            return self.send_json(refusal.as_json(), refusal.code)
        self.work = asyncio.ensure_future(self._answered(*known))
        try:
            answer = await self.work
        except asyncio.CancelledError:
            return None
        if not self._finished and answer:
            self.send_json(answer, answer.get("error_code", 200))
        return None

    def _token_refusal(self, token: str) -> Refusal | None:
        if hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        number, colon, secret = token.partition(":")
        well_formed = number.isdigit() and colon and secret
        return Refusal(401, "Unauthorized") if well_formed else _NOT_FOUND

    async def _answered(self, name: str, method: Method) -> Json:
        """The answer; empty when the connection was dropped instead."""
        try:
            params = read_params(self)
        except Refusal as refusal:
            return refusal.as_json()
        if self.world.faults.latency_ms:
            await asyncio.sleep(self.world.faults.latency_ms / 1_000)
        fault = self.world.faults.take(name, params.integer("chat_id") or None)
        call = self.world.log_call(name, params.shown())
        if fault is not None:
            call.fault = fault.kind
            self.world.tell("faults")
        answer = await self._met(fault, call, method, params)
        if name != "getUpdates":
            self.world.bell.ring()
        return answer

    async def _met(self, fault: Fault | None, call: Call, method: Method, params: Params) -> Json:
        if fault is not None and fault.before_taken:
            return await self._instead(fault)
        call.answer = await run(self.world, method, params)
        if fault is not None and fault.kind == "reset_after":
            self.reset_connection()
            return {}
        if fault is not None and fault.kind == "error_after":
            return _refused(fault).as_json()
        if fault is not None:
            self.world.bell.ring()
            await asyncio.sleep(fault.seconds if fault.kind == "slow" else _FOREVER)
        return call.answer

    async def _instead(self, fault: Fault) -> Json:
        """What comes in place of an answer when the method is not carried out."""
        if fault.kind == "reset_before":
            self.reset_connection()
        elif fault.kind == "hang_before":
            await asyncio.sleep(_FOREVER)
        elif fault.kind == "garbage" or (fault.kind == "error" and fault.code == 502):
            self.set_status(200 if fault.kind == "garbage" else 502)
            self.set_header("Content-Type", "text/html")
            self.finish("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")
        elif fault.kind == "result":
            return {"ok": True, "result": fault.result}
        else:
            return _refused(fault).as_json()
        return {}


def _refused(fault: Fault) -> Refusal:
    if fault.kind == "too_many":
        return too_many_requests(fault.retry_after)
    return two_polls() if fault.kind == "conflict" else Refusal(fault.code, fault.description)


async def run(world: World, method: Method, params: Params) -> Json:
    """The Bot API's envelope around a method's result or refusal."""
    try:
        return {"ok": True, "result": await method(world, params)}
    except Refusal as refusal:
        return refusal.as_json()


def read_params(handler: LoopbackHandler) -> Params:
    """Query, form, multipart or JSON; raises Refusal when a string is not UTF-8 or the JSON is broken."""
    request = handler.request
    values: Json = {}
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        values |= _json_body(request.body)
    for name, given in request.arguments.items():
        try:
            values[name] = given[-1].decode("utf-8")
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    files = {
        name: SentFile(sent[-1]["filename"], sent[-1]["body"], sent[-1]["content_type"])
        for name, sent in request.files.items()
    }
    return Params(values, files)


def _json_body(body: bytes) -> Json:
    try:
        parsed: Any = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("object expected")
    return parsed


class FileHandler(BotHandler):
    """The download of a file that getFile named."""

    async def get(self, token: str, path: str) -> None:
        stored = self.world.files.by_path(path)
        refusal = self._token_refusal(token) or (None if stored else _NOT_FOUND)
        fault = self.world.faults.take("file", None) if refusal is None else None
        if fault is not None:
            return self.send_json(await self._instead(fault) or {}, fault.code)
        if refusal is not None or stored is None:
            refusal = refusal or _NOT_FOUND
            return self.send_json(refusal.as_json(), refusal.code)
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(stored.content)
        return None
