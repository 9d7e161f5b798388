/* The table behind utf8_cp_cells(); for utf8.c only. */
#ifndef BASE_UTF8_TABLE_H
#define BASE_UTF8_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct utf8_range {
	uint32_t first, last;
	int cells;
};

extern const struct utf8_range utf8_ranges[];
extern const size_t utf8_range_count;

#endif
