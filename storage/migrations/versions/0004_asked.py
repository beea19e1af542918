"""since when each message of a client asks for an answer

What was logged before was not judged then. It is taken to ask since it was sent, lest a client be
forgotten, but for praise and remarks in a group or under posts where such need no answer.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import MOMENT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("asked_at", MOMENT, nullable=True))
    op.execute("""
        UPDATE message SET asked_at = sent_at
        WHERE direction = 'in' AND NOT (
            coalesce(kind, '') IN ('praise', 'comment')
            AND chat_id IN (
                SELECT chat_id FROM chat
                WHERE role IN ('community', 'comments') AND mode <> 'everything'
            )
            AND NOT EXISTS (
                SELECT 1 FROM brand
                WHERE brand.id = message.brand_id
                AND brand.kind_targets LIKE '%' || message.kind || '%'
            )
        )
    """)


def downgrade() -> None:
    op.drop_column("message", "asked_at")
