"""What the bot itself could not do, for those who can do something about it."""

from datetime import datetime, timedelta
from typing import Any

from aiogram.utils.formatting import Bold, Text

from handlers.texts import Texts
from handlers.views.view import View, lines
from handlers.wording import clip, duration, moment_dated, moment_near
from storage.tables import Brand
from storage.vocabulary import NoticeKind

KEPT_BY_TELEGRAM = timedelta(hours=24)


def trouble(t: Texts, brand: Brand, payload: dict[str, Any]) -> View | None:
    show = {
        "outage": _outage,
        "unread": _unread,
        "desk_unseen": _desk_unseen,
        "desk_lost": _desk_lost,
        "department_gone": _department_gone,
        "set_aside": _set_aside,
        "topic_lost": _topic_lost,
    }.get(payload["code"])
    return show(t, brand, payload) if show else None


def _department_gone(t: Texts, _brand: Brand, payload: dict[str, Any]) -> View:
    head = t("⚠️ {department} can no longer be asked", department=payload["department"])
    return View(
        lines(
            Bold(head),
            t("Its group is used for something else now, or the person is off the team."),
            t("/departments sets it up again, in its group or with another person."),
        )
    )


def _set_aside(t: Texts, _brand: Brand, payload: dict[str, Any]) -> View:
    return View(
        Text(
            t(
                "🧩 I could not handle an update from Telegram (number {number}). It is kept as it "
                "came; nothing else was held up. The log has the details.",
                number=payload["update_id"],
            )
        )
    )


def _topic_lost(t: Texts, _brand: Brand, payload: dict[str, Any]) -> View:
    return View(
        Text(
            t(
                "🧵 The topic of “{chat}” that I wrote to is deleted or closed: I write to General "
                "now. To choose another, send /connect {role} in it.",
                chat=clip(payload["chat"], 60),
                role=payload["role"],
            )
        )
    )


def _desk_unseen(t: Texts, _brand: Brand, payload: dict[str, Any]) -> View:
    return View(
        lines(
            Bold(t("⚠️ I cannot see who is in “{chat}”", chat=clip(payload["chat"], 64))),
            t(
                "Telegram does not tell me of everybody. Until it does, the team stays as it is: "
                "who leaves that chat is still on it, and who joins may be refused."
            ),
            t(
                "Make me an administrator of that group. Whom I do not see leave, "
                "take off the team with /staff."
            ),
        )
    )


def _desk_lost(t: Texts, _brand: Brand, payload: dict[str, Any]) -> View:
    head = t("⚠️ I cannot write to “{chat}”, the managers' desk", chat=clip(payload["chat"], 60))
    return View(
        lines(
            Bold(head),
            t("Telegram says: {reason}", reason=clip(payload["reason"], 200)),
            t("Requests are kept and their clocks run, but the team sees no cards."),
            t(
                "Let me write there again, or add me to another group, and send /connect desk in "
                "it: everything that waits is shown there."
            ),
        )
    )


def _unread(t: Texts, brand: Brand, payload: dict[str, Any]) -> View:
    since = datetime.fromisoformat(payload["from"])
    start = moment_dated(t, since, since, brand.timezone)
    partly = payload.get("partly")
    return View(
        lines(
            Bold(
                t("📡 I do not get everything from Telegram since {start}", start=start)
                if partly
                else t("📡 I cannot read Telegram since {start}", start=start)
            ),
            t("I see only some messages, of clients and of the team.")
            if partly
            else t("I see no messages, neither clients' nor the team's. I keep trying."),
            t(
                "Something else takes my messages: another copy of me, or another service with my "
                "token. Whoever runs me must stop it, or give it a bot of its own."
            )
            if payload.get("rival")
            else t("If it lasts, whoever runs me should look into the log."),
            t("Please look through the chats yourselves meanwhile."),
        )
    )


def unseen(t: Texts, brand: Brand, since: datetime | None, kind: NoticeKind) -> str | None:
    """What an alert or a summary adds while nothing can be read since then."""
    if since is None:
        return None
    if kind is NoticeKind.SUMMARY:
        return t(
            "📡 I have not been able to read Telegram since {start}: what was written since then "
            "is not counted here.",
            start=moment_dated(t, since, since, brand.timezone),
        )
    return t(
        "📡 I have not been able to read everything in Telegram since {start}: an answer may have "
        "been given that I do not see.",
        start=moment_dated(t, since, since, brand.timezone),
    )


def _outage(t: Texts, brand: Brand, payload: dict[str, Any]) -> View:
    start, end = (datetime.fromisoformat(payload[key]) for key in ("from", "to"))
    if payload.get("rival"):
        head = t("📡 Nothing else takes my messages any more")
        then = t("What it took meanwhile is not on record. Please look through the chats.")
    else:
        head = t("📡 I was out of touch with Telegram")
        then = (
            t(
                "Telegram keeps messages for 24 hours only: some may be missing. Please look "
                "through the chats."
            )
            if end - start > KEPT_BY_TELEGRAM
            else t("What was written meanwhile is on record, with its own time.")
        )
    return View(
        lines(
            Bold(head),
            t(
                "From {start} to {end} ({span}).",
                start=moment_near(t, start, end, brand.timezone),
                end=moment_near(t, end, end, brand.timezone),
                span=duration(t, end - start),
            ),
            then,
        )
    )
