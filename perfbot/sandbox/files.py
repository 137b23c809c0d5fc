"""The files that were sent: what Telegram knows of them, and their bytes."""

import io
from dataclasses import dataclass

from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request

DOCUMENT_LIMIT = 50 * 1024 * 1024  # Bot API, sendDocument: "up to 50 MB in size"
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # Bot API, getFile: "files of up to 20MB in size"
PHOTO_LIMIT = 10 * 1024 * 1024  # Bot API, sendPhoto: "at most 10 MB in size"
_THUMBNAIL_SIDE = 320


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    path: str
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        return f"U{self.file_id}"

    def as_document(self) -> Json:
        """The Bot API's Document."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }

    def as_photo_size(self) -> Json:
        """The Bot API's PhotoSize."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "width": self.width,
            "height": self.height,
            "file_size": len(self.content),
        }


class FileShelf:
    """Every file of the world, by id and by the path that getFile gives."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def keep_document(self, name: str, content: bytes, mime_type: str) -> StoredFile:
        return self._keep("document", name, content, mime_type, 0, 0)

    def keep_photo(self, content: bytes) -> list[StoredFile]:
        """The sizes of a photo, smallest first, as Telegram lists them."""
        width, height = _photo_size(content)
        whole = self._keep("photo", "photo.jpg", content, "image/jpeg", width, height)
        if max(width, height) <= _THUMBNAIL_SIDE:
            return [whole]
        small, small_width, small_height = _thumbnail(content)
        return [self._keep("photo", "photo.jpg", small, "image/jpeg", small_width, small_height), whole]

    def _keep(self, kind: str, name: str, content: bytes, mime_type: str, width: int, height: int) -> StoredFile:
        number = len(self._by_id) + 1
        ending = name.rpartition(".")[2] if "." in name else "bin"
        safe = ending if ending.isascii() and ending.isalnum() else "bin"
        path = f"{kind}s/file_{number}.{safe}"
        stored = StoredFile(f"F{number:05d}{kind[0]}", kind, name, mime_type, content, path, width, height)
        self._by_id[stored.file_id] = stored
        self._by_path[path] = stored
        return stored


def _photo_size(content: bytes) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError  # slow to import, and only photos need it

    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    # Bot API, sendPhoto: "The photo's width and height must not exceed 10000 in total.
    # Width and height ratio must be at most 20."
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _thumbnail(content: bytes) -> tuple[bytes, int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        small = image.convert("RGB")
    small.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue(), small.width, small.height
