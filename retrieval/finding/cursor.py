"""Where a page ended, as a short text that the next request brings back. The server keeps nothing.

A cursor holds the sort key and id of the last product, and a hash of each of the last `REMEMBERED` products shown. As
long as all that was shown is remembered, the next page is simply the best of what was not shown: no product comes twice
and none is missed, whatever is added, removed or priced anew in between. Further down, what comes after the key is
shown: there, a product whose own key changed may be missed, and every other one is neither repeated nor missed.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from retrieval.filters import Filters
from retrieval.finding.request import RequestError, SearchRequest

REMEMBERED = 500
HASH = 5  # bytes of a product's hash: that one of 500 is taken for another has a chance of one in four million
HEAD = struct.Struct("<8sI?dHH")  # request, products shown, whether sold out, key, bytes of the id, hashes
SUM = 8  # bytes of the checksum

Key = tuple[bool, float, str]  # sorted in this order: sold out last, the sort's key, the id


class CursorError(RequestError):
    """A cursor that is damaged, or of another request."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """`last` is the furthest place that was shown, `shown` the number of products, `recent` the hashes of the last;
    `of` is the digest of the request."""

    last: Key
    shown: int
    recent: tuple[bytes, ...]
    of: bytes

    @property
    def complete(self) -> bool:
        """Whether all that was shown is remembered."""
        return self.shown <= len(self.recent)

    def after(self, keys: list[Key]) -> Cursor:
        """The cursor behind another page, of products with these keys."""
        recent = (*self.recent, *(hash_of(key[2]) for key in keys))[-REMEMBERED:]
        return Cursor(max([self.last, *keys]), self.shown + len(keys), recent, self.of)

    def text(self) -> str:
        sold_out, key, product_id = self.last
        name = product_id.encode("utf-8", "surrogatepass")
        head = HEAD.pack(self.of, self.shown, sold_out, key, len(name), len(self.recent))
        body = head + name + b"".join(self.recent)
        return urlsafe_b64encode(body + checksum(body)).decode().rstrip("=")


START: Key = (False, float("-inf"), "")  # before everything


def read_cursor(request: SearchRequest) -> Cursor:
    """The request's cursor, or one before everything. Raises CursorError."""
    if not request.cursor:
        return Cursor(START, 0, (), digest_of(request))
    try:
        text = request.cursor.encode("ascii")
        data = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except (Error, ValueError):
        raise CursorError("the cursor is damaged: it is not one that a page gave out") from None
    body, given = data[:-SUM], data[-SUM:]
    if len(body) < HEAD.size or checksum(body) != given:
        raise CursorError("the cursor is damaged: its checksum is wrong")
    digest, shown, sold_out, key, length, count = HEAD.unpack_from(body)
    if len(body) != HEAD.size + length + count * HASH:
        raise CursorError("the cursor is damaged: its length is wrong")
    if digest != digest_of(request):
        raise CursorError("the cursor is of another request: all but limit and facets must stay the same")
    product_id = body[HEAD.size : HEAD.size + length].decode("utf-8", "surrogatepass")
    hashes = body[HEAD.size + length :]
    recent = tuple(hashes[at : at + HASH] for at in range(0, len(hashes), HASH))
    return Cursor((sold_out, key, product_id), shown, recent, digest)


def hash_of(product_id: str) -> bytes:
    return blake2b(product_id.encode("utf-8", "surrogatepass"), digest_size=HASH).digest()


def checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=SUM, person=b"daogou cursor").digest()


def digest_of(request: SearchRequest) -> bytes:
    """8 bytes that change with everything that decides what is found and in which order."""
    said = (request.query, request.understand, request.currency, str(request.sort))
    parts = (*said, request.relax, request.in_stock_first, *_parts(request.filters))
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _parts(filters: Filters) -> Iterable[object]:
    for name in Filters.__dataclass_fields__:
        value = getattr(filters, name)
        if isinstance(value, frozenset):
            yield sorted(value)
        elif hasattr(value, "items"):
            yield sorted((key, sorted(values)) for key, values in value.items())
        else:
            yield value
