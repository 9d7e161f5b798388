/* What the doctor makes of what it is told: each trouble has its check, its
 * message and no other one; what cannot be known is not called fine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/doctor.h"
#include "core/health.h"
#include "core/journal.h"
#include "fake/stage.h"

#define NOW 1764054900		/* 2025-11-25T07:15:00Z */

static const struct doctor_place good_place = {
	.config = { DOCTOR_FINE, ERR_OK, "" },
	.helpers = { DOCTOR_FINE, ERR_OK, "" },
	.memory = { DOCTOR_FINE, ERR_OK, "" },
	.display = { DOCTOR_FINE, ERR_OK, "linux 80x24" },
};

static struct card_info
good_card(void)
{
	struct card_info info = { .presence = CARD_PRESENT,
	    .reader = "Reader 00", .label = "AK\u0130S v1.x",
	    .serial = { 1, 2 }, .serial_len = 2, .pin_tries = 3,
	    .operational = true };

	return info;
}

/* The checks that are in that state, by their ids. */
static const char *
in_state(const struct doctor_report *r, enum doctor_state state)
{
	static char text[256];
	size_t i;

	text[0] = '\0';
	for (i = 0; i < DOCTOR_COUNT; i++) {
		if (r->of[i].state != state)
			continue;
		if (text[0] != '\0')
			strcat(text, " ");
		strcat(text, doctor_id((enum doctor_check)i));
	}
	return text;
}

static void
test_card(void **state)
{
	static const struct {
		enum card_presence presence;
		enum err trouble;
		const char *fine, *wrong;
		enum doctor_check check;
		enum err about;
	} cases[] = {
		{ CARD_NO_SERVICE, ERR_OK, "", "service", DOCTOR_SERVICE,
		    ERR_NO_PCSCD },
		{ CARD_NO_SERVICE, ERR_PCSCD_VERSION, "", "service",
		    DOCTOR_SERVICE, ERR_PCSCD_VERSION },
		{ CARD_NO_READER, ERR_OK, "service", "reader",
		    DOCTOR_READER, ERR_NO_READER },
		{ CARD_ABSENT, ERR_OK, "service reader", "", DOCTOR_CARD,
		    ERR_NO_CARD },
		{ CARD_MUTE, ERR_OK, "service reader", "card", DOCTOR_CARD,
		    ERR_CARD_MUTE },
		{ CARD_UNKNOWN, ERR_OK, "service reader card", "kind",
		    DOCTOR_KIND, ERR_CARD_UNKNOWN },
		{ CARD_PRESENT, ERR_CARD_BUSY, "service reader kind", "card",
		    DOCTOR_CARD, ERR_CARD_BUSY },
		{ CARD_PRESENT, ERR_OK, "service reader card kind phase pin",
		    "", DOCTOR_PIN, ERR_OK },
	};
	struct doctor_report r;
	struct card_info info;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		info = good_card();
		info.presence = cases[i].presence;
		info.trouble = cases[i].trouble;
		doctor_clear(&r);
		doctor_card(&r, ERR_OK, &info);
		assert_string_equal(in_state(&r, DOCTOR_FINE), cases[i].fine);
		assert_string_equal(in_state(&r, DOCTOR_TROUBLE),
		    cases[i].wrong);
		assert_int_equal(r.of[cases[i].check].about, cases[i].about);
	}
}

static void
test_card_says_more(void **state)
{
	struct card_info info = good_card();
	struct doctor_report r;

	(void)state;
	info.pin_tries = 0;
	info.operational = false;
	doctor_clear(&r);
	doctor_card(&r, ERR_OK, &info);
	assert_string_equal(in_state(&r, DOCTOR_TROUBLE), "phase pin");
	assert_int_equal(r.of[DOCTOR_PIN].about, ERR_CARD_LOCKED);
	assert_int_equal(r.of[DOCTOR_PHASE].about, ERR_CARD_PHASE);
	/* One row stands for kind and phase: the trouble is what it says. */
	assert_int_equal(doctor_of_step(&r, "kind")->about, ERR_CARD_PHASE);
	info.pin_tries = CARD_TRIES_UNKNOWN;
	doctor_clear(&r);
	doctor_card(&r, ERR_OK, &info);
	assert_int_equal(r.of[DOCTOR_PIN].state, DOCTOR_UNKNOWN);
	doctor_clear(&r);
	doctor_card(&r, ERR_HELPER_GONE, &info);
	assert_string_equal(in_state(&r, DOCTOR_TROUBLE), "helpers");
	assert_string_equal(in_state(&r, DOCTOR_FINE), "");
}

/* Of several certificates the best one counts. */
static void
test_certificates(void **state)
{
	static const struct {
		int64_t from, to;		/* from NOW */
		enum doctor_state state;
		enum err about;
	} cases[] = {
		{ -100, -1, DOCTOR_TROUBLE, ERR_CERT_OVER },
		{ 1, 100, DOCTOR_TROUBLE, ERR_CERT_EARLY },
		{ -100, -1, DOCTOR_TROUBLE, ERR_CERT_EARLY },
		{ 0, 0, DOCTOR_FINE, ERR_OK },
		{ 1, 100, DOCTOR_FINE, ERR_OK },
	};
	struct doctor_report r;
	struct card_certs certs = { .count = 0 };
	size_t i;

	(void)state;
	doctor_clear(&r);
	doctor_certificates(&r, ERR_OK, &certs, NOW);
	assert_int_equal(r.of[DOCTOR_CERTIFICATE].state, DOCTOR_UNKNOWN);
	doctor_certificates(&r, ERR_CARD_UNABLE, NULL, NOW);
	assert_int_equal(r.of[DOCTOR_CERTIFICATE].state, DOCTOR_UNKNOWN);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		certs.list[i].not_before = NOW + cases[i].from;
		certs.list[i].not_after = NOW + cases[i].to;
		certs.count = i + 1;
		doctor_clear(&r);
		doctor_certificates(&r, ERR_OK, &certs, NOW);
		assert_int_equal(r.of[DOCTOR_CERTIFICATE].state,
		    cases[i].state);
		assert_int_equal(r.of[DOCTOR_CERTIFICATE].about,
		    cases[i].about);
	}
	assert_string_equal(r.of[DOCTOR_CERTIFICATE].detail, "25.11.2025");
}

static void
test_portal(void **state)
{
	static const struct {
		enum err e;
		enum remote_distrust distrust;
		const char *fine, *wrong;
		enum doctor_check check;
		enum err about;
	} cases[] = {
		{ ERR_PORTAL_AWAY, REMOTE_TRUSTED, "", "portal",
		    DOCTOR_PORTAL, ERR_PORTAL_AWAY },
		{ ERR_TIMEOUT, REMOTE_TRUSTED, "", "portal", DOCTOR_PORTAL,
		    ERR_PORTAL_AWAY },
		{ ERR_PORTAL_BUSY, REMOTE_TRUSTED, "trust", "portal",
		    DOCTOR_PORTAL, ERR_PORTAL_BUSY },
		{ ERR_PORTAL_TLS, REMOTE_ISSUER, "portal", "trust",
		    DOCTOR_TRUST, ERR_PORTAL_TLS },
		{ ERR_PORTAL_TLS, REMOTE_NAME, "portal", "trust",
		    DOCTOR_TRUST, ERR_PORTAL_TLS },
		{ ERR_PORTAL_TLS, REMOTE_DATES, "portal", "trust",
		    DOCTOR_TRUST, ERR_PORTAL_DATES },
		{ ERR_HELPER_GONE, REMOTE_TRUSTED, "", "helpers",
		    DOCTOR_HELPERS, ERR_HELPER_GONE },
	};
	struct remote_result result = { .e = ERR_OK };
	struct doctor_report r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		result.e = cases[i].e;
		result.distrust = cases[i].distrust;
		doctor_clear(&r);
		doctor_portal(&r, &result, NOW);
		assert_string_equal(in_state(&r, DOCTOR_FINE), cases[i].fine);
		assert_string_equal(in_state(&r, DOCTOR_TROUBLE),
		    cases[i].wrong);
		assert_int_equal(r.of[cases[i].check].about, cases[i].about);
	}
	/* The person is told which time it is here, to look at a watch. */
	result.e = ERR_PORTAL_TLS;
	result.distrust = REMOTE_DATES;
	doctor_portal(&r, &result, NOW);
	assert_int_equal(r.of[DOCTOR_CLOCK].state, DOCTOR_UNKNOWN);
	assert_non_null(strstr(r.of[DOCTOR_CLOCK].detail, "25.11.2025"));
}

static void
health(struct doctor_report *r, const char *time, const char *min_version)
{
	struct wire_reply reply = { 0 };
	struct remote_result result = { .e = ERR_OK, .reply = &reply };

	snprintf(reply.u.health.time, sizeof(reply.u.health.time), "%s",
	    time);
	snprintf(reply.u.health.min_version,
	    sizeof(reply.u.health.min_version), "%s", min_version);
	doctor_clear(r);
	doctor_portal(r, &result, NOW);
}

static void
test_clock(void **state)
{
	static const struct {
		const char *time;
		enum doctor_state state;
	} cases[] = {
		{ "2025-11-25T07:15:00Z", DOCTOR_FINE },
		{ "2025-11-25T07:16:59Z", DOCTOR_FINE },
		{ "2025-11-25T07:13:01Z", DOCTOR_FINE },
		{ "2025-11-25T07:17:00Z", DOCTOR_TROUBLE },
		{ "2025-11-25T07:13:00Z", DOCTOR_TROUBLE },
		{ "2024-11-25T07:15:00Z", DOCTOR_TROUBLE },
		/* A portal that says none, or nonsense. */
		{ "", DOCTOR_UNKNOWN },
		{ "noon", DOCTOR_UNKNOWN },
		{ "2025-11-25T07:15:00Zz", DOCTOR_UNKNOWN },
	};
	struct doctor_report r;
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		health(&r, cases[i].time, "0.0.1");
		assert_int_equal(r.of[DOCTOR_CLOCK].state, cases[i].state);
		assert_int_equal(r.of[DOCTOR_VERSION].state, DOCTOR_FINE);
	}
	health(&r, "2025-11-25T06:15:00Z", "99.0");
	assert_string_equal(r.of[DOCTOR_CLOCK].detail, "+3600 s");
	assert_int_equal(r.of[DOCTOR_CLOCK].about, ERR_CLOCK_OFF);
	assert_int_equal(r.of[DOCTOR_VERSION].about, ERR_PORTAL_VERSION);
	assert_true(health_time("1970-01-02T00:00:01Z", &seconds));
	assert_int_equal(seconds, 86401);
}

static void
test_terminal(void **state)
{
	struct doctor_place place = good_place;
	struct doctor_report r;
	struct card_info info = good_card();

	(void)state;
	doctor_clear(&r);
	doctor_terminal(&r, &place, ERR_OK);
	assert_string_equal(in_state(&r, DOCTOR_FINE),
	    "config helpers memory journal display");
	assert_int_equal(doctor_of_step(&r, "terminal")->state, DOCTOR_FINE);
	place.memory = (struct doctor_finding){ DOCTOR_TROUBLE,
	    ERR_MEMORY_UNLOCKED, "" };
	doctor_terminal(&r, &place, ERR_IO);
	assert_string_equal(in_state(&r, DOCTOR_TROUBLE), "memory journal");
	assert_int_equal(doctor_of_step(&r, "terminal")->about,
	    ERR_MEMORY_UNLOCKED);
	assert_int_equal(doctor_troubles(&r, 0, DOCTOR_COUNT - 1), 2);
	assert_int_equal(doctor_troubles(&r, DOCTOR_SERVICE, DOCTOR_VERSION),
	    0);
	/* What has just died is not in order because its file is there. */
	doctor_clear(&r);
	doctor_card(&r, ERR_HELPER_GONE, &info);
	doctor_terminal(&r, &good_place, ERR_OK);
	assert_int_equal(r.of[DOCTOR_HELPERS].about, ERR_HELPER_GONE);
	assert_null(doctor_of_step(&r, "nothing"));
}

/* A detail is text of a card or of a file: shown, never obeyed. */
static void
test_details_are_clean(void **state)
{
	struct card_info info = good_card();
	struct doctor_report r;

	(void)state;
	snprintf(info.reader, sizeof(info.reader), "A\033[2Jb");
	doctor_clear(&r);
	doctor_card(&r, ERR_OK, &info);
	assert_null(strchr(r.of[DOCTOR_READER].detail, '\033'));
}

static void
test_every_finding_has_a_message(void **state)
{
	static const enum err abouts[] = { ERR_NO_PCSCD, ERR_PCSCD_VERSION,
		ERR_SOCKET_NONE, ERR_SOCKET_FOREIGN,
		ERR_NO_READER, ERR_NO_CARD, ERR_CARD_MUTE, ERR_CARD_BUSY,
		ERR_CARD_UNKNOWN, ERR_CARD_PHASE, ERR_CARD_LOCKED,
		ERR_CERT_EARLY, ERR_CERT_OVER,
		ERR_PORTAL_AWAY, ERR_PORTAL_TLS, ERR_PORTAL_DATES,
		ERR_CLOCK_OFF, ERR_PORTAL_VERSION, ERR_CONFIG,
		ERR_HELPER_MISSING, ERR_HELPER_GONE, ERR_MEMORY_UNLOCKED,
		ERR_JOURNAL, ERR_DISPLAY_POOR };
	struct stage t;
	size_t i;

	(void)state;
	stage_open(&t);
	for (i = 0; i < sizeof(abouts) / sizeof(abouts[0]); i++)
		if (screens_message(t.screens, abouts[i]) == NULL)
			fail_msg("%s has no message", err_name(abouts[i]));
	stage_close(&t);
}

static void
test_journal_try(void **state)
{
	char folder[] = "/tmp/doctor-XXXXXX", path[64], probe[96];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/journal", folder);
	snprintf(probe, sizeof(probe), "%s.try", path);
	assert_int_equal(journal_try(path), ERR_OK);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_not_equal(access(probe, F_OK), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(journal_try(path), ERR_IO);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_card),
	cmocka_unit_test(test_card_says_more),
	cmocka_unit_test(test_certificates),
	cmocka_unit_test(test_portal),
	cmocka_unit_test(test_clock),
	cmocka_unit_test(test_terminal),
	cmocka_unit_test(test_details_are_clean),
	cmocka_unit_test(test_every_finding_has_a_message),
	cmocka_unit_test(test_journal_try),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
