#!/usr/bin/env bash
# Builds tlscope and runs everything that needs a CUDA device: run.sh [CHECK...], all of checks/ by default.
#
# Needs cmake, a C compiler, the CUDA Toolkit (nvcc) and a GPU; without the latter two it exits with 77, which ctest takes
# for skipped. All else (LTTng, pkg-config, libdw's header, compute-sanitizer) may be missing: what needs it is skipped
# by name. Builds in TLSCOPE_GPU_BUILD, by default build-gpu beside the sources. Exit code 1 when a check failed.
set -u
GPU=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$GPU/../.." && pwd)
BUILD=${TLSCOPE_GPU_BUILD:-$SOURCE/build-gpu}
export GPU SOURCE BUILD
unset TLSCOPE_OPTIONS

give_up() {
    echo "run.sh: skipped: $1"
    exit 77
}

command -v nvcc >/dev/null || PATH=$PATH:${CUDA_PATH:-/usr/local/cuda}/bin
command -v nvcc >/dev/null || give_up "no nvcc in PATH or ${CUDA_PATH:-/usr/local/cuda}/bin"
nvidia-smi -L >/dev/null 2>&1 || compgen -G '/dev/nvidia[0-9]*' >/dev/null || give_up "no NVIDIA GPU here"
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null || true
nvcc --version | tail -2 | head -1

build() {
    local flags=()
    command -v ninja >/dev/null && flags+=(-G Ninja)
    if ! echo '#include <dwarf.h>' | cc -E - >/dev/null 2>&1; then
        flags+=("-DDWARF_INCLUDE=$GPU/compat" "-DCMAKE_C_FLAGS=-I$GPU/compat")
    fi
    cmake -S "$SOURCE" -B "$BUILD" -DTLSCOPE_TESTS=OFF "${flags[@]}" && cmake --build "$BUILD" --parallel
}

mkdir -p "$BUILD/gpu"
if ! build >"$BUILD/gpu/build.log" 2>&1; then
    tail -40 "$BUILD/gpu/build.log"
    echo "run.sh: the build failed; all of it is in $BUILD/gpu/build.log"
    exit 1
fi

passed=0 failed=0 skipped=0
for check in "$GPU"/checks/*.sh; do
    name=$(basename "$check" .sh)
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    log=$BUILD/gpu/$name.log
    timeout -k 5 300 bash "$check" >"$log" 2>&1
    case $? in
    0)
        passed=$((passed + 1))
        echo "passed   $name"
        grep '^result:' "$log"
        ;;
    77)
        skipped=$((skipped + 1))
        echo "skipped  $name: $(tail -1 "$log")"
        ;;
    *)
        failed=$((failed + 1))
        echo "FAILED   $name ($log):"
        tail -20 "$log" | sed 's/^/    /'
        ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
