"""doors and teamwork

Columns are added and dropped in place: SQLite could not copy a table that others refer to.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import BIG, MOMENT, Column, flag, key, reference, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def added() -> dict[str, list[Column]]:
    return {
        "brand": [
            sa.Column("friend_sla_minutes", sa.Integer(), nullable=True),
            words("kind_targets"),
            words("own_sources"),
        ],
        "chat": [sa.Column("thread_id", BIG, nullable=True)],
        "member": [flag("on_shift"), sa.Column("chosen_at", MOMENT, nullable=True)],
        "client": [
            sa.Column("tier", sa.String(length=20), nullable=False, server_default="regular"),
            words("note"),
            flag("do_not_message"),
            sa.Column("came_at", MOMENT, nullable=True),
            reference("same_as_id", "client", nullable=True),
            sa.Column("own_tier", sa.String(length=20), nullable=True),
            sa.Column("own_do_not_message", sa.Boolean(), nullable=True),
        ],
        "request": [
            reference("business_id", "business_connection", nullable=True),
            reference("post_id", "post", nullable=True),
            words("own_source"),
            reference("merged_into_id", "request", nullable=True),
        ],
        "message": [
            sa.Column("business_id", BIG, nullable=False, server_default="0"),
            sa.Column("deleted_at", MOMENT, nullable=True),
            reference("written_to_id", "request", nullable=True),
        ],
        "notice": [sa.Column("business_id", BIG, nullable=False, server_default="0")],
        "wait": [reference("merged_into_id", "wait", nullable=True)],
    }


def partial(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def upgrade() -> None:
    op.create_table(
        "business_connection",
        key(),
        reference("brand_id", "brand"),
        sa.Column("connection_id", sa.String(), nullable=False, unique=True),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("user_chat_id", BIG, nullable=False),
        sa.Column("can_reply", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("connected_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
    )
    op.create_index("ix_business_connection_brand_id", "business_connection", ["brand_id"])
    op.create_table(
        "post",
        key(),
        reference("brand_id", "brand"),
        sa.Column("channel_id", BIG, nullable=False),
        sa.Column("channel_message_id", BIG, nullable=False),
        sa.Column("last_message_id", BIG, nullable=False),
        sa.Column("album_id", sa.String(), nullable=True),
        sa.Column("copy_album_id", sa.String(), nullable=True),
        sa.Column("chat_id", BIG, nullable=True),
        sa.Column("thread_id", BIG, nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("preview", sa.String(), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.UniqueConstraint("channel_id", "channel_message_id"),
    )
    op.create_index("ix_post_thread", "post", ["chat_id", "thread_id"])
    op.create_index("ix_post_posted", "post", ["brand_id", "posted_at"])
    op.create_table(
        "api_key",
        key(),
        reference("brand_id", "brand"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False, unique=True),
        reference("created_by", "member", nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
    )
    op.create_index("ix_api_key_brand_id", "api_key", ["brand_id"])
    op.create_table(
        "department",
        key(),
        reference("brand_id", "brand"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("brand_id", "name"),
    )
    op.create_table(
        "template",
        key(),
        reference("brand_id", "brand"),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        reference("changed_by", "member", nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("brand_id", "language", "name"),
    )
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column, inline_references=True)
    partial("ix_client_same_as", "client", ["same_as_id"], "same_as_id IS NOT NULL")
    partial("ix_client_friend", "client", ["brand_id"], "tier = 'friend'")
    partial("ix_request_business", "request", ["last_client_at"], "business_id IS NOT NULL")
    partial("ix_request_merged", "request", ["merged_into_id"], "merged_into_id IS NOT NULL")
    partial("ix_wait_merged", "wait", ["merged_into_id"], "merged_into_id IS NOT NULL")
    partial("ix_request_post", "request", ["post_id"], "post_id IS NOT NULL")
    op.drop_index("uq_message_origin", "message")
    op.create_index(
        "uq_message_origin", "message", ["chat_id", "message_id", "business_id"], unique=True
    )
    # No query has used it since the queue is read by request, and every new wait paid for it.
    op.drop_index("ix_wait_queue", "wait")
    op.create_table(
        "filed",
        key(),
        reference("key_id", "api_key"),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        reference("request_id", "request"),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("key_id", "idempotency_key"),
    )
    op.create_index("ix_filed_filed_at", "filed", ["filed_at"])
    op.create_table(
        "hand_off",
        key(),
        reference("brand_id", "brand"),
        reference("request_id", "request"),
        reference("department_id", "department"),
        reference("asked_by", "member", nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("next_alert_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
    )
    op.create_index("ix_hand_off_request", "hand_off", ["request_id"])
    partial("ix_hand_off_next_alert", "hand_off", ["next_alert_at"], "next_alert_at IS NOT NULL")


def downgrade() -> None:
    partial("ix_wait_queue", "wait", ["brand_id", "due_at"], "stopped_at IS NULL")
    op.drop_table("hand_off")
    op.drop_table("filed")
    # What a business chat said cannot be told apart without its column.
    op.execute(
        "DELETE FROM revision WHERE message_row_id IN"
        " (SELECT id FROM message WHERE business_id <> 0)"
    )
    op.execute("DELETE FROM message WHERE business_id <> 0")
    op.drop_index("uq_message_origin", "message")
    op.create_index("uq_message_origin", "message", ["chat_id", "message_id"], unique=True)
    op.drop_index("ix_request_post", "request")
    op.drop_index("ix_wait_merged", "wait")
    op.drop_index("ix_request_merged", "request")
    op.drop_index("ix_request_business", "request")
    op.drop_index("ix_client_friend", "client")
    op.drop_index("ix_client_same_as", "client")
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)
    for table in ("template", "department", "api_key", "post", "business_connection"):
        op.drop_table(table)
