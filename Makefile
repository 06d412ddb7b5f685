# `make help` lists what there is. Each target works from a bare machine with Python 3.11-3.13 and make.
.DEFAULT_GOAL := help
BIN := .venv/bin
STAMP := .venv/.installed
# Math libraries start a thread per core in every process; beside a model server that only slows both down.
export TOKENIZERS_PARALLELISM := false

.PHONY: help install demo test check format bench lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

$(STAMP): requirements/linux-cpu.lock requirements/linux-cuda.lock scripts/install.sh pyproject.toml
	@scripts/install.sh $(KIND)
	@touch $(STAMP)

install: $(STAMP)  ## install from the pinned lock into .venv (KIND=cpu or KIND=cuda to choose)

demo: install  ## build the demo shop, start the model and open the page on 127.0.0.1
	@$(BIN)/daogou demo

test: install  ## run every test (browser tests are skipped by name where there is no Chromium)
	@$(BIN)/python -m pytest

check: install  ## lint, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install  ## let ruff format and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install  ## run the benchmarks and compare them with the figures they are expected to reach
	@$(BIN)/python -m benchmarks.run

lock: install  ## write the lock of this platform from what is installed
	@$(BIN)/python -m pip freeze --all --exclude-editable | grep -viE '^(daogou|pip)\b' > requirements/linux-cpu.lock

clean:  ## remove the virtual environment and built shops
	rm -rf .venv var build *.egg-info
