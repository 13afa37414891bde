# The whole manual: run, test, check, fix, bench. Each works on a fresh clone; `python3 bootstrap.py run` needs no make.
# The newest Python that really runs here: a name may exist and do nothing (version managers).
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$name && break; done)

.PHONY: run prepare test check fix bench lock
.DEFAULT_GOAL := run

run prepare test check fix bench:
	@$(or $(PYTHON),python3) bootstrap.py $@ $(ARGS)

# After a change of pyproject.toml. No registry address is written: pip and uv ask the registry that they know.
LOCK := .venv/bin/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet
lock:
	$(LOCK) pyproject.toml --group embedded --group dev --output-file requirements.lock
	$(LOCK) pyproject.toml --constraint requirements.lock --output-file requirements.production.lock
