# SPDX-License-Identifier: MIT
"""What the analysis does not judge right yet, and why. A program or mutant that is not listed has to be right; one that
is listed and right in every variant has to be taken out."""

_HEAP = "malloc's events carry no statement: the line of an allocation is that of a call before it, or none"
_AFTER = ("a call that its function announces nothing after is told as after the last statement of it that made a call, "
          "or not at all; the last one that it announced is nearer")
_ELEMENTS = "an element that a vector's end releases after its last reference is gone is not told of"
_FUNCTION_EXIT = ("a function exit pops the scope that was left open inside; told first is the function's own scope, "
                  "which then stays, or another function's that goes instead")
_ORDER = "a release of what an exit freed too early is told before that exit"

PROGRAMS = {
    "block_lost_before_registered": _HEAP,
    "block_overwritten_before_registered": _HEAP,
    "callee_exits_callers_scope": _AFTER,
    "exit_too_often": _AFTER,
    "function_exit_twice": _AFTER,
    "struct_pushed_twice": _ELEMENTS,
    "thread_exits_callers_scope": _AFTER,
    "vector_and_scope_own": _ELEMENTS,
}

# (operation, call) of mutants of which some are not right.
MUTANTS = {
    ("double", "tl_mem_exit_scope"): _AFTER + "; " + _ORDER,
    ("double", "tl_mem_function_exit"): _AFTER,
    ("drop", "tl_mem_exit_scope"): _FUNCTION_EXIT,
    ("drop", "tl_mem_function_exit"): _FUNCTION_EXIT,
    ("drop", "tl_mem_unregister"): "the pool gives the freed tensor's memory out again, which is then released for it",
}
