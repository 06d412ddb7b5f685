"""A first mapping for files nobody described: by the names of columns and by what stands in them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from store.importers.errors import MappingError
from store.importers.mapping import ShopMapping
from store.importers.mapping_file import parse_mapping
from store.importers.rows import Row, read_rows
from store.importers.values import read_price, read_text, read_time
from store.money import EXPONENTS

SAMPLE = 500
FITS = 0.9  # of the values there are
SIGNS = {"₹": "INR", "€": "EUR", "£": "GBP", "$": "USD", "¥": "CNY", "元": "CNY"}
# Names of columns as people write them, without case, spaces and marks; the first that is there is taken.
PRODUCT_NAMES = {
    "id": "id productid sku itemid articleid asin stockcode uniqid parentasin code handle 商品编号 商品id 编号",
    "title": "title productname productdisplayname name itemname producttitle itemtitle 标题 商品名称 名称",
    "price": "saleprice discountedprice sellingprice currentprice finalprice price unitprice amount priceusd 价格 售价",
    "list": "listprice compareatprice mrp originalprice retailprice regularprice rrp msrp 原价",
    "brand": "brand brandname vendor manufacturer supplier maker 品牌",
    "description": "description longdescription body bodyhtml shortdescription details 描述 商品描述",
    "category": "category categories categorypath producttype googleproductcategory department 分类 类目",
    "url": "url link producturl",
    "image": "image imageurl imagelink imagesrc img picture photo thumbnail",
    "rating": "rating averagerating avgrating stars",
    "rating_count": "ratingcount ratingnumber reviewcount reviewscount numreviews ratings",
    "stock": "stock quantity inventory stockquantity qty 库存",
    "currency": "currency currencycode pricecurrency 货币",
}
EVENT_NAMES = {
    "customer": "customerid userid visitorid customer user reviewerid 用户id 客户编号",
    "product": "productid itemid sku stockcode asin product item 商品编号 商品id",
    "time": "timestamp time eventtime datetime date at createdat orderdate invoicedate 时间",
    "kind": "event eventtype kind type action behavior behaviour 行为",
    "quantity": "quantity qty units count 数量",
    "basket": "basket basketid orderid order invoiceno invoice transactionid sessionid 订单号",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """`toml` is the mapping as text, for a person to keep and correct; `preview` shows it with values of the file."""

    mapping: ShopMapping
    toml: str
    preview: str


def guess(source: Path, headers: Mapping[Path, list[str]]) -> Guess:
    """A mapping for the files. Raises MappingError when none of them looks like products or events."""
    sections: list[str] = []
    shown: list[str] = []
    heads: list[str] = [f"name = {json.dumps(source.name, ensure_ascii=False)}"]
    for make in (_guess_products, _guess_events):
        for path in headers:
            sample = [row for row in islice(read_rows(path), SAMPLE) if row.broken is None]
            found = make(path, headers[path], sample)
            if found is not None:
                head, section, chosen = found
                heads += head
                sections.append(section)
                shown += [f"{path.name}:", *(f"  {key:24} <- {_example(sample, column)}" for key, column in chosen)]
                break
    if not sections:
        columns = "; ".join(f"{path.name} has {', '.join(header[:30])}" for path, header in headers.items())
        reason = f"no column can be taken for a product's id, title and price, or an event's ({columns})"
        raise MappingError(reason, "write a mapping (docs/bring-your-own-shop.md) and give it with --mapping")
    toml = "\n".join([*heads, "", *sections])
    mapping = parse_mapping(tomllib.loads(toml), Path("the guessed mapping"))
    return Guess(mapping, toml, "\n".join([*shown, "", "As a mapping:", "", toml]))


Found = tuple[list[str], str, list[tuple[str, str]]]  # lines of the head, the section, (key, column) in order


def _guess_products(path: Path, header: list[str], sample: list[Row]) -> Found | None:
    named = _named(header, PRODUCT_NAMES)
    currency, priced = _currency(named, header, sample)
    marks = {mark: _share(sample, named.get("price"), _prices_with(currency, mark)) for mark in (".", ",")}
    mark = max(marks, key=lambda one: marks[one])
    if any(key not in named for key in ("id", "title", "price")) or marks[mark] < FITS:
        return None
    lines = ["[products]", f"file = {_quoted(path.name)}"]
    keys = ("id", "title", "brand", "description", "rating", "rating_count", "stock")
    lines += [f"{key} = {_quoted(named[key])}" for key in keys if key in named and _usable(key, named[key], sample)]
    if "url" in named and _share(sample, named["url"], _is_address) >= FITS:
        lines.append(f"url = {_quoted(named['url'])}")
    lines += ["", "[products.price]", f"column = {_quoted(named['price'])}"]
    lines += [f"{key} = {_quoted(named[key])}" for key in ("list", "currency") if key in named]
    lines += [f'decimal = "{mark}"'] if mark == "," else []
    if "category" in named:
        lines += ["", "[products.category]", f"column = {_quoted(named['category'])}"]
        separator = _separator(sample, named["category"])
        lines += [f"separator = {_quoted(separator)}"] if separator else []
    if "image" in named and _share(sample, named["image"], _is_address) >= FITS:
        lines += ["", "[products.image]", f"url = {_quoted(named['image'])}"]
    attributes = _attributes(header, set(named.values()), sample)
    if attributes:
        pairs = ", ".join(f"{_quoted(_attribute_name(column))} = {_quoted(column)}" for column in attributes)
        lines += ["", "[products.attributes]", f"columns = {{ {pairs} }}"]
    head = [f"currency = {_quoted(currency)}"] if priced else []
    chosen = [(f"products.{key}", column) for key, column in named.items()]
    return head, "\n".join([*lines, ""]), chosen + [(f"attribute {column}", column) for column in attributes]


def _guess_events(path: Path, header: list[str], sample: list[Row]) -> Found | None:
    named = _named(header, EVENT_NAMES)
    if any(key not in named for key in ("customer", "product", "time")):
        return None
    if _share(sample, named["time"], read_time) < FITS:
        return None
    lines = ["[events]", f"file = {_quoted(path.name)}"]
    lines += [f"{key} = {_quoted(column)}" for key, column in named.items()]
    if "kind" not in named:
        lines.append('default_kind = "purchase"')
    return [], "\n".join([*lines, ""]), [(f"events.{key}", column) for key, column in named.items()]


def _named(header: list[str], names: Mapping[str, str]) -> dict[str, str]:
    """Key -> column, by name; no column twice."""
    by_name = {_plain(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    for key, candidates in names.items():
        for candidate in candidates.split():
            column = by_name.get(candidate)
            if column is not None and column not in found.values():
                found[key] = column
                break
    return found


def _currency(named: Mapping[str, str], header: list[str], sample: list[Row]) -> tuple[str, bool]:
    """The currency, and whether anything said so: a column, a sign or code at the prices, or the column's name."""
    texts = _texts(sample, named.get("currency")) or _texts(sample, named.get("price"))
    for text in texts[:20]:
        for code in re.findall(r"[A-Z]{3}", text.upper()):
            if code in EXPONENTS:
                return code, True
        for sign, code in SIGNS.items():
            if sign in text:
                return code, True
    for column in header:
        code = _plain(column)[-3:].upper()
        if _plain(column).startswith("price") and code in EXPONENTS:
            return code, True
    return "USD", False


def _prices_with(currency: str, mark: str) -> Callable[[Any], object]:
    return lambda value: read_price(value, currency, decimal_mark=mark)


def _share(sample: list[Row], column: str | None, read: Callable[[Any], object]) -> float:
    """How many of the column's values `read` takes without ValueError, from 0 to 1; 0 when there are none."""
    values = [row.values[column] for row in sample if column and row.values.get(column) not in (None, "")]
    taken = 0
    for value in values:
        try:
            read(value)
            taken += 1
        except ValueError:
            continue
    return taken / len(values) if values else 0.0


def _is_address(value: Any) -> None:
    if not str(value).startswith(("http://", "https://")):
        raise ValueError


def _usable(key: str, column: str, sample: list[Row]) -> bool:
    """Whether a column of numbers holds numbers."""
    if key not in ("rating", "rating_count", "stock"):
        return True
    return _share(sample, column, float if key == "rating" else int) >= FITS


def _separator(sample: list[Row], column: str) -> str:
    texts = _texts(sample, column)
    counts = {mark: sum(mark in text for text in texts) for mark in (">", "|", "/", ";")}
    mark = max(counts, key=lambda one: counts[one])
    return mark if counts[mark] * 2 > len(texts) else ""


def _attributes(header: list[str], taken: set[str], sample: list[Row]) -> list[str]:
    """Columns of short words that repeat: what shoppers can filter by."""
    found = []
    for column in header:
        texts = _texts(sample, column)
        if column in taken or len(texts) < 2 or max(map(len, texts)) > 40 or _share(sample, column, float) > 0.5:
            continue
        if len(set(texts)) <= max(2, len(texts) // 3):
            found.append(column)
    return found


def _texts(sample: list[Row], column: str | None) -> list[str]:
    values = (row.values.get(column) for row in sample) if column else ()
    return [read_text(value) for value in values if isinstance(value, str | int | float) and value != ""]


def _example(sample: list[Row], column: str) -> str:
    values = list(dict.fromkeys(text[:40] for text in _texts(sample, column)))[:3]
    return f"{column}: {', '.join(values)}"


def _attribute_name(column: str) -> str:
    name = re.sub(r"[_\W]+", " ", column).strip().casefold()
    return {"color": "colour"}.get(name, name)


def _plain(name: str) -> str:
    return re.sub(r"[_\W]", "", name).casefold()


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False)
