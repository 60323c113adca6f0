/* SPDX-License-Identifier: MIT */
/*
 * Tensors: the runtime's own, and those of a host runtime that describes them through callbacks.
 * All calls are thread safe. A tensor's contents are the caller's to guard.
 */
#ifndef TL_TENSOR_H
#define TL_TENSOR_H

#include <tl/manager.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/* Element types and devices, with TL's numbers. */
enum {
    TLSCOPE_F32 = 0,
    TLSCOPE_F64 = 1,
    TLSCOPE_I64 = 2,
    TLSCOPE_U32 = 3,
    TLSCOPE_U8 = 4,
    TLSCOPE_F16 = 5,
    TLSCOPE_BF16 = 6,
};
enum {
    TLSCOPE_CPU = 0,
    TLSCOPE_CUDA = 1,
    TLSCOPE_METAL = 2,
};

/*
 * A tensor of the runtime's own, from the manager's pool or fresh: its data 64-byte aligned and uninitialised. Under
 * memcheck one from the pool has another address than before, so that uses of the old one still show. It
 * belongs to the caller, uncounted, until it is registered or acquired; then it goes back to the pool at count 0.
 * NULL, with a diagnostic, for an unknown dtype, an absent device, an absurd size or when memory is out.
 */
tl_tensor *tlscope_tensor_new(tlscope_manager *manager, size_t elements, uint8_t dtype, uint8_t device);

/*
 * Ends a tensor as TL's tensor_free does: takes it out of the current scope, drops one reference, and destroys it
 * if it had none. A tensor that nobody describes only loses its record and reference.
 */
void tlscope_tensor_free(tlscope_manager *manager, tl_tensor *tensor);

/* Facts of a tensor of the runtime's own, live; undefined for others. Bytes is the size of the data. */
void *tlscope_tensor_data(const tl_tensor *tensor);
size_t tlscope_tensor_elements(const tl_tensor *tensor);
size_t tlscope_tensor_bytes(const tl_tensor *tensor);
uint8_t tlscope_tensor_dtype(const tl_tensor *tensor);
uint8_t tlscope_tensor_device(const tl_tensor *tensor);

/* What a host tells of one of its tensors. */
typedef struct tlscope_tensor_description {
    uint64_t elements;
    uint64_t bytes;
    uint8_t dtype;
    uint8_t device;
} tlscope_tensor_description;

/*
 * A host runtime's side. Every callback may be NULL, is called without the lock from whatever thread the ABI was
 * called on, and may itself call the ABI.
 */
typedef struct tlscope_host {
    void *context; /* handed back to every callback */
    /* True and *description filled when `tensor` is a live tensor of the host's; must bear any address. */
    bool (*describe)(void *context, const tl_tensor *tensor, tlscope_tensor_description *description);
    /* Frees a tensor that the runtime no longer keeps: count 0 and the pool full, or the pool cleared. */
    void (*destroy)(void *context, tl_tensor *tensor);
    /* Told once a tensor has reached count 0 and is about to enter the pool; nobody can take it out before this
     * returns. */
    void (*pooled)(void *context, tl_tensor *tensor);
    /* True when `address` is the host's arena memory, which is counted but never freed. */
    bool (*is_arena)(void *context, const void *address);
} tlscope_host;

/* Sets the process's host, or none with NULL. The table is copied. Objects registered before keep their facts. */
void tlscope_set_host(const tlscope_host *host);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
