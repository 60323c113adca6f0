/* SPDX-License-Identifier: MIT */
/*
 * Stands in for CUDA's runtime under the plugin: no device, memory of the host. What is called is kept as text, the
 * names without `cuda`: "SetDevice 1", "Malloc 40", "EventRecord a on 7".
 */
#ifndef TLSCOPE_TESTS_FAKE_CUDART_H
#define TLSCOPE_TESTS_FAKE_CUDART_H

#define FAKE_CUDART_SYMBOL "fake_cudart"

struct fake_cudart {
    char calls[4096]; /* since the test emptied it; not those that only ask for an error */
    int current;      /* device */
    int devices;
    int driver;          /* its version; 0: none */
    const char *failing; /* the call that returns `error`: "Malloc", …; NULL: none does */
    int error;
    int latest; /* what the program would find as its latest error */
};

#endif
