#!/bin/bash
# Take pictures of the real program (pictures.pilot): PNG into
# packaging/pictures/, text between the two marks of README.
# usage: pictures.sh           BUILD: where the programs are
set -eu
cd "$(dirname "$0")/../.."
TOP=$PWD
BUILD=${BUILD:-build}
export TOP BIN=$(realpath "$BUILD") PILOT=$(realpath "$BUILD/tests/pilot")
export TEST_DIR=$BIN/pictures
export PICTURES=$TOP/packaging/pictures
rm -rf "$TEST_DIR"
mkdir -p "$TEST_DIR/e2e" "$PICTURES"
. packaging/demo/world.sh
world_make "$TEST_DIR/template"
for lang in tr en; do
	tests/e2e/labels.sh "$BIN/cilingir" $lang >"$TEST_DIR/e2e/labels.$lang"
done
tests/e2e/scenario.sh pictures pictures

text=$TEST_DIR/pictures.txt
for name in welcome password-login sms-code unlock-pin unlock-progress \
    unlock-done; do
	echo
	sed 's/^/    /; s/ *$//' "$PICTURES/$name.txt"
	rm "$PICTURES/$name.txt"
done >"$text"
sed -i -e "/^\\[pictures\\]/,/^\\[end of pictures\\]/{
	/^\\[pictures\\]/{p;r $text
	}
	/^\\[end/!d
}" README
