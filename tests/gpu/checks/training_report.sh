# The same, recorded: the report tells of the device's tensors.
. "$GPU/lib.sh"
tlscope=$BUILD/bin/tlscope
[ -x "$tlscope" ] || skip "tlscope, the tool, was not built: it needs LTTng and Babeltrace"
program training
"$tlscope" record -o "$WORK/run" -- "$BUILD/gpu/training"
"$tlscope" report "$WORK/run" >"$WORK/report.json"
grep -q '"device": *"cuda"' "$WORK/report.json" || fail "the report names no device"
