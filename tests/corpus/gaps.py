# SPDX-License-Identifier: MIT
"""What the analysis does not judge right yet, and why. A program or mutant that is not listed has to be right; one that
is listed and right in every variant has to be taken out."""

_HEAP = "a block that nobody registers is seen with --heap only"
_GROWTH = "what grows from iteration to iteration and is freed, or kept by the global scope, is no finding"
_UNANNOUNCED = ("a call that its function announces nothing after gets the caller's line; the line that its own function "
                "announced last, told as 'after', is the nearest to it")
_SCOPES = ("enters and exits are matched by depth alone: an exit that ends another function's scope is not the cause, "
           "but the last exit or the outermost enter")
_LIBRARY = "without lines the cause is the library's function, not the one that called it"
_ORDER = "an acquire of what one release too many has freed is told before that release"

PROGRAMS = {
    "block_lost_before_registered": _HEAP,
    "block_overwritten_before_registered": _HEAP,
    "cache_kept_on_purpose": "tlscope_keep is recorded, and the findings do not look at it",
    "callee_exits_callers_scope": _SCOPES,
    "exit_too_often": _UNANNOUNCED,
    "freed_behind_the_manager": _UNANNOUNCED,
    "function_exit_twice": _UNANNOUNCED,
    "function_scope_exited": _UNANNOUNCED,
    "loop_temporary_in_global_scope": _GROWTH,
    "loop_temporary_in_outer_scope": _GROWTH,
    "passed_and_forgotten": "acquires and releases are not paired by site: the newest acquire is taken for the cause",
    "pool_tensor_dropped": _LIBRARY,
    "struct_pushed_twice": "an element that a vector's end releases once more than it may is not told of",
    "tensor_never_registered": _LIBRARY,
    "thread_exits_callers_scope": _UNANNOUNCED,
    "vector_and_scope_own": "an element that a vector's end releases after it is freed is not told of",
    "vector_holds_itself": _UNANNOUNCED,
    "vector_too_long": _UNANNOUNCED,
    "vector_without_data": _UNANNOUNCED,
}

# (operation, call) of mutants of which some are not right.
MUTANTS = {
    ("double", "tl_mem_exit_scope"): _SCOPES,
    ("double", "tl_mem_function_exit"): _SCOPES,
    ("double", "tl_tensor_release"): _ORDER,
    ("drop", "tl_mem_exit_scope"): _SCOPES,
    ("drop", "tl_mem_function_exit"): _SCOPES,
    ("drop", "tl_mem_unregister"): "the pool gives the freed tensor's memory out again, which is then released for it",
}
