"""Two of the team answer one client at the same moment: each hears of the other."""

from bot.answers import Answer, answer_request, is_carried, just_answered
from handlers.clients import CLIENT_ROLES
from handlers.scene import Scene
from handlers.views.asking import not_carried, plain, sent_though_ended
from handlers.views.view import View
from handlers.wording import clip
from storage.merging import merged_requests
from storage.tables import Message, Request
from storage.vocabulary import ChatRole, RequestStatus

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})


async def answer_and_tell(scene: Scene, request: Request, answer: Answer) -> None:
    """Credit the answer; where it crosses a colleague's, both of them are told."""
    session = await scene.session()
    other = await just_answered(session, request, answer)
    await answer_request(session, request, answer, scene.now)
    if other is None:
        return
    t, number = scene.t, request.number
    to_this = t(
        "{name} answered #{number} a moment ago: the client now has both answers.",
        name=clip(other.author, 40),
        number=number,
    )
    to_other = t(
        "{name} has answered #{number} as well, a moment ago: the client now has both answers.",
        name=clip(answer.author, 40),
        number=number,
    )
    await _tell(scene, plain(to_this), answer)
    await _tell(scene, plain(to_other), other)


async def say_what_became(scene: Scene, request: Request, *, reply_to: int | None = None) -> None:
    """Silence where the answer simply goes out; a word where the reader must do something.

    Of several clients the desk is told by itself who was left out.
    """
    alone = not await merged_requests(await scene.session(), request.id)
    if alone and not is_carried(request):
        said = not_carried(scene.t, request)
    elif request.status in ENDED:
        said = sent_though_ended(scene.t, request)
    else:
        return
    await scene.say(said, reply_to=reply_to, request_id=request.id)


async def _tell(scene: Scene, view: View, said: Answer | Message) -> None:
    """Where they answered; of an answer among clients the desk hears, as they do not see it."""
    assert scene.brand is not None  # noqa: S101 - who answers does so for a brand
    chat = scene.directory.chats.get(said.chat_id or 0)
    among_clients = bool(said.business_id) or (chat is not None and chat.role in CLIENT_ROLES)
    if said.chat_id is not None and not among_clients:
        await scene.say(view, to=said.chat_id, reply_to=said.message_id)
        return
    desk = scene.directory.chat_of(scene.brand.id, ChatRole.DESK)
    if desk is not None:
        await scene.say(view, to=desk.chat_id)
