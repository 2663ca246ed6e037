# The tracker's commands: `make help` lists them.
# Nothing has to be installed but Python 3.11 or newer (PYTHON= names one) with its venv module.

python := .venv/bin/python
shared := ../shared
letters := $(shared)/letters
export PYTHON

.PHONY: help fuzz run test check leaks contract schema messages lock score members-score bench pages screenshots faults hostile audit mutants environment test-environment
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1 - /p' Makefile

run: environment ## start the tracker on PORT (8000) until Ctrl-C
	@exec $(python) manage.py up --with-parent

test: check ## check, then run the whole suite on SQLite and on PostgreSQL, with real servers
	@PYTHONDONTWRITEBYTECODE= $(python) -m tests # the suite starts hundreds of processes: none compiles anew

check: test-environment ## lint, format, types, imports, migrations and the OpenAPI document
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy .
	$(python) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(python) manage.py makemigrations --check --dry-run
	$(python) manage.py spectacular --validate --fail-on-warn --file /dev/null

score: test-environment ## score the reader, in all forms, on annotated letters that lie beside this checkout
	@OMP_THREAD_LIMIT=1 $(python) -m tests.scoring $(letters)

members-score: test-environment ## score the matching of members, where letters and members lie beside this checkout
	@if [ -e $(letters)/dev/gold.json ]; then \
		$(python) -m tests.letters.score_members $(letters)/dev/gold.json $(shared)/legislators/*.yaml; \
	else echo "There are no annotated letters in $(letters)/dev: make members-score needs its gold.json."; fi

fuzz: test-environment ## bombs and a thousand damaged files through the web server's doors, and two hundred histories of letters
	@MUTATIONS=1000 $(python) -m tests.hostile uploads
	@HISTORIES=200 $(python) -m pytest tests/actions/test_news.py tests/actions/test_projection.py \
		tests/actions/test_importing.py tests/api/test_progress.py tests/public/test_kept_parts.py \
		tests/api/test_lists.py::test_nothing_that_is_typed_breaks_the_search

leaks: test-environment ## look for what tells anybody of a letter that they may not see, at every address
	@LEAKS=full $(python) -m pytest -s -p no:logging tests/leaks

contract: test-environment ## ask the API all that its OpenAPI document allows and forbids, as four readers (EXAMPLES=50)
	@$(python) -m tests.contract $(EXAMPLES)

bench: test-environment ## figures of speed, each beside another one of the same run
	@$(python) -m tests.bench

pages: test-environment ## look at every page for barriers: as everybody, in all colours, widths and states
	@$(python) -m tests.pages

screenshots: test-environment ## take pictures of every page into docs/screenshots: light, dark, and on a phone
	@$(python) -m tests.pages.screenshots

faults: test-environment ## kill and starve everything that reminders pass through; a line a fault
	@$(python) -m tests.faults

hostile: test-environment ## attack a running tracker with all that is known; a line a kind of attack
	@$(python) -m tests.hostile

audit: test-environment ## known mistakes, committed secrets, licences, the list of packages and their known holes; a line each
	@$(python) -m tests.audit

mutants: test-environment ## change the rules of who sees what and who is reminded, a little at a time: does a test notice?
	@$(python) -m tests.mutants $(MODULES)

schema: test-environment ## write the OpenAPI document anew into docs, and what it promises now, too
	@$(python) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@$(python) -m tests.contract.promises

messages: test-environment ## collect what the public pages say into locale/, and compile it (needs GNU gettext: apt-get install gettext)
	@$(python) manage.py makemessages -l es --no-location --no-obsolete -i .venv -i tests -i var
	@msgattrib --untranslated --no-wrap locale/es/LC_MESSAGES/django.po
	@$(python) manage.py compilemessages -l es

lock: test-environment ## resolve the requirements anew into the lock files
	@$(lock_one) requirements.txt -o requirements.lock
	@$(lock_one) -c requirements.lock requirements-dev.txt -o requirements-dev.lock
lock_one := $(python) -m uv pip compile -q --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command 'make lock'

environment:
	@sh tracker/running/environment.sh requirements.lock

test-environment:
	@sh tracker/running/environment.sh requirements-dev.lock
