# A forked child leaves its parent's tensors alone and is told that it can have none.
. "$GPU/lib.sh"
program fork
expect 0 "$BUILD/gpu/fork"
told "[device-unavailable]"
told "a forked child cannot use the devices"
