# tlscope sanitize joins compute-sanitizer's findings with the trace: a use of a pooled tensor, a leak by its name.
. "$GPU/lib.sh"
tlscope=$BUILD/bin/tlscope
[ -x "$tlscope" ] || skip "tlscope, the tool, was not built: it needs LTTng and Babeltrace"
command -v compute-sanitizer >/dev/null || [ -x /usr/local/cuda/bin/compute-sanitizer ] ||
    skip "compute-sanitizer is not here"
program pooled_use
program leak

# The report of the run has that text.
reported() {
    tr -d ' \n' <"$WORK/run/report.json" | grep -qF -- "$1" || fail "'$1' is not in the report"
}

expect 24 "$tlscope" sanitize -o "$WORK/run" -- "$BUILD/gpu/pooled_use"
cat "$WORK"/run/sanitizer.*.log
reported '"code":"sanitizer-invalid-write"'
reported '"matched_by":"address"'
reported '"fate":"pooled"'
reported '"whole":true'

expect 24 "$tlscope" sanitize --force -o "$WORK/run" -- "$BUILD/gpu/leak"
cat "$WORK"/run/sanitizer.*.log
reported '"matched_by":"name"'
reported '"whole":true'

expect 0 "$tlscope" sanitize --force -o "$WORK/run" -- "$BUILD/gpu/pooled_use" alive
