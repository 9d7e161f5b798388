/* `cilingir-vcard create`: what it makes and what it refuses. */
#include "unit/vcard_fixture.h"

#include <fcntl.h>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "vcard/create.h"

#define KEY_LINE "key=000102030405060708090a0b0c0d0e0f\n"
#define GOOD "pin=123456\npuk=12345678\n" KEY_LINE
#define SERIAL "00112233445566778899aabb"

/* Run create with these options after --state and --secrets-from; messages
 * of the expected failures go nowhere. */
static int
create(const char *secrets, const char *const *options)
{
	char *argv[20], fd_text[12];
	int argc = 0, fds[2], status, err_fd = dup(STDERR_FILENO);
	int nowhere = open("/dev/null", O_WRONLY);

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], secrets, strlen(secrets)),
	    strlen(secrets));
	close(fds[1]);
	snprintf(fd_text, sizeof(fd_text), "%d", fds[0]);
	argv[argc++] = strdup("create");
	argv[argc++] = strdup("--state");
	argv[argc++] = strdup(in_directory("card"));
	argv[argc++] = strdup("--secrets-from");
	argv[argc++] = strdup(fd_text);
	while (*options != NULL)
		argv[argc++] = strdup(*options++);
	argv[argc] = NULL;
	dup2(nowhere, STDERR_FILENO);
	status = create_main(argc, argv);
	dup2(err_fd, STDERR_FILENO);
	close(err_fd);
	close(nowhere);
	close(fds[0]);
	while (argc > 0)
		free(argv[--argc]);
	return status;
}

#define OPTIONS(...) (const char *const[]){ __VA_ARGS__, NULL }

static X509 *
certificate_of(const struct vcard *card)
{
	const struct vstate *s = vcard_state(card);
	const unsigned char *at = s->pair[0].certificate;

	return d2i_X509(NULL, &at, (long)s->pair[0].certificate_len);
}

static struct vcard *
created(void)
{
	struct vcard *card;
	char error[100];

	assert_int_equal(vcard_open(in_directory("card"), &card, error,
	    sizeof(error)), ERR_OK);
	return card;
}

static void
test_create_and_use(void **unused)
{
	struct vcard *card;
	char name[100];
	X509 *x;

	(void)unused;
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL)), 0);
	card = created();
	assert_int_equal(vcard_state(card)->serial[11], 0xbb);
	assert_int_equal(tries_shown(card), 3);
	assert_int_equal(verify(card, "123456"), 0x9000);
	x = certificate_of(card);
	X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName,
	    name, sizeof(name));
	assert_string_equal(name, "Demo Kart Sahibi");
	X509_free(x);
	vcard_free(&card);
}

/* The certificate in the file is the card's, with the number in its subject. */
static void
test_create_certificate(void **unused)
{
	struct vcard *card;
	char number[32];
	X509 *x, *own;
	FILE *f;

	(void)unused;
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--identity",
	    "10000000146", "--certificate", in_directory("ca.pem"))), 0);
	f = fopen(in_directory("ca.pem"), "re");
	assert_non_null(f);
	x = PEM_read_X509(f, NULL, NULL, NULL);
	fclose(f);
	assert_non_null(x);
	card = created();
	own = certificate_of(card);
	assert_int_equal(X509_cmp(x, own), 0);
	X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_serialNumber,
	    number, sizeof(number));
	assert_string_equal(number, "10000000146");
	X509_free(x);
	X509_free(own);
	vcard_free(&card);
	assert_int_equal(unlink(in_directory("card")), 0);
	assert_int_not_equal(create(GOOD, OPTIONS("--serial", SERIAL,
	    "--certificate", in_directory("no/pem"))), 0);
}

static void
test_create_locked(void **unused)
{
	struct vcard *card;

	(void)unused;
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--locked",
	    "--phase", "administration")), 0);
	card = created();
	assert_int_equal(tries_shown(card), 0);
	assert_int_equal(verify(card, "123456"), 0x6983);
	assert_int_equal(send_hex(card, "00ca01040a"), 0x9000);
	assert_int_equal(fixture_answer[6], VCARD_PHASE_ADMINISTRATION);
	vcard_free(&card);
}

static void
pem_write(const char *certificate, const char *key)
{
	struct vcard *card = fixture_card(3, 3, 10);
	const struct vstate *s = vcard_state(card);
	const unsigned char *at = secret_bytes(s->pair[0].key);
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at,
	    (long)secret_len(s->pair[0].key));
	X509 *x = certificate_of(card);
	FILE *f = fopen(certificate, "we");

	assert_non_null(f);
	assert_int_equal(PEM_write_X509(f, x), 1);
	fclose(f);
	f = fopen(key, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_PrivateKey(f, pkey, NULL, NULL, 0, NULL,
	    NULL), 1);
	fclose(f);
	X509_free(x);
	EVP_PKEY_free(pkey);
	vcard_free(&card);
}

static void
test_issued_by_a_ca(void **unused)
{
	struct vcard *card, *ca = fixture_card(3, 3, 10);
	X509 *x, *issuer = certificate_of(ca);
	time_t end;

	(void)unused;
	pem_write(in_directory("ca.pem"), in_directory("ca.key"));
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--subject",
	    "Örnek Şahıs", "--days", "10", "--ca-cert",
	    in_directory("ca.pem"), "--ca-key", in_directory("ca.key"))), 0);
	card = created();
	x = certificate_of(card);
	assert_int_equal(X509_verify(x, X509_get0_pubkey(issuer)), 1);
	end = time(NULL) + 11L * 24 * 60 * 60;
	assert_true(X509_cmp_time(X509_get0_notAfter(x), &end) < 0);
	X509_free(x);
	X509_free(issuer);
	vcard_free(&ca);
	vcard_free(&card);
}

static void
test_refusals(void **unused)
{
	static const char *const secrets[] = { "", "pin=123456\n",
	    "pin=12345\npuk=12345678\n" KEY_LINE,
	    "pin=1234567a\npuk=12345678\n" KEY_LINE,
	    "pin=123456\npuk=1234567\n" KEY_LINE,
	    "pin=123456\npuk=12345678\nkey=00\n",
	    "pin=123456\npuk=12345678\n" KEY_LINE "more=1\n",
	    "pin=123456\n\npuk=12345678\n" KEY_LINE };
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		assert_int_equal(create(secrets[i], OPTIONS("--serial",
		    SERIAL)), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", "00")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--atr",
	    "3")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--days",
	    "0")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--subject",
	    "")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--ca-cert",
	    "/nowhere", "--ca-key", "/nowhere")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--phase",
	    "dead")), 1);
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL, "--days",
	    "x")), 2);
	assert_int_equal(create(GOOD, OPTIONS("--pin", "123456")), 2);
	assert_int_equal(create(GOOD, OPTIONS("--locked")), 2);
	assert_int_not_equal(access(in_directory("card"), F_OK), 0);
}

static void
test_a_card_is_never_overwritten(void **unused)
{
	struct vcard *card;

	(void)unused;
	assert_int_equal(create(GOOD, OPTIONS("--serial", SERIAL)), 0);
	assert_int_equal(create(GOOD, OPTIONS("--serial",
	    "ffffffffffffffffffffffff")), 1);
	card = created();
	assert_int_equal(vcard_state(card)->serial[0], 0x00);
	vcard_free(&card);
}

int
main(void)
{
#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, directory_make, \
    directory_remove)
	const struct CMUnitTest tests[] = {
		ON_DISK(test_create_and_use),
		ON_DISK(test_create_certificate),
		ON_DISK(test_create_locked),
		ON_DISK(test_issued_by_a_ca),
		ON_DISK(test_refusals),
		ON_DISK(test_a_card_is_never_overwritten),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
