# What the checks share; each begins with `. "$GPU/lib.sh"`. A check passes with exit code 0 and is skipped with 77; lines
# that begin with `result:` are shown also when it passes.
set -eu
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

skip() {
    echo "$1"
    exit 77
}

fail() {
    echo "failed: $1"
    exit 1
}

# Compiles programs/NAME.cu, or the file given, once; its path is $BUILD/gpu/NAME.
program() {
    local name=$1 file=${2:-$GPU/programs/$1.cu}
    nvcc -O1 -g -std=c++14 -I"$SOURCE/include" -I"$GPU/programs" "$file" -o "$BUILD/gpu/$name" \
        -L"$BUILD/lib" -ltlscope -Xlinker -rpath,"$BUILD/lib"
}

# Runs a program; its stderr is in $WORK/err. Fails unless it exits with the code.
expect() {
    local code=$1 got=0
    shift
    "$@" 2>"$WORK/err" || got=$?
    cat "$WORK/err"
    [ "$got" -eq "$code" ] || fail "$* exited with $got, not $code"
}

# The last program's stderr has that text.
told() {
    grep -qF -- "$1" "$WORK/err" || fail "'$1' is not told"
}

# Without a diagnostic of the runtime's.
silent() {
    ! grep -q '^tlscope: ' "$WORK/err" || fail "the runtime complains"
}
