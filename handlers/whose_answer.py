"""The question whose answer some words were: asked once, kept up to date, settled once."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot.answers import Answer, NotCarriedError, answer_request
from bot.questions import Edit, Question, Settled, question_about, question_key
from handlers.buttons import OnAnswer, OnCandidates
from handlers.reading import details_of, edited_at, words_of
from handlers.refusals import Press, pressed
from handlers.scene import Scene
from handlers.texts import Texts, texts
from handlers.views.asking import ask_whose_answer, not_sent, settled, settled_before
from handlers.views.view import View
from storage.merging import standing_request
from storage.notices import show_anew
from storage.requests import get_request
from storage.tables import Notice, Request
from storage.vocabulary import ChatRole


def _whom_to_ask(scene: Scene) -> int | None:
    """The desk, else the leads' chat, else whoever wrote, alone."""
    assert scene.brand is not None  # noqa: S101 - a connected chat has a brand
    for role in (ChatRole.DESK, ChatRole.LEADS):
        chat = scene.directory.chat_of(scene.brand.id, role)
        if chat is not None:
            return chat.chat_id
    if scene.member is not None and scene.member.private_chat:
        return scene.member.user_id
    return None


async def ask_the_team(
    scene: Scene,
    answer: Answer,
    candidates: tuple[Request, ...],
    *,
    to: int | None = None,
    once: str = "",
) -> None:
    """Several clients wait, or a colleague was meant: it is asked, never guessed.

    `once` names an automatic text, perhaps: the same is not asked about again until somebody has
    said that this time it was no such thing. It is forgotten in a month, with other plain words,
    unless somebody still waits by then.
    """
    reader = to if to is not None else _whom_to_ask(scene)
    session = await scene.session()
    if reader is None or await question_about(session, answer.origin, answer.album_id):
        return
    question = Question([one.id for one in candidates], (answer,), automatic=bool(once))
    view = await ask_whose_answer(session, _team_texts(scene), question, candidates)
    key = once or question_key(answer.origin, answer.album_id)
    await scene.say(view, to=reader, prompt=question.prompt, once=key)


async def joins_question(scene: Scene, answer: Answer) -> bool:
    """Whether the rest of its album was asked about: then it shares its fate."""
    session = await scene.session()
    found = answer.album_id and await question_about(session, answer.origin, answer.album_id)
    if not found:
        return False
    notice, question = found
    if question.settled is None:
        if answer.message_id not in {one.message_id for one in question.parts}:
            await _show(scene, notice, replace(question, parts=(*question.parts, answer)))
        return True
    request = await standing_request(session, question.settled.request_id or 0)
    if request is not None:
        try:
            await answer_request(session, request, answer, scene.now)
        except NotCarriedError as error:
            said = not_sent(_team_texts(scene), error, request.number)
            await scene.say(said, to=notice.chat_id, request_id=request.id)
    return True


async def edits_question(message: Message, scene: Scene, *, business_id: int = 0) -> None:
    """An open question about the edited words shows and credits the new ones."""
    session = await scene.session()
    origin = (message.chat.id, message.message_id, business_id)
    found = await question_about(session, origin, message.media_group_id)
    if found is None:
        return
    notice, question = found
    when, details = edited_at(message, scene.now), details_of(message)
    renewed = question.edited(Edit(message.message_id, when, words_of(message), details))
    if question.settled is None and renewed is not None:
        await _show(scene, notice, renewed)


async def show_more(query: CallbackQuery, callback_data: OnCandidates, scene: Scene) -> None:
    found = await _open_question(query, scene)
    if found is not None:
        press, question = found
        scene.toast(query)
        await _show(scene, press.notice, replace(question, offset=callback_data.offset))


async def mark_automatic(query: CallbackQuery, scene: Scene) -> None:
    """The question's key stays taken, so that nobody is asked about these words again."""
    found = await _open_question(query, scene)
    if found is not None:
        press, question = found
        await _settle(query, scene, press, question, Settled(press.member.name, automatic=True))


async def credit_by_button(query: CallbackQuery, callback_data: OnAnswer, scene: Scene) -> None:
    found = await _open_question(query, scene)
    if found is None:
        return
    press, question = found
    session = await scene.session()
    request = await question.credited_already(session)
    if request is None and callback_data.request_id in question.candidates:
        request = await standing_request(session, callback_data.request_id)
    if request is not None:
        try:
            await question.credit(session, request, scene.now)
        except NotCarriedError as error:
            await scene.say(not_sent(scene.t, error, request.number), request_id=request.id)
            scene.toast(query)
            return
    if question.automatic:  # these words may be asked about again
        said = question.parts[0]
        press.notice.dedup_key = question_key(said.origin, said.album_id)
    how = Settled(press.member.name, request.id if request is not None else None)
    await _settle(query, scene, press, question, how)


async def _open_question(query: CallbackQuery, scene: Scene) -> tuple[Press, Question] | None:
    """What is pressed; whoever comes too late is told who settled it, and how."""
    press = await pressed(query, scene)
    if press is None:
        return None
    question = Question.asked_by(press.notice)
    if question is None:
        scene.toast(query, scene.t("This question is no longer open."))
        return None
    if question.settled is not None:
        number = await _number(scene, question.settled)
        scene.toast(query, settled_before(scene.t, question.settled, number), alert=True)
        return None
    return press, question


async def _settle(
    query: CallbackQuery, scene: Scene, press: Press, question: Question, how: Settled
) -> None:
    said = settled(scene.t, how, await _number(scene, how))
    scene.toast(query, said)
    await _show(scene, press.notice, replace(question, settled=how), View(Text(said)))


async def _number(scene: Scene, how: Settled) -> int | None:
    request = await get_request(await scene.session(), how.request_id or 0)
    return request.number if request is not None else None


async def _show(scene: Scene, notice: Notice, question: Question, view: View | None = None) -> None:
    """Keep how the question stands by now, and have its message say so."""
    session = await scene.session()
    if view is None:
        found = [await get_request(session, one) for one in question.candidates]
        candidates = [one for one in found if one is not None]
        view = await ask_whose_answer(session, _team_texts(scene), question, candidates)
    changes = {"send": view.payload(), "prompt": question.prompt}
    await show_anew(session, notice, changes, scene.now)


def _team_texts(scene: Scene) -> Texts:
    """The team is asked in its own language, whoever wrote."""
    return texts(scene.brand.language) if scene.brand is not None else scene.t
