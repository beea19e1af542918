from bot.sandbox.messages import Json, Message


def forward_origin(message: Message, *, hidden: bool = False) -> Json:
    """Where a forwarded message came from first. `hidden`: its author hides the account."""
    raw = message.raw
    if "forward_origin" in raw:
        return dict(raw["forward_origin"])
    origin: Json = {"date": raw["date"]}
    sender_chat = raw.get("sender_chat")
    if sender_chat and sender_chat["type"] == "channel":
        return origin | {"type": "channel", "chat": sender_chat, "message_id": raw["message_id"]}
    if sender_chat:
        return origin | {"type": "chat", "sender_chat": sender_chat}
    author = raw["from"]
    if hidden:
        names = (author["first_name"], author.get("last_name"))
        name = " ".join(part for part in names if part)
        return origin | {"type": "hidden_user", "sender_user_name": name}
    return origin | {"type": "user", "sender_user": author}
