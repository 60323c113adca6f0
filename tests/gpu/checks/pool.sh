# A released tensor is used again, the newest first.
. "$GPU/lib.sh"
program pool
for allocator in plain async; do
    TLSCOPE_OPTIONS=cuda_allocator=$allocator expect 0 "$BUILD/gpu/pool"
    silent
done
