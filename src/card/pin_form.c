#include "card/pin_form.h"

#include <string.h>

#include "base/secret.h"

#define ISO9564_LEN 8
#define ISO9564_DIGITS 14

static uint8_t
digit(const struct secret *digits, size_t i, uint8_t behind)
{
	return i < secret_len(digits) ?
	    (uint8_t)(secret_bytes(digits)[i] & 0x0f) : behind;
}

/* Two digits in a byte; `behind` is what stands after an odd number. */
static size_t
half_bytes(const struct secret *digits, uint8_t behind, uint8_t *out)
{
	size_t n = (secret_len(digits) + 1) / 2;

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(digit(digits, 2 * i, behind) << 4 |
		    digit(digits, 2 * i + 1, behind));
	return n;
}

static size_t
encode(const struct pin_form *form, const struct secret *digits, uint8_t *out)
{
	size_t len = secret_len(digits);

	switch (form->encoding) {
	case PIN_BCD:
		return half_bytes(digits, form->pad & 0x0f, out);
	case PIN_HALF_BYTES:
		for (size_t i = 0; i < len; i++)
			out[i] = (uint8_t)(0xf0 | digit(digits, i, 0x0f));
		return len;
	case PIN_ISO9564:
		if (len > ISO9564_DIGITS)
			return 0;
		memset(out, 0xff, ISO9564_LEN);
		out[0] = (uint8_t)(0x20 | len);
		half_bytes(digits, 0x0f, out + 1);
		return ISO9564_LEN;
	case PIN_DERIVED:
		return s2k_derive(&form->s2k, secret_bytes(digits), len,
		    out) == ERR_OK ? s2k_len(&form->s2k) : 0;
	default:
		memcpy(out, secret_bytes(digits), len);
		return len;
	}
}

size_t
pin_encode(const struct pin_form *form, const struct secret *digits,
    uint8_t out[static PIN_FORM_MAX])
{
	size_t len = secret_len(digits), n;

	if (len == 0 || len > PIN_FORM_MAX || form->stored > PIN_FORM_MAX)
		return 0;
	n = encode(form, digits, out);
	if (form->stored == 0 || n == 0)
		return n;
	if (n > form->stored)
		return 0;
	memset(out + n, form->pad, form->stored - n);
	return form->stored;
}
