"""The refusals of the Bot API: an HTTP status, a description in Telegram's words, and parameters."""

from perfbot.sandbox.people import Json


class Refusal(Exception):
    """Raised by a method; becomes `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


def bad_request(why: str, parameters: Json | None = None) -> Refusal:
    return Refusal(400, f"Bad Request: {why}", parameters)


def forbidden(why: str) -> Refusal:
    return Refusal(403, f"Forbidden: {why}")


def too_many_requests(seconds: int) -> Refusal:
    """429; `seconds` is how long the bot is told to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
