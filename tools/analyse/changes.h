/* SPDX-License-Identifier: MIT */
/*
 * What single events do to objects: the inner half of replay.c. Numbers of objects that no object_new told of make
 * an object of unknown kind, since its event was lost; number 0 is no object.
 */
#ifndef TLSCOPE_ANALYSE_CHANGES_H
#define TLSCOPE_ANALYSE_CHANGES_H

#include "replay.h"

void change_new(struct replay *replay, const struct tl_event_object_new *event);
void change_reused(struct replay *replay, const struct tl_event_object_reuse *event);
/* Which device of its kind the object is on, and the stream that it was made on. */
void change_device(struct replay *replay, const struct tl_event_object_device *event);
/* Another stream uses it. */
void change_stream(struct replay *replay, const struct tl_event_object_stream *event);
void change_inherited(struct replay *replay, const struct tl_event_inherited_object *event);
void change_inherited_record(struct replay *replay, const struct tl_event_inherited_record *event);

void change_registered(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome);
void change_unregistered(struct replay *replay, const struct tl_event_unregister *event);
void change_acquired(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome);
void change_released(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned fate);

void change_record_released(struct replay *replay, const struct tl_event_record_release *event);
void change_element_released(struct replay *replay, const struct tl_event_element_release *event);
void change_tensor_freed(struct replay *replay, const struct tl_event_tensor_free *event);
/* A live vector holds a reference of the object. */
void change_held(struct replay *replay, const struct tl_event_vector_holds *event);

/* What the program says of a block by itself: kept on purpose, allocated with a size, freed. */
void change_kept(struct replay *replay, const struct tl_event_keep *event);
void change_logged_alloc(struct replay *replay, const struct tl_event_logged_alloc *event);
void change_logged_free(struct replay *replay, const struct tl_event_logged_free *event);

/* The site that was told last of the object, or of the scope, is another one. */
void change_restated(struct replay *replay, const struct tl_event_restate *event);

void change_ended(struct replay *replay, uint32_t number, unsigned fate);

/* The depth of the manager in use may be another now. */
void change_depth(struct replay *replay);

/* Frees an object that is in no list any more. */
void change_free(struct replay *replay, struct object *object);

/* Takes an object out of the table that is dead and in no scope's list; the graveyard has it then. */
void change_forget_dead(struct replay *replay, struct object *object);

#endif
