# SPDX-License-Identifier: MIT
# One word for what is done often; the build itself is CMake's (see CMakePresets.json).

CALLLOGS ?= $(abspath $(wildcard ../shared/calllogs))
# Tests at once: half of a recording's time is waiting.
TESTS := $(shell expr 2 \* $$(nproc))
CONFIGURE = cmake --log-level=WARNING -DTLSCOPE_CALLLOGS="$(CALLLOGS)"
DEMO = bug_counted_twice

# One build and one test run at a time: each takes all cores.
.NOTPARALLEL:
.PHONY: all bench corpus demo test test-default test-asan test-tsan test-long lint clean help configure install-build install-test

all: configure
	cmake --build --preset default

configure: install-build
	$(CONFIGURE) --preset default

help:
	@echo "make            build into build/: build/bin/tlscope, build/lib/libtlscope.so"
	@echo "make demo       record a leaky program, print its report, leave report.json and view.html in build/demo"
	@echo "make corpus     who finds the planted bugs: tlscope, memcheck, LeakSanitizer, heaptrack"
	@echo "make test       every test, those that sanitizers have a say in under them, too, and lint"
	@echo "make test-long  what takes minutes: 20 million events, counts at their limit"
	@echo "make bench      what it costs: a table of ratios beside their goals, and build/bench.json"
	@echo "make lint       layout of the sources and clang-tidy"
	@echo "make clean      remove the build folders"
	@echo "CALLLOGS=DIR    where recorded call logs are (default: ../shared/calllogs, if it exists)"

install-build:
	@.ci/install build

install-test:
	@.ci/install build test

# What a user runs, without the tests.
demo: configure
	cmake --build --preset default --target src/all tracepoints/all tools/all $(DEMO)
	build/bin/tlscope record --force -o build/demo -- build/tests/programs/$(DEMO)
	build/bin/tlscope report --format text build/demo
	@echo
	@echo "The report: $(CURDIR)/build/demo/report.json"
	@build/bin/tlscope view --no-open $(CURDIR)/build/demo | sed 's/^/The viewer: /'
	@echo "And as a gate in CI, tlscope check build/demo:"
	@echo
	@build/bin/tlscope check build/demo || test $$? = 5 # the leak is the point

corpus: install-test all
	cmake --build --preset default --target corpus-programs
	TLSCOPE_BUILD=build python3 tests/corpus/judge.py --peers

test: install-test
	$(MAKE) --no-print-directory --keep-going test-asan test-tsan test-default

test-default: all
	ctest --preset default --parallel $(TESTS)

# They take the viewer's page of the default build, which they would build the same.
test-asan test-tsan: test-%: all
	$(CONFIGURE) -DTLSCOPE_PAGE=$(CURDIR)/build/viz/page.html --preset $*
	cmake --build --preset $*
	ctest --preset $* --parallel $(TESTS)

test-long: all
	ctest --preset long

bench: install-test all
	cmake --build --preset default --target bench

lint: install-test all
	ctest --preset default --tests-regex '^lint$$'

clean:
	rm -rf build build-asan build-tsan
