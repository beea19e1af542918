"""What has no file: places, contacts, polls, dice."""

from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json
from bot.sandbox.posting import post_as_bot
from bot.sandbox.things import poll
from bot.sandbox.world import World

_POINT = ("latitude", "longitude")


def send_location(world: World, params: Json) -> Json:
    return post_as_bot(world, params, {"location": _needed(params, *_POINT)}).raw


def send_venue(world: World, params: Json) -> Json:
    place = _needed(params, *_POINT)
    venue = {"location": place, **_needed(params, "title", "address")}
    return post_as_bot(world, params, {"venue": venue, "location": place}).raw


def send_contact(world: World, params: Json) -> Json:
    card = _needed(params, "phone_number", "first_name")
    return post_as_bot(world, params, {"contact": card}).raw


def send_poll(world: World, params: Json) -> Json:
    asked = _needed(params, "question", "options")
    return post_as_bot(world, params, {"poll": poll(asked["question"], asked["options"])}).raw


def send_dice(world: World, params: Json) -> Json:
    dice = {"emoji": params.get("emoji") or "🎲", "value": 6}
    return post_as_bot(world, params, {"dice": dice}).raw


def _needed(params: Json, *names: str) -> Json:
    for name in names:
        if params.get(name) is None:
            raise bad_request(f"{name} is empty")
    return {name: params[name] for name in names}


METHODS = {
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendPoll": send_poll,
    "sendDice": send_dice,
}
