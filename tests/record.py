"""What the bot has on record, read beside it from the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Executable,
    Row,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, col

from storage.log import table_of
from storage.tables import (
    Brand,
    BusinessConnection,
    Chat,
    Event,
    HandOff,
    Message,
    Notice,
    Request,
    Wait,
)
from storage.vocabulary import Direction, NoticeStatus

ON_THE_WAY = (NoticeStatus.PENDING, NoticeStatus.RETRY)
NOW = bindparam("now", type_=table_of(Wait).c.next_alert_at.type)

# Built once: they are asked a hundred times a second.
DUE = select(
    or_(
        exists().where(col(Wait.next_alert_at) <= NOW),
        exists().where(col(HandOff.next_alert_at) <= NOW),
        exists().where(col(Brand.next_summary_at) <= NOW),
        exists().where(col(Notice.status).in_(ON_THE_WAY), col(Notice.send_at) <= NOW),
        exists().where(col(Notice.status) == NoticeStatus.SENDING),
    )
)
NEXT_MOMENTS: CompoundSelect[Any] = union_all(
    select(func.min(col(Wait.next_alert_at))).where(col(Wait.next_alert_at) > NOW),
    select(func.min(col(HandOff.next_alert_at))).where(col(HandOff.next_alert_at) > NOW),
    select(func.min(col(Brand.next_summary_at))).where(col(Brand.next_summary_at) > NOW),
    select(func.min(col(Notice.send_at))).where(
        col(Notice.status).in_(ON_THE_WAY), col(Notice.send_at) > NOW
    ),
)


class Record:
    def __init__(self, database_url: str) -> None:
        self._engine = create_async_engine(database_url)

    async def close(self) -> None:
        await self._engine.dispose()

    async def rows(self, query: Executable, **values: Any) -> Sequence[Row[Any]]:
        async with self._engine.connect() as connection:
            return (await connection.execute(query, values)).all()

    async def count(self, model: type[SQLModel], *conditions: Any) -> int:
        query = select(func.count()).select_from(table_of(model)).where(*conditions)
        [[found]] = await self.rows(query)
        return int(found)

    async def all(self, model: type[SQLModel]) -> list[Any]:
        """Every row, oldest first."""
        rows = await self.rows(select(table_of(model)).order_by(table_of(model).c.id))
        return list(rows)

    def ids(self, model: type[SQLModel]) -> Executable:
        return select(table_of(model).c.id)

    async def everything(self, brand_id: int | None = None) -> str:
        """All that the database holds, of one brand or in all, as text."""
        told = []
        for table in SQLModel.metadata.sorted_tables:
            if brand_id is None:
                told.append(str(await self.rows(select(table))))
            elif "brand_id" in table.c:
                told.append(str(await self.rows(select(table).where(table.c.brand_id == brand_id))))
        return "\n".join(told)

    async def rows_of_brand(self, brand_id: int, model: type[SQLModel]) -> set[int]:
        """The brand's ids."""
        table = table_of(model)
        own = table.c.id == brand_id if model is Brand else table.c.brand_id == brand_id
        return {row[0] for row in await self.rows(select(table.c.id).where(own))}

    async def forget_connections(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(BusinessConnection))

    async def due_by(self, now: datetime) -> bool:
        """Whether at `now` the watch, the summaries or the outbox have something to do."""
        [[found]] = await self.rows(DUE, now=now)
        return bool(found)

    async def next_due_after(self, now: datetime) -> datetime | None:
        """The first later moment at which one of them will have something to do."""
        found = [row[0] for row in await self.rows(NEXT_MOMENTS, now=now)]
        return min((moment for moment in found if moment is not None), default=None)

    async def client_messages(self) -> list[tuple[int, int]]:
        """(chat, message) of every message of a client, as often as it is on record."""
        rows = await self.rows(
            select(col(Message.chat_id), col(Message.message_id)).where(
                col(Message.direction) == Direction.IN
            )
        )
        return [(chat, message) for chat, message in (tuple(row) for row in rows)]

    async def numbers(self) -> list[int]:
        """The requests' numbers, in order."""
        rows = await self.rows(select(col(Request.number)).order_by(col(Request.number)))
        return [row[0] for row in rows]

    async def waits(self) -> Sequence[Any]:
        """All waits, the oldest first: started_at, due_at, stopped_at, stop, next_alert_at."""
        return await self.rows(select(table_of(Wait)).order_by(col(Wait.id)))

    async def add(self, row: SQLModel) -> None:
        """Put a row there behind the bot's back, such as another brand's."""
        values = row.model_dump(exclude_none=True)
        async with self._engine.begin() as connection:
            await connection.execute(insert(table_of(type(row))).values(values))

    async def unnumber_notes(self) -> None:
        """Have the notes stand as before the numbers of their messages were kept."""
        table = table_of(Event)
        notes = select(table.c.id, table.c.data).where(table.c.what == "note")
        async with self._engine.begin() as connection:
            for row_id, kept in (await connection.execute(notes)).all():
                renewed = update(table).where(table.c.id == row_id)
                await connection.execute(renewed.values(data={"note": kept["note"]}))

    async def set_brand(self, **values: Any) -> None:
        """Change settings of the only brand behind the bot's back, before the story begins."""
        async with self._engine.begin() as connection:
            await connection.execute(update(table_of(Brand)).values(values))

    async def set_chat(self, chat_id: int, **values: Any) -> None:
        """The same for a connected chat."""
        async with self._engine.begin() as connection:
            table = table_of(Chat)
            await connection.execute(update(table).where(table.c.chat_id == chat_id).values(values))
