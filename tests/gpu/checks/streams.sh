# Whoever takes a pooled tensor waits, on the device, for those that used it; without that wait the test fails.
. "$GPU/lib.sh"
program streams
for allocator in plain async; do
    TLSCOPE_OPTIONS=cuda_allocator=$allocator expect 0 "$BUILD/gpu/streams"
    silent
done

cuda=$(dirname "$(dirname "$(readlink -f "$(command -v nvcc)")")")
mkdir -p "$WORK/mutant"
ln -s "$BUILD/lib/libtlscope.so" "$WORK/mutant/libtlscope.so"
cc -shared -fPIC -O2 -D_GNU_SOURCE -DcudaStreamWaitEvent=no_wait -I"$SOURCE/src" -I"$cuda/include" \
    "$SOURCE/src/device/cuda.c" "$GPU/programs/no_wait.c" -o "$WORK/mutant/libtlscope-cuda.so" \
    -L"$cuda/lib64" -lcudart_static -lpthread -ldl -lrt
LD_LIBRARY_PATH=$WORK/mutant expect 1 "$BUILD/gpu/streams"
told "not so: waited"
