"""Says no to those who may not, or not here: politely, and nothing else."""

from typing import NamedTuple

from aiogram.types import CallbackQuery, Message

from handlers.scene import Scene
from handlers.texts import language_of_user, texts
from handlers.views.asking import anonymous, leads_only, not_staff, plain
from handlers.wording import clip
from storage.notices import notice_of_message
from storage.tables import Brand, Member, Notice
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole


def refuse_press(scene: Scene, query: CallbackQuery, *, manager: bool = False) -> None:
    """`manager` where a member presses what is the leads' and owners'."""
    if manager:
        said = leads_only(scene.t)
    elif _is_unconfirmed(scene):
        said = _ask_again(scene)
    elif _is_newcomer_among_leads(scene):
        said = _how_to_join(scene)
    else:
        said = scene.t("These buttons are for the team. Thank you for understanding!")
    scene.toast(query, said, alert=True)


def _is_newcomer_among_leads(scene: Scene) -> bool:
    """Roles come by invitation alone, so being in the leads' chat gives none."""
    chat, user = scene.chat, scene.user
    if chat is None or user is None or chat.role is not ChatRole.LEADS:
        return False
    return scene.directory.member(chat.brand_id, user.id) is None


def _how_to_join(scene: Scene) -> str:
    """In the reader's own language: what to do, and who can help."""
    assert scene.chat is not None  # noqa: S101 - the leads' chat
    assert scene.user is not None  # noqa: S101 - a newcomer
    team = scene.directory.staff(scene.chat.brand_id)  # owners first
    t = texts(language_of_user(scene.user.language_code, scene.t.language))
    return t(
        "You are not on the team yet. Ask {name} to send me /invite lead in private, and open the "
        "link that comes: then this works for you.",
        name=clip(team[0].name, 40) if team else "?",
    )


async def say_unread(message: Message, scene: Scene, command: str, args: str) -> None:
    """A command that takes no words shows what it shows; who added some hears that they were not
    read.
    """
    if any(map(str.isalnum, args)):
        said = scene.t(
            "/{command} takes no words, so I did not read “{words}”. This is all that it shows:",
            command=command,
            words=clip(args, 60),
        )
        await scene.say(plain(said), reply_to=message.message_id)


class Press(NamedTuple):
    """A member's press of a button under one of our messages."""

    member: Member
    brand: Brand
    notice: Notice  # that said the message
    message_id: int


def member_pressing(
    query: CallbackQuery,
    scene: Scene,
    brand_id: int | None,
    *,
    leads: bool = False,
    roles: frozenset[ChatRole] = TEAM_ROLES,
) -> Member | None:
    """The member of the row's brand who presses where its team works; else they are refused.

    With `leads` a lead or an owner. The scene is theirs from then on: what they are shown is
    shown in this chat, so it must be their brand's too.
    """
    member = scene.directory.member(brand_id, query.from_user.id) if brand_id else None
    if member is None or (leads and member.role is MemberRole.MANAGER):
        refuse_press(scene, query, manager=member is not None)
        return None
    problem = _not_here(scene, member.brand_id, roles)
    if problem:
        scene.toast(query, problem, alert=True)
        return None
    scene.member, scene.brand = member, scene.directory.brands[member.brand_id]
    return member


def _not_here(scene: Scene, brand_id: int, roles: frozenset[ChatRole]) -> str:
    if scene.place is not None and scene.place.type == "private":
        return ""
    if scene.chat is not None and scene.chat.brand_id != brand_id:
        return scene.t("This belongs to another brand.")
    if scene.chat is not None and scene.chat.role in roles:
        return ""
    return scene.t("The team's buttons work at the desk, in the leads' chat and in private.")


async def pressed(query: CallbackQuery, scene: Scene, *, leads: bool = False) -> Press | None:
    """The press of a member of the message's own brand; with `leads`, of a lead or an owner.

    The scene is theirs from then on; anybody else is refused.
    """
    message = query.message
    session = await scene.session()
    notice = (
        await notice_of_message(session, message.chat.id, message.message_id) if message else None
    )
    if notice is None and scene.member is not None:  # forgotten: its buttons stay at Telegram
        scene.toast(query, scene.t("This button is out of date."), alert=True)
        return None
    brand_id = notice.brand_id if notice else None
    member = member_pressing(query, scene, brand_id, leads=leads)
    if message is None or notice is None or member is None:
        return None
    return Press(member, scene.directory.brands[member.brand_id], notice, message.message_id)


async def is_member(message: Message, scene: Scene) -> bool:
    """Whether a member wrote it; anybody else gets a polite word, among clients silence."""
    if scene.member is not None:
        return True
    user_id = scene.user.id if scene.user else 0
    if message.sender_chat is not None and scene.chat and scene.chat.role in TEAM_ROLES:
        await scene.say(plain(anonymous(scene.t)), reply_to=message.message_id)
    elif _is_unconfirmed(scene):
        await scene.say(plain(_ask_again(scene)), reply_to=message.message_id)
    elif _is_newcomer_among_leads(scene):
        await scene.say(plain(_how_to_join(scene)), reply_to=message.message_id)
    elif message.chat.type == "private" or (scene.chat and scene.chat.role in TEAM_ROLES):
        await scene.say(not_staff(scene.t), reply_to=message.message_id)
    elif scene.chat is None and user_id in scene.directory.members:
        said = scene.t(
            "I am not switched on in this group. The brand's owner or lead does it with /connect."
        )
        await scene.say(plain(said), reply_to=message.message_id)
    return False


async def is_staff(message: Message, scene: Scene) -> bool:
    """Whether a member wrote it where the team works: clients must not read the answer."""
    if not await is_member(message, scene):
        return False
    if scene.chat is None or scene.chat.role in TEAM_ROLES:
        return True
    said = plain(
        scene.t(
            "The team's commands work at the desk, in the leads' chat and in private with me. "
            "Among clients only /log as a reply does."
        )
    )
    if not await scene.say_in_private(said):
        await scene.say_aside(said)
    return False


async def is_lead(message: Message, scene: Scene) -> bool:
    if not await is_staff(message, scene):
        return False
    if not scene.may_lead:
        await scene.say(plain(leads_only(scene.t)), reply_to=message.message_id)
    return scene.may_lead


def _is_unconfirmed(scene: Scene) -> bool:
    """Whether Telegram could not be asked if this person is in the desk chat."""
    if scene.chat is None or scene.user is None or scene.member is not None:
        return False
    asked = scene.unit.facts.get("in_desk", {})
    return asked.get((scene.chat.chat_id, scene.user.id), False) is None


def _ask_again(scene: Scene) -> str:
    return scene.t(
        "I could not ask Telegram whether you are in the team's chat. Please try again in a minute."
    )
