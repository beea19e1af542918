"""A wire-level Telegram Bot API emulator, and the people, groups and hours to try a bot with."""

from bot.sandbox.business import BusinessAccount
from bot.sandbox.calls import Call, CallLog
from bot.sandbox.clock import ShiftedClock
from bot.sandbox.groups import Channel, DirectMessages, Group
from bot.sandbox.messages import Message
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import CallbackAnswer

__all__ = [
    "BusinessAccount",
    "Call",
    "CallLog",
    "CallbackAnswer",
    "Channel",
    "DirectMessages",
    "Group",
    "Message",
    "Person",
    "Sandbox",
    "ShiftedClock",
]
