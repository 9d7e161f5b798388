# Çilingir.  `make help` lists what can be made.
#
#   make deps       install the missing Debian packages (YES=1: do not ask)
#   make            build the programs into build/
#   make demo       unlock a virtual card in front of your eyes
#   make check      all tests
#   make test       the same without `make deps`; ONLY="unit e2e": some of them
#   make fuzz       the fuzzers, longer than `make check` runs them
#   make bench      figures, each beside its peer
#   make pictures   those of the README and of packaging/pictures, taken anew
#   make install    DESTDIR= PREFIX=/usr; more in packaging/install.mk
#   make deb        the Debian packages
#   make clean      remove build/
#
# V=1 shows the commands; JOBS=1 builds one thing at a time.
#
# One file, not recursive.  A folder of src/ is a static library; what it may
# include is its line in "Arrows" below, and tests/lint/layers.sh holds the
# code to it.  SANITIZE=1 builds the same with sanitizers (in build/asan).

SHELL		= /bin/bash
BUILD		?= build
JOBS		?= $(shell nproc)
CC		= gcc
CLANG		= clang
PKG_CONFIG	= pkg-config
VERSION		:= $(shell head -1 CHANGES | tr -d '()' | cut -d' ' -f2)

OUT		= $(BUILD)$(if $(FUZZ),/fuzz,$(if $(SANITIZE),/asan))

WARN		= -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes \
		  -Wstrict-prototypes -Wwrite-strings -Wcast-qual -Wvla \
		  -Wimplicit-fallthrough -Wformat=2 -pedantic -Werror
HARDEN		= -fstack-protector-strong -fstack-clash-protection \
		  -fcf-protection -fPIE $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
SAN_FLAGS	= -fsanitize=address -fsanitize=undefined \
		  -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN		= $(if $(SANITIZE),$(SAN_FLAGS))
ifdef FUZZ
CC		= $(CLANG)
WARN		= -Wall -Wextra
HARDEN		= -fPIE
SAN		= -fsanitize=fuzzer-no-link -fsanitize=address \
		  -fsanitize=undefined -fno-sanitize-recover=all
endif
CPPFLAGS	+= -D_GNU_SOURCE -Isrc -DVERSION='"$(VERSION)"'
CFLAGS		?= -O2 -g
ALL_CFLAGS	= -std=c11 $(CFLAGS) $(WARN) $(HARDEN) $(SAN)
ALL_LDFLAGS	= $(LDFLAGS) -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN)

# ---------------------------------------------------------------- Arrows ----
# A folder and the folders it may include (transitively closed by hand, in
# link order: a folder stands before what it needs).
FOLDERS		= base loop screen wire card remote save core tui plain app \
		  helper portal vcard
DEPS_base	=
DEPS_loop	= base
DEPS_screen	= base
DEPS_wire	= base
DEPS_card	= loop base
DEPS_remote	= wire loop base
DEPS_save	= loop base
DEPS_core	= screen card remote save wire loop base
DEPS_tui	= core screen card remote save wire loop base
DEPS_plain	= core screen card remote save wire loop base
DEPS_app	= tui plain core screen card remote save wire loop base
DEPS_helper	= card vcard remote save wire loop base
DEPS_portal	= wire base
DEPS_vcard	= card loop base

# Libraries that are not ours, for each folder.
LIBS_base	= yaml-0.1 libcrypto
LIBS_loop	= libuv
LIBS_wire	= jansson
LIBS_card	= libpcsclite zlib
LIBS_remote	= libcurl libssl libpng
LIBS_tui	= ncursesw libqrencode
LIBS_app	= jansson
LIBS_helper	= libseccomp
LIBS_vcard	= zlib
LIBS_portal	= libcurl cjose libmicrohttpd gnutls sqlite3 cairo fontconfig \
		  libcrypto
BARE_portal	= -lhpdf	# has no pkg-config file

# Programs: the folder of each main, and its main file.
PROGRAMS	= cilingir cilingir-card cilingir-net cilingir-save \
		  cilingir-console \
		  cilingir-portal cilingir-vcard
MAIN_cilingir		= app/main.c
MAIN_cilingir-card	= helper/card_main.c
MAIN_cilingir-net	= helper/net_main.c
MAIN_cilingir-save	= helper/save_main.c
MAIN_cilingir-console	= helper/console_main.c
MAIN_cilingir-portal	= portal/main.c
MAIN_cilingir-vcard	= vcard/main.c
# The folders that a program may link, where that is less than its arrows say.
PARTS_cilingir-card	= helper vcard card loop base
PARTS_cilingir-net	= helper remote wire loop base
PARTS_cilingir-save	= helper save loop base
PARTS_cilingir-console	= base
folder		= $(patsubst %/,%,$(dir $(MAIN_$(1))))
parts		= $(or $(PARTS_$(1)),$(call folder,$(1)) \
		  $(DEPS_$(call folder,$(1))))
# What the terminal must never load, although a folder that it uses may.  Of
# libcrypto it needs the secure heap alone: linked in, that is 17 KB instead of
# 0.4 MB of each session's own memory and 0.6 ms of each start.
WITHOUT_cilingir	= libpcsclite zlib libcurl libssl libpng libcrypto
STATIC_cilingir		= -l:libcrypto.a
WITHOUT_cilingir-vcard	= libpcsclite
WITHOUT_cilingir-net	= yaml-0.1
WITHOUT_cilingir-save	= yaml-0.1
WITHOUT_cilingir-console	= yaml-0.1 libcrypto
extern_libs	= $(filter-out $(WITHOUT_$(2)),\
		  $(sort $(foreach f,$(1),$(LIBS_$(f)))))

# ------------------------------------------------------------------ Rules ----
# What a rule says instead of its command.
say		= $(if $(V),,@echo "  $(1)	$(patsubst $(BUILD)/%,%,$@)";)
MAKE_IN		= $(MAKE) --no-print-directory -j$(JOBS)

MAINS		= $(foreach p,$(PROGRAMS),src/$(MAIN_$(p)))
sources		= $(filter-out $(MAINS),$(wildcard src/$(1)/*.c))
objects		= $(patsubst src/%.c,$(OUT)/obj/%.o,$(call sources,$(1)))
archive		= $(OUT)/lib/lib$(1).a

all: $(addprefix $(OUT)/,$(PROGRAMS))

$(OUT)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Only this folder can see the headers of pcsc-lite.
$(OUT)/obj/card/%.o: CPPFLAGS += $(shell $(PKG_CONFIG) --cflags-only-I \
    libpcsclite)

# Only the header: which module is loaded, the configuration says.
$(OUT)/obj/portal/%.o: CPPFLAGS += $(shell $(PKG_CONFIG) --cflags-only-I \
    p11-kit-1)

# Built into the portal: the assembler reads them.
$(OUT)/obj/portal/openapi.o: src/portal/openapi.yaml
$(OUT)/obj/portal/letter_words.o: src/portal/letter.yaml

define folder_rules
$(call archive,$(1)): $(call objects,$(1))
	@mkdir -p $$(@D) && rm -f $$@
	$$(call say,AR)ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rules,$(f))))

define program_rules
$(OUT)/$(1): $(OUT)/obj/$(MAIN_$(1):.c=.o) \
    $(foreach f,$(call parts,$(1)),$(call archive,$(f)))
	$$(call say,LINK)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$< -Wl,--start-group \
	    $$(filter %.a,$$^) -Wl,--end-group $$(if $$(strip \
	    $$(call extern_libs,$(call parts,$(1)),$(1))),$$(shell \
	    $$(PKG_CONFIG) --libs $$(call extern_libs,$(call parts,$(1)),$(1)))) \
	    $$(foreach f,$(call parts,$(1)),$$(BARE_$$(f))) $$(STATIC_$(1))
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rules,$(p))))

# A unit test tests/unit/test_<folder>_<what>.c links its folder, what that
# folder may include, and the fakes; a test of core thereby proves that core
# needs no curses, no PC/SC and no curl.
UNIT		= $(wildcard tests/unit/test_*.c)
UNIT_BINS	= $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(UNIT))
unit_folder	= $(firstword $(subst _, ,$(patsubst test_%,%,$(1))))
WITHOUT_core	= libpcsclite libcurl libssl libpng
WITHOUT_plain	= $(WITHOUT_core)
FAKES		= $(patsubst tests/%.c,$(OUT)/obj/tests/%.o,\
		  $(wildcard tests/fake/*.c))

# Plays pcscd, in its own process.
$(OUT)/obj/tests/unit/test_card_link.o: CPPFLAGS += $(shell $(PKG_CONFIG) \
    --cflags-only-I libpcsclite)

$(OUT)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

define unit_rules
$(OUT)/unit/$(1): $(OUT)/obj/tests/unit/$(1).o \
    $$(if $$(filter core tui plain app,$(2)),$$(FAKES)) \
    $$(foreach f,$(2) $$(DEPS_$(2)),$$(call archive,$$(f)))
	@mkdir -p $$(@D)
	$$(call say,LINK)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$(filter %.o,$$^) \
	    -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group -lcmocka \
	    $$(shell $$(PKG_CONFIG) --libs \
	    $$(call extern_libs,$(2) $$(DEPS_$(2)),$(2))) $$(BARE_$(2))
endef
$(foreach t,$(basename $(notdir $(UNIT))),\
    $(eval $(call unit_rules,$(t),$(call unit_folder,$(t)))))
.SECONDARY: $(UNIT:tests/%.c=$(OUT)/obj/tests/%.o) $(FAKES)

# make unit            all of them
# make unit ONLY=card  those of one folder
ONLY		=
unit: $(filter $(OUT)/unit/test_$(ONLY)%,$(UNIT_BINS))
	@tests/run-units.sh $^

# ------------------------------------------------------------------ Tests ----
CHECK		= $(BUILD)/asan
# The pilot drives a program through a pty and libvterm.
# It is a judge and not on trial: built without sanitizers.
$(BUILD)/tests/pilot: tests/e2e/pilot.c tests/e2e/pilot_screen.c \
    tests/e2e/pilot_world.c tests/e2e/vt.c tests/e2e/pilot.h tests/e2e/vt.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -std=c11 -O2 -g $(WARN) -o $@ \
	    $(filter %.c,$^) $$($(PKG_CONFIG) --cflags --libs vterm cairo)

# Looks for secrets in the memory of the programs.
$(BUILD)/tests/memscan: tests/e2e/memscan.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -std=c11 -O2 -g $(WARN) -o $@ $<

# Sets the time of day of the programs that are started with it.
$(BUILD)/tests/clock.so: tests/e2e/clock.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -std=c11 -O2 -g $(WARN) -fPIC -shared \
	    -o $@ $< -ldl

# tests/net: the real client of cilingir-net, servers that misbehave, a proxy
# that breaks connections.
NET_TESTS	= net_client bad_server fault_proxy
$(NET_TESTS:%=$(OUT)/net/%): $(OUT)/net/%: tests/net/%.c \
    $(foreach f,remote $(DEPS_remote),$(call archive,$(f)))
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -Itests/net $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) \
	    -o $@ $(filter %.c,$^) -Wl,--start-group $(filter %.a,$^) \
	    -Wl,--end-group $$($(PKG_CONFIG) --libs $(LIBS_remote) libcrypto \
	    libuv jansson)
$(OUT)/net/bad_server: tests/net/answers.c tests/net/spoil.c \
    tests/net/upstream.c
$(OUT)/net/fault_proxy: tests/net/pipes.c

# tests/card: drives the real cilingir-card through card/client.h.
$(OUT)/card/card_client: tests/card/card_client.c \
    $(foreach f,card $(DEPS_card),$(call archive,$(f)))
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< \
	    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    $$($(PKG_CONFIG) --libs libcrypto libuv yaml-0.1)

# tests/card: a reader with keys of its own, which pcscd loads.
$(BUILD)/tests/pin_pad.so: tests/card/pin_pad.c tests/card/pad_entry.c \
    tests/card/pad_entry.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -Itests -std=c11 -O2 -g $(WARN) -fPIC \
	    -shared $$($(PKG_CONFIG) --cflags \
	    libpcsclite) -o $@ $(filter %.c,$^)

# tests/e2e: another program that wants the same card.
$(OUT)/card/other_program: tests/card/other_program.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $$($(PKG_CONFIG) --cflags \
	    libpcsclite) $(ALL_LDFLAGS) -o $@ $< \
	    $$($(PKG_CONFIG) --libs libpcsclite)

# tests/ssh: a card service of another version.
$(OUT)/ssh/other_pcscd: tests/ssh/other_pcscd.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

# A fuzzer says in its first comment which folders it links.
FUZZERS		= $(wildcard tests/fuzz/fuzz_*.c)
fuzz_links	= $(shell sed -n 's,^/\* links: \(.*\) \*/$$,\1,p' $(1))
define fuzz_rules
$(BUILD)/fuzz/$(1): tests/fuzz/$(1).c \
    $(foreach f,$(2),$(BUILD)/fuzz/lib/lib$(f).a)
	$$(call say,LINK)$$(CLANG) $$(CPPFLAGS) -std=c11 -g -O1 -fsanitize=fuzzer \
	    -fsanitize=address -fsanitize=undefined \
	    -fno-sanitize-recover=all -o $$@ $$< -Wl,--start-group \
	    $$(filter %.a,$$^) -Wl,--end-group $$(if $$(strip \
	    $$(foreach f,$(2),$$(LIBS_$$(f)))),$$(shell $$(PKG_CONFIG) \
	    --libs $$(sort $$(foreach f,$(2),$$(LIBS_$$(f)))))) \
	    $$(foreach f,$(2),$$(BARE_$$(f)))
endef
ifdef FUZZ
$(foreach t,$(FUZZERS),$(eval $(call \
    fuzz_rules,$(basename $(notdir $(t))),$(call fuzz_links,$(t)))))
fuzzers: $(FUZZERS:tests/fuzz/%.c=$(BUILD)/fuzz/%)
endif

# The screens are held to what the program offers: an outcome that a screen
# does not handle or a text that does not fit is an error of the build.
$(OUT)/screens.checked: $(OUT)/cilingir $(wildcard screens/*.yaml)
	$(call say,CHECK)$< --screens screens screens check >$@
all: $(OUT)/screens.checked

# Everything is built twice more: with sanitizers, and for the fuzzers.  The
# ordinary build is tested too, where sanitizers would change what is looked at
# (locked and freed memory, the sandbox of the helpers).
check: deps
	@$(MAKE_IN) all $(BUILD)/unit/test_helper_sandbox
	@$(MAKE_IN) SANITIZE=1 all unit-programs test-programs
	@$(MAKE_IN) FUZZ=1 fuzzers
	@BUILD=$(BUILD) OUT=$(CHECK) tests/run.sh

# make test ONLY="unit e2e"   some suites, on what is built
test:
	@$(MAKE_IN) all $(BUILD)/unit/test_helper_sandbox
	@$(MAKE_IN) SANITIZE=1 all unit-programs test-programs
	@BUILD=$(BUILD) OUT=$(CHECK) tests/run.sh $(ONLY)

unit-programs: $(UNIT_BINS)
test-programs: $(BUILD)/tests/pilot $(BUILD)/tests/memscan \
    $(BUILD)/tests/clock.so $(BUILD)/tests/pin_pad.so \
    $(NET_TESTS:%=$(OUT)/net/%) \
    $(OUT)/card/card_client $(OUT)/card/other_program \
    $(OUT)/ssh/other_pcscd

fuzz:
	@$(MAKE_IN) FUZZ=1 fuzzers
	@tests/fuzz/run.sh $(BUILD)/fuzz $(or $(SECONDS_EACH),60)

# The demo and the terminal in it are the ordinary build.
demo: deps
	@$(MAKE_IN) all
	@packaging/demo/demo.sh $(BUILD)

# Pictures of the screens for the README, from the real program.
pictures: deps
	@$(MAKE_IN) all $(BUILD)/tests/pilot
	@BUILD=$(BUILD) tests/e2e/pictures.sh

bench: deps
	@$(MAKE_IN) all bench-programs
	@tests/bench/run.sh $(BUILD)

# Each is its own file, what it names here, and the libraries behind the bar.
BENCH		= hello first_paint sessions unlock bare_card bare_net \
		  bare_tls net_time portal_load ssh_sessions
BENCH_first_paint	= figures
BENCH_sessions	= figures family visit ../e2e/vt
BENCH_ssh_sessions	= figures family visit ../e2e/vt
BENCH_unlock	= figures relay visit ../e2e/vt
BENCH_bare_card	= figures
BENCH_net_time	= figures
BENCH_portal_load	= figures
LIBS_hello	= ncursesw
LIBS_sessions	= vterm cairo
LIBS_ssh_sessions	= vterm cairo
LIBS_unlock	= vterm cairo libpcsclite
LIBS_bare_card	= libpcsclite libcrypto
LIBS_bare_net	= libcurl
LIBS_bare_tls	= gnutls
LIBS_net_time	= libcrypto libuv jansson
LIBS_portal_load	= libcurl sqlite3 jansson
BENCH_OF_OURS_net_time	= remote $(DEPS_remote)
define bench_rules
$(BUILD)/bench/$(1): tests/bench/$(1).c $(BENCH_$(1):%=tests/bench/%.c) \
    $(wildcard tests/bench/*.h) \
    $(foreach f,$(BENCH_OF_OURS_$(1)),$(call archive,$(f)))
	@mkdir -p $$(@D)
	$$(call say,CC)$$(CC) $$(CPPFLAGS) -Itests/bench -Itests/e2e \
	    $$(ALL_CFLAGS) $$(if $$(LIBS_$(1)),$$(shell $$(PKG_CONFIG) \
	    --cflags $$(LIBS_$(1)))) $$(ALL_LDFLAGS) -o $$@ \
	    $$(filter %.c %.a,$$^) $$(if $$(LIBS_$(1)),$$(shell \
	    $$(PKG_CONFIG) --libs $$(LIBS_$(1))))
endef
$(foreach b,$(BENCH),$(eval $(call bench_rules,$(b))))
bench-programs: $(BENCH:%=$(BUILD)/bench/%) $(BUILD)/card/card_client

include packaging/install.mk

help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile

deps:
	@packaging/deps.sh $(if $(YES),--yes)

clean:
	rm -rf $(BUILD)

.PHONY: all unit unit-programs test-programs fuzzers check test fuzz demo pictures \
	bench bench-programs help deps clean
.DELETE_ON_ERROR:
-include $(shell find $(OUT) -type f -name '*.d' 2>/dev/null)
