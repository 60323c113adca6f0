#!/bin/sh
# SPDX-License-Identifier: MIT
# check_exports.sh LIBRARY LIST: the library's exported names are those of the list, no more and no less.
set -eu
export LC_ALL=C
case $1 in
*.a) names='nm --extern-only --defined-only' ;;
*) names='nm --dynamic --defined-only' ;;
esac
found=$(mktemp)
trap 'rm -f "$found"' EXIT
# Sanitizers and the linker add names of their own, which begin with underscores or are absolute.
$names "$1" | awk 'NF == 3 && $2 != "A" && $3 !~ /^_/ {print $3}' | sort >"$found"
diff -u "$2" "$found"
echo "$(wc -l <"$found") names, as listed"
