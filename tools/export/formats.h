/* SPDX-License-Identifier: MIT */
/* The writers of all formats. */
#ifndef TLSCOPE_EXPORT_FORMATS_H
#define TLSCOPE_EXPORT_FORMATS_H

#include <inttypes.h>

#include "export.h"
#include "playback.h"

#define FORMAT(name, many, medium, summary)                                                                            \
    bool export_##name(const struct export_source *source, const struct export_output *output);
#include "formats.def"
#undef FORMAT

#endif
