# A thin front for Meson, in the folder $(BUILD). `make help` lists what there is.
#   make BUILD=other             another build folder
#   make SETUP_FLAGS="-D..."     options for `meson setup`, taken when the folder is new

BUILD ?= build
SETUP_FLAGS ?=
FUZZ_SECONDS ?= 60
PAGE = data/web/page.html
DEMO = $(BUILD)/demo

# Bound what compiles at once by the cores there are, as ninja's own guess is two more.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

all: $(BUILD)/build.ninja ## build/assay
	@ninja -C $(BUILD) -j $(JOBS) assay

everything: $(BUILD)/build.ninja ## the tests and the stub server too
	@ninja -C $(BUILD) -j $(JOBS)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install what building takes (tools/setup)
	@tools/setup

# What configuring looks for outside the build's own files: libllama and the page. They are
# prerequisites where they exist, so that the folder is configured again when they come later.
$(BUILD)/build.ninja: $(wildcard .deps/llama/VERSION) $(if $(wildcard web/node_modules),$(PAGE))
	@command -v meson >/dev/null || { echo "meson is missing: run tools/setup first" >&2; exit 1; }
	@if [ -f $@ ]; then \
		meson setup --reconfigure $(BUILD); \
	else \
		meson setup $(SETUP_FLAGS) $(BUILD); \
	fi
	@touch $@

page: $(PAGE) ## the page of reports and of annotation, from web/ (needs npm: tools/setup)

PAGE_SOURCES = $(shell git ls-files -co --exclude-standard web ':!web/tests' 2>/dev/null)

$(PAGE): $(PAGE_SOURCES)
	cd web && npm run --silent build
	@mkdir -p $(@D)
	@cp web/dist/app.css web/dist/app.js web/dist/index.html web/dist/page.html $(@D)

demo: setup ## from nothing to a report: set up, build, evaluate the two embedded models
	@$(MAKE) --no-print-directory all
	@tools/demo $(BUILD)/assay $(DEMO)

test: setup ## set up, build, and run every test
	@$(MAKE) --no-print-directory check

check: everything ## run every test, with what is there
	@rm -f $(BUILD)/meson-logs/testlog.json
	@meson test -C $(BUILD) --no-rebuild --print-errorlogs --num-processes $(JOBS); \
		tools/test-summary $(BUILD)

lint: everything ## house rules, clang-tidy, clang-format, commit subjects
	@tools/lint $(BUILD)

format: ## bring every C file into shape (clang-format 14)
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format-14 -i

bench: ## measure (see bench/)
	@$(MAKE) --no-print-directory all BUILD=build-bench SETUP_FLAGS=--buildtype=release
	@ninja -C build-bench bench

fuzz: ## every fuzz target for FUZZ_SECONDS (60) each
	@tools/fuzz build-fuzz $(FUZZ_SECONDS)

docs: all ## docs/reference, from the program itself
	@tools/gen-docs $(BUILD)/assay docs/reference

install: all ## install below the prefix (/usr/local; meson configure -Dprefix=... $(BUILD))
	@meson install -C $(BUILD) --no-rebuild

clean: ## remove what was built; .deps and web/node_modules stay
	rm -rf $(BUILD) build-bench build-fuzz $(dir $(PAGE))

.PHONY: all everything help setup page demo test check lint format bench fuzz docs install clean
