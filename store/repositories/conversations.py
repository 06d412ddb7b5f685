"""Conversations: the state of each as JSON, and its turns as they happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from store.database import Database, table_of, upsert
from store.schema import ConversationRow, TurnRow

CONVERSATIONS = table_of(ConversationRow)
TURNS = table_of(TurnRow)


class Conversations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conversation_id: str) -> dict[str, Any] | None:
        query = select(CONVERSATIONS.c.state).where(CONVERSATIONS.c.id == conversation_id)
        with self._database.reading() as connection:
            state: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
        return state

    def save(self, conversation_id: str, customer_id: str, state: dict[str, Any]) -> None:
        """Keep the state, replacing the one before. `customer_id` is "" for a guest."""
        row = {"id": conversation_id, "customer_id": customer_id, "state": state, "updated_at": datetime.now(UTC)}
        with self._database.transaction() as connection:
            upsert(connection, ConversationRow, [row])

    def append_turn(self, conversation_id: str, number: int, turn: dict[str, Any]) -> None:
        """Keep turn `number`; the same number again replaces it, so that a retried turn is kept once."""
        with self._database.transaction() as connection:
            upsert(connection, TurnRow, [{"conversation_id": conversation_id, "number": number, "turn": turn}])

    def turns(self, conversation_id: str) -> list[dict[str, Any]]:
        query = select(TURNS.c.turn).where(TURNS.c.conversation_id == conversation_id).order_by(TURNS.c.number)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())
