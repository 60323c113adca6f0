/* SPDX-License-Identifier: MIT */
/* What GPUs need: the driver, devices, the toolkit's libraries and tools. Nothing of it is linked. */
#include <dlfcn.h>
#include <stdlib.h>

#include "attempt.h"
#include "library.h"
#include "outcome.h"
#include "own_library.h"
#include "sanitizer.h"

enum { VERSION_MILLISECONDS = 10000, NAME_BYTES = 96 };

/* The few calls of cuda.h that are made here; each returns 0 when all is well. */
typedef int cuda_init(unsigned flags);
typedef int cuda_number(int *number);
typedef int cuda_name(char *name, int bytes, int device);
typedef int cuda_memory(size_t *bytes, int device);

static const char *const driver_names[] = {"libcuda.so.1", NULL};

static const char install_driver[] =
    "install NVIDIA's driver (Debian, section non-free: apt-get install nvidia-driver); in a "
    "container run with --gpus all";

static int driver_begin(void *library)
{
    cuda_init *const init = (cuda_init *)dlsym(library, "cuInit");
    const int error = init != NULL ? init(0) : -1;
    if (error != 0) {
        printf("cuInit returns %d\n", error);
    }
    return error;
}

static int print_version(void *library)
{
    cuda_number *const get_version = (cuda_number *)dlsym(library, "cuDriverGetVersion");
    int version = 0;
    if (get_version == NULL || get_version(&version) != 0) {
        puts("it does not tell its version");
        return 1;
    }
    printf("for CUDA %d.%d\n", version / 1000, version % 1000 / 10);
    return 0;
}

void check_driver(struct doctor_outcome *outcome)
{
    const struct library_trial trial = {driver_names, print_version};
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, install_driver, "%s%s",
                        attempt.end == ATTEMPT_FAILED ? "" : "libcuda.so.1: ", attempt_words(&attempt));
    }
}

static int print_devices(void *library)
{
    cuda_number *const get_count = (cuda_number *)dlsym(library, "cuDeviceGetCount");
    cuda_name *const get_name = (cuda_name *)dlsym(library, "cuDeviceGetName");
    cuda_memory *const get_memory = (cuda_memory *)dlsym(library, "cuDeviceTotalMem_v2");
    int count = 0;
    if (driver_begin(library) != 0) {
        return 1;
    }
    if (!get_count || !get_name || !get_memory || get_count(&count) != 0 || count == 0) {
        puts("the driver has no device");
        return 1;
    }
    for (int device = 0; device < count; device++) {
        char name[NAME_BYTES] = "";
        size_t bytes = 0;
        get_name(name, NAME_BYTES, device);
        get_memory(&bytes, device);
        printf("%scuda:%d %s, %zu MiB", device > 0 ? "; " : "", device, name, bytes >> 20);
    }
    puts("");
    return 0;
}

void check_devices(struct doctor_outcome *outcome)
{
    const struct library_trial trial = {driver_names, print_devices};
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "look at nvidia-smi; CUDA_VISIBLE_DEVICES may hide them; in a container: --gpus all",
                        "none: %s", attempt_words(&attempt));
    }
}

static int print_runtime(void *library)
{
    cuda_number *const get_version = (cuda_number *)dlsym(library, "cudaRuntimeGetVersion");
    int version = 0;
    if (get_version == NULL || get_version(&version) != 0) {
        return library_print_path(library);
    }
    printf("%d.%d, ", version / 1000, version % 1000 / 10);
    return library_print_path(library);
}

void check_runtime_library(struct doctor_outcome *outcome)
{
    static const char *const names[] = {"libcudart.so", "libcudart.so.13", "libcudart.so.12",
                                        "/usr/local/cuda/lib64/libcudart.so", NULL};
    const struct library_trial trial = {names, print_runtime};
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "libcudart %s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "install the CUDA toolkit, and have its lib64 in LD_LIBRARY_PATH or ldconfig's list",
                        "%s", attempt_words(&attempt));
    }
}

void check_cupti(struct doctor_outcome *outcome)
{
    static const char *const names[] = {"libcupti.so",
                                        "libcupti.so.13",
                                        "libcupti.so.12",
                                        "/usr/local/cuda/lib64/libcupti.so",
                                        "/usr/local/cuda/extras/CUPTI/lib64/libcupti.so",
                                        NULL};
    const struct library_trial trial = {names, library_print_path};
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "install the toolkit's package cuda-cupti", "%s", attempt_words(&attempt));
    }
}

void check_plugin(struct doctor_outcome *outcome)
{
    char *path = own_library_find("libtlscope-cuda.so");
    if (path != NULL) {
        outcome_ok(outcome, "%s", path);
    } else {
        outcome_missing(outcome, "install the CUDA toolkit, then build tlscope again and install it whole",
                        "libtlscope-cuda.so is not in the folder lib beside the tool's");
    }
    free(path);
}

void check_nvtx(struct doctor_outcome *outcome)
{
#ifdef DOCTOR_HAVE_NVTX
    outcome_ok(outcome, "built in");
#else
    outcome_missing(outcome, "install the CUDA toolkit, whose headers nvtx3 has, then build tlscope again",
                    "built without");
#endif
}

void check_sanitizer(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *tool = sanitizer_find();
    char *argv[] = {tool, (char[]){"--version"}, NULL};
    if (tool == NULL) {
        outcome_missing(outcome, "install the toolkit's package cuda-sanitizer",
                        "compute-sanitizer: neither in PATH nor in /usr/local/cuda");
        return;
    }
    attempt_run(&attempt, argv, VERSION_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "install the toolkit's package cuda-sanitizer anew", "%s: %s", tool,
                        attempt_words(&attempt));
    }
    free(tool);
}
