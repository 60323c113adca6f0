/* SPDX-License-Identifier: MIT */
/* Folded stacks: "outermost;...;innermost weight", a line a stack. */
#include "formats.h"
#include "profile.h"

/* Semicolons part the frames. */
static void frame_write(FILE *file, const struct frames *frames, uint32_t number)
{
    char text[FRAME_TEXT_BYTES];
    frame_text(frames, frames_at(frames, number), text, sizeof(text));
    for (const char *at = text; *at; at++) {
        fputc(*at == ';' ? ':' : *at, file);
    }
}

static void sample_write(FILE *file, const struct profile *profile, const struct sample *sample, uint64_t weight)
{
    for (size_t i = sample->depth; i > 0; i--) {
        frame_write(file, &profile->frames, sample->stack[i - 1]);
        fputc(i > 1 ? ';' : ' ', file);
    }
    fprintf(file, "%" PRIu64 "\n", weight);
}

bool export_folded(const struct export_source *source, const struct export_output *output)
{
    struct usage usage;
    usage_init(&usage, false);
    usage_collect(&usage, source);
    struct profile profile = profile_of(&usage, &source->process->sites, false);
    for (size_t i = 0; i < profile.count; i++) {
        const struct amount *amount = &profile.samples[i].usage.amounts[source->request->value];
        const uint64_t weight = source->request->objects ? amount->objects : amount->bytes;
        if (weight > 0) {
            sample_write(output->file, &profile, &profile.samples[i], weight);
        }
    }
    profile_free(&profile);
    usage_free(&usage);
    return !ferror(output->file);
}
