"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.String().with_variant(sa.String(collation="C"), "postgresql")
AUTOMATIC = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cart_lines",
        sa.Column("cart_id", IDENTIFIER, nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("variant_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cart_id", "product_id", "variant_id", name=op.f("pk_cart_lines")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index("ix_conversations_customer_id", "conversations", ["customer_id"], unique=False)

    op.create_table(
        "customers",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("persona", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "events",
        sa.Column("id", AUTOMATIC, nullable=False),
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("basket", sa.Text(), nullable=False),
        sa.Column("ranking_id", sa.Text(), nullable=False),
        sa.Column("import_key", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("import_key", name=op.f("uq_events_import_key")),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)
    op.create_index("ix_events_customer_id_at", "events", ["customer_id", "at"], unique=False)

    op.create_table(
        "follows",
        sa.Column("follower", IDENTIFIER, nullable=False),
        sa.Column("followed", IDENTIFIER, nullable=False),
        sa.PrimaryKeyConstraint("follower", "followed", name=op.f("pk_follows")),
    )
    op.create_table(
        "orders",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_customer_id", "orders", ["customer_id"], unique=False)

    op.create_table(
        "policies",
        sa.Column("topic", IDENTIFIER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_policies")),
    )
    op.create_table(
        "preferences",
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "kind", "value", name=op.f("pk_preferences")),
    )
    op.create_table(
        "products",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("category", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=True),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_table(
        "promotions",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product_ids", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("brands", sa.JSON(), nullable=False),
        sa.Column("bundle", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
    )
    op.create_index("ix_promotions_starts_at", "promotions", ["starts_at"], unique=False)

    op.create_table(
        "rankings",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("conversation_id", IDENTIFIER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
    )
    op.create_index("ix_rankings_conversation_id", "rankings", ["conversation_id"], unique=False)

    op.create_table(
        "reviews",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_product_id", "reviews", ["product_id"], unique=False)

    op.create_table(
        "shop_settings",
        sa.Column("key", IDENTIFIER, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shop_settings")),
    )
    op.create_table(
        "turns",
        sa.Column("conversation_id", IDENTIFIER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "number", name=op.f("pk_turns")),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("variant_id", IDENTIFIER, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_lines")),
    )
    op.create_table(
        "order_statuses",
        sa.Column("order_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_statuses_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_statuses")),
    )
    op.create_table(
        "rankings_shown",
        sa.Column("ranking_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["rankings.id"], name=op.f("fk_rankings_shown_ranking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ranking_id", "position", name=op.f("pk_rankings_shown")),
    )
    op.create_table(
        "variants",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("product_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
    )
    op.create_index("ix_variants_product_id", "variants", ["product_id"], unique=False)


def downgrade() -> None:
    op.drop_table("variants")
    op.drop_table("rankings_shown")
    op.drop_table("order_statuses")
    op.drop_table("order_lines")
    op.drop_table("turns")
    op.drop_table("shop_settings")
    op.drop_table("reviews")
    op.drop_table("rankings")
    op.drop_table("promotions")
    op.drop_table("products")
    op.drop_table("preferences")
    op.drop_table("policies")
    op.drop_table("orders")
    op.drop_table("follows")
    op.drop_table("events")
    op.drop_table("customers")
    op.drop_table("conversations")
    op.drop_table("cart_lines")
