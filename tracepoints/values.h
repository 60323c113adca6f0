/* SPDX-License-Identifier: MIT */
/* Enumerators, names and event structs made from the .def lists: what the runtime and the tools share. */
#ifndef TL_TRACEPOINTS_VALUES_H
#define TL_TRACEPOINTS_VALUES_H

#include <stdint.h>

/* Raised when an event, a field or a value changes its meaning; readers refuse formats newer than theirs. */
#define TL_TRACE_FORMAT 2

/* `count` fields hold 16 bits: this value stands for itself and all above. */
#define TL_COUNT_MAX 65535u

/* An `origin` slot is one of these; a slot's newest definition holds. */
#define TL_ORIGIN_SLOTS 4096u

/* What an object of unknown size counts as where objects are sampled by their bytes. */
#define TL_SAMPLE_UNKNOWN_BYTES 16u

/* What a statement's tag begins with that stands before a call which none was announced for, as a replay knows. */
#define TL_TAG_AFTER "tlscope:after:"

enum tl_kind {
#define TL_KIND(code, number, name) TL_KIND_##code = (number),
#include "values.def"
#undef TL_KIND
};
enum tl_owner {
#define TL_OWNER(code, number, name) TL_OWNER_##code = (number),
#include "values.def"
#undef TL_OWNER
};
enum tl_register {
#define TL_REGISTER(code, number, name) TL_REGISTER_##code = (number),
#include "values.def"
#undef TL_REGISTER
};
enum tl_unregister {
#define TL_UNREGISTER(code, number, name) TL_UNREGISTER_##code = (number),
#include "values.def"
#undef TL_UNREGISTER
};
enum tl_acquire {
#define TL_ACQUIRE(code, number, name) TL_ACQUIRE_##code = (number),
#include "values.def"
#undef TL_ACQUIRE
};
enum tl_fate {
#define TL_FATE(code, number, name) TL_FATE_##code = (number),
#include "values.def"
#undef TL_FATE
};
enum tl_buffer_outcome {
#define TL_BUFFER(code, number, name) TL_BUFFER_##code = (number),
#include "values.def"
#undef TL_BUFFER
};
enum tl_pool_result {
#define TL_POOL(code, number, name) TL_POOL_##code = (number),
#include "values.def"
#undef TL_POOL
};
enum tl_start {
#define TL_START(code, number, name) TL_START_##code = (number),
#include "values.def"
#undef TL_START
};
enum tl_stack_end {
#define TL_STACK_END(code, number, name) TL_STACK_END_##code = (number),
#include "values.def"
#undef TL_STACK_END
};
enum tl_frame {
#define TL_FRAME(code, number, name) TL_FRAME_##code = (number),
#include "values.def"
#undef TL_FRAME
};
enum tl_dtype {
#define TL_DTYPE(code, number, name, bytes) TL_DTYPE_##code = (number),
#include "values.def"
#undef TL_DTYPE
};
enum tl_device {
#define TL_DEVICE(code, number, name) TL_DEVICE_##code = (number),
#include "values.def"
#undef TL_DEVICE
};
enum tl_severity {
#define TL_SEVERITY(code, number, name) TL_SEVERITY_##code = (number),
#include "values.def"
#undef TL_SEVERITY
};
enum tl_diagnostic {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning) TL_DIAGNOSTIC_##code = (number),
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    TL_DIAGNOSTIC_COUNT
};

/* Identifiers of the events, in the order of events.def. */
enum tl_event_id {
#define TL_EVENT(name, fields) TL_EVENT_##name,
#include "events.def"
#undef TL_EVENT
    TL_EVENT_COUNT
};

/* One struct an event, a member a field. */
#define U8(name)  uint8_t name;
#define U16(name) uint16_t name;
#define U32(name) uint32_t name;
#define U64(name) uint64_t name;
#define I64(name) int64_t name;
#define PTR(name) uint64_t name;
#define STR(name) const char *name;
#define TL_EVENT(name, fields)                                                                                         \
    struct tl_event_##name {                                                                                           \
        fields                                                                                                         \
    };
#include "events.def"
#undef TL_EVENT
#undef U8
#undef U16
#undef U32
#undef U64
#undef I64
#undef PTR
#undef STR

#endif
