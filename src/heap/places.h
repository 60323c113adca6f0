/* SPDX-License-Identifier: MIT */
/* The code addresses that allocate, under small numbers that never change. Takes no lock, allocates nothing. */
#ifndef TLSCOPE_HEAP_PLACES_H
#define TLSCOPE_HEAP_PLACES_H

#include <stdbool.h>
#include <stdint.h>

/* The number of a return address; 0 when the table is full. */
uint32_t places_number(const void *caller);

uint64_t places_address(uint32_t place);

/* True the first time that it is asked since places_forget_told. */
bool places_tell_now(uint32_t place);
void places_forget_told(void);

/* True when the recorder's own libraries allocate there: no event tells of their blocks. */
bool places_is_recorder(uint32_t place);

#endif
