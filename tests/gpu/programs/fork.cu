/* SPDX-License-Identifier: MIT */
/* A forked child counts its parent's tensors, touches none, and can make none; one that execs could. */
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static int child(tl_tensor *tensor)
{
    float value = 0;
    release(tensor);
    tlscope_pool_clear(tlscope_pool_global());
    return new_on(10, nullptr) == nullptr && tl_get_pool_count() == 0 ? 0 : (int)value + 1;
}

int main()
{
    tl_tensor *tensor = new_on(1000, nullptr);
    CHECK(tensor != nullptr);
    const float written = 7;
    CHECK(tlscope_tensor_write(tensor, 0, &written, sizeof written));
    release(new_on(2000, nullptr));
    const pid_t process = fork();
    if (process == 0)
        _exit(child(tensor));
    int status = -1;
    CHECK(waitpid(process, &status, 0) == process);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    float value = 0;
    CHECK(tlscope_tensor_read(tensor, 0, &value, sizeof value));
    CHECK(value == 7);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
    return 0;
}
