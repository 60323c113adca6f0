/* SPDX-License-Identifier: MIT */
/* For a plugin that waits for nothing: what cuda.c calls instead of cudaStreamWaitEvent. */
#include <cuda_runtime_api.h>

cudaError_t no_wait(cudaStream_t stream, cudaEvent_t event, unsigned flags);

cudaError_t no_wait(cudaStream_t stream, cudaEvent_t event, unsigned flags)
{
    (void)stream, (void)event, (void)flags;
    return cudaSuccess;
}
