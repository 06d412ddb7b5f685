"""Searches that found nothing at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTIFIER = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "searches",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query", IDENTIFIER, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "query", name=op.f("pk_searches")),
    )


def downgrade() -> None:
    op.drop_table("searches")
