"""How long a full import takes, embedding included, and how much memory: each in a fresh process and folder.

    python -m benchmarks.imports SOURCE

Prints seconds, products, products per second, and the peak memory of the import in MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from store.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a full import.")
    parser.add_argument("source", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "shop"
        began = time.perf_counter()
        command = [sys.executable, "-m", "ui.commands", "import", str(options.source), "--home", str(home), "--json"]
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - began
        with Store.open(home) as store:
            products, events = store.products.count(), store.behaviour.count()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = {
        "seconds": round(seconds, 1),
        "products": products,
        "events": events,
        "products_per_second": round(products / seconds),
        "memory_mb": round(memory),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
