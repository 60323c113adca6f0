/* SPDX-License-Identifier: MIT */
#include "summaries.h"

#include "report_internal.h"

void summaries_init(struct summaries *summaries)
{
    *summaries = (struct summaries){.places = GROUPING_OF(struct summary_place)};
}

void summaries_free(struct summaries *summaries)
{
    grouping_free(&summaries->places);
}

uint64_t summary_live(const struct summary_place *place)
{
    return place->last.births > place->last.deaths ? place->last.births - place->last.deaths : 0;
}

/* Every second point goes, when there are as many as are kept: they stay evenly spread. */
static void points_thin(struct summary_place *place)
{
    for (size_t i = 0; i < SUMMARY_POINTS / 2; i++) {
        place->points[i] = place->points[2 * i + 1];
    }
    place->count = SUMMARY_POINTS / 2;
    place->each *= 2;
}

static void point_put(struct summary_place *place, struct summary_point point)
{
    if (place->count == SUMMARY_POINTS) {
        points_thin(place);
    }
    place->points[place->count++] = point;
}

static void point_add(struct summary_place *place, int64_t time_ns)
{
    place->last_point = (struct summary_point){time_ns, summary_live(place), place->last.live_bytes};
    place->each = place->each == 0 ? 1 : place->each;
    if (++place->skipped < place->each) {
        return;
    }
    place->skipped = 0;
    point_put(place, place->last_point);
}

/* The last is one of them in any case. */
static void points_end(struct summary_place *place)
{
    if (place->skipped > 0) {
        place->skipped = 0;
        point_put(place, place->last_point);
    }
}

void summaries_event(struct summaries *summaries, const struct trace_event *event, struct names *names)
{
    if (event->id == TL_EVENT_summaries) {
        summaries->seconds = event->as.summaries.seconds;
    } else if (event->id == TL_EVENT_summary) {
        const struct tl_event_summary *told = &event->as.summary;
        const struct summary_key key = {names_keep(names, told->name), told->site, told->kind < KINDS ? told->kind : 0};
        struct summary_place *place = grouping_entry(&summaries->places, &key);
        summaries->bytes[key.kind] -= place->last.live_bytes;
        summaries->objects[key.kind] -= summary_live(place);
        place->last = *told;
        place->last.name = key.name;
        summaries->bytes[key.kind] += place->last.live_bytes;
        summaries->objects[key.kind] += summary_live(place);
        point_add(place, event->time_ns);
    }
}

static int by_bytes(const void *left, const void *right)
{
    const struct summary_place *a = *(struct summary_place *const *)left;
    const struct summary_place *b = *(struct summary_place *const *)right;
    const int bytes = compare_numbers(b->last.live_bytes, a->last.live_bytes);
    const int births = compare_numbers(b->last.births, a->last.births);
    return bytes != 0 ? bytes : births != 0 ? births : compare_numbers(a->key.site, b->key.site);
}

static void to_place(const void *sites, void *entry)
{
    struct summary_place *place = entry;
    place->key.site = sites_place(sites, place->key.site);
}

/* Of two that are told at times of their own: at each time of either, what was alive of both. */
static size_t points_sum(const struct summary_place *one, const struct summary_place *other,
                         struct summary_point sums[2 * SUMMARY_POINTS])
{
    const struct summary_point none = {0};
    size_t count = 0;
    size_t a = 0;
    size_t b = 0;
    while (a < one->count || b < other->count) {
        const int64_t of_one = a < one->count ? one->points[a].time_ns : INT64_MAX;
        const int64_t of_other = b < other->count ? other->points[b].time_ns : INT64_MAX;
        a += of_one <= of_other;
        b += of_other <= of_one;
        const struct summary_point *left = a > 0 ? &one->points[a - 1] : &none;
        const struct summary_point *right = b > 0 ? &other->points[b - 1] : &none;
        sums[count++] = (struct summary_point){of_one < of_other ? of_one : of_other, left->live + right->live,
                                               left->live_bytes + right->live_bytes};
    }
    return count;
}

/* The last is one of them in any case. */
static void points_merge(struct summary_place *place, const struct summary_place *other)
{
    struct summary_point sums[2 * SUMMARY_POINTS];
    const size_t count = points_sum(place, other, sums);
    const size_t step = count > SUMMARY_POINTS ? 2 : 1;
    place->count = 0;
    for (size_t i = (count - 1) % step; i < count; i += step) {
        place->points[place->count++] = sums[i];
    }
}

/* Two calls of one place: their sums. Peaks may not have been at one time. */
static void merge(void *into, const void *from)
{
    struct summary_place *place = into;
    const struct summary_place *other = from;
    if (other->count > 0) {
        points_merge(place, other);
    }
    place->last.births += other->last.births;
    place->last.born_bytes += other->last.born_bytes;
    place->last.deaths += other->last.deaths;
    place->last.live_bytes += other->last.live_bytes;
    place->last.peak += other->last.peak;
    place->last.peak_bytes += other->last.peak_bytes;
}

void summaries_finish(struct summaries *summaries, const struct sites *sites)
{
    for (size_t i = 0; i < summaries->places.count; i++) {
        points_end(summaries->places.entries[i]);
    }
    grouping_regroup(&summaries->places, to_place, sites, merge);
    grouping_sort(&summaries->places, by_bytes);
}

bool summary_grows(const struct summary_place *place)
{
    enum { POINTS_FEWEST = 6, THIRDS = 3, SHARE = 20 };
    const size_t third = place->count / THIRDS;
    if (place->count < POINTS_FEWEST) {
        return false;
    }
    const uint64_t ends[THIRDS] = {place->points[third - 1].live, place->points[2 * third - 1].live,
                                   place->points[place->count - 1].live};
    const uint64_t least = ends[2] / SHARE;
    return ends[1] > ends[0] + least && ends[2] > ends[1] + least;
}

static cJSON *points_of(const struct process *process, const struct summary_place *place)
{
    cJSON *points = cJSON_CreateArray();
    for (size_t i = 0; i < place->count; i++) {
        cJSON *point = cJSON_CreateObject();
        json_time(point, "time_ns", process, place->points[i].time_ns);
        json_count(point, "objects", place->points[i].live);
        json_count(point, "bytes", place->points[i].live_bytes);
        cJSON_AddItemToArray(points, point);
    }
    return points;
}

cJSON *json_totals(const struct process *process)
{
    const struct summaries *summaries = &process->summaries;
    if (summaries->seconds == 0) {
        return cJSON_CreateNull();
    }
    cJSON *places = cJSON_CreateArray();
    for (size_t i = 0; i < summaries->places.count; i++) {
        const struct summary_place *place = summaries->places.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_site(item, "place", process, place->key.site);
        cJSON_AddStringToObject(item, "kind", kind_name(place->key.kind));
        cJSON_AddStringToObject(item, "name", place->key.name);
        json_count(item, "made_objects", place->last.births);
        json_count(item, "made_bytes", place->last.born_bytes);
        json_count(item, "ended_objects", place->last.deaths);
        json_count(item, "live_objects", summary_live(place));
        json_count(item, "live_bytes", place->last.live_bytes);
        json_count(item, "peak_objects", place->last.peak);
        json_count(item, "peak_bytes", place->last.peak_bytes);
        cJSON_AddBoolToObject(item, "grows", summary_grows(place));
        cJSON_AddItemToObject(item, "over_time", points_of(process, place));
        cJSON_AddItemToArray(places, item);
    }
    return places;
}
