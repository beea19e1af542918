from bot.sandbox.access import chat_of, chat_to_write, message_of
from bot.sandbox.errors import bad_request
from bot.sandbox.forwarding import forward_origin
from bot.sandbox.messages import Json, Message
from bot.sandbox.posting import post_as_bot
from bot.sandbox.text import formatted_caption, formatted_text
from bot.sandbox.world import World

_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
})  # fmt: skip


def send_message(world: World, params: Json) -> Json:
    content = formatted_text(params)
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return post_as_bot(world, params, content).raw


def copy_message(world: World, params: Json) -> Json:
    chat_to_write(world, params)
    source = _source(world, params, "copy")
    content = source.content
    if not content:
        raise bad_request("message can't be copied")
    if params.get("caption") is not None:
        bare = {name: one for name, one in content.items() if "caption" not in name}
        content = bare | formatted_caption(params)
    return {"message_id": post_as_bot(world, params, content).id}


def forward_message(world: World, params: Json) -> Json:
    chat_to_write(world, params)
    source = _source(world, params, "forward")
    if not source.content:
        raise bad_request("message can't be forwarded")
    content = {"forward_origin": forward_origin(source), **source.content}
    return post_as_bot(world, params, content).raw


def send_chat_action(world: World, params: Json) -> bool:
    chat_to_write(world, params)
    if params.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _source(world: World, params: Json, purpose: str) -> Message:
    chat = chat_of(world, params, "from_chat_id")
    return message_of(chat, params, purpose)


METHODS = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}
