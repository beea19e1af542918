"""quality: causes, ratings, reviews, goals

Columns are added and dropped in place: SQLite could not copy a table that others refer to.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import MOMENT, Column, flag, key, reference, words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def added() -> dict[str, list[Column]]:
    return {
        "brand": [
            words("causes"),
            sa.Column("ratings", sa.String(length=20), nullable=False, server_default="private"),
            flag("asks_to_recommend"),
            words("scorecard"),
        ],
        "request": [
            words("cause"),
            words("cause_department"),
            sa.Column("told", sa.Boolean(), nullable=True),
        ],
        "message": [sa.Column("kind", sa.String(length=20), nullable=True)],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "rating",
        key(),
        reference("brand_id", "brand"),
        reference("request_id", "request"),
        reference("client_id", "client"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rated_at", MOMENT, nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.UniqueConstraint("request_id", "kind"),
    )
    op.create_index("ix_rating_client", "rating", ["client_id", "asked_at"])
    op.create_index("ix_rating_rated", "rating", ["brand_id", "rated_at"])
    op.create_index("ix_rating_asked", "rating", ["brand_id", "asked_at"])
    op.create_table(
        "review",
        key(),
        reference("brand_id", "brand"),
        reference("message_row_id", "message"),
        reference("member_id", "member", nullable=True),
        reference("reviewer_id", "member"),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("message_row_id", "reviewer_id"),
    )
    op.create_index("ix_review_reviewed", "review", ["brand_id", "reviewed_at"])
    op.create_table(
        "goal",
        key(),
        reference("brand_id", "brand"),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("deadline", MOMENT, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        reference("set_by", "member", nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index("ix_goal_brand_id", "goal", ["brand_id"])
    op.drop_index("ix_request_client", "request")
    op.create_index("ix_request_client", "request", ["client_id", "started_at"])
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_request_closed",
        "request",
        ["brand_id", "closed_at"],
        sqlite_where=closed,
        postgresql_where=closed,
    )


def downgrade() -> None:
    op.drop_index("ix_request_closed", "request")
    op.drop_index("ix_request_client", "request")
    op.create_index("ix_request_client", "request", ["client_id", "chat_id"])
    for table in ("goal", "review", "rating"):
        op.drop_table(table)
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)
