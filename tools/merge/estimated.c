/* SPDX-License-Identifier: MIT */
#include "estimated.h"

#include "members.h"
#include "text_words.h"

struct estimated estimated_read(const cJSON *json, uint64_t objects, uint64_t bytes, struct document_fault *fault)
{
    if (!cJSON_IsObject(json)) {
        return (struct estimated){.objects_known = true, .objects = objects, .bytes = bytes};
    }
    struct estimated estimated = {
        .sampled = true,
        .objects_known = !cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(json, "objects")),
        .bytes = member_count(json, "bytes", fault),
        .bytes_error = member_count(json, "bytes_error", fault),
    };
    if (estimated.objects_known) {
        estimated.objects = member_count(json, "objects", fault);
        estimated.objects_error = member_count(json, "objects_error", fault);
    } else if (cJSON_HasObjectItem(json, "objects_rough")) {
        estimated.objects = member_count(json, "objects_rough", fault);
    } else {
        estimated.objects = objects; /* an older report */
    }
    return estimated;
}

void estimated_add(struct estimated *into, const struct estimated *from)
{
    into->sampled = into->sampled || from->sampled;
    into->objects_known = into->objects_known && from->objects_known;
    into->objects = count_sum(into->objects, from->objects);
    into->objects_error = count_sum(into->objects_error, from->objects_error);
    into->bytes = count_sum(into->bytes, from->bytes);
    into->bytes_error = count_sum(into->bytes_error, from->bytes_error);
}

static void objects_add(cJSON *json, const char *name, const struct estimated *estimated, uint64_t number)
{
    cJSON_AddItemToObject(json, name,
                          estimated->objects_known ? cJSON_CreateNumber((double)number) : cJSON_CreateNull());
}

cJSON *estimated_json(const struct estimated *estimated)
{
    if (!estimated->sampled) {
        return cJSON_CreateNull();
    }
    cJSON *json = cJSON_CreateObject();
    objects_add(json, "objects", estimated, estimated->objects);
    objects_add(json, "objects_error", estimated, estimated->objects_error);
    if (!estimated->objects_known) {
        cJSON_AddNumberToObject(json, "objects_rough", (double)estimated->objects);
    }
    cJSON_AddNumberToObject(json, "bytes", (double)estimated->bytes);
    cJSON_AddNumberToObject(json, "bytes_error", (double)estimated->bytes_error);
    return json;
}

void estimated_objects_text(const struct estimated *estimated, FILE *file)
{
    if (!estimated->sampled) {
        fputs(words_grouped(estimated->objects).text, file);
    } else if (!estimated->objects_known) {
        fputs("not known (sampled by bytes)", file);
    } else {
        fprintf(file, "about %s", words_grouped(estimated->objects).text);
        fprintf(file, " (give or take %s)", words_grouped(estimated->objects_error).text);
    }
}

void estimated_bytes_text(const struct estimated *estimated, FILE *file)
{
    fprintf(file, "%s%s", estimated->sampled ? "about " : "", words_size(estimated->bytes).text);
    if (estimated->sampled) {
        fprintf(file, " (give or take %s)", words_size(estimated->bytes_error).text);
    }
}

void estimated_text(const struct estimated *estimated, FILE *file)
{
    if (!estimated->sampled) {
        fprintf(file, "%s object%s", words_grouped(estimated->objects).text, words_plural(estimated->objects));
        if (estimated->bytes == 0 && estimated->objects > 0) { /* they have no size that is known */
            return;
        }
        fputs(", ", file);
    } else if (estimated->objects_known) {
        fprintf(file, "about %s object%s", words_grouped(estimated->objects).text, words_plural(estimated->objects));
        fprintf(file, " (give or take %s), ", words_grouped(estimated->objects_error).text);
    }
    estimated_bytes_text(estimated, file);
}
