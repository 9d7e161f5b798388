/* What answers, errors and interruptions lead to, on the real screens. */
#include "plain_fixture.h"

static int
setup(void **state)
{
	(void)state;
	talk_open(LANG_TR, "80");
	talk_begin();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	talk_close();
	return 0;
}

static void
test_numbers(void **state)
{
	(void)state;
	type("");
	assert_screen(&talk.stage, "start");
	type("77");
	assert_said("Listede böyle bir numara yok.");
	assert_asked("Seçiminizin numarası");
	type("0");
	assert_said("Listede böyle bir numara yok.");
	type("geri");
	assert_said("Listede böyle bir numara yok.");
	type("99999999999999999999");
	assert_said("Listede böyle bir numara yok.");
	assert_screen(&talk.stage, "start");
	type(" 1 ");
	assert_screen(&talk.stage, "user-verification");
}

static void
test_commands(void **state)
{
	(void)state;
	talk_to_login();
	type(":?");
	assert_said("Yardım: Kimlik No: 11 haneli");
	assert_said("Her soruda yazabileceğiniz komutlar");
	assert_null(stage_view(&talk.stage)->help);
	assert_asked("Kimlik No (T.C. ya da pasaport no)");
	type(":l");
	assert_said("Login with security word. Step 2 / 6");
	assert_asked("Identity number (T.C. or passport number)");
	type(":l");
	type(":x");
	assert_said("Böyle bir komut yok.");
	assert_asked("Kimlik No (T.C. ya da pasaport no)");
	type(":m");
	assert_asked("Seçiminizin numarası");
	type("q");
	assert_screen(&talk.stage, "goodbye");
	assert_int_equal(talk.over, 0);
	type("1");
	type(":<");	/* any key leads on from the welcome screen */
	assert_screen(&talk.stage, "start");
	type("<");
	assert_screen(&talk.stage, "welcome");
}

static void
test_back_from_field(void **state)
{
	(void)state;
	talk_to_login();
	type(":<");
	assert_screen(&talk.stage, "user-verification");
}

/* ":r" asks everything again; Enter keeps what is there. */
static void
test_repeat(void **state)
{
	(void)state;
	talk_to_login();
	type(STAGE_IDENTITY);
	type("26apw");
	type_secret(TALK_WORD);
	assert_asked("Seçiminizin numarası");
	type("r");
	assert_said("Şifreli Giriş Ekranı. Adım 2 / 6");
	assert_said("Resim: ");
	assert_asked("Kimlik No (T.C. ya da pasaport no; yazıldı: "
	    STAGE_IDENTITY "; Enter değiştirmez)");
	type("");
	type("zzzzz");
	assert_asked("Güvenlik Sözcüğü (yazdıklarınız görünmez; yazıldı; "
	    "Enter değiştirmez)");
	type("");
	assert_asked("Seçiminizin numarası");
	type("1");
	assert_screen(&talk.stage, "sms-confirm");
	assert_true(fake_remote_said(&talk.stage.remote, STAGE_IDENTITY));
	assert_true(fake_remote_said(&talk.stage.remote, "zzzzz"));
	assert_false(fake_remote_said(&talk.stage.remote, "26apw"));
	assert_true(fake_remote_said(&talk.stage.remote, TALK_WORD));
}

/* An answer that begins with a colon, and one that is a command's letter. */
static void
test_colon(void **state)
{
	(void)state;
	talk_to_login();
	type(STAGE_IDENTITY);
	type("26apw");
	type_secret("::q");
	type("");
	assert_screen(&talk.stage, "sms-confirm");
	assert_true(fake_remote_said(&talk.stage.remote, "\":q\""));
}

static void
test_refused_characters(void **state)
{
	(void)state;
	talk_to_sms();
	type_secret("12x456");
	assert_said("HATA, SMS Onay Kodu: Bu alana yazılamayan");
	assert_said("Hata kodu: G303");
	assert_asked("SMS Onay Kodu (6 rakam; yazdıklarınız görünmez)");
	type_secret("12y456");		/* said again */
	assert_said("Hata kodu: G303");
	type_secret("\xfc\xe7 123");	/* not UTF-8 */
	assert_said("Hata kodu: G303");
	type_secret("1234567");
	assert_said("Hata kodu: G344");
	assert_asked("SMS Onay Kodu (6 rakam; yazdıklarınız görünmez)");
	type_secret("12 34-56");	/* as it may be pasted */
	assert_not_said("HATA");
	assert_asked("Seçiminizin numarası");
	type("");
	assert_screen(&talk.stage, "operations-menu");
	assert_true(fake_remote_said(&talk.stage.remote, "\"123456\""));
	assert_int_equal(talk.stage.remote.calls[WIRE_SMS_VERIFY], 1);
}

static void
test_too_short(void **state)
{
	(void)state;
	talk_to_sms();
	type_secret("1234");
	type("");
	assert_said("Hata kodu: G302");
	assert_asked("SMS Onay Kodu (6 rakam; yazdıklarınız görünmez; yazıldı; Enter "
	    "değiştirmez)");
	type_secret("123 456");
	type("");
	assert_screen(&talk.stage, "operations-menu");
}

/* How long is heard, too. */
static void
test_portal_busy(void **state)
{
	(void)state;
	talk_to_sms();
	fake_remote_fail(&talk.stage.remote, WIRE_SMS_VERIFY, ERR_PORTAL_BUSY,
	    503);
	talk.stage.remote.answers[WIRE_SMS_VERIFY].retry_after = 7;
	type_secret("123456");
	type("");
	assert_said("Lütfen 7 saniye bekleyip yeniden deneyiniz.");
	assert_said("Hata kodu: P203");
}

static void
test_no_code_as_pin(void **state)
{
	(void)state;
	talk_to_pin();
	type_secret("123456789012345");
	assert_said("Hata kodu: G316");
	assert_said("15 haneli");
	assert_asked("Yeni PIN Kodu (6-8 rakam; yazdıklarınız görünmez)");
	type_secret("739105739");
	assert_said("Hata kodu: G310");
	type_secret(STAGE_PIN);
	type_secret("739106");
	type("");
	assert_said("HATA, Yeni PIN Kodu: ");
	assert_screen(&talk.stage, "unlock-pin");
	assert_int_equal(talk.stage.card.pins_sent, 0);
	assert_null(strstr(talk.text, "123456789012345"));
	assert_null(strstr(talk.text, "739105"));
	assert_null(strstr(talk.text, "739106"));
}

/* The field that the portal found wrong is asked again, then what was wiped;
 * what was right stays. */
static void
test_wrong_answer(void **state)
{
	(void)state;
	talk_to_login();
	type(STAGE_IDENTITY);
	type("26apw");
	type_secret(TALK_WORD);
	fake_remote_fail(&talk.stage.remote, WIRE_LOGIN_PASSWORD,
	    ERR_LOGIN_WRONG, 403);
	type("");
	assert_said("HATA, Güvenlik Sözcüğü: ");
	assert_said("Hata kodu: ");
	assert_not_said("Adım 2 / 6");
	assert_asked("Güvenlik Sözcüğü (yazdıklarınız görünmez)");
	fake_remote_fail(&talk.stage.remote, WIRE_LOGIN_PASSWORD,
	    ERR_LOGIN_WRONG, 403);
	type_secret("yanlis");
	assert_not_said("HATA");		/* not before it is sent */
	assert_asked("Resimdeki Yazı (Yukarıdaki 5 karakter)");
	type("nw4x2");
	assert_asked("Seçiminizin numarası");
	type("");
	assert_said("HATA, Güvenlik Sözcüğü: ");	/* again */
}

static void
test_countdown(void **state)
{
	static const struct { int wait; const char *says; } marks[] = {
		{ 180, "120 saniye kaldı" }, { 60, "60 saniye kaldı" },
		{ 30, "30 saniye kaldı" }, { 20, "10 saniye kaldı" },
	};
	size_t quiet;

	(void)state;
	talk.stage.config.idle_s = 1000;
	plain_free(&talk.plain);
	stage_restart(&talk.stage);
	talk_begin();
	talk_to_sms();
	assert_said("Kalan süre: 300 saniye");
	for (size_t i = 0; i < 4; i++) {
		quiet = talk.len;
		stage_wait(&talk.stage, marks[i].wait - 1);
		talk_settle();
		assert_int_equal(talk.len, quiet);
		talk.from = talk.len;
		stage_wait(&talk.stage, 1);
		talk_settle();
		assert_said(marks[i].says);
		assert_asked("SMS Onay Kodu (6 rakam; yazdıklarınız görünmez)");
	}
	talk.from = talk.len;
	stage_wait(&talk.stage, 10);
	talk_settle();
	assert_said("\nHATA: ");
	assert_said("1) Tekrar Kod Al (Enter ile)");
	type("1");
	assert_said("Kalan süre: 300 saniye");
	assert_asked("SMS Onay Kodu (6 rakam; yazdıklarınız görünmez)");
}

/* The warning comes in the middle of a question; the question comes back. */
static void
test_idle(void **state)
{
	(void)state;
	talk_to_login();
	type(STAGE_IDENTITY);
	talk.from = talk.len;
	stage_wait(&talk.stage, 60);
	talk_settle();
	assert_said("\n\nDevam etmek istiyor musunuz?");
	assert_said("Kalan süre: 15 saniye");
	assert_asked("Seçiminizin numarası");
	type("1");
	assert_screen(&talk.stage, "password-login");
	assert_asked("Resimdeki Yazı (Yukarıdaki 5 karakter)");
	assert_string_equal(stage_item(&talk.stage, "identity")->value,
	    STAGE_IDENTITY);
}

/* Said when they change, and not into an answer. */
static void
test_status(void **state)
{
	size_t quiet;

	(void)state;
	fake_card_remove(&talk.stage.card);
	talk.from = talk.len;
	talk_settle();
	assert_said("\nKart takılı değil\n");
	assert_asked("Devam etmek için Enter");
	fake_card_insert(&talk.stage.card, 1, 0);
	talk.from = talk.len;
	talk_settle();
	assert_said("\nKart kilitli: ");
	assert_said("\nOnline İşlemler\n");	/* card-in leads on */
	type("");
	type("1");
	quiet = talk.len;
	fake_card_remove(&talk.stage.card);
	talk_settle();
	assert_int_equal(talk.len, quiet);
	assert_asked("Kimlik No (T.C. ya da pasaport no)");
	type(STAGE_IDENTITY);
	assert_said("Kart takılı değil");
	assert_asked("Resimdeki Yazı (Yukarıdaki 5 karakter)");
}

static void
test_long_line(void **state)
{
	static char line[3000];

	(void)state;
	talk_to_login();
	memset(line, '1', sizeof(line) - 1);
	line[sizeof(line) - 2] = '\n';
	talk.from = talk.len;
	talk_send(line, sizeof(line) - 1);
	assert_said("Hata kodu: G344");
	assert_asked("Kimlik No (T.C. ya da pasaport no)");
	type(STAGE_IDENTITY);
	assert_asked("Resimdeki Yazı (Yukarıdaki 5 karakter)");
	assert_string_equal(stage_item(&talk.stage, "identity")->value,
	    STAGE_IDENTITY);
}

/* A script may write everything at once: each line waits for its question. */
static void
test_all_at_once(void **state)
{
	static const char all[] = "\n\n1\n" STAGE_IDENTITY "\r\n26apw\n"
	    TALK_WORD "\n\n1\n" TALK_CODE "\n\n\n1\n" STAGE_PIN "\n"
	    STAGE_PIN "\n\n";

	(void)state;
	talk_send(all, sizeof(all) - 1);
	for (int i = 0; i < 30; i++)
		talk_settle();
	assert_screen(&talk.stage, "unlock-done");
	assert_string_equal(talk.stage.card.pin, STAGE_PIN);
}

static void
test_end_of_input(void **state)
{
	(void)state;
	talk_to_login();
	(void)close(talk.in[1]);
	talk.in[1] = -1;
	talk_settle();
	talk_settle();
	assert_int_equal(talk.over, 1);
	plain_free(&talk.plain);
	talk_read();
	assert_string_equal(talk.text + talk.len -
	    strlen("Yazdıklarınız silindi.\n"), "Yazdıklarınız silindi.\n");
}

static void
test_output_gone(void **state)
{
	int gone[2];

	(void)state;
	assert_int_equal(pipe(gone), 0);
	(void)close(gone[0]);
	talk_to_login();
	(void)dup2(gone[1], talk.out[1]);
	(void)close(gone[1]);
	talk_send("x\n", 2);
	assert_int_equal(talk.over, 1);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_numbers),
	TEST(test_commands),
	TEST(test_back_from_field),
	TEST(test_repeat),
	TEST(test_colon),
	TEST(test_refused_characters),
	TEST(test_too_short),
	TEST(test_portal_busy),
	TEST(test_no_code_as_pin),
	TEST(test_wrong_answer),
	TEST(test_countdown),
	TEST(test_idle),
	TEST(test_status),
	TEST(test_long_line),
	TEST(test_all_at_once),
	TEST(test_end_of_input),
	TEST(test_output_gone),
};

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
