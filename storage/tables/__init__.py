"""The tables, by whose business they are."""

from storage.tables.intake import DeadLetter, Pulse, SeenUpdate
from storage.tables.people import Brand, Chat, Client, Invite, Member
from storage.tables.requests import Event, Message, Request, Revision, Wait
from storage.tables.sending import Notice

__all__ = [
    "Brand",
    "Chat",
    "Client",
    "DeadLetter",
    "Event",
    "Invite",
    "Member",
    "Message",
    "Notice",
    "Pulse",
    "Request",
    "Revision",
    "SeenUpdate",
    "Wait",
]
