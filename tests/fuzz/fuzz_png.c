/* links: remote wire loop base */
/* The captcha's decoder: whatever comes, a picture within its bounds or an
 * empty one. */
#include <stdint.h>
#include <stdlib.h>

#include "remote/png.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct remote_picture picture;
	enum err e = png_decode_grey(data, size, &picture);

	if (e == ERR_OK ? picture.width < 1 || picture.height < 1 ||
	    picture.width > REMOTE_PICTURE_W ||
	    picture.height > REMOTE_PICTURE_H :
	    picture.width != 0 || picture.height != 0)
		abort();
	return 0;
}
