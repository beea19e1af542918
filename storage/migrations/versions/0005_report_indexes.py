"""report indexes: what a week's report reads is in them, and no table is looked through for it

Of a million requests they take about seven seconds to build, once, and 50 MB.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COMPLAINT = sa.text("kind = 'complaint'")
CLOSED = sa.text("closed_at IS NOT NULL")
LATE = sa.text("stopped_at > due_at OR stop = 'closed'")


def upgrade() -> None:
    replace("ix_request_client", ["client_id", "started_at", "last_client_at"])
    replace("ix_request_closed", ["brand_id", "closed_at", "kind"], CLOSED)
    op.create_index(
        "ix_request_complaint",
        "request",
        ["brand_id", "started_at", "client_id", "last_client_at", "status"],
        sqlite_where=COMPLAINT,
        postgresql_where=COMPLAINT,
    )
    op.create_index(
        "ix_wait_late",
        "wait",
        ["brand_id", "stopped_at"],
        sqlite_where=LATE,
        postgresql_where=LATE,
    )


def downgrade() -> None:
    op.drop_index("ix_wait_late", "wait")
    op.drop_index("ix_request_complaint", "request")
    replace("ix_request_closed", ["brand_id", "closed_at"], CLOSED)
    replace("ix_request_client", ["client_id", "started_at"])


def replace(name: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.drop_index(name, "request")
    op.create_index(name, "request", columns, sqlite_where=where, postgresql_where=where)
