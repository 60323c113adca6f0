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

/* A flood of one kind of events cannot push out the other. The names are also those of the providers. */
static const char *const channel_names[] = {[SESSION_CALLS] = "tl_mem", [SESSION_HEAP] = "tl_heap"};

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
    struct lttng_session_descriptor *descriptor = lttng_session_descriptor_local_create(session->name, setup->trace);
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

static int configure_channel(struct lttng_channel *channel, const struct session_setup *setup, const char *name)
{
    snprintf(channel->name, sizeof channel->name, "%s", name);
    channel->attr.overwrite = 0;
    channel->attr.subbuf_size = setup->buffers.size;
    channel->attr.num_subbuf = setup->buffers.count;
    return setup->blocking != 0 ? lttng_channel_set_blocking_timeout(channel, setup->blocking) : 0;
}

static bool make_channel(struct session *session, const struct session_setup *setup, const char *name)
{
    struct lttng_domain domain = user_space();
    struct lttng_channel *channel = lttng_channel_create(&domain);
    if (channel == NULL) {
        return complain("make a channel", -LTTNG_ERR_NOMEM);
    }
    int result = configure_channel(channel, setup, name);
    if (result >= 0) {
        result = lttng_enable_channel(session->handle, channel);
    }
    lttng_channel_destroy(channel);
    return result >= 0 || complain("make its buffers", result);
}

static bool enable_events(struct session *session, const char *channel)
{
    struct lttng_event *event = lttng_event_create();
    if (event == NULL) {
        return complain("enable the events", -LTTNG_ERR_NOMEM);
    }
    event->type = LTTNG_EVENT_TRACEPOINT;
    event->loglevel_type = LTTNG_EVENT_LOGLEVEL_ALL;
    snprintf(event->name, sizeof event->name, "%s:*", channel);
    int result = lttng_enable_event_with_exclusions(session->handle, event, channel, NULL, 0, NULL);
    lttng_event_destroy(event);
    return result >= 0 || complain("enable the events", result);
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
    const char *name = channel_names[which];
    return make_channel(session, setup, name) && enable_events(session, name) && add_pid(session, name);
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
        (setup->heap && !enable_channel(session, setup, SESSION_HEAP))) {
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

uint64_t session_discarded(const struct session *session, enum session_channel which)
{
    struct lttng_channel *channels = NULL;
    int count = session->handle != NULL ? lttng_list_channels(session->handle, &channels) : 0;
    uint64_t all = 0;
    for (int i = 0; i < count; i++) {
        uint64_t discarded = 0;
        if (strcmp(channels[i].name, channel_names[which]) == 0 &&
            lttng_channel_get_discarded_event_count(&channels[i], &discarded) == 0) {
            all += discarded;
        }
    }
    free(channels);
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
