#include "portal/letter_pdf.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hpdf.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/letter_words.h"

#define MARGIN 60
#define COLUMN 150		/* labels; values stand right of it */
#define BODY 11			/* points */
#define TITLE 18
#define LATIN_MAX 1024		/* bytes of one text */

struct page {
	HPDF_Doc doc;
	HPDF_Page page;
	HPDF_Font font;
	float y;		/* upper edge of what comes next */
	bool failed;
};

/* ---- libharu ---- */

static void *
take(HPDF_UINT size)
{
	return malloc(size);
}

static void
give_back(void *block)
{
	if (block == NULL)
		return;
	secret_wipe_mem(block, malloc_usable_size(block));
	free(block);
}

static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	struct page *p = arg;

	p->failed = true;
	log_event(LOG_ERROR, "letter.pdf", "error=%#lx detail=%lu",
	    (unsigned long)error, (unsigned long)detail);
}

/* ---- Text ---- */

/* The six places in which ISO 8859-9 is not Unicode. */
static char
latin_letter(uint32_t cp)
{
	static const struct { uint16_t cp; uint8_t byte; } turkish[] = {
		{ 0x11e, 0xd0 }, { 0x130, 0xdd }, { 0x15e, 0xde },
		{ 0x11f, 0xf0 }, { 0x131, 0xfd }, { 0x15f, 0xfe },
	};

	for (size_t i = 0; i < sizeof(turkish) / sizeof(turkish[0]); i++) {
		if (turkish[i].cp == cp)
			return (char)turkish[i].byte;
		if (turkish[i].byte == cp)
			return '?';
	}
	return cp >= 0x20 && cp < 0x100 && (cp < 0x7f || cp >= 0xa0) ?
	    (char)cp : cp == '\n' ? ' ' : '?';
}

/* `out` holds what a secret may have been: the caller wipes it. */
static void
to_latin(const char *text, size_t len, char out[static LATIN_MAX])
{
	size_t at = 0, n;
	uint32_t cp;

	for (size_t i = 0; i < len && at < LATIN_MAX - 1; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		if (n == 0)
			break;
		out[at++] = latin_letter(cp);
	}
	out[at] = '\0';
}

static void
write_at(struct page *p, float x, float y, float size, const char *text,
    size_t len)
{
	char latin[LATIN_MAX];

	to_latin(text, len, latin);
	HPDF_Page_BeginText(p->page);
	HPDF_Page_SetFontAndSize(p->page, p->font, size);
	HPDF_Page_TextOut(p->page, x, y, latin);
	HPDF_Page_EndText(p->page);
	secret_wipe_mem(latin, sizeof(latin));
}

static void
add_row(struct page *p, const char *label, const void *value, size_t len)
{
	float width = HPDF_Page_GetWidth(p->page);

	p->y -= 24;
	write_at(p, MARGIN, p->y, BODY, label, strlen(label));
	write_at(p, MARGIN + COLUMN, p->y, BODY + 3, value, len);
	HPDF_Page_SetLineWidth(p->page, 0.5F);
	HPDF_Page_MoveTo(p->page, MARGIN, p->y - 7);
	HPDF_Page_LineTo(p->page, width - MARGIN, p->y - 7);
	HPDF_Page_Stroke(p->page);
}

/* One line of a paragraph: as many words as fit. */
static size_t
line_length(struct page *p, const char *latin, float width)
{
	HPDF_REAL real;

	return HPDF_Font_MeasureText(p->font, (const HPDF_BYTE *)latin,
	    (HPDF_UINT)strlen(latin), width, BODY, 0, 0, HPDF_TRUE, &real);
}

static void
add_paragraph(struct page *p, const char *text)
{
	float width = HPDF_Page_GetWidth(p->page) - 2 * MARGIN;
	char latin[LATIN_MAX], *line = latin;
	size_t len;
	char kept;

	to_latin(text, strlen(text), latin);
	p->y -= 8;
	while (*line != '\0' && !p->failed && p->y > MARGIN) {
		len = line_length(p, line, width);
		if (len == 0)
			break;
		kept = line[len];
		line[len] = '\0';
		p->y -= BODY + 4;
		HPDF_Page_BeginText(p->page);
		HPDF_Page_SetFontAndSize(p->page, p->font, BODY);
		HPDF_Page_TextOut(p->page, MARGIN, p->y, line);
		HPDF_Page_EndText(p->page);
		line[len] = kept;
		line += len;
	}
}

/* ---- The page ---- */

static void
add_values(struct page *p, const struct letter *l,
    const struct letter_words *w, int64_t now)
{
	time_t wall = (time_t)now;
	char text[32];
	struct tm tm;

	p->y -= 6;
	add_row(p, w->in[LETTER_SERIAL], l->serial, strlen(l->serial));
	snprintf(text, sizeof(text), "%d", l->year);
	add_row(p, w->in[LETTER_YEAR], text, strlen(text));
	add_row(p, w->in[LETTER_PIN], secret_bytes(l->pin),
	    secret_len(l->pin));
	if (secret_len(l->puk) > 0)
		add_row(p, w->in[LETTER_PUK], secret_bytes(l->puk),
		    secret_len(l->puk));
	if (localtime_r(&wall, &tm) != NULL &&
	    strftime(text, sizeof(text), "%d.%m.%Y", &tm) > 0)
		add_row(p, w->in[LETTER_PRINTED], text, strlen(text));
	p->y -= 16;
}

static void
add_page(struct page *p, const struct letter *l, const struct letter_words *w,
    int64_t now)
{
	p->page = HPDF_AddPage(p->doc);
	if (p->page == NULL)
		return;
	HPDF_Page_SetSize(p->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
	p->y = HPDF_Page_GetHeight(p->page) - MARGIN;
	write_at(p, MARGIN, p->y, BODY, w->in[LETTER_ISSUER],
	    strlen(w->in[LETTER_ISSUER]));
	p->y -= TITLE + 10;
	write_at(p, MARGIN, p->y, TITLE, w->in[LETTER_TITLE],
	    strlen(w->in[LETTER_TITLE]));
	add_values(p, l, w, now);
	if (l->out_of_date)
		add_paragraph(p, w->in[LETTER_OUT_OF_DATE]);
	add_paragraph(p, w->in[l->year <= LETTER_PUK_YEAR ?
	    LETTER_UNTIL_2010 : LETTER_FROM_2011]);
	add_paragraph(p, w->in[LETTER_CHANGED]);
	add_paragraph(p, w->in[LETTER_ADVICE]);
}

static enum err
load_font(struct page *p, const char *path)
{
	const char *name = HPDF_LoadTTFontFromFile(p->doc, path, HPDF_TRUE);

	if (name != NULL)
		p->font = HPDF_GetFont(p->doc, name, "ISO8859-9");
	return p->font != NULL ? ERR_OK : ERR_IO;
}

static enum err
collect(struct page *p, struct buf *pdf)
{
	HPDF_BYTE piece[4096];
	HPDF_UINT32 len;
	enum err e = ERR_OK;

	HPDF_SaveToStream(p->doc);
	HPDF_ResetStream(p->doc);
	/* Not by the result: the last piece comes with an "end of stream". */
	for (len = sizeof(piece); e == ERR_OK && !p->failed &&
	    len == sizeof(piece);) {
		HPDF_ReadFromStream(p->doc, piece, &len);
		e = buf_add(pdf, piece, len);
	}
	secret_wipe_mem(piece, sizeof(piece));
	return p->failed ? ERR_NO_MEMORY : e;
}

enum err
letter_pdf_draw(const struct letter *l, const char *language,
    const char *font, int64_t now, struct buf *pdf)
{
	struct page p = { .doc = NULL };
	struct letter_words words;
	enum err e;

	e = letter_words_read(language, &words);
	if (e != ERR_OK)
		return ERR_INTERNAL;
	p.doc = HPDF_NewEx(on_error, take, give_back, 0, &p);
	if (p.doc == NULL) {
		e = ERR_NO_MEMORY;
		goto out;
	}
	HPDF_SetCompressionMode(p.doc, HPDF_COMP_IMAGE | HPDF_COMP_METADATA);
	e = load_font(&p, font);
	if (e == ERR_OK)
		add_page(&p, l, &words, now);
	if (e == ERR_OK)
		e = p.failed ? ERR_NO_MEMORY : collect(&p, pdf);
	HPDF_Free(p.doc);
	secret_wipe_stack();	/* libharu's text passes through it */
out:
	letter_words_free(&words);
	return e;
}
