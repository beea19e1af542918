"""What people send that has neither words nor a file."""

from bot.sandbox.messages import Json

PLACE: Json = {"latitude": 50.4501, "longitude": 30.5234}


def poll(question: str, options: list[Json]) -> Json:
    return {
        "id": "1",
        "question": question,
        "options": [
            {"persistent_id": str(place), "text": one["text"], "voter_count": 0}
            for place, one in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


THINGS: dict[str, Json] = {
    "location": {"location": PLACE},
    "venue": {
        "venue": {"location": PLACE, "title": "Кав'ярня", "address": "Хрещатик, 1"},
        "location": PLACE,
    },
    "poll": {"poll": poll("Коли вам зручно?", [{"text": "вранці"}, {"text": "ввечері"}])},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "checklist": {"checklist": {"title": "Замовлення", "tasks": [{"id": 1, "text": "кава"}]}},
}
