/* SPDX-License-Identifier: MIT */
/* Structs and tensors: used late, beyond their ends, before they are written, lost, released wrongly. */
#include <stdlib.h>
#include <string.h>

#include "uses.h"

static volatile int sink;

void struct_after_exit(void)
{
    tl_mem_enter_scope();
    char *object = make_struct();
    tl_mem_register_struct(object);
    tl_mem_exit_scope();
    use(object + 3);
}

void struct_after_release(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    release_struct(object);
    use(object + 3);
}

void tensor_after_exit(void)
{
    tl_mem_enter_scope();
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    memset(data, 1, ELEMENTS * sizeof(float));
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    use(data + 5);
}

void tensor_after_release(void)
{
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    use(data + 5);
}

/* Its second life ends elsewhere than its first. */
void tensor_after_second_release(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    char *data = data_of(tensor);
    tl_tensor_acquire(tensor);
    release_tensor_again(tensor);
    use(data + 5);
}

/* A pointer from its first life, used in its second. */
void tensor_of_before(void)
{
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    memset(data, 1, ELEMENTS * sizeof(float));
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    tl_mem_register_tensor(tensor);
    use(data + 5);
}

void tensor_description_after_release(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    sink = (int)tlscope_tensor_elements(tensor);
}

void tensor_from_pool_undefined(void)
{
    tl_tensor *tensor = make_tensor();
    memset(data_of(tensor), 1, ELEMENTS * sizeof(float));
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    decide(data_of(tensor) + 4);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

void tensor_overrun(void)
{
    tl_tensor *tensor = make_tensor();
    use(data_of(tensor) + ELEMENTS * sizeof(float));
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

void tensor_underrun(void)
{
    tl_tensor *tensor = make_tensor();
    use(data_of(tensor) - 1);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

void tensor_from_pool_overrun(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor_overrun();
}

void registered_undefined(void)
{
    char *object = malloc(STRUCT_BYTES);
    object[0] = 1;
    tl_mem_register_struct(object);
    decide(object);     /* no error */
    decide(object + 1); /* an error */
    tl_ptr_release(object);
}

FUNCTION void lose_struct(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    tl_mem_unregister(object);
}

void struct_lost(void)
{
    tl_mem_enter_scope();
    lose_struct();
    forget();
    tl_mem_exit_scope();
}

FUNCTION void lose_tensor(void)
{
    tl_tensor *tensor = make_tensor();
    tl_mem_register_tensor(tensor);
    tl_tensor_acquire(tensor);
}

void tensor_lost(void)
{
    tl_mem_enter_scope();
    lose_tensor();
    forget();
    tl_mem_exit_scope();
}

/* What lasts by design. */
void global_scope(void)
{
    tl_mem_register_struct(make_struct());
    tl_mem_register_tensor(make_tensor());
    forget();
}

void tensor_kept_by_pool(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    forget();
}

/* Two exits: the first loses nothing, the second what a function before it has lost. */
FUNCTION void exit_that_loses(void)
{
    tl_mem_enter_scope();
    lose_struct();
    forget();
    tl_mem_exit_scope();
}

FUNCTION void exit_that_loses_nothing(void)
{
    tl_mem_enter_scope();
    tl_mem_register_struct(make_struct());
    tl_mem_exit_scope();
}

void exits(void)
{
    exit_that_loses_nothing();
    exit_that_loses();
    exit_that_loses_nothing();
    tl_mem_function_enter(0);
    lose_tensor();
    forget();
    tl_mem_function_exit();
}

void double_release(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    release_struct(object);
    release_struct(object);
}

void freed_behind(void)
{
    tl_mem_enter_scope();
    char *object = make_struct();
    tl_mem_register_struct(object);
    free(object);
    tl_mem_exit_scope();
}
