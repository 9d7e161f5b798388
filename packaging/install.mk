# Part of the Makefile: where things go, and `make install`.
#
#   make install                  DESTDIR= PREFIX=/usr ETCDIR= STATEDIR=
#   make install-systemd          units, users and folders for systemd
#   make deb                      the Debian packages, into build/deb
#   make deb-twice                are they the same when built again?
#   make deb-check                they install, upgrade and go, in a clean root
#   make image                    a disk that boots into the terminal; SITE=
#   make update                   the same system for a stick, signed; KEY=
#   make boot-test                boots it in qemu: unlock, escapes, update
#   make sbom                     what the programs are made of, SPDX
#
# What the terminal looks for by itself is compiled in (src/app/config.c), and
# the paths in all texts are written anew on the way; DESTDIR, for packagers,
# is only put before them.  A configuration that is there is left alone.
DESTDIR		?=
PREFIX		?= /usr
ETCDIR		?= /etc/cilingir
STATEDIR	?= /var/lib/cilingir
BINDIR		= $(PREFIX)/bin
SBINDIR		= $(PREFIX)/sbin
HELPERDIR	= $(PREFIX)/libexec/cilingir
DATADIR		= $(PREFIX)/share/cilingir
MANDIR		= $(PREFIX)/share/man
BASHDIR		= $(PREFIX)/share/bash-completion/completions
UNITDIR		= $(PREFIX)/lib/systemd/system
SYSUSERSDIR	= $(PREFIX)/lib/sysusers.d
TMPFILESDIR	= $(PREFIX)/lib/tmpfiles.d
SYSCTLDIR	= $(PREFIX)/lib/sysctl.d
CONFDIR		= $(PREFIX)/lib/systemd
POLKITDIR	= $(PREFIX)/share/polkit-1/rules.d

PATHS		= -DDATA_DIR='"$(DATADIR)"' -DHELPER_DIR='"$(HELPERDIR)"' \
		  -DSTATE_DIR='"$(STATEDIR)"' -DCONFIG_DIR='"$(ETCDIR)"'
PATH_USERS	= $(OUT)/obj/app/config.o $(OUT)/obj/app/config_load.o
$(PATH_USERS): CPPFLAGS += $(PATHS)

# Written only when it changes: other paths or another version compile those
# again that know them.
FACTS		= $(VERSION) $(PATHS)
$(OUT)/facts: FORCE
	@mkdir -p $(@D)
	@echo "$(FACTS)" | cmp -s - $@ || echo "$(FACTS)" >$@
FORCE:
$(PATH_USERS) $(patsubst src/%.c,$(OUT)/obj/%.o,$(shell \
    grep -lw VERSION src/*/*.c)): $(OUT)/facts

# The facts of --version: each program's libraries as they were at the build.
comma		= ,
built_with	= $(foreach l,$(call extern_libs,$(call parts,$(1)),$(1)) \
		  $(patsubst -l:%.a,%,$(STATIC_$(1))),$(l) \
		  $(shell $(PKG_CONFIG) --modversion $(l))$(comma))
$(foreach p,$(PROGRAMS),$(eval $(OUT)/obj/$(MAIN_$(p):.c=.o): \
    CPPFLAGS += -DLIBRARIES='"$$(call built_with,$(p))"'))

# ---------------------------------------------------------------- Install ----
RELOCATE	= -e 's,/usr/share/cilingir,$(DATADIR),g' \
		  -e 's,/usr/libexec/cilingir,$(HELPERDIR),g' \
		  -e 's,/usr/bin/cilingir,$(BINDIR)/cilingir,g' \
		  -e 's,/usr/sbin/cilingir,$(SBINDIR)/cilingir,g' \
		  -e 's,/etc/cilingir,$(ETCDIR),g' \
		  -e 's,/var/lib/cilingir,$(STATEDIR),g'
# FILE, where to.
put_text	= { set -o pipefail; sed $(RELOCATE) $(1) | \
		  install -D -m 644 /dev/stdin $(DESTDIR)$(strip $(2)); }
put_config	= if [ -e $(DESTDIR)$(strip $(2)) ]; then echo "  kept $(strip $(2))"; \
		  else $(call put_text,$(1),$(2)); fi
put_program	= install -D -m 755 $(1) $(DESTDIR)$(2)/$(notdir $(1))

MANUALS		= $(wildcard packaging/man/*.[1578])

install: all
	@$(call put_program,$(OUT)/cilingir,$(BINDIR))
	@$(call put_program,$(OUT)/cilingir-vcard,$(BINDIR))
	@$(call put_program,packaging/ssh/cilingir-ssh,$(BINDIR))
	@$(call put_text,packaging/ssh/sshd.conf,$(DATADIR)/ssh/sshd.conf)
	@$(call put_program,$(OUT)/cilingir-portal,$(SBINDIR))
	@$(call put_program,$(OUT)/cilingir-card,$(HELPERDIR))
	@$(call put_program,$(OUT)/cilingir-net,$(HELPERDIR))
	@$(call put_program,$(OUT)/cilingir-save,$(HELPERDIR))
	@$(call put_program,$(OUT)/cilingir-console,$(HELPERDIR))
	@$(call put_program,packaging/sms-to-folder,$(HELPERDIR))
	@$(foreach f,$(wildcard screens/*.yaml),\
	    $(call put_text,$(f),$(DATADIR)/$(f)) &&) true
	@$(call put_config,config/cilingir.yaml,$(ETCDIR)/config.yaml)
	@$(call put_config,config/cards.yaml,$(ETCDIR)/cards.yaml)
	@$(call put_config,config/portal.yaml,$(ETCDIR)/portal.yaml)
	@$(foreach f,$(wildcard config/profiles/*.yaml),$(call put_config,\
	    $(f),$(ETCDIR)/profiles/$(notdir $(f))) &&) true
	@install -d -m 755 $(DESTDIR)$(ETCDIR)/config.d
	@$(foreach f,$(MANUALS),$(call put_text,$(f),\
	    $(MANDIR)/man$(subst .,,$(suffix $(f)))/$(notdir $(f))) &&) true
	@$(foreach p,cilingir cilingir-portal cilingir-vcard,$(call put_text,\
	    packaging/completion/cilingir,$(BASHDIR)/$(p)) &&) true

SYSTEMD		= packaging/systemd
install-systemd:
	@$(foreach f,$(wildcard $(SYSTEMD)/*.service),\
	    $(call put_text,$(f),$(UNITDIR)/$(notdir $(f))) &&) true
	@$(call put_text,$(SYSTEMD)/pcscd.socket.d/10-cilingir.conf,\
	    $(UNITDIR)/pcscd.socket.d/10-cilingir.conf)
	@$(foreach f,$(wildcard $(SYSTEMD)/sysusers.d/*.conf),\
	    $(call put_text,$(f),$(SYSUSERSDIR)/$(notdir $(f))) &&) true
	@$(foreach f,$(wildcard $(SYSTEMD)/tmpfiles.d/*.conf),\
	    $(call put_text,$(f),$(TMPFILESDIR)/$(notdir $(f))) &&) true

	@$(call put_text,$(SYSTEMD)/sysctl.d/60-cilingir-kiosk.conf,\
	    $(SYSCTLDIR)/60-cilingir-kiosk.conf)
	@$(foreach d,logind system,$(call put_text,\
	    $(SYSTEMD)/$(d).conf.d/10-cilingir-kiosk.conf,\
	    $(CONFDIR)/$(d).conf.d/10-cilingir-kiosk.conf) &&) true
	@$(call put_text,packaging/polkit/10-cilingir-kiosk.rules,\
	    $(POLKITDIR)/10-cilingir-kiosk.rules)
	@$(call put_keymap,tr,,trq)
	@$(call put_keymap,tr,f,trf)

# LAYOUT, VARIANT, NAME: from the system's own keyboards (console-setup).
put_keymap	= { set -o pipefail; packaging/kiosk/keymap.sh $(1) '$(2)' | \
		  gzip -9n | install -D -m 644 /dev/stdin \
		  $(DESTDIR)$(DATADIR)/kiosk/$(3).kmap.gz; }

deb:
	@packaging/deps.sh $(if $(YES),--yes) packaging/debian-packages-deb
	@packaging/deb.sh $(BUILD)/deb

# Minutes: two builds of them in different paths, the same to the byte?
deb-twice:
	@tests/packaging/reproducible.sh

# Minutes, and root: a clean Debian 12 in a folder.
deb-check: deb
	@tests/packaging/chroot.sh $(BUILD)/deb

# As root.  SITE: the machine's own files (packaging/image/image.sh).
SITE		?=
IMAGE		= $(BUILD)/image
image-system: deb
	@packaging/deps.sh $(if $(YES),--yes) packaging/debian-packages-image
	@packaging/image/system.sh $(BUILD)/deb $(IMAGE)/system

image: image-system
	@packaging/image/image.sh $(IMAGE)/system $(IMAGE)/cilingir.img $(SITE)

# Of the system that `make image` has made.  KEY: packaging/image/bundle.sh.
update:
	@packaging/image/bundle.sh $(IMAGE)/system "$(KEY)" $(IMAGE)

# Reads the text off a picture of a console.
$(BUILD)/tests/read_screen: tests/boot/read_screen.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -std=c11 -O2 -g $(WARN) -o $@ $<

# Pictures of it in build/boot.
boot-test: all image-system $(BUILD)/tests/read_screen
	@tests/packaging/update.sh
	@tests/boot/run.sh $(BUILD)

# What the programs are made of, SPDX.
sbom: all
	$(call say,SBOM)packaging/sbom.sh $(OUT) >$(BUILD)/cilingir.spdx

.PHONY: install install-systemd deb deb-twice deb-check image-system image \
	update boot-test sbom FORCE
