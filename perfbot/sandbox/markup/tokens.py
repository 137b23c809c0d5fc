"""Cuts Telegram's HTML into texts, start tags and end tags, refusing it in Telegram's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SPACES = " \t\r\n"
_NAME_ENDS = "=>/\"'" + _SPACES


class MarkupError(ValueError):
    """The markup cannot be read; the message is what Telegram puts after "can't parse entities"."""


@dataclass(frozen=True)
class Dialect:
    """Which tags exist, which attributes need no value, which entities have names."""

    tags: frozenset[str]
    bare_attributes: frozenset[str]
    named: Mapping[str, str]
    unknown_entities_pass: bool


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Start:
    name: str
    attributes: dict[str, str]
    offset: int
    closed: bool = False


@dataclass(frozen=True)
class End:
    name: str
    offset: int


Token = Text | Start | End


@dataclass
class Cursor:
    """A place in the source; errors are told in bytes, as Telegram does."""

    source: str
    dialect: Dialect
    at: int = 0
    _counted: tuple[int, int] = (0, 0)

    def more(self) -> bool:
        return self.at < len(self.source)

    def char(self) -> str:
        return self.source[self.at] if self.more() else "\0"

    def byte(self, at: int) -> int:
        char, byte = self._counted if self._counted[0] <= at else (0, 0)
        byte += len(self.source[char:at].encode("utf-8", "surrogatepass"))
        self._counted = (at, byte)
        return byte

    def take_until(self, stops: str) -> str:
        begin = self.at
        while self.more() and self.char() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def skip_spaces(self) -> None:
        while self.more() and self.char() in _SPACES:
            self.at += 1


def tokens(source: str, dialect: Dialect) -> Iterator[Token]:
    """Raises MarkupError at the first mistake."""
    cursor = Cursor(source, dialect)
    while cursor.more():
        if cursor.char() != "<":
            yield Text(_decoded(cursor.take_until("<"), dialect))
        elif source.startswith("</", cursor.at):
            yield _end_tag(cursor)
        else:
            yield _start_tag(cursor)


def _start_tag(cursor: Cursor) -> Start:
    begin = cursor.at
    offset = cursor.byte(begin)
    cursor.at += 1
    name = cursor.take_until(_SPACES + ">").lower()
    if not cursor.more():
        raise MarkupError(f"Unclosed start tag at byte offset {offset}")
    if name.endswith("/") and name.rstrip("/") in cursor.dialect.tags:
        cursor.at -= 1
        name = name.rstrip("/")
    if name not in cursor.dialect.tags:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes, closed = _attributes(cursor, name, offset)
    cursor.at += 1
    return Start(name, attributes, offset, closed)


def _attributes(cursor: Cursor, tag: str, offset: int) -> tuple[dict[str, str], bool]:
    found: dict[str, str] = {}
    while True:
        cursor.skip_spaces()
        if cursor.char() == ">" and cursor.more():
            return found, False
        if cursor.source.startswith("/>", cursor.at):
            cursor.at += 1
            return found, True
        if not cursor.more():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {offset}')
        name = cursor.take_until(_NAME_ENDS).lower()
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        found[name] = _attribute_value(cursor, tag, name, offset)


def _attribute_value(cursor: Cursor, tag: str, name: str, offset: int) -> str:
    cursor.skip_spaces()
    if cursor.char() != "=":
        if name in cursor.dialect.bare_attributes:
            return ""
        raise MarkupError(
            f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {offset}'
        )
    cursor.at += 1
    cursor.skip_spaces()
    if not cursor.more():
        raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {offset}')
    if cursor.char() in "\"'":
        return _quoted(cursor, offset)
    return _name_token(cursor)


def _quoted(cursor: Cursor, offset: int) -> str:
    quote = cursor.char()
    cursor.at += 1
    value = cursor.take_until(quote)
    if not cursor.more():
        raise MarkupError(f"Unclosed start tag at byte offset {offset}")
    cursor.at += 1
    return _decoded(value, cursor.dialect)


def _name_token(cursor: Cursor) -> str:
    begin = cursor.at
    while cursor.more() and ((cursor.char().isascii() and cursor.char().isalnum()) or cursor.char() in ".-"):
        cursor.at += 1
    if cursor.char() not in _SPACES + ">/":
        raise MarkupError(f"Unexpected end of name token at byte offset {cursor.byte(begin)}")
    return cursor.source[begin : cursor.at].lower()


def _end_tag(cursor: Cursor) -> End:
    offset = cursor.byte(cursor.at)
    cursor.at += 2
    name = cursor.take_until(_SPACES + ">").lower()
    cursor.skip_spaces()
    if cursor.char() != ">":
        raise MarkupError(f"Unclosed end tag at byte offset {offset}")
    cursor.at += 1
    return End(name, offset)


def _decoded(text: str, dialect: Dialect) -> str:
    if "&" not in text:
        return text
    first, *rest = text.split("&")
    decoded = first + "".join(_entity(piece, dialect) for piece in rest)
    if any("\ud800" <= char <= "\udfff" for char in decoded):
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return decoded


def _entity(piece: str, dialect: Dialect) -> str:
    name, semicolon, rest = piece.partition(";")
    if name.startswith("#") and (char := _numbered(name[1:])) is not None:
        return char + rest
    if semicolon and name in dialect.named:
        return dialect.named[name] + rest
    if semicolon and name.isascii() and name.isalnum() and not dialect.unknown_entities_pass:
        raise MarkupError(f'Unsupported named entity "&{name};"')
    return "&" + piece


def _numbered(digits: str) -> str | None:
    hexadecimal = digits[:1] in ("x", "X")
    try:
        code = int(digits[1:], 16) if hexadecimal else int(digits)
    except ValueError:
        return None
    return chr(code) if 0 < code <= 0x10FFFF else None
