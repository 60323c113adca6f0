# compute-sanitizer calls a leaked tensor by the name that NVTX gave it.
. "$GPU/lib.sh"
command -v compute-sanitizer >/dev/null || skip "compute-sanitizer is not here"
grep -q 'TLSCOPE_NVTX_MEMORY' "$BUILD/build.ninja" "$BUILD"/src/CMakeFiles/tlscope-objects.dir/flags.make 2>/dev/null ||
    skip "built without NVTX's memory extension"
program leak
compute-sanitizer --tool memcheck --nvtx yes --leak-check full "$BUILD/gpu/leak" >"$WORK/out" 2>&1 || true
cat "$WORK/out"
grep -q 'Leaked 4,096 bytes at 0x[0-9a-f]* called tensor 1 f32\[1024\]' "$WORK/out" || fail "the leak has no name"
