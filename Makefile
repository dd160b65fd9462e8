# gripe: complaints as a Unix pipeline. GNU make. See README.md; CFLAGS and LDFLAGS belong to the user.
VERSION = 0.1
PREFIX = /usr/local
DATADIR = $(PREFIX)/share/gripe
MANDIR = $(PREFIX)/share/man
CFLAGS = -O2 -g
B = build
BIN = bin
MODEL = lib/data/gripe.model

override CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DDATADIR='"$(DATADIR)"' -Ilib $(shell xml2-config --cflags)
override CFLAGS += -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(SANITIZE)
override LDFLAGS += -Wl,--as-needed $(SANITIZE)
LIBS = -lcurl -lxml2 -lsqlite3 -lpcre2-8 -lcsv -lutf8proc -llinear -lm

TOOLS = $(patsubst cmd/%.c,%,$(wildcard cmd/*.c))
PROGRAMS = $(TOOLS:%=$(BIN)/gripe-%) $(BIN)/gripe-run
ROOMS = $(patsubst %.c,$B/%.o,$(wildcard lib/*.c lib/source/*.c lib/store/*.c))
UNITS = $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/*.c))
C_FILES = $(wildcard cmd/*.c lib/*.[ch] lib/*/*.[ch] tests/*/*.c)
SH_FILES = $(filter-out %/completion,$(wildcard scripts/* scripts/completion/*.bash .ci/run tests/bench/*.sh tests/*.bash tests/*/*.bash))
PAGES = $(wildcard man/*.[157])

all: $(PROGRAMS)

$(BIN)/gripe-run: scripts/gripe-run
	@mkdir -p $(@D)
	sed 's|^datadir=.*|datadir=$(DATADIR)|' $< > $@
	chmod 755 $@

$(BIN)/gripe-%: $B/cmd/%.o $B/libgripe.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/libgripe.a: $(ROOMS)
	rm -f $@
	$(AR) qcs $@ $^

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/unit/%: $B/tests/unit/%.o $B/libgripe.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

check: all $(UNITS) $B/fuzz-record
	CMOCKA_MESSAGE_OUTPUT=TAP GRIPE_BIN=$(abspath $(BIN)) GRIPE_BUILD=$(abspath $B) \
		prove --exec scripts/run-test $(UNITS) $(wildcard tests/*/*.bats tests/*/*.t)

# The same tests under ASan and UBSan, built apart
check-san:
	ASAN_OPTIONS=allocator_may_return_null=1 $(MAKE) check B=build/san BIN=build/san/bin GRIPE_DATA=$(CURDIR)/lib/data \
		SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

$B/fuzz-record: $B/tests/fuzz/record.o $B/libgripe.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

lint: all
	clang-format --dry-run --Werror $(C_FILES)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr -Ilib -D_GNU_SOURCE -DVERSION='""' -DDATADIR='""' cmd lib
	shellcheck $(SH_FILES)
	mandoc -T lint -W warning $(PAGES)
	scripts/lint-house

bench: all $B/measure
	tests/bench/run.sh $(abspath $(BIN) $B/measure)
	tests/bench/fetch.sh $(abspath $(BIN) $B/measure)

$B/measure: $B/tests/bench/measure.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

demo: all
	scripts/demo

$(MODEL): model
model: all
	scripts/train-models

install: all
	install -d $(addprefix $(DESTDIR),$(PREFIX)/bin $(DATADIR)/answers $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7)
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(wildcard lib/data/*.csv lib/data/*.model) $(DESTDIR)$(DATADIR)
	install -m 644 $(wildcard lib/data/answers/*) $(DESTDIR)$(DATADIR)/answers
	for p in $(PAGES); do install -m 644 $$p $(DESTDIR)$(MANDIR)/man$${p##*.}; done

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,$(PROGRAMS:$(BIN)/%=bin/%))
	rm -f $(foreach p,$(PAGES),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $p))/$(notdir $p))
	rm -rf $(DESTDIR)$(DATADIR)

clean:
	rm -rf bin build

.PHONY: all check check-san lint bench demo model install uninstall clean
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
