#!/bin/bash
# The suites that need cards in a real pcscd, each in a namespace of its own.
# usage: run.sh          OUT: where the sanitized programs are (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
for suite in judge_opensc judge_akis2 judge_piv judge_gids judge_openpgp \
    cmd_card pin_pad vcard_faults helper_pcsc helper_faults; do
	echo "-- $suite"
	"tests/card/$suite.sh" || status=1
done
exit "$status"
