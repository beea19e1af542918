"""/templates: canned answers, kept by leads and put in from the card."""

import re

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.answers import Answer, NotCarriedError
from bot.templates import PLACES, TemplateError, filled_for_each, save_template
from handlers.buttons import OnRequest, OnTemplate
from handlers.card_verbs import Verb, open_menu, row_id
from handlers.crossing import answer_and_tell, say_what_became
from handlers.filters import Says
from handlers.refusals import is_lead, is_staff, member_pressing
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import not_sent, plain
from handlers.views.card_menus import Choice
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.engine import Session
from storage.merging import parties_of
from storage.requests import Matter, get_matter, message_at
from storage.tables import Member, Request, Template
from storage.templates import get_template, templates_of

_ADD = re.compile(
    r"add\s+(?:(?P<language>uk|ru|en)\s+)?(?P<name>[^\n:]+?)\s*:\s*(?P<text>.+)",
    re.IGNORECASE | re.DOTALL,
)


async def show_templates(message: Message, scene: Scene, args: str) -> None:
    if not await is_staff(message, scene) or scene.brand is None:
        return
    if args:
        await _add(message, scene, args)
        return
    rows = await templates_of(await scene.session(), scene.brand.id)
    await scene.say(_list(scene, list(rows)))


async def _add(message: Message, scene: Scene, args: str) -> None:
    if not await is_lead(message, scene) or scene.brand is None or scene.member is None:
        return
    t, typed = scene.t, _ADD.fullmatch(args)
    if typed is None:
        await scene.say(plain(_how(t)), reply_to=message.message_id)
        return
    language = (typed["language"] or scene.brand.language).lower()
    try:
        kept = await save_template(
            await scene.session(),
            scene.brand.id,
            language,
            typed["name"],
            typed["text"],
            scene.member,
            scene.now,
        )
    except TemplateError as error:
        places = ", ".join(f"{{{one}}}" for one in sorted(PLACES))
        reasons = {
            "name": t("A name has from 1 to {limit} characters.", limit=error.detail),
            "text": t("The text has from 1 to {limit} characters.", limit=error.detail),
            "place": t(
                "I do not know {{{place}}}. A template may name: {places}.",
                place=clip(error.detail, 40),
                places=places,
            ),
            "brace": t(
                "A brace stands there without its other half, or doubled. A template may name: "
                "{places}; no other braces.",
                places=places,
            ),
        }
        await scene.say(plain(reasons[error.code]), reply_to=message.message_id)
        return
    await scene.say(
        plain(t("Kept: “{name}” ({language}).", name=kept.name, language=kept.language)),
        reply_to=message.message_id,
    )


def _how(t: Texts) -> str:
    return t(
        "To add one: /templates add uk Delivery: Hello, {{client}}! Your order is on its way. "
        "The language may be left out."
    )


def _list(scene: Scene, templates: list[Template]) -> View:
    t = scene.t
    shown = [
        Text(Bold(one.name), f" ({one.language}): ", clip(one.text, 80)) for one in templates[:20]
    ]
    head = Bold(t("Canned answers")) if shown else Text(t("There are no canned answers yet."))
    removal = [
        [button(t("Remove “{name}”", name=clip(one.name, 20)), OnTemplate(template_id=one.id))]
        for one in templates[:20]
        if scene.may_lead
    ]
    return View(lines(head, *shown, _how(t)), removal)


async def remove(query: CallbackQuery, callback_data: OnTemplate, scene: Scene) -> None:
    session = await scene.session()
    template = await get_template(session, callback_data.template_id)
    member = member_pressing(query, scene, template.brand_id if template else None, leads=True)
    if template is None or member is None:
        return
    name = template.name
    await session.delete(template)
    await session.flush()
    scene.toast(query, scene.t("Removed: “{name}”.", name=name))
    if query.message is not None:
        rows = await templates_of(session, member.brand_id)
        await scene.edit(query.message.message_id, _list(scene, list(rows)))


# --- on the card ------------------------------------------------------------------------------


async def offered(session: Session, _t: Texts, matter: Matter) -> list[Choice]:
    """In the client's language first."""
    rows = await templates_of(session, matter.request.brand_id, matter.request.language)
    language = matter.request.language
    return [
        Choice(
            one.name if one.language == language else f"{one.name} ({one.language})",
            "template",
            str(one.id),
        )
        for one in rows
    ]


async def _preview(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    """Show the words as the client would read them, to be sent with one more tap."""
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    words = await _words(session, scene, request, member, value)
    if words is None:
        return scene.t("This template is gone.")
    t = scene.t
    send = OnRequest(request_id=request.id, verb="send", value=value)
    named_each = t(
        "Several clients get this, each with their own name; those who share a chat, without one."
    )
    view = View(
        lines(
            t("Your answer to #{number}:", number=request.number),
            BlockQuote(words[request.id]),
            named_each if len({*words.values()}) > 1 else None,
        ),
        [[button(t("Send to the client"), send)]],
    )
    await scene.say(view, request_id=request.id)
    return ""


async def _send(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    words = await _words(session, scene, request, member, value)
    if words is None or query.message is None:
        return scene.t("This template is gone.")
    chat_id, message_id = query.message.chat.id, query.message.message_id
    if (sent := await message_at(session, chat_id, message_id)) is not None:
        return scene.t("{name} has sent it already.", name=sent.author)
    answer = Answer(
        chat_id=chat_id,
        message_id=message_id,
        sent_at=scene.now,
        author=member.name,
        member_id=member.id,
        content="text",
        text=words[request.id],
        is_typed=False,
        words=words,
    )
    try:
        await answer_and_tell(scene, request, answer)
    except NotCarriedError as error:
        await scene.say(not_sent(scene.t, error, request.number), request_id=request.id)
        return ""
    said = scene.t("{name} answered #{number}:", name=member.name, number=request.number)
    await scene.edit(message_id, View(lines(said, BlockQuote(answer.text))))
    await say_what_became(scene, request)
    return scene.t("Sent.")


async def _words(
    session: Session, scene: Scene, request: Request, member: Member, value: str
) -> dict[int, str] | None:
    """What each client of the matter reads, by their own request; None for no such template."""
    template = await get_template(session, row_id(value))
    matter = await get_matter(session, request.id)
    if template is None or matter is None or template.brand_id != request.brand_id:
        return None
    brand = scene.directory.brands[request.brand_id]
    parties = await parties_of(session, request.id)
    return filled_for_each(template, brand, matter, member, parties)


VERBS: dict[str, Verb] = {"template": _preview, "send": _send}


def template_router() -> Router:
    router = Router(name="templates")
    router.message.register(show_templates, Says("templates"))
    router.callback_query.register(remove, OnTemplate.filter())
    return router
