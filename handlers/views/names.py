"""How the project's words are shown."""

from functools import cache

from babel.numbers import format_decimal

from bot.goals import SHARES
from bot.hints import Hint
from handlers.texts import LANGUAGES, Texts, texts
from handlers.wording import percent, percent_near
from storage.messages import Words
from storage.tables import Brand, Client, Request
from storage.vocabulary import ChatMode, ChatRole, Kind, MemberRole, Metric, Outcome, Source


def kind_icon(kind: Kind) -> str:
    return {
        Kind.COMPLAINT: "🔥",
        Kind.QUESTION: "❓",
        Kind.SUGGESTION: "💡",
        Kind.PRAISE: "💚",
        Kind.COMMENT: "💬",
    }[kind]


def handle_beside(client: Client) -> str:
    """The client's handle, to stand beside the name; "" where it is the name."""
    handle = f"@{client.username}" if client.username else ""
    return handle if handle != client.name else ""


def kind_name(t: Texts, kind: Kind) -> str:
    return {
        Kind.COMPLAINT: t("complaint"),
        Kind.QUESTION: t("question"),
        Kind.SUGGESTION: t("suggestion"),
        Kind.PRAISE: t("praise"),
        Kind.COMMENT: t("comment"),
    }[kind]


def hint_name(t: Texts, hint: Hint) -> str:
    return {
        Hint.BRUSH_OFF: t("a polite phrase, and nothing the client can hold on to"),
        Hint.NO_CAUSE: t("the client asked why; the answer names no cause"),
        Hint.NO_STEP: t("the answer names no step and no date"),
        Hint.NO_EMPATHY: t("no word of understanding for a complaint"),
        Hint.SHORT: t("the answer is very short"),
        Hint.TEMPLATE: t("several clients got these very words"),
        Hint.NO_GREETING: t("the answer does not greet the client"),
    }[hint]


def outcome_name(t: Texts, outcome: Outcome) -> str:
    return {
        Outcome.SOLVED: t("solved"),
        Outcome.EXPLAINED: t("explained"),
        Outcome.REFUSED: t("refused"),
        Outcome.NOTHING_NEEDED: t("nothing needed"),
    }[outcome]


def source_name(t: Texts, source: Source) -> str:
    return {
        Source.TELEGRAM: "Telegram",
        Source.INSTAGRAM: "Instagram",
        Source.FACEBOOK: "Facebook",
        Source.VIBER: "Viber",
        Source.TIKTOK: "TikTok",
        Source.GOOGLE: t("Google reviews"),
        Source.WEBSITE: t("website"),
        Source.PHONE: t("phone"),
        Source.PERSON: t("in person"),
        Source.OTHER: t("other source"),
    }[source]


def door_name(t: Texts, role: ChatRole | None) -> str:
    """The kind of Telegram chat through which a client came."""
    return {
        ChatRole.DIRECT: t("private chat"),
        ChatRole.COMMUNITY: t("group"),
        ChatRole.COMMENTS: t("comments"),
        ChatRole.BUSINESS: t("Business account"),
    }.get(role or ChatRole.DESK, "")


def first_name(t: Texts) -> str:
    """What a brand is called until its owner names it."""
    return t("My brand")


def name_for_clients(brand: Brand | None) -> str:
    """The brand's name, "" until it has one: clients never read the first one."""
    return brand.name if brand is not None and brand.name not in _first_names() else ""


@cache
def _first_names() -> frozenset[str]:
    return frozenset(first_name(texts(language)) for language in LANGUAGES)


def role_name(t: Texts, role: MemberRole) -> str:
    return {
        MemberRole.OWNER: t("owner"),
        MemberRole.LEAD: t("team lead"),
        MemberRole.MANAGER: t("manager"),
    }[role]


def chat_role_name(t: Texts, role: ChatRole) -> str:
    return {
        ChatRole.DESK: t("managers' desk"),
        ChatRole.LEADS: t("leads' chat"),
        ChatRole.COMMUNITY: t("client group"),
        ChatRole.COMMENTS: t("channel comments"),
        ChatRole.DIRECT: t("private chat"),
        ChatRole.CHANNEL: t("channel"),
        ChatRole.DEPARTMENT: t("department"),
        ChatRole.BUSINESS: t("Business account"),
    }[role]


def mode_name(t: Texts, mode: ChatMode) -> str:
    return {
        ChatMode.EVERYTHING: t("every message"),
        ChatMode.REQUESTS: t("what asks for an answer"),
        ChatMode.MENTIONS: t("only mentions"),
    }[mode]


def content_name(t: Texts, content: str) -> str:
    """A medium in words, for a message that has none of its own."""
    return {
        "photo": t("📷 photo"),
        "video": t("🎬 video"),
        "voice": t("🎤 voice message"),
        "video_note": t("🎥 video note"),
        "audio": t("🎵 audio"),
        "document": t("📎 file"),
        "sticker": t("sticker"),
        "animation": t("animation"),
        "location": t("📍 location"),
        "contact": t("👤 contact"),
        "poll": t("poll"),
    }.get(content, t("a message without text"))


def awaited(t: Texts, request: Request, asked: Words | None) -> str:
    """What the client waits for; where that is not known, what the request began with."""
    words, content = asked or (request.preview, "")
    return words or content_name(t, content)


def metric_name(t: Texts, metric: Metric) -> str:
    return {
        Metric.COMPLIANCE: t("answers in time"),
        Metric.FIRST_RESPONSE: t("first answer, hours"),
        Metric.CSAT: t("marks of 4 and 5"),
        Metric.RECOVERED: t("won back"),
        Metric.DEPTH: t("deep answers"),
        Metric.BACKLOG: t("clients who wait"),
        Metric.ENGAGEMENT: t("engagement of posts"),
    }[metric]


def metric_value(t: Texts, metric: Metric, value: float | None) -> str:
    if value is None:
        return "?"
    if metric is Metric.ENGAGEMENT:
        return percent_near(t, value)
    if metric in SHARES:
        return percent(t, value)
    return str(format_decimal(round(value, 1), locale=t.language))


def sheet_name(t: Texts, name: str) -> str:
    """Of an exported table."""
    return {
        "requests": t("requests"),
        "waits": t("waits"),
        "messages": t("messages"),
        "ratings": t("marks"),
        "members": t("team"),
    }[name]
