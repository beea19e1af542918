"""Who is who: brands, their chats and their staff. Small tables, read whole."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Brand, Chat, Member
from storage.vocabulary import ChatRole, MemberRole

_RANK = {MemberRole.MANAGER: 0, MemberRole.LEAD: 1, MemberRole.OWNER: 2}


@dataclass(frozen=True, slots=True)
class Directory:
    brands: dict[int, Brand]
    chats: dict[int, Chat]  # by Telegram's id, the active ones
    members: dict[int, list[Member]]  # by Telegram's user id, the active ones

    def member(self, brand_id: int, user_id: int) -> Member | None:
        rows = self.members.get(user_id, ())
        return next((row for row in rows if row.brand_id == brand_id), None)

    def chats_of(self, brand_id: int, role: ChatRole) -> list[Chat]:
        return [
            chat for chat in self.chats.values() if chat.brand_id == brand_id and chat.role is role
        ]

    def chat_of(self, brand_id: int, role: ChatRole) -> Chat | None:
        return next(iter(self.chats_of(brand_id, role)), None)

    def brand_of_channel(self, channel_id: int) -> Brand | None:
        """Whose channel it is: connected itself, or through its discussion group."""
        for chat in self.chats.values():
            if channel_id in {chat.chat_id, chat.linked_id}:
                return self.brands[chat.brand_id]
        return None

    def staff(self, brand_id: int) -> list[Member]:
        """Owners first, then leads, then managers."""
        rows = [
            member
            for members in self.members.values()
            for member in members
            if member.brand_id == brand_id
        ]
        return sorted(rows, key=lambda row: (-_RANK[row.role], row.id))

    def leads(self, brand_id: int) -> list[Member]:
        """Leads first, then owners: the order in which alerts look for a reader."""
        rows = [row for row in self.staff(brand_id) if row.role is not MemberRole.MANAGER]
        return sorted(rows, key=lambda row: (_RANK[row.role], row.id))

    def default_brand(self) -> Brand | None:
        """The brand that a stranger's private message belongs to: the oldest one."""
        return self.brands[min(self.brands)] if self.brands else None


def _choice(member: Member) -> tuple[bool, float, int]:
    chosen = member.chosen_at
    return (chosen is None, -chosen.timestamp() if chosen else 0.0, member.id)


# Made once: hardly anything is asked as often.
_BRANDS = select(Brand)
_CHATS = select(Chat).where(col(Chat.active))
_MEMBERS = select(Member).where(col(Member.active))


async def load_directory(session: Session) -> Directory:
    fresh = {"populate_existing": True}
    brands = (await session.scalars(_BRANDS, execution_options=fresh)).all()
    chats = (await session.scalars(_CHATS, execution_options=fresh)).all()
    members = (await session.scalars(_MEMBERS, execution_options=fresh)).all()
    by_user: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        by_user[member.user_id].append(member)
    for rows in by_user.values():  # of several brands, the one chosen last comes first
        rows.sort(key=_choice)
    return Directory(
        brands={brand.id: brand for brand in brands},
        chats={chat.chat_id: chat for chat in chats},
        members=dict(by_user),
    )
