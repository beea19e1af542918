"""The tables, by whose business they are.

Partial indexes name their condition for SQLite alone: to name PostgreSQL's would import its
dialect, 3 MB, into every bot. The migrations make them on both.
"""

from storage.tables.doors import ApiKey, BusinessConnection, Filed, Post
from storage.tables.intake import DeadLetter, Pulse, SeenUpdate
from storage.tables.people import Brand, Chat, Client, Invite, Member
from storage.tables.quality import Goal, Rating, Review
from storage.tables.requests import Event, Message, Request, Revision, Wait
from storage.tables.sending import Notice
from storage.tables.teamwork import Department, HandOff, Template

__all__ = [
    "ApiKey",
    "Brand",
    "BusinessConnection",
    "Chat",
    "Client",
    "DeadLetter",
    "Department",
    "Event",
    "Filed",
    "Goal",
    "HandOff",
    "Invite",
    "Member",
    "Message",
    "Notice",
    "Post",
    "Pulse",
    "Rating",
    "Request",
    "Review",
    "Revision",
    "SeenUpdate",
    "Template",
    "Wait",
]
