"""/settings: what is set, and the choices."""

import re

from aiogram.utils.formatting import Bold, Text
from babel.dates import get_day_names
from babel.lists import format_list

from bot.ladder import Ladder
from bot.policy import TARGET_LIMITS
from bot.targets import read_targets
from handlers.buttons import OnSetting
from handlers.texts import Texts
from handlers.views.names import chat_role_name, kind_name, mode_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, in_hours
from storage.directory import Directory
from storage.tables import Brand, Chat
from storage.vocabulary import ChatMode, ChatRole

LANGUAGE_NAMES = {"uk": "Українська", "ru": "Русский", "en": "English"}

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("uk", "ru", "en"),
    "timezone": ("Europe/Kyiv", "Europe/Warsaw", "Europe/London", "UTC"),
    "sla": ("1", "4", "8", "12", "24", "48"),
    "friend_sla": ("off", "1", "2", "4", "8", "12"),
    "summary_day": ("0", "1", "2", "3", "4", "5", "6"),
    "summary_time": ("08:00", "09:00", "10:00", "18:00"),
    "reopen": ("0", "1", "3", "7", "14"),
    "ladder": ("4h 1h, repeat 4h", "2h 30m, repeat 2h", "1h, repeat 8h"),
    "hours": ("off", "mon-fri 09:00-18:00", "mon-sun 09:00-21:00"),
    "quiet": ("off", "22:00-08:00", "23:00-07:00"),
    "ratings": ("private", "everywhere", "off"),
    "recommend": ("on", "off"),
}
"""Offered by buttons; anything else is typed."""

TYPED = frozenset(
    {
        "name",
        "timezone",
        "sla",
        "friend_sla",
        "by_kind",
        "ladder",
        "hours",
        "quiet",
        "summary_time",
        "own_sources",
        "causes",
        "scorecard",
    }
)


def setting_name(t: Texts, key: str) -> str:
    return {
        "name": t("Name"),
        "language": t("Language"),
        "timezone": t("Time zone"),
        "sla": t("Time to answer"),
        "friend_sla": t("Time for best friends"),
        "by_kind": t("Time by kind"),
        "ladder": t("Alerts"),
        "hours": t("Working hours"),
        "quiet": t("Quiet hours"),
        "summary_day": t("Summary day"),
        "summary_time": t("Summary time"),
        "reopen": t("Reopening window"),
        "own_sources": t("Own sources"),
        "causes": t("Causes"),
        "ratings": t("Ratings"),
        "recommend": t("Recommending"),
        "scorecard": t("Scorecard"),
    }[key]


KEYS = (
    "name",
    "language",
    "timezone",
    "sla",
    "friend_sla",
    "by_kind",
    "ladder",
    "hours",
    "quiet",
    "summary_day",
    "summary_time",
    "reopen",
    "own_sources",
    "causes",
    "ratings",
    "recommend",
    "scorecard",
)


def value_of(brand: Brand, key: str) -> str:
    return {
        "name": brand.name,
        "language": brand.language,
        "timezone": brand.timezone,
        "sla": f"{brand.sla_minutes / 60:g}",
        "friend_sla": f"{brand.friend_sla_minutes / 60:g}" if brand.friend_sla_minutes else "off",
        "by_kind": brand.kind_targets or "off",
        "ladder": brand.ladder or Ladder().describe(),
        "hours": brand.working_hours or "off",
        "quiet": brand.quiet_hours or "off",
        "summary_day": str(brand.summary_weekday),
        "summary_time": brand.summary_time,
        "reopen": str(brand.reopen_days),
        "own_sources": brand.own_sources or "off",
        "causes": brand.causes or "off",
        "ratings": brand.ratings.value,
        "scorecard": brand.scorecard or "off",
        "recommend": "on" if brand.asks_to_recommend else "off",
    }[key]


def shown_value(t: Texts, key: str, value: str) -> str:
    shown = {
        "language": lambda: LANGUAGE_NAMES[value],
        "sla": lambda: in_hours(t, round(60 * float(value))),
        "friend_sla": lambda: (
            t("as everybody") if value == "off" else in_hours(t, round(60 * float(value)))
        ),
        "by_kind": lambda: t("the same") if value == "off" else _shown_targets(t, value),
        "ladder": lambda: _shown_ladder(t, Ladder.parse(value)),
        "hours": lambda: t("around the clock") if value == "off" else _shown_hours(t, value),
        "quiet": lambda: t("none") if value == "off" else value,
        "own_sources": lambda: t("none") if value == "off" else value,
        "causes": lambda: t("the usual ones") if value == "off" else value,
        "scorecard": lambda: "30, 20, 20, 20, 10" if value == "off" else value,
        "ratings": lambda: {
            "private": t("in private chats"),
            "everywhere": t("in groups too"),
            "off": t("never"),
        }[value],
        "recommend": lambda: t("never") if value == "off" else t("once in three months"),
        "summary_day": lambda: str(get_day_names("wide", "stand-alone", t.language)[int(value)]),
        "reopen": lambda: t.plural("{n} day", "{n} days", int(value)),
    }
    return shown[key]() if key in shown else value


def _shown_ladder(t: Texts, ladder: Ladder) -> str:
    before = format_list([duration(t, span) for span in ladder.before], locale=t.language)
    again = duration(t, ladder.repeat) if ladder.repeat else ""
    if before and again:
        return t("{before} before, then every {again}", before=before, again=again)
    if before:
        return t("{before} before, no repeats", before=before)
    if again:
        return t("at the deadline, then every {again}", again=again)
    return t("at the deadline only")


def _shown_targets(t: Texts, targets: str) -> str:
    by_kind = read_targets(targets, TARGET_LIMITS)
    return ", ".join(
        f"{kind_name(t, kind)} {in_hours(t, round(target.total_seconds() / 60))}"
        for kind, target in by_kind.items()
    )


def _shown_hours(t: Texts, hours: str) -> str:
    """The canonical English text with the reader's names of days."""
    names = get_day_names("abbreviated", "format", t.language)
    words = {day: names[number] for number, day in enumerate(DAYS)} | {"off": t("closed")}
    return re.sub("|".join(words), lambda found: words[found.group()], hours)


def settings(t: Texts, brand: Brand, directory: Directory) -> View:
    chats = client_chats(directory, brand)
    rows = [
        Text(setting_name(t, key), ": ", Bold(shown_value(t, key, value_of(brand, key))))
        for key in KEYS
    ]
    modes = [
        Text(t("In “{chat}” I log: {mode}", chat=clip(c.title, 40), mode=mode_name(t, c.mode)))
        for c in chats
    ]
    keys = [button(setting_name(t, key), OnSetting(key=key)) for key in KEYS]
    return View(
        lines(Bold(t("{brand}: settings", brand=brand.name)), *rows, *modes),
        [
            *[keys[i : i + 2] for i in range(0, len(keys), 2)],
            *[
                [
                    button(
                        clip(chat.title, 40) or chat_role_name(t, chat.role),
                        OnSetting(key=f"mode{chat.id}"),
                    )
                ]
                for chat in chats[:20]
            ],
        ],
    )


def client_chats(directory: Directory, brand: Brand) -> list[Chat]:
    return [
        *directory.chats_of(brand.id, ChatRole.COMMUNITY),
        *directory.chats_of(brand.id, ChatRole.COMMENTS),
    ]


def choices(t: Texts, brand: Brand, key: str) -> View:
    current = value_of(brand, key)
    offered = [
        button(
            ("• " if value == current else "") + shown_value(t, key, value),
            OnSetting(key=key, value=_packed(value)),
        )
        for value in CHOICES.get(key, ())
    ]
    width = 1 if key in {"ladder", "hours", "timezone", "ratings"} else 3
    typed = [button(t("Type another"), OnSetting(key=key, value="?"))] if key in TYPED else []
    last = [*typed, button(t("‹ Back"), OnSetting(key=""))]
    return View(
        Text(Bold(setting_name(t, key)), "\n", shown_value(t, key, current), "\n", _about(t, key)),
        [*[offered[i : i + width] for i in range(0, len(offered), width)], last],
    )


def _packed(value: str) -> str:
    """The separator of callback data may not stand in a value."""
    return value.replace(":", ".")


def unpacked(value: str) -> str:
    return value.replace(".", ":")


def mode_choices(t: Texts, chat: Chat) -> View:
    rows = [
        [
            button(
                ("• " if mode is chat.mode else "") + mode_name(t, mode),
                OnSetting(key=f"mode{chat.id}", value=mode.value),
            )
        ]
        for mode in ChatMode
    ]
    return View(
        Text(
            Bold(t("What shall I log in “{chat}”?", chat=clip(chat.title, 64))),
            "\n",
            t(
                "What asks for an answer: questions, complaints, suggestions, and whatever "
                "addresses the brand. What is left out can be added with /log."
            ),
        ),
        [*rows, [button(t("‹ Back"), OnSetting(key=""))]],
    )


def _about(t: Texts, key: str) -> str:
    """How to type a value, with an example."""
    return {
        "name": t("Type the brand's name, up to 64 characters."),
        "timezone": t("Type a city's zone, for example Europe/Kyiv."),
        "sla": t("Type hours, from 0.25 to 720, for example 24."),
        "own_sources": t("Type names with commas between them, for example Rozetka, Prom; or off."),
        "causes": t(
            "Why things go wrong, with commas between; after a colon the department that can mend "
            "it. Example: price, delivery: Logistics. For the usual list: off."
        ),
        "ratings": t(
            "After closing I ask the client for a mark of 1 to 5, once a week at most. Where?"
        ),
        "recommend": t("Shall I ask clients who rate whether they would recommend the brand?"),
        "scorecard": t(
            "How much each line of /review weighs: solution, understanding, empathy, cause, tone. "
            "Example: 30, 20, 20, 20, 10"
        ),
        "friend_sla": t("Type hours, from 0.25 to 720, for example 4, or off."),
        "by_kind": t(
            "Type kinds with their hours, for example complaint 4, question 12; or off. Praise and "
            "comments need no answer unless they are named here."
        ),
        "ladder": t(
            "When to warn before the deadline, and how often to repeat after it. Example: "
            "4h 1h, repeat 4h"
        ),
        "hours": t(
            "When the clock runs. Example: mon-fri 09:00-18:00, sat 10:00-14:00, off 2026-12-25"
        ),
        "quiet": t(
            "When alerts wait. A warning that would come too late is sent before. Example: "
            "22:00-08:00"
        ),
        "summary_time": t("Type a local time, for example 09:00."),
        "reopen": t(
            "A client who writes again within this time after closing reopens the request."
        ),
    }.get(key, "")


def ask_value(t: Texts, key: str) -> View:
    return View(
        Text(
            Bold(setting_name(t, key)),
            "\n",
            _about(t, key),
            "\n",
            t("Send it as a reply to this message."),
        )
    )
