from datetime import timedelta

from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json
from bot.sandbox.world import CallbackAnswer, World

_ANSWER_LIMIT = 200  # characters
_QUERY_LIFE = timedelta(minutes=1)


def answer_callback_query(world: World, params: Json) -> bool:
    callback = world.callbacks.get(str(params.get("callback_query_id")))
    if callback is None or world.clock() - callback.pressed_at > _QUERY_LIFE:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = str(params.get("text") or "")
    if len(text) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not callback.answered.done():
        answer = CallbackAnswer(text, bool(params.get("show_alert")), params.get("url"))
        callback.answered.set_result(answer)
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}
