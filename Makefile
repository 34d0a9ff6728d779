# Two commands: `make demo` and `make test`. Each sets up what it needs, once (.ci/setup).
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:

SET_UP := .ci/setup
ENV := source .ci/env;
WASM32 := --target wasm32-unknown-unknown

.PHONY: help
help: ## what can be made
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf 'make %-16s%s\n' "$$name" "$$what"; done

.PHONY: demo
demo: ## the page on a local chain with the real contracts; PORT and RPC_PORT choose the ports
	@$(SET_UP) rust wasm tools node chain
	@$(MAKE) --no-print-directory SET_UP=: build
	@$(ENV) exec node tests/demo/serve.mjs

.PHONY: test
test: ## everything that must hold: checks, all tests, budgets
	@$(SET_UP)
	@MAKE="$(MAKE)" .ci/stages check test-native+build test-browser budget test-e2e

.PHONY: build
build: ## the page in dist/
	@$(SET_UP) rust wasm tools node
	@$(ENV) wasm trunk build
	@node tests/budget/bytes.mjs --report

.PHONY: check
check: ## formatting and lints, natively, without the widget, and for wasm32
	@$(SET_UP) rust wasm
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --no-default-features -- -D warnings
	@$(ENV) set -x; wasm cargo clippy --locked --lib --test browser --example gallery $(WASM32) -- -D warnings

.PHONY: test-native
test-native: ## unit, property, simulation and real-contract tests, and what they catch
	@$(SET_UP) rust node chain contracts
	node tests/registry/generate.mjs --check
	cargo test --locked
	node --test tests/chain/*.test.mjs tests/demo/*.test.mjs tests/broken/*.test.mjs
	node tests/broken/run.mjs lib

.PHONY: broken
broken: ## breaks one rule after the other, and demands that a native test catches each
	@$(SET_UP) rust node
	node tests/broken/run.mjs

.PHONY: test-browser
test-browser: ## the edges, and every state of the interface, in headless Chromium
	@$(SET_UP) rust wasm tools node chromium
	@mkdir -p target
	@$(ENV) printf '{"goog:chromeOptions":{"binary":"%s","args":["disable-gpu","disable-background-networking"]}}' "$$CHROMIUM" >target/webdriver.json
	@$(ENV) WASM_BINDGEN_TEST_WEBDRIVER_JSON=target/webdriver.json wasm cargo test --locked --release $(WASM32) --test browser
	@$(ENV) wasm node tests/gallery/build.mjs
	@$(ENV) node --test --test-concurrency=2 tests/gallery/*.test.mjs

.PHONY: pictures
pictures: ## takes the pictures anew with which every state of the interface is compared
	@$(SET_UP) rust wasm tools node chromium
	@$(ENV) wasm node tests/gallery/build.mjs
	@$(ENV) node tests/gallery/pictures.mjs

.PHONY: readme-pictures
readme-pictures: ## takes the pictures of the README anew, of the same states
	@$(SET_UP) rust wasm tools node chromium
	@$(ENV) wasm node tests/gallery/build.mjs
	@$(ENV) node tests/gallery/readme.mjs

.PHONY: bench
bench: ## what a health factor and a stress grid cost, against the JavaScript libraries
	@$(SET_UP) rust wasm node chromium
	cargo build --locked --no-default-features --profile fast --bench native
	@$(ENV) set -x; for profile in fast release; do \
	  wasm cargo build --locked --no-default-features --profile $$profile --example bench $(WASM32); done
	@$(ENV) node tests/bench/bench.mjs

.PHONY: bench-load
bench-load: ## loading and refreshing, beside a page of the usual libraries; after `make build`; RUNS, STAYS, BLOCKS
	@$(SET_UP) node chromium chain peer
	@$(ENV) node tests/bench/load/load.mjs

.PHONY: budget
budget: ## the shipped bytes, against their ceiling; after `make build`
	@node tests/budget/bytes.mjs

.PHONY: test-e2e
test-e2e: ## the page end to end, on the real contracts; after `make build`
	@$(SET_UP) node chromium chain
	@$(ENV) node --test --test-concurrency=2 tests/e2e/*.test.mjs

.PHONY: clean
clean: ## forget what was built here; the tools stay in their cache
	rm -rf dist target tests/node_modules tests/bench/load/node_modules tests/chain/.cache
