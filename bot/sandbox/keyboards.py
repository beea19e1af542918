from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.messages import Json

_DATA_LIMIT_BYTES = 64
_BUTTON_LIMIT = 100
_ACTIONS = frozenset({
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
})  # fmt: skip
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def checked_markup(markup: Any) -> Json | None:
    """A reply markup that Telegram would accept, or None. Raises ApiError 400."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if not any(kind in markup for kind in _KINDS):
        return None
    if "inline_keyboard" in markup:
        _check_rows(markup["inline_keyboard"])
    return markup


def checked_inline(markup: Any) -> Json | None:
    """The same where only an inline keyboard may stand."""
    checked = checked_markup(markup)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return inline_part(checked)


def inline_part(markup: Json | None) -> Json | None:
    """What a message shows of it: an inline keyboard with buttons, or nothing."""
    if not markup or not any(markup.get("inline_keyboard", [])):
        return None
    return {"inline_keyboard": [row for row in markup["inline_keyboard"] if row]}


def _check_rows(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'can\'t parse inline keyboard: Field "inline_keyboard" must be an Array of Arrays'
        )
    buttons = [button for row in rows for button in row]
    if len(buttons) > _BUTTON_LIMIT:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise _broken_button("expected an Object")
    if not str(button.get("text", "")).strip():
        raise _broken_button("Button text must be non-empty")
    if not any(button.get(action) is not None for action in _ACTIONS):
        raise _broken_button("Text buttons are unallowed in the inline keyboard")
    if button.get("callback_data") == "":
        raise bad_request("BUTTON_DATA_INVALID")
    if len(str(button.get("callback_data", "")).encode()) > _DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))


def _check_url(url: str) -> None:
    scheme, found, rest = url.partition("://")
    if found and scheme not in {"http", "https", "tg", "ton"}:
        raise _broken_url(url, "Unsupported URL protocol")
    host = (rest if found else url).partition("/")[0]
    if scheme not in {"tg", "ton"} and "." not in host:
        raise _broken_url(url, "Wrong HTTP URL")


def _broken_url(url: str, reason: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _broken_button(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
