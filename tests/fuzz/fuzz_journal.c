/* links: core screen wire card loop base */
/* Any bytes as a journal: refused, or records that write the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/journal.h"
#include "core/journal_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal j, again;
	struct buf text;
	size_t i;

	memset(&j, 0, sizeof(j));
	memset(&again, 0, sizeof(again));
	if (journal_parse(&j, (const char *)data, size) != ERR_OK) {
		must(j.count == 0);
		return 0;
	}
	must(j.count <= JOURNAL_RECORDS);
	buf_init(&text, JOURNAL_TEXT_MAX);
	must(journal_text_write(&j, &text) == ERR_OK);
	must(journal_parse(&again, (const char *)text.data, text.len) ==
	    ERR_OK);
	must(again.count == j.count);
	for (i = 0; i < j.count; i++) {
		must(journal_id_valid(j.records[i].unlock));
		must(j.records[i].serial_len <= CARD_SERIAL_MAX);
		must(strcmp(j.records[i].unlock, again.records[i].unlock) ==
		    0 && j.records[i].state == again.records[i].state &&
		    j.records[i].wall == again.records[i].wall);
	}
	buf_free(&text);
	return 0;
}
