#!/usr/bin/env bash
# Makes .venv from a pinned lock. Usage: scripts/install.sh [cpu|cuda]; without a word it looks for an NVIDIA driver.
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-}"
if [ -z "$kind" ]; then
  if command -v nvidia-smi >/dev/null 2>&1 && nvidia-smi -L >/dev/null 2>&1; then kind=cuda; else kind=cpu; fi
fi
lock="requirements/linux-$kind.lock"
[ -f "$lock" ] || { echo "no lock for '$kind': use cpu or cuda" >&2; exit 2; }

python=""
for candidate in "${PYTHON:-}" python3 python3.12 python3.11 python3.13; do
  [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    python="$candidate"; break
  fi
done
[ -n "$python" ] || { echo "Daogou needs Python 3.11, 3.12 or 3.13 with venv. On Debian: apt-get install python3 python3-venv" >&2; exit 2; }

echo "Installing $lock into .venv with $("$python" --version)"
[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet --no-input "$@" 2> >(grep -v 'is ignored: it is neither' >&2); }
pip install "pip>=25"

# Everything is pinned and complete, so nothing is resolved here (--no-deps). Torch's CPU build carries "+cpu" in its
# version and is not on PyPI: where the configured sources do not have it, it comes from PyTorch's own index.
torch=$(grep '^torch==' "$lock")
if ! pip install --no-deps "$torch" 2>/dev/null; then
  pip install --no-deps "$torch" --index-url "https://download.pytorch.org/whl/$kind"
fi
pip install --no-deps --progress-bar on -r "$lock"
pip install --no-deps --no-build-isolation -e .
.venv/bin/python -m compileall -q .venv/lib/python3*/site-packages/{gradio,transformers/utils,sqlalchemy,vllm/entrypoints} >/dev/null 2>&1 || true
echo "Installed. Next: make demo"
