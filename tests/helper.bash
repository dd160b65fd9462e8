# What every bats test starts from: the built tools in PATH, an empty folder of its own, a pinned clock.
ROOT=$(cd "${BATS_TEST_DIRNAME}/../.." && pwd)
GRIPE_BIN=${GRIPE_BIN:-$ROOT/bin}
GRIPE_BUILD=${GRIPE_BUILD:-$ROOT/build}
DATA=$ROOT/tests/data
GRIPE_DATA=$ROOT/lib/data
GRIPE_NOW=2026-03-10T12:00:00Z
PATH=$GRIPE_BIN:$PATH
export ROOT GRIPE_BIN GRIPE_BUILD DATA GRIPE_DATA GRIPE_NOW PATH
unset GRIPE_CONF GRIPE_DB GRIPE_SPOOL XDG_CONFIG_HOME NO_COLOR COLUMNS

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export HOME=$BATS_TEST_TMPDIR
}
