"""A small local Telegram: the Bot API over HTTP on this machine, and a page that behaves like a phone chat."""

from perfbot.sandbox.acts import Upload
from perfbot.sandbox.people import Person
from perfbot.sandbox.server import SandboxServer
from perfbot.sandbox.world import World

__all__ = ["Person", "SandboxServer", "Upload", "World"]
