/* SPDX-License-Identifier: MIT */
#include "play.h"

#include <sys/wait.h>
#include <unistd.h>

#include "compile.h"
#include "launch.h"
#include "settings.h"

enum { NOT_RUN = 127 };

/* As the tool does; nothing records it. */
static void become_player(const struct compiled *compiled)
{
    const char *settings = compiled->settings != NULL ? compiled->settings : "";
    char *options = settings_merge(settings, "trace=0:diagnostics=0", false, compiled->statements);
    _exit(launch_player(compiled->script, NULL, options));
}

int play_trace(const char *path, uint64_t process)
{
    struct compiled compiled;
    int status = 0;
    compile_trace(path, (struct process_wish){process, 1}, false, TRACE_READER_AUTO, &compiled);
    if (compiled.script < 0) {
        return NOT_RUN;
    }
    const pid_t player = fork();
    if (player == 0) {
        become_player(&compiled);
    }
    close(compiled.script);
    compiled_clear(&compiled);
    if (player < 0 || waitpid(player, &status, 0) != player) {
        return NOT_RUN;
    }
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
