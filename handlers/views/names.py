"""How the project's words are shown."""

from handlers.texts import Texts
from storage.vocabulary import ChatMode, ChatRole, Kind, MemberRole, Outcome, Source


def kind_icon(kind: Kind) -> str:
    return {
        Kind.COMPLAINT: "🔥",
        Kind.QUESTION: "❓",
        Kind.SUGGESTION: "💡",
        Kind.PRAISE: "💚",
        Kind.COMMENT: "💬",
    }[kind]


def kind_name(t: Texts, kind: Kind) -> str:
    return {
        Kind.COMPLAINT: t("complaint"),
        Kind.QUESTION: t("question"),
        Kind.SUGGESTION: t("suggestion"),
        Kind.PRAISE: t("praise"),
        Kind.COMMENT: t("comment"),
    }[kind]


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
    }.get(role or ChatRole.DESK, "")


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
