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
 * Likewise on a device other than the CPU: on its `ordinal`, as the device's own interface numbers them from 0, for
 * work that is queued on `stream`, a handle of that interface (for CUDA a cudaStream_t of that device, not
 * cudaStreamPerThread; NULL: the default stream). tlscope_tensor_new is the same with ordinal 0 and NULL. For the CPU,
 * too, ordinal is 0.
 *
 * A tensor from the pool may still be in use by work that was queued before its last release: the stream waits for
 * that, the host does not. Waited for are the stream that the tensor was made on, and those of tlscope_tensor_use. A
 * stream must therefore last until the tensor's last release, and must not be capturing a graph then.
 *
 * Device memory out: what the manager's pool keeps on that device is given back, and the allocation tried once more. A
 * forked child can make none where its parent had, and leaves the parent's as they are.
 */
tl_tensor *tlscope_tensor_new_on(tlscope_manager *manager, size_t elements, uint8_t dtype, uint8_t device,
                                 uint8_t ordinal, void *stream);

/* Says that work which uses the tensor is queued on another stream of its device, too: what that holds when the tensor
 * goes into the pool, or is freed, is waited for. Nothing for one on the CPU, and for NULL. */
void tlscope_tensor_use(tl_tensor *tensor, void *stream);

/*
 * Copies `bytes` bytes between the host and a tensor of the runtime's own, live, `offset` bytes into its data. On a
 * device the copy is queued on the tensor's stream, after what that holds; work of other streams is the caller's to
 * order. Done when they return. False, with a diagnostic, beyond the tensor's end or when the device refuses.
 */
bool tlscope_tensor_write(tl_tensor *tensor, size_t offset, const void *from, size_t bytes);
bool tlscope_tensor_read(const tl_tensor *tensor, size_t offset, void *to, size_t bytes);

/*
 * Ends a tensor as TL's tensor_free does: takes it out of the current scope, drops one reference, and destroys it
 * if it had none. A tensor that nobody describes only loses its record and reference. NULL is ignored; what nobody
 * knows, or is gone, is misuse and left alone.
 */
void tlscope_tensor_free(tlscope_manager *manager, tl_tensor *tensor);

/* Facts of a tensor of the runtime's own, live; undefined for others. Bytes is the size of the data; on a device, data
 * is an address there, which the host must not follow. Of the CPU's, ordinal is 0 and stream NULL. */
void *tlscope_tensor_data(const tl_tensor *tensor);
size_t tlscope_tensor_elements(const tl_tensor *tensor);
size_t tlscope_tensor_bytes(const tl_tensor *tensor);
uint8_t tlscope_tensor_dtype(const tl_tensor *tensor);
uint8_t tlscope_tensor_device(const tl_tensor *tensor);
uint8_t tlscope_tensor_ordinal(const tl_tensor *tensor);
void *tlscope_tensor_stream(const tl_tensor *tensor);

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
