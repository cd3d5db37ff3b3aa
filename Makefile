# The front door. Every command makes or renews var/venv first; nothing has to be installed by hand.
#
#   make run      the paper with its database, web server and worker (PORT=9000 make run)
#   make dev      the same with DEBUG and reload
#   make test     all tests (make test ARGS="tests/articles -k publish" runs a part)
#   make check    lint, templates, import contract, migrations, deploy check
#   make prove    the long proofs
#   make bench    how fast newsletters go out (BENCH=moving ARGS="EXPORT 10000", BENCH=desk)
#   make budget   what pages weigh and how they move in a browser, against what they may
#   make words    gather what readers are told into locale/ and name what lacks a translation
#   make reset    delete the demo paper: its database, pictures and mail
#   make pin      pin the dependencies anew from pyproject.toml

SHELL = /bin/sh
MAKEFLAGS += --no-print-directory
.PHONY: run dev test check prove bench budget words reset pin
.DEFAULT_GOAL := run

# Relative, because make cannot quote a path with a space.
PYTHON = var/venv/bin/python

run:
	@bin/environment run && exec $(PYTHON) -m newsroom.ground.run demo

dev:
	@bin/environment dev && exec $(PYTHON) -m newsroom.ground.run development

test:
	@bin/environment dev && exec $(PYTHON) -m newsroom.ground.suites test $(ARGS)

prove:
	@bin/environment dev && exec $(PYTHON) -m newsroom.ground.suites prove $(ARGS)

check:
	@bin/environment dev && exec $(PYTHON) -m newsroom.ground.checks

BENCH = newsletter

bench:
	@bin/environment dev && exec $(PYTHON) -m bench.$(BENCH) $(ARGS)

budget:
	@bin/environment dev && exec $(PYTHON) -m newsroom.ground.budget

words:
	@bin/environment run && exec $(PYTHON) -m newsroom.ground.words

reset:
	@bin/environment run && exec $(PYTHON) -m newsroom.ground.reset

pin:
	@bin/environment dev && exec bin/pin
