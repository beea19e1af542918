"""Rows of canned answers."""

from collections.abc import Sequence

from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Template


async def find_template(
    session: Session, brand_id: int, language: str, name: str
) -> Template | None:
    return await session.scalar(
        select(Template).where(
            Template.brand_id == brand_id, Template.language == language, Template.name == name
        )
    )


async def get_template(session: Session, template_id: int) -> Template | None:
    return await session.get(Template, template_id, populate_existing=True)


async def templates_of(
    session: Session, brand_id: int, language: str | None = None
) -> Sequence[Template]:
    """By name; those of the language first, all of them where none is named."""
    query = select(Template).where(Template.brand_id == brand_id)
    if language is not None:
        query = query.order_by((col(Template.language) == language).desc())
    return (await session.scalars(query.order_by(col(Template.name), col(Template.id)))).all()
