/* SPDX-License-Identifier: MIT */
#include "value_names.h"

#define CASE(number, name)                                                                                             \
    case number:                                                                                                       \
        return name;

const char *kind_name(unsigned value)
{
    switch (value) {
#define TL_KIND(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_KIND
    default:
        return "unknown";
    }
}

const char *owner_name(unsigned value)
{
    switch (value) {
#define TL_OWNER(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_OWNER
    default:
        return "unknown";
    }
}

const char *dtype_name(unsigned value)
{
    switch (value) {
#define TL_DTYPE(code, number, name, bytes) CASE(number, name)
#include "values.def"
#undef TL_DTYPE
    default:
        return "unknown";
    }
}

const char *device_name(unsigned value)
{
    switch (value) {
#define TL_DEVICE(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_DEVICE
    default:
        return "unknown";
    }
}

const char *severity_name(unsigned value)
{
    switch (value) {
#define TL_SEVERITY(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_SEVERITY
    default:
        return "unknown";
    }
}

const char *start_name(unsigned value)
{
    switch (value) {
#define TL_START(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_START
    default:
        return "unknown";
    }
}

const char *register_name(unsigned value)
{
    switch (value) {
#define TL_REGISTER(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_REGISTER
    default:
        return "unknown";
    }
}

const char *unregister_name(unsigned value)
{
    switch (value) {
#define TL_UNREGISTER(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_UNREGISTER
    default:
        return "unknown";
    }
}

const char *acquire_name(unsigned value)
{
    switch (value) {
#define TL_ACQUIRE(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_ACQUIRE
    default:
        return "unknown";
    }
}

const char *fate_name(unsigned value)
{
    switch (value) {
#define TL_FATE(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_FATE
    default:
        return "unknown";
    }
}

const char *buffer_name(unsigned value)
{
    switch (value) {
#define TL_BUFFER(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_BUFFER
    default:
        return "unknown";
    }
}

const char *pool_name(unsigned value)
{
    switch (value) {
#define TL_POOL(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_POOL
    default:
        return "unknown";
    }
}

const char *stack_end_name(unsigned value)
{
    switch (value) {
#define TL_STACK_END(code, number, name) CASE(number, name)
#include "values.def"
#undef TL_STACK_END
    default:
        return "unknown";
    }
}

const char *diagnostic_name(unsigned value)
{
    switch (value) {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning) CASE(number, name)
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    default:
        return "unknown";
    }
}

const char *diagnostic_meaning(unsigned value)
{
    switch (value) {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning) CASE(number, meaning)
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    default:
        return "unknown";
    }
}

const char *diagnostic_other(unsigned value)
{
    static const char *const others[TL_DIAGNOSTIC_COUNT] = {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning) [number] = other,
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    };
    return value < TL_DIAGNOSTIC_COUNT && others[value] ? others[value] : "see also";
}
