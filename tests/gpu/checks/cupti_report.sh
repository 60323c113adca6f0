# The same, recorded: the report says how much of the device's memory is TL's, and how much others'.
. "$GPU/lib.sh"
tlscope=$BUILD/bin/tlscope
[ -x "$tlscope" ] || skip "tlscope, the tool, was not built: it needs LTTng and Babeltrace"
[ -e "$BUILD/lib/libtlscope-cupti.so" ] || skip "built without CUPTI"
program training
"$tlscope" record --cupti -o "$WORK/run" -- "$BUILD/gpu/training"
"$tlscope" report "$WORK/run" >"$WORK/report.json"
"$tlscope" report -F text "$WORK/run" | grep -A8 'Memory of cuda:0' || fail "the report tells of no memory of cuda:0"
python3 - "$WORK/report.json" <<'PYTHON' || fail "the report's account of cuda:0 is wrong"
import json, sys
gpu = json.load(open(sys.argv[1]))["memory"]["gpu"]
device = gpu["devices"][0]
end = device["end"]["parts"]
assert gpu["whole"] and device["kernels"]["count"] >= 8 * 60 * 3, gpu
assert end["live"] == 8 * 4 << 18, end  # 8 weights
assert end["pool"] > 0 and end["driver"] > 0, end
assert end["others"] <= 16 << 20, end  # nobody else allocates: what the driver rounds up
PYTHON
