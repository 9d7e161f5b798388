#include "base/utf8.h"

#include <string.h>

#include "base/utf8_table.h"

/* Length of a sequence by its first byte, the bits of the code point in it,
 * and the smallest code point that may be written this long. */
static size_t
lead(uint8_t byte, uint32_t *bits, uint32_t *smallest)
{
	if (byte < 0x80) {
		*bits = byte;
		*smallest = 0;
		return 1;
	}
	if ((byte & 0xe0) == 0xc0) {
		*bits = byte & 0x1f;
		*smallest = 0x80;
		return 2;
	}
	if ((byte & 0xf0) == 0xe0) {
		*bits = byte & 0x0f;
		*smallest = 0x800;
		return 3;
	}
	if ((byte & 0xf8) == 0xf0) {
		*bits = byte & 0x07;
		*smallest = 0x10000;
		return 4;
	}
	return 0;
}

static bool
is_scalar(uint32_t cp)
{
	return cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
}

size_t
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	uint32_t bits = 0, smallest = 0;
	size_t n;

	*cp = 0;
	if (len == 0)
		return 0;
	n = lead((uint8_t)s[0], &bits, &smallest);
	if (n == 0 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (((uint8_t)s[i] & 0xc0) != 0x80)
			return 0;
		bits = bits << 6 | ((uint8_t)s[i] & 0x3f);
	}
	if (bits < smallest || !is_scalar(bits))
		return 0;
	*cp = bits;
	return n;
}

size_t
utf8_encode(uint32_t cp, char out[static 4])
{
	static const uint8_t marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (!is_scalar(cp))
		return 0;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3f));
		cp >>= 6;
	}
	out[0] = (char)(marks[n] | cp);
	return n;
}

/* What a screen is full of: ASCII, Latin letters, lines and blocks. */
static bool
is_usual(uint32_t cp)
{
	return (cp >= 0x20 && cp < 0x7f) || (cp > 0xad && cp < 0x300) ||
	    (cp >= 0x2500 && cp < 0x25a0);
}

int
utf8_cp_cells(uint32_t cp)
{
	size_t low = 0, high = utf8_range_count;

	if (is_usual(cp))
		return 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct utf8_range *r = &utf8_ranges[middle];

		if (cp < r->first)
			high = middle;
		else if (cp > r->last)
			low = middle + 1;
		else
			return r->cells;
	}
	return cp <= 0x10ffff ? 1 : -1;
}

/* The next character of a string that may be broken: a broken byte is one
 * character of one cell. */
static size_t
next(const char *s, size_t len, int *cells)
{
	uint32_t cp;
	size_t n = utf8_decode(s, len, &cp);

	*cells = n == 0 ? 1 : utf8_cp_cells(cp);
	if (*cells < 0)
		*cells = 0;
	return n == 0 ? 1 : n;
}

int
utf8_cells(const char *s)
{
	size_t len = strlen(s), at = 0;
	int sum = 0, cells;

	while (at < len) {
		at += next(s + at, len - at, &cells);
		sum += cells;
	}
	return sum;
}

size_t
utf8_fit(const char *s, int cells)
{
	size_t len = strlen(s), at = 0;

	while (at < len) {
		int wide;
		size_t n = next(s + at, len - at, &wide);

		if (wide > cells)
			break;
		cells -= wide;
		at += n;
	}
	return at;
}

void
utf8_sanitise(const char *in, size_t len, char *out, size_t size)
{
	size_t at = 0, used = 0;
	bool may_combine = false;

	if (size == 0)
		return;
	while (at < len) {
		uint32_t cp;
		size_t n = utf8_decode(in + at, len - at, &cp);
		const char *from = n == 0 ? "?" : in + at;
		int cells = n == 0 ? 1 : utf8_cp_cells(cp);

		n = n == 0 ? 1 : n;
		at += n;
		if (cells < 0 || (cells == 0 && !may_combine))
			continue;
		if (n > size - 1 - used)
			break;
		memcpy(out + used, from, n);
		used += n;
		may_combine = cells > 0;
	}
	out[used] = '\0';
}

/* One letter for all that are written alike by people. */
static uint32_t
folded(uint32_t cp)
{
	static const struct {
		uint32_t capital, small;
	} turkish[] = {
		{ 0xc2, 0xe2 },		/* Â */
		{ 0xc7, 0xe7 },		/* Ç */
		{ 0x11e, 0x11f },	/* Ğ */
		{ 0x130, 'i' },		/* İ */
		{ 0x131, 'i' },		/* ı */
		{ 0xce, 0xee },		/* Î */
		{ 0xd6, 0xf6 },		/* Ö */
		{ 0x15e, 0x15f },	/* Ş */
		{ 0xdb, 0xfb },		/* Û */
		{ 0xdc, 0xfc },		/* Ü */
	};
	size_t i;

	if (cp < 0x80)
		return (uint32_t)ascii_lower((char)cp);
	for (i = 0; i < sizeof(turkish) / sizeof(turkish[0]); i++)
		if (turkish[i].capital == cp)
			return turkish[i].small;
	return cp;
}

void
utf8_mask(const char *name, char *out, size_t size)
{
	size_t len = strlen(name), used = 0;
	bool first = true;

	for (size_t at = 0; at < len;) {
		uint32_t cp = 0;
		size_t n = utf8_decode(name + at, len - at, &cp);
		bool space = cp == ' ';
		size_t need = first && !space ? n : 1;

		if (n == 0 || used + need >= size)
			break;
		if (space)
			out[used] = ' ';
		else if (first)
			memcpy(out + used, name + at, n);
		else
			out[used] = '*';
		used += need;
		first = space;
		at += n;
	}
	out[used] = '\0';
}

bool
utf8_same_word(const char *a, size_t a_len, const char *b, size_t b_len)
{
	uint32_t x, y;
	size_t n, m;

	while (a_len > 0 && b_len > 0) {
		n = utf8_decode(a, a_len, &x);
		m = utf8_decode(b, b_len, &y);
		if (n == 0 || m == 0 || folded(x) != folded(y))
			return false;
		a += n;
		a_len -= n;
		b += m;
		b_len -= m;
	}
	return a_len == b_len;
}

char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

char
ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
ascii_is_alpha(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

bool
ascii_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return ascii_lower(*a) == ascii_lower(*b);
}
