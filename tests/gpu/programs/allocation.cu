/* SPDX-License-Identifier: MIT */
/* Device memory: got, written, read, given back; other devices by their ordinals. */
#include <cstring>
#include <vector>

#include "check.h"

static void copies(int ordinal)
{
    const size_t elements = 1000003;
    std::vector<float> there(elements);
    std::vector<float> back(elements, -1);
    for (size_t i = 0; i < elements; i++)
        there[i] = (float)i;
    tl_tensor *tensor =
        tlscope_tensor_new_on(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CUDA, (uint8_t)ordinal, nullptr);
    CHECK(tensor != nullptr);
    CHECK(tlscope_tensor_ordinal(tensor) == ordinal);
    CHECK((uintptr_t)tlscope_tensor_data(tensor) % 64 == 0);
    cudaPointerAttributes attributes;
    CUDA(cudaPointerGetAttributes(&attributes, tlscope_tensor_data(tensor)));
    CHECK(attributes.type == cudaMemoryTypeDevice); /* no managed memory */
    CHECK(attributes.device == ordinal);
    CHECK(tlscope_tensor_write(tensor, 0, there.data(), elements * sizeof(float)));
    CHECK(tlscope_tensor_read(tensor, 0, back.data(), elements * sizeof(float)));
    CHECK(std::memcmp(there.data(), back.data(), elements * sizeof(float)) == 0);
    const float one = 1;
    CHECK(tlscope_tensor_write(tensor, (elements - 1) * sizeof(float), &one, sizeof one));
    CUDA(cudaMemcpy(back.data(), tlscope_tensor_data(tensor), elements * sizeof(float), cudaMemcpyDeviceToHost));
    CHECK(back[elements - 1] == 1 && back[elements - 2] == there[elements - 2]);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

int main()
{
    int devices = 0;
    int current = 0;
    CUDA(cudaGetDeviceCount(&devices));
    for (int ordinal = 0; ordinal < devices && ordinal < 4; ordinal++)
        copies(ordinal);
    CUDA(cudaGetDevice(&current));
    CHECK(current == 0);
    tl_tensor *nothing = new_on(0, nullptr);
    CHECK(nothing != nullptr);
    tlscope_tensor_free(tlscope_manager_global(), nothing);
    const size_t before = free_bytes();
    tl_tensor *large = new_on((size_t)64 << 20, nullptr);
    CHECK(large != nullptr);
    CUDA(cudaDeviceSynchronize());
    CHECK(free_bytes() + ((size_t)200 << 20) < before);
    tlscope_tensor_free(tlscope_manager_global(), large);
    CUDA(cudaDeviceSynchronize()); /* by then freed in either way */
    CHECK(free_bytes() + ((size_t)8 << 20) >= before);
    return 0;
}
