#include "remote/png.h"

#include <png.h>
#include <stdbool.h>
#include <string.h>

static bool
size_is_allowed(const png_image *image)
{
	return image->width >= 1 && image->width <= REMOTE_PICTURE_W &&
	    image->height >= 1 && image->height <= REMOTE_PICTURE_H;
}

enum err
png_decode_grey(const uint8_t *png, size_t len, struct remote_picture *picture)
{
	const png_color white = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	enum err e = ERR_PORTAL_ANSWER;

	memset(picture, 0, sizeof(*picture));
	if (len == 0 || len > WIRE_BODY_MAX)
		goto out;
	if (png_image_begin_read_from_memory(&image, png, len) == 0 ||
	    !size_is_allowed(&image))
		goto out;
	image.format = PNG_FORMAT_GRAY;
	if (png_image_finish_read(&image, &white, picture->grey,
	    (png_int_32)image.width, NULL) == 0)
		goto out;
	picture->width = (uint16_t)image.width;
	picture->height = (uint16_t)image.height;
	e = ERR_OK;
out:
	if (e != ERR_OK)
		memset(picture, 0, sizeof(*picture));
	png_image_free(&image);
	return e;
}
