# A device tensor that nobody released is told of at exit; what the pool keeps is none.
. "$GPU/lib.sh"
program leak
TLSCOPE_OPTIONS=leak_report=1 expect 23 "$BUILD/gpu/leak"
told "Leak: 1 object, 4096 bytes: tensor"
told "Not leaks: 1 tensor kept by the pool"
