# SPDX-License-Identifier: MIT
"""What the analysis does not judge right yet, and why. A program or mutant that is not listed has to be right; one that
is listed and right in every variant has to be taken out."""

_FUNCTION_EXIT = "in recursion, a function exit left out is told at the exit of an outer run of the same function"
_ORDER = "a release of what an exit freed too early is told before that exit"

PROGRAMS = {}

# (operation, call) of mutants of which some are not right.
MUTANTS = {
    ("double", "tl_mem_exit_scope"): _ORDER,
    ("drop", "tl_mem_function_exit"): _FUNCTION_EXIT,
    ("drop", "tl_mem_unregister"): "the pool gives the freed tensor's memory out again, which is then released for it; "
                                   "what a vector holds and a scope freed is told at the vector's end",
}
