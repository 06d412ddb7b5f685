"""Reviews: what customers said of a product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Review:
    id: str
    product_id: str
    rating: int  # 1 to 5
    text: str
    at: datetime
    customer_id: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.rating <= 5:
            raise ValueError(f"review {self.id}: rating {self.rating} is not within 1 to 5")
