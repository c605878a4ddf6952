# The two commands of the README: `make demo` and `make test`. Everything lives in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLES := data/samples
OUT := demo
ANCHORS := .venv-anchors
ORACLES := .venv-oracles

.PHONY: demo test conformance setup lint bench anchors oracles clean

setup: $(VENV)/.ready

# CPU torch first: a newer, unpinned torch would bring several GB of CUDA packages.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet -e '.[dev]'
	touch $@

demo: setup
	mkdir -p $(OUT)
	$(BIN)/feedback-insights run \
	  $(SAMPLES)/zendesk_tickets_2026-07_08.ndjson $(SAMPLES)/zendesk_tickets_2026-09.ndjson.gz \
	  $(SAMPLES)/nps_survey_2026-09.csv $(SAMPLES)/qualtrics_platform_survey_2026.csv \
	  $(SAMPLES)/partner_survey_2026-09.xlsx $(SAMPLES)/marketplace_feedback_2026-08.ndjson \
	  $(SAMPLES)/reviews_com.fieldlark.field_202607.csv $(SAMPLES)/reviews_com.fieldlark.field_202609.csv \
	  $(SAMPLES)/usability_notes $(SAMPLES)/interviews \
	  --backlog $(SAMPLES)/backlog_jira.csv --accounts $(SAMPLES)/accounts.csv \
	  --aliases $(SAMPLES)/aliases.csv \
	  --db $(OUT)/feedback.db --out $(OUT)/report

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

# Every importer on 1,000 changed copies of its sample, and on long ones: minutes, so not part of `make test`.
conformance: setup
	FEEDBACK_INSIGHTS_CONFORMANCE=1 $(BIN)/python -m pytest -n 2 tests/test_importers_conformance.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python benchmarks/themes.py
	$(BIN)/python benchmarks/areas.py
	$(BIN)/python benchmarks/names.py
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/stance.py
	$(BIN)/python benchmarks/learning.py
	$(BIN)/python benchmarks/candidates.py
	$(BIN)/python benchmarks/hygiene.py
	$(BIN)/python benchmarks/decisions.py
	$(BIN)/python benchmarks/tagging.py
	$(BIN)/python benchmarks/main_job.py
	$(BIN)/python benchmarks/importing.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/report_page.py
	$(BIN)/python benchmarks/oracles.py
	$(BIN)/python benchmarks/coverage.py
	$(BIN)/python benchmarks/draws.py

# The peers of benchmarks/themes.py, apart from the product. The list is complete, hence --no-deps.
anchors: $(ANCHORS)/.ready

$(ANCHORS)/.ready: benchmarks/anchors/requirements.txt
	$(PYTHON) -m venv $(ANCHORS)
	$(ANCHORS)/bin/pip install --quiet --upgrade pip
	$(ANCHORS)/bin/pip install --quiet --no-deps -r $<
	$(ANCHORS)/bin/python -c 'import bertopic, evoc'  # compiles once, for minutes
	touch $@

# What benchmarks/oracles.py compares our formulas with, in the same way.
oracles: $(ORACLES)/.ready

$(ORACLES)/.ready: benchmarks/oracles/requirements.txt
	$(PYTHON) -m venv $(ORACLES)
	$(ORACLES)/bin/pip install --quiet --upgrade pip
	$(ORACLES)/bin/pip install --quiet torch==2.13.0
	$(ORACLES)/bin/pip install --quiet --no-deps --only-binary :all: -r $<
	touch $@

clean:
	rm -rf $(VENV) $(ANCHORS) $(ORACLES) $(OUT)
