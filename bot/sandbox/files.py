"""Files that were sent, and the message content each kind of file makes."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json

_KINDS = {
    "photo": ("AgAC", "photos", "jpg", "image/jpeg"),
    "voice": ("AwAC", "voice", "oga", "audio/ogg"),
    "video": ("BAAC", "videos", "mp4", "video/mp4"),
    "video_note": ("DQAC", "video_notes", "mp4", "video/mp4"),
    "sticker": ("CAAC", "stickers", "webp", "image/webp"),
    "document": ("BQAC", "documents", "bin", "application/octet-stream"),
    "audio": ("CQAC", "music", "mp3", "audio/mpeg"),
    "animation": ("CgAC", "animations", "mp4", "video/mp4"),
}
_SHAPES: dict[str, Json] = {
    "voice": {"duration": 3},
    "video": {"width": 640, "height": 360, "duration": 5},
    "video_note": {"length": 240, "duration": 4},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
    "document": {},
    "audio": {"duration": 60},
    "animation": {"width": 320, "height": 240, "duration": 2},
}
_NAMED = frozenset({"document", "video", "audio", "animation"})
_TYPED = _NAMED | {"voice"}
_DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime_type: str
    data: bytes

    @property
    def card(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


class FileShelf:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(
        self, kind: str, data: bytes, name: str | None = None, mime_type: str | None = None
    ) -> StoredFile:
        prefix, folder, extension, usual_type = _KINDS[kind]
        number = len(self._by_id) + 1
        path = f"{folder}/file_{number}.{extension}"
        stored = StoredFile(
            file_id=f"{prefix}AgIAAxkBAAI{number:012d}",
            unique_id=f"AgAD{number:08d}",
            kind=kind,
            path=path,
            name=name or f"file_{number}.{extension}",
            mime_type=mime_type or usual_type,
            data=data,
        )
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def get(self, file_id: object) -> StoredFile:
        """Raises ApiError for an id that nobody was given."""
        stored = self._by_id.get(str(file_id))
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def for_download(self, file_id: object) -> Json:
        stored = self._by_id.get(str(file_id))
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > _DOWNLOAD_LIMIT_BYTES:
            raise bad_request("file is too big")
        return {**stored.card, "file_path": stored.path}

    def at_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def media_content(stored: StoredFile) -> Json:
    """The part of a message that carries this file."""
    if stored.kind == "photo":
        small, large = {"width": 320, "height": 240}, {"width": 1280, "height": 960}
        return {"photo": [stored.card | small, stored.card | large]}
    body = {**stored.card, **_SHAPES[stored.kind]}
    if stored.kind in _NAMED:
        body["file_name"] = stored.name
    if stored.kind in _TYPED:
        body["mime_type"] = stored.mime_type
    return {stored.kind: body}
