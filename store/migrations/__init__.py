"""Alembic migrations of the shop's tables; run by `store.migrate`, never by hand."""
