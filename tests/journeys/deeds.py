"""What people do in most journeys: a client asks, the desk answers, somebody presses through."""

from bot.sandbox import Group, Message, Person
from tests.stage import Stage


async def asks(stage: Stage, client: Person, words: str, *, chat: Group | None = None) -> Message:
    """The request's card."""
    client.writes(words, chat=chat)
    return await stage.seen(stage.desk, words)


async def answers(stage: Stage, card: Message, words: str) -> None:
    stage.iryna.writes(words, chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")


async def presses(stage: Stage, who: Person, message: Message, *labels: str) -> str:
    """One button after the other, as each is offered; what the last toast says."""
    said = ""
    for label in labels:
        await stage.offers(message, label)
        said = (await who.presses(message, label)).text
    return said


async def closes(stage: Stage, card: Message) -> None:
    await presses(stage, stage.iryna, card, "Close", "Solved")
    await stage.turns(card, "☑️ closed: solved")
    await stage.quiet()


async def sets(stage: Stage, name: str, value: str, *, shown: str | None = None) -> None:
    """The owner's choice of a setting; `shown` is how the list then begins to tell it."""
    stage.owner.writes("/settings")
    settings = await stage.seen(stage.owner, f"{name}: ")
    await presses(stage, stage.owner, settings, name, value)
    await stage.turns(settings, f"{name}: {shown or value}")


async def types_setting(stage: Stage, name: str, was: str, typed: str) -> None:
    """The owner types a setting; what comes of it is the caller's to see."""
    stage.owner.writes("/settings")
    settings = await stage.seen(stage.owner, f"{name}: {was}")
    await presses(stage, stage.owner, settings, name, "Type another")
    ask = await stage.seen(stage.owner, "Send it as a reply to this message.")
    stage.owner.writes(typed, reply_to=ask)
