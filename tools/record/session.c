/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <lttng/lttng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file_tree.h"
#include "message.h"
#include "process.h"

/* A flood of one kind of events cannot push out the other. */
static const struct channel {
    const char *name;
    const char *provider;
} channels[] = {
    [SESSION_CALLS] = {"tl_mem", "tl_mem"},
    [SESSION_HEAP] = {"tl_heap", "tl_heap"},
    [SESSION_GPU] = {"tl_gpu", "tl_gpu"},
    [SESSION_FACTS] = {"tl_mem_facts", "tl_mem"},
};

/* Told once and referred to for as long as the process lives: what a flight recorder must never forget. They grow with
 * the program's code, not with its running time. */
static char *facts[] = {"tl_mem:process_start", "tl_mem:selection", "tl_mem:module", "tl_mem:address",
                        "tl_mem:stack",         "tl_mem:statement", "tl_mem:site",   "tl_mem:site_statement"};
enum { FACTS = sizeof facts / sizeof facts[0] };
/* What is told in aggregate mode: that, and what is alive at the end. */
static char *summary[] = {
    "tl_mem:process_end", "tl_mem:context",       "tl_mem:manager_end", "tl_mem:resident",
    "tl_mem:footprint",   "tl_mem:mark",          "tl_mem:keep",        "tl_mem:summaries",
    "tl_mem:summary",     "tl_mem:diagnostic",    "tl_mem:keyframe",    "tl_mem:origin",
    "tl_mem:object_new",  "tl_mem:object_device", "tl_mem:inherited_*", "tl_mem:vector_holds",
};
enum { SUMMARY = sizeof summary / sizeof summary[0] };

static const struct buffers facts_buffers = {1u << 20, 4};

enum {
    POLL_MILLISECONDS = 2,
    QUIET_MILLISECONDS = 3000,   /* a disk that took nothing for so long takes no more */
    DESTROY_MILLISECONDS = 5000, /* can hang for ever when a recorded process was killed */
};

static bool complain(const char *what, int code)
{
    message("LTTng cannot %s: %s", what, lttng_strerror(code < 0 ? code : -code));
    return false;
}

static bool create(struct session *session, const struct session_setup *setup)
{
    struct lttng_session_descriptor *descriptor =
        setup->flight_recorder ? lttng_session_descriptor_snapshot_create(session->name)
                               : lttng_session_descriptor_local_create(session->name, setup->trace);
    if (descriptor == NULL) {
        message("LTTng does not take %s as the folder of a trace", setup->trace);
        return false;
    }
    enum lttng_error_code code = lttng_create_session_ext(descriptor);
    lttng_session_descriptor_destroy(descriptor);
    if (code != LTTNG_OK) {
        return complain("create a session", (int)code);
    }
    session->created = true;
    int result = lttng_set_session_shm_path(session->name, setup->memory);
    return result >= 0 || complain("use shared memory", result);
}

static struct lttng_domain user_space(void)
{
    struct lttng_domain domain;
    memset(&domain, 0, sizeof domain);
    domain.type = LTTNG_DOMAIN_UST;
    domain.buf_type = LTTNG_BUFFER_PER_UID;
    return domain;
}

static int configure_channel(struct lttng_channel *channel, const struct session_setup *setup,
                             enum session_channel which)
{
    const struct buffers *buffers = which == SESSION_FACTS ? &facts_buffers : &setup->buffers;
    snprintf(channel->name, sizeof channel->name, "%s", channels[which].name);
    channel->attr.overwrite = setup->flight_recorder && which != SESSION_FACTS;
    channel->attr.subbuf_size = buffers->size;
    channel->attr.num_subbuf = buffers->count;
    return setup->blocking != 0 && !setup->flight_recorder
               ? lttng_channel_set_blocking_timeout(channel, setup->blocking)
               : 0;
}

static bool make_channel(struct session *session, const struct session_setup *setup, enum session_channel which)
{
    struct lttng_domain domain = user_space();
    struct lttng_channel *channel = lttng_channel_create(&domain);
    if (channel == NULL) {
        return complain("make a channel", -LTTNG_ERR_NOMEM);
    }
    int result = configure_channel(channel, setup, which);
    if (result >= 0) {
        result = lttng_enable_channel(session->handle, channel);
    }
    lttng_channel_destroy(channel);
    return result >= 0 || complain("make its buffers", result);
}

/* All events of that name but those excluded. */
static bool enable_event(struct session *session, const char *channel, const char *name, char **excluded, int count)
{
    struct lttng_event *event = lttng_event_create();
    if (event == NULL) {
        return complain("enable the events", -LTTNG_ERR_NOMEM);
    }
    event->type = LTTNG_EVENT_TRACEPOINT;
    event->loglevel_type = LTTNG_EVENT_LOGLEVEL_ALL;
    snprintf(event->name, sizeof event->name, "%s", name);
    int result = lttng_enable_event_with_exclusions(session->handle, event, channel, NULL, count, excluded);
    lttng_event_destroy(event);
    return result >= 0 || complain("enable the events", result);
}

static bool enable_list(struct session *session, const char *channel, char *const *names, int count)
{
    bool enabled = true;
    for (int i = 0; enabled && i < count; i++) {
        enabled = enable_event(session, channel, names[i], NULL, 0);
    }
    return enabled;
}

static bool enable_events(struct session *session, const struct session_setup *setup, enum session_channel which)
{
    char all[32];
    if (which == SESSION_FACTS) {
        return enable_list(session, channels[which].name, facts, FACTS);
    }
    if (setup->summary) {
        return enable_list(session, channels[which].name, facts, FACTS) &&
               enable_list(session, channels[which].name, summary, SUMMARY);
    }
    const bool apart = setup->flight_recorder && which == SESSION_CALLS;
    snprintf(all, sizeof all, "%s:*", channels[which].provider);
    return enable_event(session, channels[which].name, all, apart ? facts : NULL, apart ? FACTS : 0);
}

static bool add_pid(struct session *session, const char *channel)
{
    struct lttng_event_context context;
    memset(&context, 0, sizeof context);
    context.ctx = LTTNG_EVENT_CONTEXT_VPID;
    int result = lttng_add_context(session->handle, &context, NULL, channel);
    return result >= 0 || complain("add the pid to the events", result);
}

static bool enable_channel(struct session *session, const struct session_setup *setup, enum session_channel which)
{
    return make_channel(session, setup, which) && enable_events(session, setup, which) &&
           add_pid(session, channels[which].name);
}

bool session_start(struct session *session, const struct session_setup *setup)
{
    memset(session, 0, sizeof *session);
    snprintf(session->name, sizeof session->name, "tlscope-%ld", (long)getpid());
    session->trace = setup->trace;
    if (!create(session, setup)) {
        return false;
    }
    struct lttng_domain domain = user_space();
    session->handle = lttng_create_handle(session->name, &domain);
    if (session->handle == NULL) {
        return complain("open the session", -LTTNG_ERR_NOMEM);
    }
    if (!enable_channel(session, setup, SESSION_CALLS) ||
        (setup->heap && !enable_channel(session, setup, SESSION_HEAP)) ||
        (setup->cupti && !enable_channel(session, setup, SESSION_GPU)) ||
        (setup->flight_recorder && !enable_channel(session, setup, SESSION_FACTS))) {
        return false;
    }
    int result = lttng_start_tracing(session->name);
    session->started = result >= 0;
    return session->started || complain("start tracing", result);
}

void session_stop(struct session *session)
{
    if (session->started) {
        lttng_stop_tracing_no_wait(session->name);
        session->started = false;
    }
}

void session_drain(struct session *session)
{
    uint64_t written = file_tree_stream_bytes(session->trace);
    for (int quiet = 0; quiet < QUIET_MILLISECONDS && lttng_data_pending(session->name) == 1;
         quiet += POLL_MILLISECONDS) {
        process_sleep(POLL_MILLISECONDS);
        uint64_t now = file_tree_stream_bytes(session->trace);
        quiet = now != written ? 0 : quiet;
        written = now;
    }
}

bool session_snapshot(const struct session *session, const char *trace)
{
    struct lttng_snapshot_output *output = lttng_snapshot_output_create();
    int result = output != NULL ? lttng_snapshot_output_set_local_path(trace, output) : -LTTNG_ERR_NOMEM;
    if (result >= 0) {
        result = lttng_snapshot_record(session->name, output, 1);
    }
    lttng_snapshot_output_destroy(output);
    return result >= 0 || complain("write a snapshot", result);
}

uint64_t session_discarded(const struct session *session, enum session_channel which)
{
    struct lttng_channel *made = NULL;
    int count = session->handle != NULL ? lttng_list_channels(session->handle, &made) : 0;
    uint64_t all = 0;
    for (int i = 0; i < count; i++) {
        uint64_t discarded = 0;
        if (strcmp(made[i].name, channels[which].name) == 0 &&
            lttng_channel_get_discarded_event_count(&made[i], &discarded) == 0) {
            all += discarded;
        }
    }
    free(made);
    return all;
}

static void destroy_and_wait(const char *name)
{
    struct lttng_destruction_handle *destruction = NULL;
    if (lttng_destroy_session_ext(name, &destruction) == LTTNG_OK) {
        lttng_destruction_handle_wait_for_completion(destruction, DESTROY_MILLISECONDS);
        lttng_destruction_handle_destroy(destruction);
    }
}

void session_destroy(struct session *session, bool wait)
{
    session_stop(session);
    if (session->created && wait) {
        destroy_and_wait(session->name);
    } else if (session->created) {
        lttng_destroy_session_no_wait(session->name);
    }
    session_forget(session);
}

void session_forget(struct session *session)
{
    if (session->handle != NULL) {
        lttng_destroy_handle(session->handle);
    }
    memset(session, 0, sizeof *session);
}
