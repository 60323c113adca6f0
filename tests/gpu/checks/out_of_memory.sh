# Memory out: the pool's is given back, then NULL and one diagnostic that says what there is.
. "$GPU/lib.sh"
program out_of_memory
for allocator in plain async; do
    TLSCOPE_OPTIONS=cuda_allocator=$allocator expect 0 "$BUILD/gpu/out_of_memory"
    told "[device-out-of-memory]"
    told "cudaErrorMemoryAllocation"
    [ "$(grep -c '^tlscope: error' "$WORK/err")" -eq 1 ] || fail "more than one diagnostic"
done
