"""The set-up: the checklist that ticks itself, the question what a group is, the roster."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from handlers.buttons import OnConnect, OnConnectTo, OnDeskEnds, OnSetting, OnStaff
from handlers.texts import Texts
from handlers.views.names import chat_role_name, name_for_clients, role_name
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.directory import Directory
from storage.tables import Brand, Chat, Member
from storage.vocabulary import ChatRole, MemberRole

CONNECTABLE = (ChatRole.DESK, ChatRole.LEADS, ChatRole.COMMUNITY, ChatRole.COMMENTS)
OFFERED = 12
"""Brands among which a lead of several may choose."""


@dataclass(frozen=True, slots=True)
class SetupFacts:
    directory: Directory
    bot_username: str
    deaf: list[str]  # client chats where privacy mode keeps messages from us
    blind: tuple[str, ...] = ()  # owners of Business accounts that were cut off from us
    unheard: tuple[str, ...] = ()  # channels whose messages we may not answer


def client_chats(directory: Directory, brand_id: int) -> list[Chat]:
    return [
        *directory.chats_of(brand_id, ChatRole.COMMUNITY),
        *directory.chats_of(brand_id, ChatRole.COMMENTS),
    ]


def checklist(t: Texts, brand: Brand, facts: SetupFacts) -> View:
    named = bool(name_for_clients(brand))
    steps = [
        _step(
            named,
            t("the brand's name, which clients read"),
            t("Tap “Name the brand” and write it."),
        ),
        *_team_steps(t, brand, facts.directory),
        *_client_steps(t, brand, facts),
    ]
    done = all(step.startswith("✅") for step in steps)
    return View(
        lines(
            Bold(t("{brand}: getting ready", brand=brand.name)),
            *steps,
            _unheard(t, facts),
            t("All set. I am on watch: /help shows what I can do.")
            if done
            else t("This list ticks itself as you go."),
        ),
        [] if named else [[button(t("Name the brand"), OnSetting(key="name", value="?"))]],
    )


def _team_steps(t: Texts, brand: Brand, directory: Directory) -> Iterator[str]:
    leads = directory.chat_of(brand.id, ChatRole.LEADS)
    lead = next((m for m in directory.leads(brand.id) if m.role is MemberRole.LEAD), None)
    yield _step(
        directory.chat_of(brand.id, ChatRole.DESK) is not None,
        t("the managers' desk: a group where your team works"),
        t("Add me to the team's group and tap “managers' desk”."),
    )
    yield _step(
        leads is not None or lead is not None,
        t("the leads: a chat or a person who gets the alerts"),
        t(
            "Add me to the leads' group, or send a lead the link from /invite lead. Until "
            "then alerts come to you."
        ),
    )


def _client_steps(t: Texts, brand: Brand, facts: SetupFacts) -> Iterator[str]:
    yield _step(
        bool(client_chats(facts.directory, brand.id)),
        t("a client chat: a group or your channel's comments"),
        t(
            "Add me there and say what it is. Clients can also write to me directly: t.me/{bot}",
            bot=facts.bot_username,
        ),
    )
    yield _step(
        not facts.deaf,
        t("I can read the client chats"),
        t(
            "In {chats} I see only commands. Make me an administrator there, or switch "
            "privacy mode off: @BotFather → /setprivacy → @{bot} → Disable, then remove me "
            "from the group and add me again.",
            chats=clip(", ".join(facts.deaf), 200),
            bot=facts.bot_username,
        ),
    )
    if facts.blind:  # nobody need have a Business account: without trouble it is no step
        yield _step(
            not facts.blind,
            t("I can read and answer the Business accounts"),
            t(
                "{names}: connect me again and allow me to reply, in Telegram's settings, "
                "Business, Chatbots.",
                names=clip(", ".join(facts.blind), 200),
            ),
        )


def _unheard(t: Texts, facts: SetupFacts) -> str | None:
    """Perhaps nobody may write there, so it keeps no list from being done."""
    if not facts.unheard:
        return None
    return t(
        "🙈 I may not answer the messages written to {chats}. If people may write there, "
        "allow me to manage direct messages: the channel's settings, Administrators.",
        chats=clip(", ".join(facts.unheard), 200),
    )


def _step(done: bool, what: str, how: str) -> str:  # noqa: FBT001 - it reads as a list
    return f"✅ {what}" if done else f"▫️ {what}\n      {how}"


def what_group_is(
    t: Texts, title: str, brands: Sequence[Brand] = (), role: ChatRole | None = None
) -> View:
    """`brands` are the asked lead's own; of several, the first is named and the others offered.
    `role` is what the group is by now.
    """
    name = clip(title, 64)
    said = (
        t("What is “{title}” for? So far: {role}.", title=name, role=chat_role_name(t, role))
        if role
        else t("Thank you for adding me! What is “{title}” for?", title=name)
    )
    if len(brands) < 2:
        return View(Text(said), [[_connect(t, role, None)] for role in CONNECTABLE])
    others = [
        button(t("It is for {brand}", brand=clip(one.name, 40)), OnConnectTo(brand_id=one.id))
        for one in brands[1:OFFERED]
    ]
    return View(
        lines(said, Text("🏷 ", Bold(clip(brands[0].name, 64)))),
        [*[[_connect(t, role, brands[0])] for role in CONNECTABLE], *[[one] for one in others]],
    )


def _connect(t: Texts, role: ChatRole, brand: Brand | None) -> InlineKeyboardButton:
    data = OnConnectTo(brand_id=brand.id, role=role.value) if brand else OnConnect(role=role.value)
    return button(chat_role_name(t, role), data)


def connected(t: Texts, role: ChatRole, brand: Brand | None = None) -> View:
    """`brand` is given where the reader works for several."""
    said = {
        ChatRole.DESK: t(
            "This is the managers' desk now. Every request will come here as a card; reply "
            "to a card and your answer goes to the client. People of this chat count as "
            "managers."
        ),
        ChatRole.LEADS: t(
            "This is the leads' chat now. Alerts and weekly summaries come here. The buttons "
            "work for leads: each opens their own link from /invite lead once."
        ),
        ChatRole.COMMUNITY: t(
            "I watch this group now: questions, complaints and suggestions become requests "
            "on the desk. Answer here by replying, as you always do."
        ),
        ChatRole.COMMENTS: t(
            "I watch the comments now: each becomes a request on the desk. Answer here by "
            "replying, as you always do."
        ),
    }
    name = Text("🏷 ", Bold(clip(brand.name, 64))) if brand else None
    return View(lines(name, said[role]))


def end_desk(t: Texts, title: str, role: ChatRole) -> View:
    """Asked before the desk becomes something else."""
    said = t(
        "“{chat}” is your managers' desk: requests come here as cards, and only here. Shall it be "
        "the {role} instead? Connect another group as the desk first, and no request goes without "
        "a card.",
        chat=clip(title, 64),
        role=chat_role_name(t, role),
    )
    return View(
        Text(said),
        [
            [button(t("No, it stays the desk"), OnDeskEnds(role=""))],
            [button(t("Yes, change it"), OnDeskEnds(role=role.value))],
        ],
    )


def without_desk(t: Texts) -> str:
    return t(
        "⚠️ There is no managers' desk any more: requests are on record, but get no card. Add me to "
        "a group of your team and send /connect desk there."
    )


def role_given(t: Texts, title: str, role: ChatRole) -> View:
    """What the question turns into."""
    name = clip(title, 64)
    return View(Text(t("“{chat}” is connected: {role}.", chat=name, role=chat_role_name(t, role))))


def staff_list(t: Texts, brand: Brand, members: Sequence[Member], viewer: Member) -> View:
    rows = [
        Text(
            Bold(clip(member.name, 40)),
            f" (@{member.username})" if member.username else "",
            f" · {role_name(t, member.role)}",
            t(" · from the desk chat") if member.from_desk else "",
            "" if member.private_chat else t(" · has not written to me, so gets no private alerts"),
        )
        for member in members
    ]
    removable = [
        member
        for member in members
        if member.id != viewer.id
        and (viewer.role is MemberRole.OWNER or member.role is MemberRole.MANAGER)
        and viewer.role is not MemberRole.MANAGER
    ]
    return View(
        lines(
            Bold(t("{brand}: the team", brand=brand.name)),
            *rows,
            t("New people: /invite manager or /invite lead."),
        ),
        [
            [
                button(
                    t("Remove {name}", name=clip(member.name, 30)),
                    OnStaff(verb="remove", member_id=member.id),
                )
            ]
            for member in removable[:20]
        ],
    )


def confirm_removal(t: Texts, member: Member) -> View:
    return View(
        Text(
            t(
                "Remove {name} from the team? They will no longer see or answer requests "
                "through me.",
                name=clip(member.name, 40),
            )
        ),
        [
            [
                button(t("Yes, remove"), OnStaff(verb="sure", member_id=member.id)),
                button(t("No"), OnStaff(verb="list")),
            ]
        ],
    )
