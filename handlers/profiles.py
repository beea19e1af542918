"""/client: a client's profile, and what the team decides about them."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.clients import link, note_client, profile_of, set_do_not_message, set_tier, unlink
from handlers.buttons import OnClient
from handlers.card_verbs import Verb, open_menu
from handlers.filters import Says
from handlers.refusals import is_staff, member_pressing
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.client import clients_found, notes_views, profile_view
from handlers.wording import clip
from storage.clients import find_clients, get_client
from storage.notices import notice_of_message
from storage.requests import get_request
from storage.tables import Client, Member, Request
from storage.vocabulary import Tier

MOST = 8
WORDS_LIMIT = 100


async def show_client(message: Message, scene: Scene, args: str) -> None:
    """/client Olena, @handle, #124; or as a reply to a card."""
    if not await is_staff(message, scene) or scene.brand is None:
        return
    session = await scene.session()
    found: list[Client] = []
    if args:
        found = list(await find_clients(session, scene.brand.id, args[:WORDS_LIMIT], MOST))
    elif message.reply_to_message is not None:
        found = await _replied_to(message, scene)
    if not found:
        said = (
            scene.t("I know no such client.")
            if args
            else scene.t("Whom? For example: /client Olena, /client @olena or /client 124")
        )
        await scene.say(plain(said), reply_to=message.message_id)
    elif len(found) == 1:
        await _say_profile(scene, found[0])
    else:
        await scene.say(clients_found(scene.t, found))


async def _replied_to(message: Message, scene: Scene) -> list[Client]:
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    assert message.reply_to_message is not None  # noqa: S101 - the caller has seen it
    session = await scene.session()
    earlier = message.reply_to_message.message_id
    notice = await notice_of_message(session, message.chat.id, earlier)
    if notice is None or notice.request_id is None or notice.brand_id != scene.brand.id:
        return []
    request = await get_request(session, notice.request_id)
    client = await get_client(session, request.client_id) if request else None
    return [client] if client is not None else []


async def _say_profile(scene: Scene, client: Client) -> None:
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    profile = await profile_of(await scene.session(), client)
    await scene.say(profile_view(scene.t, scene.brand, profile))


async def _say_notes(scene: Scene, client: Client) -> None:
    profile = await profile_of(await scene.session(), client)
    for view in notes_views(scene.t, profile.chief):
        await scene.say(view)


async def on_button(query: CallbackQuery, callback_data: OnClient, scene: Scene) -> None:
    session = await scene.session()
    client = await get_client(session, callback_data.client_id)
    member = member_pressing(query, scene, client.brand_id if client else None)
    if client is None or member is None or query.message is None:
        return
    brand, t = scene.directory.brands[client.brand_id], scene.t
    said = ""
    match callback_data.verb, callback_data.value:
        case "tier", (Tier.FRIEND | Tier.REGULAR) as tier:
            await set_tier(session, brand, client, Tier(tier), scene.now)
        case "silence", ("on" | "off") as wanted:
            await set_do_not_message(session, client, wanted=wanted == "on")
        case "unlink", _:
            await unlink(session, brand, client, scene.now)
        case ("note" | "link") as what, _:
            await _ask(scene, client, what)
        case "notes", _:
            await _say_notes(scene, client)
        case "show", _:
            pass
        case _:
            said = t("This button is out of date.")
    scene.toast(query, said)
    if callback_data.verb not in {"note", "notes", "link"} and not said:
        profile = await profile_of(session, client)
        await scene.edit(query.message.message_id, profile_view(t, brand, profile))


async def _ask(scene: Scene, client: Client, what: str) -> None:
    name = clip(client.name, 40)
    asked = {
        "note": scene.t("What shall I note about {name}? Reply to this message.", name=name),
        "link": scene.t(
            "Who else is {name}? Reply with a name, a handle or a request's number.", name=name
        ),
    }
    await scene.say(plain(asked[what]), prompt={"ask": f"client_{what}", "client_id": client.id})


async def on_note(_message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    client = await _asked_about(scene, prompt)
    if client is not None:
        await note_client(await scene.session(), client, words)
        await _say_profile(scene, client)


async def on_link(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """Only one may fit: two people must not become one by a guess."""
    client = await _asked_about(scene, prompt)
    if client is None or scene.brand is None:
        return
    session = await scene.session()
    rows = await find_clients(session, scene.brand.id, words[:WORDS_LIMIT], MOST)
    others = [one for one in rows if one.id != client.id]
    if len(others) != 1:
        said = (
            scene.t("Several clients fit. Reply to the question with a request's number.")
            if others
            else scene.t("I know no such client.")
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return
    if not await link(session, scene.brand, client, others[0], scene.now):
        await scene.say(plain(scene.t("They are one person already.")), reply_to=message.message_id)
        return
    await _say_profile(scene, client)


async def _asked_about(scene: Scene, prompt: dict[str, Any]) -> Client | None:
    client = await get_client(await scene.session(), prompt["client_id"])
    ours = client is not None and scene.brand is not None and client.brand_id == scene.brand.id
    return client if ours else None


async def _from_card(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    await open_menu(query, scene, request, member, "")
    client = await get_client(await scene.session(), request.client_id)
    if client is not None:
        await _say_profile(scene, client)
    return ""


VERBS: dict[str, Verb] = {"client": _from_card}


def profile_router() -> Router:
    router = Router(name="profiles")
    router.message.register(show_client, Says("client"))
    router.callback_query.register(on_button, OnClient.filter())
    return router
