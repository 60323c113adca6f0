/* SPDX-License-Identifier: MIT */
/* What became of one finding from side to side, also where a side tells of a sample of its objects. */
#include <string.h>

#include "diff.h"
#include "members.h"

enum { RATE_TOLERANCE = 1, MISSED = 3 };

/* Which way the amounts of a finding went. */
struct movement {
    bool up;
    bool down;
};

/* A difference within the errors of both is none: it may be chance. */
struct amount {
    double value;
    double error;
};

static bool exceeds(const struct amount *large, const struct amount *small, uint64_t percent)
{
    return large->value > small->value + large->error + small->error &&
           large->value > small->value * (1 + (double)percent / 100);
}

static void move(struct movement *movement, struct amount before, struct amount after, uint64_t percent)
{
    movement->up = movement->up || exceeds(&after, &before, percent);
    movement->down = movement->down || exceeds(&before, &after, percent);
}

static struct amount counted(uint64_t count)
{
    return (struct amount){(double)count, 0};
}

static void move_amounts(struct movement *movement, const struct merged_finding *before,
                         const struct merged_finding *after, uint64_t percent)
{
    const struct estimated left = merged_estimated(before);
    const struct estimated right = merged_estimated(after);
    if (left.objects_known && right.objects_known) {
        move(movement, (struct amount){(double)left.objects, (double)left.objects_error},
             (struct amount){(double)right.objects, (double)right.objects_error}, percent);
    }
    move(movement, (struct amount){(double)left.bytes, (double)left.bytes_error},
         (struct amount){(double)right.bytes, (double)right.bytes_error}, percent);
    if (!left.sampled && !right.sampled) {
        move(movement, counted(before->total.times), counted(after->total.times), percent);
    }
}

static struct amount amount_of(struct merged_rate rate)
{
    return (struct amount){rate.value, rate.error};
}

/* Growth is compared by what an iteration keeps: how many iterations there were is no matter. */
static void move_rates(struct movement *movement, const struct merged_finding *before,
                       const struct merged_finding *after, uint64_t tolerance)
{
    const uint64_t percent = tolerance > RATE_TOLERANCE ? tolerance : RATE_TOLERANCE;
    move(movement, amount_of(merged_bytes_rate(before)), amount_of(merged_bytes_rate(after)), percent);
    if (before->estimated.objects_known && after->estimated.objects_known) {
        move(movement, amount_of(merged_objects_rate(before)), amount_of(merged_objects_rate(after)), percent);
    }
}

/* Misuse and scopes are told of wholly even where objects are sampled. */
static bool is_of_samples(const struct merged_finding *finding)
{
    const char *category = merged_text_of(finding, "category");
    return strcmp(category, "leak") == 0 || strcmp(category, "growth") == 0;
}

/*
 * A sample of one in N misses less than 3 N objects (or bytes, where it is of those) once in twenty times or more: so
 * much, beyond the error of what was seen of it, a finding has to have to be surely absent on the side that lacks it.
 * Of what was not asked for nothing is told.
 */
static bool is_missed(const struct diff_sample *sample, const struct merged_finding *seen)
{
    const struct estimated all = merged_estimated(seen);
    const bool few = !all.objects_known || all.objects <= count_sum(all.objects_error, MISSED * sample->objects);
    const bool small = all.bytes <= count_sum(all.bytes_error, MISSED * sample->bytes);
    return is_of_samples(seen) && (sample->chosen || (sample->objects > 1 && few) || (sample->bytes > 1 && small));
}

static bool is_sampled(const struct diff_sample *sample)
{
    return sample->objects > 1 || sample->bytes > 1;
}

static bool leaves_out(const struct diff_sample *sample)
{
    return sample->chosen || is_sampled(sample);
}

/*
 * A sample tells of misuse without the kind and name of an object that it left out, and of a scope without what that
 * kept: where the side without the finding has others of its code, one of them may be it.
 */
static bool is_told_otherwise(const struct diff *diff, unsigned without, const struct merged_finding *seen)
{
    const struct merged *side = diff->sides[without];
    if (is_of_samples(seen) || !(leaves_out(&diff->samples[SIDE_A]) || leaves_out(&diff->samples[SIDE_B]))) {
        return false;
    }
    for (size_t i = 0; i < side->findings.count; i++) {
        if (strcmp(merged_text_of(&side->findings.items[i], "code"), merged_text_of(seen, "code")) == 0) {
            return true;
        }
    }
    return false;
}

/* Of what: "struct/Point/" of "leak/leaked-past-unknown/struct/Point/make/model.tl". Borrowed from the key. */
static const char *kind_and_name(const struct merged_finding *leak, size_t *length)
{
    const char *code = strchr(leak->key, '/');
    const char *kind = code ? strchr(code + 1, '/') : NULL;
    const char *name = kind ? strchr(kind + 1, '/') : NULL;
    *length = name ? strcspn(name + 1, "/") + (size_t)(name - kind) : 0;
    return kind ? kind + 1 : "";
}

static bool is_of_the_same(const struct merged_finding *left, const struct merged_finding *right)
{
    size_t left_length;
    size_t right_length;
    const char *left_words = kind_and_name(left, &left_length);
    const char *right_words = kind_and_name(right, &right_length);
    return left_length == right_length && strncmp(left_words, right_words, left_length) == 0;
}

static bool has_no_past(const struct merged_finding *leak)
{
    return strcmp(merged_text_of(leak, "code"), "leaked-past-unknown") == 0;
}

/*
 * Totals, and a flight recorder of what it no longer has, tell of a leak without its cause, by the place where it was
 * made: where one side does and the other tells causes of leaks of the same kind and name, both may be the same one.
 */
static bool is_told_without_past(const struct diff *diff, unsigned without, const struct merged_finding *seen)
{
    const struct merged *side = diff->sides[without];
    for (size_t i = 0; strcmp(merged_text_of(seen, "category"), "leak") == 0 && i < side->findings.count; i++) {
        const struct merged_finding *other = &side->findings.items[i];
        if (strcmp(merged_text_of(other, "category"), "leak") == 0 && has_no_past(other) != has_no_past(seen) &&
            is_of_the_same(other, seen)) {
            return true;
        }
    }
    return false;
}

/* Totals know no loop that grows, nor the heap; what is alive, and in which scopes, they tell at the end. */
static bool is_not_in_totals(const struct diff_sample *totals, const struct merged_finding *seen)
{
    const char *category = merged_text_of(seen, "category");
    const bool never = strcmp(category, "growth") == 0 || strcmp(category, "heap") == 0;
    return (totals->totals && never) || (totals->cut_totals && strcmp(category, "misuse") != 0);
}

static bool is_unsure(const struct diff *diff, unsigned without, const struct merged_finding *seen)
{
    return is_missed(&diff->samples[without], seen) || is_not_in_totals(&diff->samples[without], seen) ||
           is_told_otherwise(diff, without, seen) || is_told_without_past(diff, without, seen);
}

/* In older reports growth that is no leak has no estimate: that of a sample says nothing of how much there is. */
static bool is_rough(const struct diff_sample *sample, const struct merged_finding *finding)
{
    return is_of_samples(finding) && is_sampled(sample) && !finding->estimated.sampled;
}

enum change diff_compare(const struct diff *diff, const struct merged_finding *before,
                         const struct merged_finding *after, uint64_t tolerance)
{
    struct movement movement = {false, false};
    if (!before) {
        return is_unsure(diff, SIDE_A, after) ? CHANGE_UNSURE : CHANGE_NEW;
    }
    if (!after) {
        return is_unsure(diff, SIDE_B, before) ? CHANGE_UNSURE : CHANGE_GONE;
    }
    const bool grows = before->grows && after->grows;
    (grows ? move_rates : move_amounts)(&movement, before, after, tolerance);
    if (!movement.up && !movement.down) {
        return CHANGE_SAME;
    }
    if (grows && (is_rough(&diff->samples[SIDE_A], before) || is_rough(&diff->samples[SIDE_B], after))) {
        return CHANGE_UNSURE;
    }
    return movement.up ? CHANGE_GROWN : CHANGE_SHRUNK;
}
