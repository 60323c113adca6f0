# Memory of the device is got, copied to and from, and given back; plain and in the order of streams.
. "$GPU/lib.sh"
program allocation
for allocator in plain async; do
    TLSCOPE_OPTIONS=cuda_allocator=$allocator expect 0 "$BUILD/gpu/allocation"
    silent
done
