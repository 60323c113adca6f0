/* SPDX-License-Identifier: MIT */
#include "jit/jit.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "jit/descriptor.h"
#include "jit/links.h"
#include "jit/objects.h"

/* Never held while the loader's lock is taken: a constructor that calls the ABI holds that one and comes here. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct descriptors descriptors;
static unsigned met;

static const char *folder(void)
{
    const char *path = secure_getenv("TLSCOPE_JIT_DIR");
    return path != NULL && path[0] == '/' ? path : NULL;
}

/* Looking through everything takes its time: at the 1st, 2nd, 4th, 8th … address. */
static bool is_turn(unsigned count)
{
    return (count & (count - 1)) == 0;
}

void jit_met_code(void)
{
    const char *path = folder();
    if (path == NULL)
        return;
    struct descriptors found;
    const bool anew = descriptors_find(&found);
    pthread_mutex_lock(&lock);
    if (anew)
        descriptors = found;
    const bool turn = is_turn(++met);
    if (turn)
        mkdir(path, 0777);
    objects_keep(path, &descriptors, turn || anew);
    if (turn)
        links_keep(path);
    pthread_mutex_unlock(&lock);
}

/* The child has one thread; the lock may be one that its parent held. */
void jit_met_code_in_child(void)
{
    if (met == 0)
        return;
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    objects_forget();
    jit_met_code();
}

void jit_end(void)
{
    const char *path = folder();
    if (path == NULL || met == 0)
        return;
    pthread_mutex_lock(&lock);
    objects_keep(path, &descriptors, true);
    links_keep(path);
    pthread_mutex_unlock(&lock);
}
