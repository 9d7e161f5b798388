/* The files of a minidriver: directory, containers, compressed certificates;
 * and a scripted card on which they are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/drv_gids.h"
#include "card/gids_files.h"
#include "card_script.h"

#define RECORD 28
#define CONTAINER 86
#define CERT 1000		/* bytes of what stands for one */
#define SPACE 200

static uint8_t cert[CERT];

/* Compressible and not all alike. */
static int
setup(void **state)
{
	(void)state;
	cert[0] = 0x30;
	cert[1] = 0x82;
	cert[2] = (CERT - 4) >> 8;
	cert[3] = (CERT - 4) & 0xff;
	for (size_t i = 4; i < CERT; i++)
		cert[i] = (uint8_t)(i * i >> 5 & 0x0f);
	return 0;
}

static size_t
pack(size_t told, uint8_t *out, size_t size)
{
	uLongf len = (uLongf)(size - 4);

	out[0] = 1;
	out[1] = 0;
	out[2] = (uint8_t)told;
	out[3] = (uint8_t)(told >> 8);
	assert_int_equal(compress2(out + 4, &len, cert, CERT, 9), Z_OK);
	assert_true(len < CERT);
	return len + 4;
}

static size_t
add_file(uint8_t *directory, size_t len, const char *folder, const char *name,
    uint16_t object)
{
	uint8_t *r = directory + len;

	memset(r, 0, RECORD);
	memcpy(r, folder, strlen(folder));
	memcpy(r + 9, name, strlen(name));
	r[20] = (uint8_t)object;
	r[21] = (uint8_t)(object >> 8);
	r[24] = 0x10;
	r[25] = 0xa0;
	return len + RECORD;
}

static void
test_directory(void **state)
{
	uint8_t d[1 + 3 * RECORD] = { 1 };
	struct gids_file f = { 0, 0 };
	size_t len = add_file(d, 1, "", "cardid", 0xdf20);

	(void)state;
	len = add_file(d, len, "mscp", "kxc00", 0xdf24);
	len = add_file(d, len, "mscp", "kxc000000", 0xdf25);	/* no end */
	assert_int_equal(gids_file_find(d, len, "mscp", "kxc00", &f), ERR_OK);
	assert_int_equal(f.ef, 0xa010);
	assert_int_equal(f.object, 0xdf24);
	assert_int_equal(gids_file_find(d, len, "", "cardid", &f), ERR_OK);
	assert_int_equal(f.object, 0xdf20);
	assert_int_equal(gids_file_find(d, len, "", "kxc00", &f),
	    ERR_NOT_FOUND);
	assert_int_equal(gids_file_find(d, len, "mscp", "kxc0", &f),
	    ERR_NOT_FOUND);
	assert_int_equal(gids_file_find(d, len, "mscp", "kxc000000", &f),
	    ERR_NOT_FOUND);
	/* The second record is cut: it is none. */
	assert_int_equal(gids_file_find(d, 2 * RECORD, "mscp", "kxc00", &f),
	    ERR_NOT_FOUND);
	assert_int_equal(gids_file_find(d, 1, "", "cardid", &f),
	    ERR_NOT_FOUND);
	assert_int_equal(gids_file_find(d, 0, "", "cardid", &f), ERR_SYNTAX);
	d[0] = 2;
	assert_int_equal(gids_file_find(d, len, "", "cardid", &f), ERR_SYNTAX);
}

static void
test_containers(void **state)
{
	uint8_t l[3 * CONTAINER] = { 0 };
	struct gids_container c;
	char name[GIDS_NAME_MAX];

	(void)state;
	l[80] = 0x03;
	l[85] = 2048 >> 8;
	l[CONTAINER + 82] = 1;			/* not in use */
	l[2 * CONTAINER + 80] = 0x01;
	l[2 * CONTAINER + 83] = 2048 >> 8;
	assert_int_equal(gids_container(l, sizeof(l), 0, &c), ERR_OK);
	assert_true(c.exchange && !c.signature);
	assert_int_equal(gids_container(l, sizeof(l), 1, &c), ERR_OK);
	assert_false(c.exchange || c.signature);
	assert_int_equal(gids_container(l, sizeof(l), 2, &c), ERR_OK);
	assert_true(c.signature && !c.exchange);
	assert_int_equal(gids_container(l, sizeof(l), 3, &c), ERR_NOT_FOUND);
	assert_int_equal(gids_container(l, sizeof(l) - 1, 2, &c),
	    ERR_NOT_FOUND);
	assert_int_equal(gids_container(l, 0, 0, &c), ERR_NOT_FOUND);
	gids_certificate_name(0, true, name);
	assert_string_equal(name, "kxc00");
	gids_certificate_name(0x1b, false, name);
	assert_string_equal(name, "ksc1B");
}

static void
test_certificate(void **state)
{
	uint8_t packed[CERT + SPACE], out[CERT];
	size_t n, len = pack(CERT, packed, sizeof(packed));

	(void)state;
	assert_int_equal(gids_certificate(packed, len, out, CERT, &n), ERR_OK);
	assert_int_equal(n, CERT);
	assert_memory_equal(out, cert, CERT);
	assert_int_equal(gids_certificate(cert, CERT, out, CERT, &n), ERR_OK);
	assert_int_equal(n, CERT);
	assert_memory_equal(out, cert, CERT);
	assert_int_equal(gids_certificate(packed, len, out, CERT - 1, &n),
	    ERR_TOO_BIG);
	assert_int_equal(gids_certificate(cert, CERT, out, CERT - 1, &n),
	    ERR_TOO_BIG);
	assert_int_equal(n, 0);
}

/* More or less than is told, cut, changed, something behind, another mark. */
static void
test_bad_certificates(void **state)
{
	uint8_t packed[CERT + SPACE], out[CERT + SPACE];
	size_t n, len = pack(CERT - 1, packed, sizeof(packed));

	(void)state;
	assert_int_equal(gids_certificate(packed, len, out, sizeof(out), &n),
	    ERR_SYNTAX);
	len = pack(CERT + 1, packed, sizeof(packed));
	assert_int_equal(gids_certificate(packed, len, out, sizeof(out), &n),
	    ERR_SYNTAX);
	len = pack(CERT, packed, sizeof(packed));
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(gids_certificate(packed, cut, out,
		    sizeof(out), &n), ERR_SYNTAX);
	packed[len] = 0;
	assert_int_equal(gids_certificate(packed, len + 1, out, sizeof(out),
	    &n), ERR_SYNTAX);
	packed[len - 1] ^= 1;
	assert_int_equal(gids_certificate(packed, len, out, sizeof(out), &n),
	    ERR_SYNTAX);
	packed[len - 1] ^= 1;
	packed[0] = 2;
	assert_int_equal(gids_certificate(packed, len, out, sizeof(out), &n),
	    ERR_SYNTAX);
	packed[0] = 1;
	packed[2] = packed[3] = 0;
	assert_int_equal(gids_certificate(packed, len, out, sizeof(out), &n),
	    ERR_SYNTAX);
	assert_int_equal(n, 0);
}

/* -------------------------------------------------------- on the card ---- */

#define ASK_DIRECTORY "00cba000045c02df1f00"
#define ASK_LIST "00cba010045c02df2300"
#define ASK_0 "00cba010045c02df2400"
#define ASK_1 "00cba010045c02df2500"

static struct script script;
static char text[4][700];		/* answers, in hexadecimal */

/* An object with 9000 behind it. */
static const char *
object(size_t at, uint16_t tag, const uint8_t *bytes, size_t len)
{
	char hex[620];

	assert_true(len < 256);
	hex_encode(bytes, len, hex, sizeof(hex));
	snprintf(text[at], sizeof(text[at]), "%04x81%02zx%s9000", tag, len,
	    hex);
	return text[at];
}

static enum err
read_card(const struct script_line *lines, size_t count,
    struct driver_certs *certs)
{
	struct exchange x;
	enum err e;

	script_init(&script);
	memcpy(script.lines, lines, count * sizeof(*lines));
	script.count = count;
	exchange_init(&x, &script.link, &drv_gids.rules, 0x80);
	e = gids_certificates(&x, NULL, certs);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	assert_int_equal(script.next, count);
	return e;
}

/* The directory, the list and two small certificates, as they are. */
static void
make_lines(struct script_line lines[4])
{
	static const uint8_t small[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };
	uint8_t d[1 + 3 * RECORD] = { 1 }, l[2 * CONTAINER] = { 0 };
	size_t len = add_file(d, 1, "mscp", "cmapfile", 0xdf23);

	len = add_file(d, len, "mscp", "ksc00", 0xdf24);
	len = add_file(d, len, "mscp", "kxc01", 0xdf25);
	l[80] = l[CONTAINER + 80] = 1;
	l[83] = l[CONTAINER + 85] = 8;
	lines[0] = (struct script_line){ ASK_DIRECTORY,
	    object(0, 0xdf1f, d, len) };
	lines[1] = (struct script_line){ ASK_LIST,
	    object(1, 0xdf23, l, sizeof(l)) };
	lines[2] = (struct script_line){ ASK_0,
	    object(2, 0xdf24, small, sizeof(small)) };
	lines[3] = (struct script_line){ ASK_1,
	    object(3, 0xdf25, small, sizeof(small)) };
}

static struct driver_certs certs;

static void
test_both_kinds_are_read(void **state)
{
	struct script_line lines[4];

	(void)state;
	make_lines(lines);
	assert_int_equal(read_card(lines, 4, &certs), ERR_OK);
	assert_int_equal(certs.count, 2);
	assert_int_equal(certs.list[1].len, 5);
	assert_int_equal(certs.list[1].key.id_len, 0);
	assert_false(certs.more);
}

/* One that cannot be read is told of, and the next one is read. */
static void
test_one_is_left_out(void **state)
{
	struct script_line lines[4];

	(void)state;
	make_lines(lines);
	lines[2].answer = "6982";
	assert_int_equal(read_card(lines, 4, &certs), ERR_OK);
	assert_int_equal(certs.count, 1);
	assert_true(certs.more);
	lines[2].answer = "df240301009000" "9000";	/* no such length */
	assert_int_equal(read_card(lines, 4, &certs), ERR_OK);
	assert_int_equal(certs.count, 1);
	assert_true(certs.more);
}

static void
test_no_files_no_certificates(void **state)
{
	struct script_line lines[4];

	(void)state;
	make_lines(lines);
	lines[0].answer = "6a88";
	assert_int_equal(read_card(lines, 1, &certs), ERR_OK);
	assert_int_equal(certs.count, 0);
	assert_false(certs.more);
	lines[0].answer = "df1f01019000";		/* nothing in it */
	assert_int_equal(read_card(lines, 1, &certs), ERR_OK);
	assert_false(certs.more);
	lines[0].answer = "df1f01029000";		/* of another kind */
	assert_int_equal(read_card(lines, 1, &certs), ERR_OK);
	assert_int_equal(certs.count, 0);
	assert_true(certs.more);
}

static void
test_card_goes(void **state)
{
	struct script_line lines[4];

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		make_lines(lines);
		lines[n].answer = NULL;
		assert_int_equal(read_card(lines, n + 1, &certs),
		    ERR_CARD_GONE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_certificate),
		cmocka_unit_test(test_bad_certificates),
		cmocka_unit_test(test_both_kinds_are_read),
		cmocka_unit_test(test_one_is_left_out),
		cmocka_unit_test(test_no_files_no_certificates),
		cmocka_unit_test(test_card_goes),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
