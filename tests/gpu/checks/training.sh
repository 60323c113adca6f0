# A loop like training's lives on the pool: device memory does not grow, nothing is left.
. "$GPU/lib.sh"
program training
for allocator in plain async; do
    TLSCOPE_OPTIONS=cuda_allocator=$allocator:leak_report=1 expect 0 "$BUILD/gpu/training"
    told "no leaks"
done
