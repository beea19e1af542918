from bot.sandbox.errors import bad_request
from bot.sandbox.files import StoredFile, media_content
from bot.sandbox.messages import Json
from bot.sandbox.posting import post_as_bot
from bot.sandbox.text import formatted_caption
from bot.sandbox.wire import Upload
from bot.sandbox.world import World

_KINDS = ("photo", "document", "voice", "video", "video_note", "sticker", "audio", "animation")
_WITHOUT_CAPTION = frozenset({"video_note", "sticker"})


class Sender:
    """sendPhoto, sendDocument… : the same but for the kind of file."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __call__(self, world: World, params: Json) -> Json:
        content = media_content(self._file(world, params.get(self._kind)))
        if self._kind not in _WITHOUT_CAPTION:
            content |= formatted_caption(params)
        return post_as_bot(world, params, content).raw

    def _file(self, world: World, given: object) -> StoredFile:
        if isinstance(given, Upload):
            if not given.data:
                raise bad_request("file must be non-empty")
            return world.files.add(self._kind, given.data, given.name, given.mime_type)
        if not given:
            raise bad_request(f"there is no {self._kind} in the request")
        stored = world.files.get(given)
        if stored.kind != self._kind:
            raise bad_request(
                f"can't use file of type {_title(stored.kind)} as {_title(self._kind)}"
            )
        return stored


def get_file(world: World, params: Json) -> Json:
    return world.files.for_download(params.get("file_id"))


def _title(kind: str) -> str:
    return {"voice": "VoiceNote", "video_note": "VideoNote"}.get(kind, kind.capitalize())


METHODS = {
    **{f"send{kind.title().replace('_', '')}": Sender(kind) for kind in _KINDS},
    "getFile": get_file,
}
