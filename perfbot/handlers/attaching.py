"""The command that attaches a kept file to an entry."""

from __future__ import annotations

from perfbot.domain.books.commands import AttachEvidence
from perfbot.domain.books.word_rules import FILENAME


def command_for(target: str, file: dict[str, object]) -> AttachEvidence:
    """The command for a kept file; its key is made of entry and hash, so that it is recorded once."""
    return AttachEvidence(
        key=f"{target}.{str(file['sha256'])[:12]}",
        target=target,
        sha256=str(file["sha256"]),
        filename=_shortened(str(file["filename"])),
        media_type=str(file["media_type"]),
        size=int(str(file["size"])),
        suffix=str(file["suffix"]),
    )


def _shortened(name: str) -> str:
    """The file name cut in its middle, with its ending kept."""
    half = FILENAME.limit // 2
    return name if len(name) <= FILENAME.limit else f"{name[: half - 1]}…{name[-half:]}"
