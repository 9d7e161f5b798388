#include "app/samples.h"

#include <string.h>

#include "core/view.h"

/* The longest that are to be expected. */
static const struct {
	const char *name, *value;
} variables[] = {
	{ "call_centre", "444 5 576" },
	{ "phone", "54* *** ** **" },
	{ "name", "M************ A********* K**************" },
	{ "card_label", "AKİS v1.x" },
	{ "serial_tail", "8901" },
	{ "tries", "3" },
	{ "n", "2" },
	{ "field", "@field-unnamed" },
	{ "operator", "Müzeyyen Karahasanoğlu" },
	{ "notice", "Bu terminal 28 Kasım 2026 Cumartesi günü 09.00-12.00 "
	    "saatleri arasında bakımda olacaktır." },
	{ "reader", "Virtual PCD 00 00" },
	{ "version", VERSION },
	{ "case", "7K2M-9XRP" },
	{ "terminal", "kiosk-1" },
	{ "codes", "K103 P202" },
	{ "certificate_serial", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d" },
	{ "certificate_subject", "M************ A********* K**************" },
	{ "certificate_issuer", "Kamu SM Nitelikli Elektronik Sertifika "
	    "Hizmet Sağlayıcısı - Sürüm 1" },
	{ "certificate_from", "13.01.2026 14:03:59 (UTC+03:00)" },
	{ "certificate_to", "13.01.2029 14:03:59 (UTC+03:00)" },
	{ "certificate_opens", "28.11.2026 09:30:00 (UTC+03:00)" },
	{ "certificate_revoked", "" },
	{ "certificate_reason", "" },
	{ "certificate_fee", "2.500,00 TL" },
	{ "certificate_state", "@certificate-held" },
	{ "certificate_usage", "@usage-signature" },
	{ "card_serial", "414b495301234567890a8901" },
	{ "card_atr", "3b9f968131fe45806755454b41451252318073b3a180aa" },
	{ "card_certificate_a", "…4c3d, 13.01.2026 - 12.01.2029" },
	{ "card_certificate_b", "" },
	{ "card_certificate_c", "" },
	{ "puk_tries", "2" },
	{ "signer", "…4c3d, 13.01.2026 - 12.01.2029" },
	{ "certificate_on_card", "@on-card-differs" },
	{ "revoke_reason", "@reason-key" },
	{ "letter_serial", "1234A5B678901234" },
	{ "question", "Resmi göremeyenler için: şu beş sözcüğün ilk harflerini "
	    "sırayla yazınız: Trabzon, Zeytin, Giresun, Niksar, Yozgat." },
	{ "email", "d*********@p******************.example" },
	{ "address", "D***** M*********, Ö**** S**** 12/5, Ç****** A*****" },
	{ "new_value", "kullanici.deneme@posta.example" },
	{ "word_min", "8" },
	{ "word_max", "32" },
	{ "approved_since", "25.11.2026" },
	{ "receipt_when", "29.11.2026 17:04:59 (UTC+03:00)" },
	{ "receipt_case", "7K2M-9XRP" },
	{ "receipt_what", "@receipt-activate" },
	{ "receipt_serial", "…8901" },
	{ "receipt_result", "@receipt-unknown" },
	{ "receipt_code", "K119" },
	{ "receipt_next", "Aynı kartı yeniden takınız; terminal sonucu kendisi "
	    "denetler, deneme hakkı harcamaz. PIN denemeyiniz." },
	{ "saved_name", "PIN-PUK-1234-12.pdf" },
	{ "edevlet_application", "TÜBİTAK - KamuSM Geçit Uygulaması" },
	{ "edevlet_address", "https://gecit.example/OAuth2/edevletsso" },
	{ "edevlet_code", "WDJB-MJHT" },
	{ "edevlet_page", "https://giris.issuer.example/cihaz" },
	{ "edevlet_link",
	    "https://giris.issuer.example/cihaz?k=WDJB-MJHT" },
	{ "edevlet_again", "60" },
	{ "verification_code", "16885 74143 51237" },
};

#define CERTIFICATE(state, where) { "\u2026a3b4c5d6e7f", "M* A* K* Y*", \
	"13.01.2026-13.01.2029", state, where }
#define CHANGED CERTIFICATE("@certificate-held", "@on-card-differs")

static const struct {
	const char *list;
	const char *cells[VIEW_CELLS];
} lists[] = {
	{ "certificates", CERTIFICATE("@certificate-active", "@on-card-same") },
	{ "certificates", CERTIFICATE("@certificate-held", "@on-card-none") },
	{ "certificates", CERTIFICATE("@certificate-elsewhere",
	    "@on-card-only") },
	{ "certificates", CERTIFICATE("@certificate-waiting",
	    "@on-card-differs") },
	{ "certificates", CERTIFICATE("@certificate-suspended", NULL) },
	{ "activatable", CHANGED }, { "suspendable", CHANGED },
	{ "resumable", CHANGED }, { "revocable", CHANGED },
	{ "reasons", { "@reason-key" } },
	{ "readers", { "Kart Okuyucu 00 00", "AKİS v1.x", "…3f2a" } },
	{ "sticks", { "KINGSTON 16GB", "14 GB", "@stick-read-only" } },
};

const char *
sample_variable(const char *name)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if (strcmp(variables[i].name, name) == 0)
			return variables[i].value;
	return NULL;
}

const char *
sample_cell(const char *list, size_t row, size_t cell)
{
	const char *const *found = NULL;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(lists[i].list, list) != 0)
			continue;
		found = lists[i].cells;
		if (row-- == 0)
			break;
	}
	return found != NULL && cell < VIEW_CELLS ? found[cell] : NULL;
}
