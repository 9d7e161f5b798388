/* The text of a picture of a console, read by the font that it is drawn with:
 * each cell is compared with the font's glyphs.
 *
 * usage: read_screen FONT <PICTURE
 *   FONT     PSF2 with a table of characters, not compressed
 *   PICTURE  PPM (P6, 8 bits)
 *
 * One line of UTF-8 a row of cells; "?" for what is no glyph.  A cell of one
 * colour is a blank.  A cursor (the lowest rows of a cell) is looked past. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1U << 23)
#define GLYPH_MAX 512		/* bytes of a glyph, and of a cell */

struct font {
	const uint8_t *glyphs, *table, *end;
	uint32_t count, bytes, height, width;
};

struct picture {
	const uint8_t *pixels;
	unsigned int width, height;
};

static uint8_t font_file[FILE_MAX], picture_file[FILE_MAX];

static uint32_t
le32(const uint8_t *p)
{
	return ((uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[1] << 8 | p[0]);
}

static bool
font_read(struct font *font, const char *path)
{
	size_t n = 0;
	FILE *file = fopen(path, "rb");
	uint32_t header;

	if (file != NULL) {
		n = fread(font_file, 1, sizeof(font_file), file);
		fclose(file);
	}
	if (n < 32 || le32(font_file) != 0x864ab572 ||
	    (le32(font_file + 12) & 1) == 0)
		return false;
	header = le32(font_file + 8);
	font->count = le32(font_file + 16);
	font->bytes = le32(font_file + 20);
	font->height = le32(font_file + 24);
	font->width = le32(font_file + 28);
	if (font->bytes > GLYPH_MAX || header > n || font->count > 65536 ||
	    font->bytes != font->height * ((font->width + 7) / 8) ||
	    (size_t)font->count * font->bytes > n - header)
		return false;
	font->glyphs = font_file + header;
	font->table = font->glyphs + (size_t)font->count * font->bytes;
	font->end = font_file + n;
	return true;
}

static bool
picture_read(struct picture *picture, FILE *file)
{
	size_t n = fread(picture_file, 1, sizeof(picture_file) - 1, file);
	unsigned int most;
	int header = 0;

	picture_file[n] = '\0';
	if (sscanf((const char *)picture_file, "P6 %u %u %u%*1[\n]%n",
	    &picture->width, &picture->height, &most, &header) < 3 ||
	    header == 0 || most != 255 || picture->width > 4096 ||
	    picture->height > 4096 || n - (size_t)header <
	    (size_t)picture->width * picture->height * 3)
		return false;
	picture->pixels = picture_file + header;
	return true;
}

static const uint8_t *
pixel(const struct picture *picture, size_t x, size_t y)
{
	return picture->pixels + (y * picture->width + x) * 3;
}

/* Which dots of a cell differ from its first one, as a glyph has them.  False:
 * they are of more than two colours. */
static bool
cell_read(const struct font *font, const struct picture *picture, size_t x,
    size_t y, uint8_t *cell)
{
	const uint8_t *ground = pixel(picture, x, y), *ink = NULL, *p;
	size_t line = (font->width + 7) / 8, row, column;

	memset(cell, 0, font->bytes);
	for (row = 0; row < font->height; row++) {
		for (column = 0; column < font->width; column++) {
			p = pixel(picture, x + column, y + row);
			if (memcmp(p, ground, 3) == 0)
				continue;
			if (ink == NULL)
				ink = p;
			if (memcmp(p, ink, 3) != 0)
				return false;
			cell[row * line + column / 8] |=
			    (uint8_t)(0x80 >> column % 8);
		}
	}
	return true;
}

/* The glyph that its first `rows` rows are those of, as it is or inverted. */
static int
glyph_find(const struct font *font, const uint8_t *cell, size_t rows)
{
	size_t line = (font->width + 7) / 8, bytes = rows * line, i, at;
	uint8_t inverse[GLYPH_MAX], last = (uint8_t)(0xff << (line * 8 -
	    font->width));
	const uint8_t *glyph;

	for (at = 0; at < bytes; at++)
		inverse[at] = (uint8_t)~cell[at] &
		    (at % line == line - 1 ? last : 0xff);
	for (i = 0; i < font->count; i++) {
		glyph = font->glyphs + i * font->bytes;
		if (memcmp(glyph, cell, bytes) == 0 ||
		    memcmp(glyph, inverse, bytes) == 0)
			return (int)i;
	}
	return -1;
}

/* The first character that the table has for a glyph. */
static void
glyph_print(const struct font *font, int glyph)
{
	const uint8_t *p = font->table;
	int i;

	for (i = 0; i < glyph && p < font->end; p++)
		i += *p == 0xff;
	if (p >= font->end || *p >= 0xfe) {
		putchar('?');
		return;
	}
	do
		putchar(*p++);
	while (p < font->end && (*p & 0xc0) == 0x80);
}

static bool
blank(const struct font *font, const uint8_t *cell)
{
	size_t i;

	for (i = 0; i < font->bytes && cell[i] == 0; i++)
		;
	return i == font->bytes;
}

static void
cell_print(const struct font *font, const struct picture *picture, size_t x,
    size_t y)
{
	uint8_t cell[GLYPH_MAX];
	int glyph = -1;

	if (cell_read(font, picture, x, y, cell)) {
		if (blank(font, cell)) {
			putchar(' ');
			return;
		}
		glyph = glyph_find(font, cell, font->height);
		if (glyph < 0)
			glyph = glyph_find(font, cell, font->height * 5 / 6);
	}
	if (glyph < 0)
		putchar('?');
	else
		glyph_print(font, glyph);
}

int
main(int argc, char **argv)
{
	struct font font;
	struct picture picture;
	size_t x, y;

	if (argc != 2 || !font_read(&font, argv[1]) ||
	    !picture_read(&picture, stdin)) {
		fprintf(stderr, "usage: read_screen FONT <PICTURE\n");
		return 2;
	}
	for (y = 0; y + font.height <= picture.height; y += font.height) {
		for (x = 0; x + font.width <= picture.width; x += font.width)
			cell_print(&font, &picture, x, y);
		putchar('\n');
	}
	return 0;
}
