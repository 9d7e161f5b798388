#include "portal/captcha_draw.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include <cairo/cairo.h>
#include <fontconfig/fontconfig.h>
#include <openssl/rand.h>

#define FONT "DejaVu Sans Mono"
#define CELL (CAPTCHA_WIDTH / CAPTCHA_LETTERS)
#define CURVES 2
#define DOTS 90

/* fontconfig is not to be entered by two threads at once. */
static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;

enum err
captcha_make(char out[static CAPTCHA_LETTERS + 1])
{
	static const char letters[] = CAPTCHA_ALPHABET;
	const unsigned count = sizeof(letters) - 1;
	unsigned char byte;

	for (int i = 0; i < CAPTCHA_LETTERS; i++) {
		do {
			if (RAND_priv_bytes(&byte, 1) != 1)
				return ERR_INTERNAL;
		} while (byte >= 256 - 256 % count);
		out[i] = letters[byte % count];
	}
	out[CAPTCHA_LETTERS] = '\0';
	return ERR_OK;
}

/* A number from low to high, from the seed (xorshift64). */
static double
noise(uint64_t *state, double low, double high)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return low + (high - low) * (double)(*state >> 11) / 9007199254740992.0;
}

static enum err
draw_letter(cairo_t *cr, char letter, int place, uint64_t *seed)
{
	const char text[2] = { letter, '\0' };
	cairo_text_extents_t box;
	cairo_matrix_t shear;

	cairo_save(cr);
	cairo_translate(cr, CELL * (place + 0.5) + noise(seed, -2, 2),
	    CAPTCHA_HEIGHT / 2.0 + noise(seed, -3, 3));
	cairo_rotate(cr, noise(seed, -0.16, 0.16));
	cairo_matrix_init(&shear, 1, 0, noise(seed, -0.18, 0.18), 1, 0, 0);
	cairo_transform(cr, &shear);
	cairo_set_font_size(cr, noise(seed, 60, 66));
	cairo_text_extents(cr, text, &box);
	cairo_move_to(cr, -box.x_bearing - box.width / 2,
	    -box.y_bearing - box.height / 2);
	cairo_text_path(cr, text);
	cairo_set_source_rgba(cr, 0, 0, 0, 1);
	cairo_fill(cr);
	cairo_restore(cr);
	return box.width > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static void
draw_curve(cairo_t *cr, uint64_t *seed)
{
	const double h = CAPTCHA_HEIGHT, w = CAPTCHA_WIDTH;

	cairo_move_to(cr, 0, noise(seed, 0, h));
	cairo_curve_to(cr, w / 3, noise(seed, 0, h), 2 * w / 3,
	    noise(seed, 0, h), w, noise(seed, 0, h));
	cairo_set_line_width(cr, 1.4);
	cairo_set_source_rgba(cr, 0, 0, 0, 0.55);
	cairo_stroke(cr);
}

static void
draw_dots(cairo_t *cr, uint64_t *seed)
{
	cairo_set_source_rgba(cr, 0, 0, 0, 0.5);
	for (int i = 0; i < DOTS; i++) {
		double x = noise(seed, 0, CAPTCHA_WIDTH);
		double y = noise(seed, 0, CAPTCHA_HEIGHT);

		cairo_rectangle(cr, floor(x), floor(y), 1, 1);
	}
	cairo_fill(cr);
}

static cairo_status_t
add_png(void *arg, const unsigned char *bytes, unsigned int len)
{
	return buf_add(arg, bytes, len) == ERR_OK ? CAIRO_STATUS_SUCCESS :
	    CAIRO_STATUS_WRITE_ERROR;
}

static enum err
draw_all(cairo_surface_t *surface, const char *answer, uint64_t seed,
    struct buf *png)
{
	cairo_t *cr = cairo_create(surface);
	enum err e = ERR_OK;

	/* An alpha-only surface is written as grey: paint white, then take
	 * ink out of it. */
	cairo_set_source_rgba(cr, 1, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
	cairo_select_font_face(cr, FONT, CAIRO_FONT_SLANT_NORMAL,
	    CAIRO_FONT_WEIGHT_BOLD);
	for (int i = 0; e == ERR_OK && i < CAPTCHA_LETTERS; i++)
		e = draw_letter(cr, answer[i], i, &seed);
	for (int i = 0; i < CURVES; i++)
		draw_curve(cr, &seed);
	draw_dots(cr, &seed);
	if (e == ERR_OK && cairo_status(cr) != CAIRO_STATUS_SUCCESS)
		e = ERR_NO_MEMORY;
	cairo_destroy(cr);
	if (e == ERR_OK && cairo_surface_write_to_png_stream(surface, add_png,
	    png) != CAIRO_STATUS_SUCCESS)
		e = ERR_NO_MEMORY;
	return e;
}

enum err
captcha_draw(const char *answer, const uint8_t seed[static 32],
    struct buf *png)
{
	cairo_surface_t *surface;
	uint64_t state;
	enum err e;

	if (strlen(answer) != CAPTCHA_LETTERS)
		return ERR_ARGUMENT;
	memcpy(&state, seed, sizeof(state));
	state |= 1;		/* xorshift stands still at 0 */
	pthread_mutex_lock(&drawing);
	surface = cairo_image_surface_create(CAIRO_FORMAT_A8, CAPTCHA_WIDTH,
	    CAPTCHA_HEIGHT);
	e = draw_all(surface, answer, state, png);
	cairo_surface_destroy(surface);
	pthread_mutex_unlock(&drawing);
	return e;
}

void
captcha_draw_end(void)
{
	cairo_debug_reset_static_data();
	FcFini();
}
