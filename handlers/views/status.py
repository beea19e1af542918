"""/status: whether all is well, on one screen."""

from datetime import datetime, timedelta

from aiogram.utils.formatting import Bold

from handlers.texts import Texts
from handlers.views.names import chat_role_name
from handlers.views.view import View, lines
from handlers.wording import clip, duration
from storage.directory import Directory
from storage.status import Status
from storage.tables import Brand

QUIET_TOO_LONG = timedelta(minutes=5)


def status_view(
    t: Texts, brand: Brand, directory: Directory, status: Status, now: datetime
) -> View:
    chats = [
        f"• {clip(chat.title, 40)} — {chat_role_name(t, chat.role)}"
        for chat in directory.chats.values()
        if chat.brand_id == brand.id
    ]
    return View(
        lines(
            Bold(t("{brand}: how things stand", brand=brand.name)),
            t("⏳ waiting, in time: {n}", n=status.in_time),
            t("🔴 waiting, late: {n}", n=status.late),
            t("📤 messages still to be sent: {n}", n=status.to_send),
            t("⛔ messages that could not be delivered: {n}", n=status.not_sent)
            if status.not_sent
            else None,
            t("🧩 updates set aside (see the log): {n}", n=status.set_aside)
            if status.set_aside
            else None,
            t("🙈 Business accounts I cannot see or answer: {names}", names=", ".join(status.blind))
            if status.blind
            else None,
            _heard(t, status, now),
            t("I watch these chats, and every private message:"),
            *chats,
        )
    )


def _heard(t: Texts, status: Status, now: datetime) -> str:
    if status.heard_at is None or now - status.heard_at < QUIET_TOO_LONG:
        return t("📡 Telegram: in touch")
    return t("📡 Telegram was last heard {span} ago", span=duration(t, now - status.heard_at))
