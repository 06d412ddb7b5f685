"""Small files for the tests of the importer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

MAPPING = """
name = "small"
title = "Small shop"
currency = "USD"
missing = ["NA"]

[products]
id = "sku"
title = "name"
brand = "maker"
price = { column = "price", list = "was", currency = "cur" }
stock = "left"
category = { column = "path", separator = ">" }
attributes = { columns = { colour = "color" }, separator = "," }
"""
HEADER = "sku,name,maker,price,was,cur,left,path,color"
GOOD = '1,Boots,Acme,49.00,59.00,USD,3,Shoes > Boots,"blue,red"'


def write(path: Path, *lines: str) -> Path:
    """A text file of these lines; gzipped when its name says so."""
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_jsonl(path: Path, *rows: Any) -> Path:
    return write(path, *(json.dumps(row) for row in rows))
