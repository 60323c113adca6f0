// SPDX-License-Identifier: MIT
// Names that compilers mangle.
#include <cstdlib>

extern "C" void tl_mem_register_struct(void *pointer);

namespace shapes {

struct Box {
    template <typename Value> __attribute__((noinline)) void keep(Value value);
};

template <typename Value> void Box::keep(Value value)
{
    Value *kept = static_cast<Value *>(std::malloc(sizeof value));
    *kept = value;
    tl_mem_register_struct(kept); // line: registers
    *kept = value;
}

} // namespace shapes

int main()
{
    shapes::Box().keep(1.5);
    return 0;
}
