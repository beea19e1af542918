"""since when a notice fails"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import MOMENT

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("failing_since", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "failing_since")
