# compute-sanitizer's leak check: the leaked tensor is one, what the pool keeps is none.
. "$GPU/lib.sh"
command -v compute-sanitizer >/dev/null || skip "compute-sanitizer is not here"
program leak
program pool
sanitize=(compute-sanitizer --tool memcheck --leak-check full --error-exitcode 9)
"${sanitize[@]}" "$BUILD/gpu/pool" || fail "what the pool kept is called a leak"
"${sanitize[@]}" "$BUILD/gpu/leak" >"$WORK/out" 2>&1 && fail "it did not see the leak"
cat "$WORK/out"
grep -q 'Leaked 4,096 bytes' "$WORK/out" || fail "another leak than that of the tensor"
