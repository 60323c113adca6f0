# Ratios of the pool to CUDA's allocators, in one run; NVTX on without a tool, to off. They are shown, not judged.
. "$GPU/lib.sh"
program bench "$GPU/bench/pool.cu"
expect 0 "$BUILD/gpu/bench"
for nvtx in 0 1 0 1 0 1; do
    TLSCOPE_OPTIONS=nvtx=$nvtx "$BUILD/gpu/bench" pool | sed "s/^/$nvtx /"
done | awk '{n[$1] = n[$1] == "" || $3 < n[$1] ? $3 : n[$1]} END {printf "result: nvtx=1 without a tool / nvtx=0: %.2f\n", n[1] / n[0]}'
