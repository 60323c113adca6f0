/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <string.h>

#define PLACEHOLDER "<!--tlscope-data-->"
#define ELEMENT     "<script type=\"application/octet-stream;base64\" id=\"tlscope-data\""

/* The file as it is, between two symbols. */
__asm__(".section .rodata\n"
        ".global tlscope_page_first, tlscope_page_last\n"
        "tlscope_page_first:\n"
        ".incbin \"" TLSCOPE_PAGE "\"\n"
        "tlscope_page_last:\n"
        ".byte 0\n"
        ".previous\n");
extern const char tlscope_page_first[];
extern const char tlscope_page_last[];

/* Where the data goes: at the last placeholder, since the page's own code may speak of it before. NULL: there is none.
 */
static const char *placeholder(void)
{
    const size_t length = strlen(PLACEHOLDER);
    for (const char *at = tlscope_page_last; at >= tlscope_page_first + length; at--) {
        if (memcmp(at - length, PLACEHOLDER, length) == 0) {
            return at - length;
        }
    }
    return NULL;
}

bool page_is_there(void)
{
    return placeholder() != NULL;
}

static bool head_write(FILE *file)
{
    const size_t head = (size_t)(placeholder() - tlscope_page_first);
    return fwrite(tlscope_page_first, 1, head, file) == head && fputs(ELEMENT, file) >= 0;
}

bool page_begin(FILE *file)
{
    return head_write(file) && fputc('>', file) != EOF;
}

bool page_end(FILE *file)
{
    const char *rest = placeholder() + strlen(PLACEHOLDER);
    const size_t count = (size_t)(tlscope_page_last - rest);
    return fputs("</script>", file) >= 0 && fwrite(rest, 1, count, file) == count;
}

bool page_linked(FILE *file, const char *link)
{
    return head_write(file) && fprintf(file, " data-url=\"%s\">", link) > 0 && page_end(file);
}
