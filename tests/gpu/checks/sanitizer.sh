# compute-sanitizer finds a kernel that writes to a pooled tensor, and finds nothing where it is alive.
. "$GPU/lib.sh"
command -v compute-sanitizer >/dev/null || skip "compute-sanitizer is not here"
grep -q 'TLSCOPE_NVTX_MEMORY' "$BUILD/build.ninja" "$BUILD"/src/CMakeFiles/tlscope-objects.dir/flags.make 2>/dev/null ||
    skip "built without NVTX's memory extension"
program pooled_use
sanitize=(compute-sanitizer --tool memcheck --nvtx=yes --error-exitcode 9)
"${sanitize[@]}" "$BUILD/gpu/pooled_use" alive || fail "it complains of a tensor that is alive"
"${sanitize[@]}" "$BUILD/gpu/pooled_use" >"$WORK/out" 2>&1 && fail "it did not see the use of the pooled tensor"
cat "$WORK/out"
grep -q 'Invalid __global__ write' "$WORK/out" || fail "it complains of something else"
