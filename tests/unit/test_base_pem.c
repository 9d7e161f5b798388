/* Text for DER: read by OpenSSL as what it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "base/pem.h"

static void
round_trip(size_t len)
{
	uint8_t der[1000];
	char text[PEM_SIZE(sizeof(der))];
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL;
	long data_len = 0;
	size_t text_len;
	BIO *bio;

	for (size_t i = 0; i < len; i++)
		der[i] = (uint8_t)(i * 7);
	text_len = pem_encode("CERTIFICATE", der, len, text, sizeof(text));
	assert_int_equal(text_len, strlen(text));
	bio = BIO_new_mem_buf(text, (int)text_len);
	assert_int_equal(PEM_read_bio(bio, &name, &header, &data, &data_len),
	    1);
	assert_string_equal(name, "CERTIFICATE");
	assert_int_equal(data_len, len);
	assert_memory_equal(data, der, len);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(data);
	BIO_free(bio);
}

static void
test_lengths(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 1000; len += len < 100 ? 1 : 99)
		round_trip(len);
}

static void
test_no_room(void **state)
{
	uint8_t der[48] = { 0 };
	char text[PEM_SIZE(48)];

	(void)state;
	assert_int_equal(pem_encode("X", der, sizeof(der), text,
	    sizeof(text) - 1), 0);
	assert_true(pem_encode("X", der, sizeof(der), text,
	    sizeof(text)) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
