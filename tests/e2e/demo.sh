#!/bin/bash
# Walk through `make demo`.  usage: demo.sh   (ORDINARY_BIN, PILOT, TOP: run.sh)
set -eu
. "$TOP/packaging/demo/world.sh"
export W=$ORDINARY_BIN/demo HERE=$TOP/tests/e2e PATH=$TOP/tests/e2e/bin:$PATH
export IDENTITY=$DEMO_IDENTITY WORD=$DEMO_WORD PIN=$DEMO_PIN S_PIXEL=█
. "$HERE/words.tr"
rm -f "$W/read"
exec "$PILOT" "$HERE/demo.pilot"
