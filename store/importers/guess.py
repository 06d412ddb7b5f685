"""A first mapping for files nobody described: by the names of columns and by what stands in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from store.importers.errors import MappingError
from store.importers.guess_records import Found, guess_orders, guess_promotions, guess_reviews
from store.importers.mapping import ShopMapping
from store.importers.mapping_file import parse_mapping
from store.importers.sample import Sample, quoted
from store.importers.values import read_time, read_whole

# Names of columns as people write them, without case, spaces and marks; the first that is there is taken.
PRODUCT_NAMES = {
    "id": "id productid sku itemid articleid asin stockcode uniqid parentasin code handle itemno itemnumber articleno"
    " articlenumber artno productno productnumber productcode partno partnumber mpn gtin ean upc barcode"
    " artikelnummer artikelnr artnr produktnummer bestellnummer référence reference ref codearticle codigo código"
    " codice 商品编号 商品id 编号 货号",
    "title": "title productname productdisplayname name itemname producttitle itemtitle titel bezeichnung"
    " artikelbezeichnung artikelname produktname titre nom nomproduit libellé désignation designation título titulo"
    " nombre titolo nome naam productnaam 标题 商品名称 名称 品名",
    "price": "saleprice discountedprice sellingprice currentprice finalprice price unitprice amount preis verkaufspreis"
    " vkpreis einzelpreis bruttopreis prix prixttc prixvente precio preço prezzo prijs verkoopprijs 价格 售价 单价",
    "list": "listprice compareatprice mrp originalprice retailprice regularprice rrp msrp was wasprice oldprice uvp"
    " listenpreis prixbarré adviesprijs 原价",
    "brand": "brand brandname vendor manufacturer supplier maker marke hersteller marque fabricant marca merk 品牌",
    "description": "description longdescription body bodyhtml shortdescription details beschreibung langbeschreibung"
    " descripción descripcion descrizione descrição omschrijving 描述 商品描述",
    "category": "category categories categorypath producttype googleproductcategory department kategorie warengruppe"
    " catégorie categorie categoría categoria 分类 类目",
    "url": "url link producturl",
    "image": "image imageurl imagelink imagesrc img picture photo thumbnail bild bildurl"
    " imagen immagine afbeelding 图片",
    "rating": "rating averagerating avgrating stars bewertung 评分",
    "rating_count": "ratingcount ratingnumber reviewcount reviewscount numreviews ratings",
    "stock": "stock quantity inventory stockquantity qty bestand lagerbestand menge quantité existencias voorraad 库存",
    "currency": "currency currencycode pricecurrency währung waehrung devise moneda valuta 货币",
}
NEEDED = ("id", "title", "price")  # what a product cannot be without
FILTERED = frozenset({"colour", "size", "material", "gender", "audience", "season", "pattern", "颜色", "尺码", "材质"})
EVENT_NAMES = {
    "customer": "customerid userid visitorid customer user reviewerid 用户id 客户编号",
    "product": "productid itemid sku stockcode asin product item 商品编号 商品id",
    "time": "timestamp time eventtime datetime date at createdat orderdate placedat orderedat ordertime"
    " purchasedate invoicedate 时间",
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


Maker = Callable[[Sample], Found | None]
# What a file of each of these is plainly not for; but lines of orders also say what was sold, and to whom.
RECORDS: tuple[Maker, ...] = (guess_orders, guess_promotions, guess_reviews)


def guess(source: Path, headers: Mapping[Path, list[str]]) -> Guess:
    """A mapping for the files. Raises MappingError when none of them looks like anything of a shop."""
    samples = [Sample.of(path, header) for path, header in headers.items()]
    sections: list[str] = []
    shown: list[str] = []
    heads: list[str] = [f"name = {quoted(source.name)}"]
    for chosen in _chosen(samples):
        if chosen is not None:
            sample, (head, section, columns) = chosen
            heads += head
            sections.append(section)
            shown += [f"{sample.path.name}:", *(f"  {key:24} <- {sample.example(column)}" for key, column in columns)]
            left = [column for column in sample.header if column not in {taken for _, taken in columns}]
            shown += [f"  {'not read':24} <- {', '.join(left)}"] if left else []
    if not sections:
        raise MappingError(_why_none(samples), _begun(samples))
    if not any(line.startswith("currency") for line in heads):
        shown.append("  No file says a currency: the shop's own is meant (--currency when it is new).")
    toml = "\n".join([*heads, "", *sections])
    mapping = parse_mapping(tomllib.loads(toml), Path("the guessed mapping"))
    return Guess(mapping, toml, "\n".join([*shown, "", "As a mapping:", "", toml]))


def _why_none(samples: list[Sample]) -> str:
    """What is missing in each file to be a catalogue."""
    told = []
    for sample in samples:
        named = sample.named(PRODUCT_NAMES)
        missing = [key for key in NEEDED if key not in named]
        lacks = f"no column can be taken for a product's {' or '.join(missing)}" if missing else ""
        if not missing:
            lacks = f"the values of {named['price']!r} are no prices, such as {sample.example(named['price'])}"
        told.append(f"{sample.path.name}: {lacks} (it has {', '.join(sample.header[:30])})")
    return "; ".join(told)


def _begun(samples: list[Sample]) -> str:
    """A mapping to be completed, of the file that has most of what a catalogue needs."""
    best = max(samples, key=lambda sample: sum(key in sample.named(PRODUCT_NAMES) for key in NEEDED))
    named = best.named(PRODUCT_NAMES)
    lines = [f"{key} = {quoted(named[key]) if key in named else quoted('?')}" for key in ("id", "title")]
    price = quoted(named["price"]) if "price" in named else quoted("?")
    toml = "\n".join(
        [f"name = {quoted(best.path.stem)}", "[products]", f"file = {best.pattern}", *lines, f"price.column = {price}"]
    )
    return f"write a mapping (docs/bring-your-own-shop.md) and give it with --mapping; it begins:\n{toml}"


def _chosen(samples: list[Sample]) -> list[tuple[Sample, Found] | None]:
    """Each noun with its file: products and events out of files of their own, else out of one of orders."""
    records = [_first(make, samples) for make in RECORDS]
    taken = {sample.path for sample in samples if any(make(sample) for make in RECORDS)}
    taken |= {found[0].path for found in records if found is not None}
    own = [sample for sample in samples if sample.path not in taken]
    of_orders = [records[0][0]] if records[0] is not None else []
    return [*(_first(make, own) or _first(make, of_orders) for make in (_products, _events)), *records]


def _first(make: Maker, samples: list[Sample]) -> tuple[Sample, Found] | None:
    """The first file that fits; when none does, the first whose names fit and whose values may be mistakes."""
    for lenient in (False, True):
        for sample in samples:
            found = make(replace(sample, lenient=lenient))
            if found is not None:
                return sample, found
    return None


def _products(sample: Sample) -> Found | None:
    named = sample.named(PRODUCT_NAMES)
    currency, priced = sample.currency(named)
    mark = sample.decimal_mark(named.get("price"), currency)
    if mark is None or any(key not in named for key in NEEDED):
        return None
    lines = ["[products]", f"file = {sample.pattern}"]
    keys = ("id", "title", "brand", "description", "rating", "rating_count", "stock")
    lines += [f"{key} = {quoted(named[key])}" for key in keys if key in named and _usable(key, named[key], sample)]
    if "url" in named and sample.fits(named["url"], _is_address):
        lines.append(f"url = {quoted(named['url'])}")
    lines += ["", "[products.price]", f"column = {quoted(named['price'])}"]
    lines += [f"{key} = {quoted(named[key])}" for key in ("list", "currency") if key in named]
    lines += [f'decimal = "{mark}"'] if mark == "," else []
    if "category" in named:
        lines += ["", "[products.category]", f"column = {quoted(named['category'])}"]
        separator = _separator(sample, named["category"])
        lines += [f"separator = {quoted(separator)}"] if separator else []
    if "image" in named and sample.fits(named["image"], _is_address):
        lines += ["", "[products.image]", f"url = {quoted(named['image'])}"]
    attributes = _attributes(sample, set(named.values()))
    if attributes:
        pairs = ", ".join(f"{quoted(_attribute_name(column))} = {quoted(column)}" for column in attributes)
        lines += ["", "[products.attributes]", f"columns = {{ {pairs} }}"]
    head = [f"currency = {quoted(currency)}"] if priced else []
    chosen = [(f"products.{key}", column) for key, column in named.items()]
    return head, "\n".join([*lines, ""]), chosen + [(f"attribute {column}", column) for column in attributes]


def _events(sample: Sample) -> Found | None:
    named = sample.named(EVENT_NAMES)
    if any(key not in named for key in ("customer", "product", "time")) or not sample.fits(named["time"], read_time):
        return None
    lines = ["[events]", f"file = {sample.pattern}"]
    lines += [f"{key} = {quoted(column)}" for key, column in named.items()]
    if "kind" not in named:
        lines.append('default_kind = "purchase"')
    return [], "\n".join([*lines, ""]), [(f"events.{key}", column) for key, column in named.items()]


def _is_address(value: Any) -> None:
    if not str(value).startswith(("http://", "https://")):
        raise ValueError


def _usable(key: str, column: str, sample: Sample) -> bool:
    """Whether a column of numbers holds numbers; of a handful one does: the others are refused by name."""
    if key not in ("rating", "rating_count", "stock"):
        return True
    return replace(sample, lenient=sample.few(column)).fits(column, float if key == "rating" else read_whole)


def _separator(sample: Sample, column: str) -> str:
    texts = sample.texts(column)
    counts = {mark: sum(mark in text for text in texts) for mark in (">", "|", "/", ";")}
    mark = max(counts, key=lambda one: counts[one])
    return mark if counts[mark] * 2 > len(texts) else ""


def _attributes(sample: Sample, taken: set[str]) -> list[str]:
    """Columns of short words that repeat, or that say by name what shoppers filter by."""
    found = []
    for column in sample.header:
        texts = sample.texts(column)
        if column in taken or len(texts) < 2 or max(map(len, texts)) > 40 or sample.share(column, float) > 0.5:
            continue
        if _attribute_name(column) in FILTERED or len(set(texts)) <= max(2, len(texts) // 3):
            found.append(column)
    return found


def _attribute_name(column: str) -> str:
    name = re.sub(r"[_\W]+", " ", column).strip().casefold()
    return {"color": "colour"}.get(name, name)
