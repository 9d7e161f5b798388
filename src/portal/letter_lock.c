#include "portal/letter_lock.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/config.h"
#include "portal/seal.h"

#define SECONDS 20
#define JOB_MAX 512
#define OWNER_BYTES 16
#define INPUT_FD 4		/* as qpdf sees it; the job is 3 */

enum err
letter_lock_check(const struct secret *password)
{
	const char *text = (const char *)secret_bytes(password);
	size_t len = secret_len(password), n;
	uint32_t cp;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_decode(text + at, len - at, &cp);
		if (n == 0 || cp < 0x20 || cp == 0x7f)
			return ERR_ARGUMENT;
	}
	return len >= LETTER_PASSWORD_LEAST ? ERR_OK : ERR_ARGUMENT;
}

/* What qpdf is to do, as JSON.  The owner's password is nobody's. */
static enum err
put_job(const struct secret *password, struct buf *job)
{
	const uint8_t *p = secret_bytes(password);
	char owner[2 * OWNER_BYTES + 1];
	enum err e;

	e = seal_random_id(OWNER_BYTES, owner, sizeof(owner));
	if (e == ERR_OK)
		e = buf_addf(job, "{\"inputFile\":\"/proc/self/fd/%d\","
		    "\"outputFile\":\"-\",\"encrypt\":{\"256bit\":{},"
		    "\"ownerPassword\":\"%s\",\"userPassword\":\"",
		    INPUT_FD, owner);
	for (size_t i = 0; e == ERR_OK && i < secret_len(password); i++) {
		if (p[i] == '"' || p[i] == '\\')
			e = buf_add(job, "\\", 1);
		if (e == ERR_OK)
			e = buf_add(job, &p[i], 1);
	}
	secret_wipe_mem(owner, sizeof(owner));
	return e == ERR_OK ? buf_add_str(job, "\"}}") : e;
}

static enum err
read_all(int fd, struct buf *out)
{
	uint8_t piece[4096];
	enum err e = ERR_OK;
	ssize_t n = 1;
	off_t at = 0;

	while (e == ERR_OK && n > 0) {
		n = pread(fd, piece, sizeof(piece), at);
		if (n > 0)
			e = buf_add(out, piece, (size_t)n);
		at += n > 0 ? n : 0;
	}
	secret_wipe_mem(piece, sizeof(piece));
	return n < 0 || out->len == 0 ? ERR_IO : e;
}

static enum err
run(const char *qpdf, int job, int input, int output)
{
	char path[CONFIG_PATH], file[] = "--job-json-file=/proc/self/fd/3";
	char *const argv[] = { path, file, NULL };
	const struct program program = { .event = "letter.qpdf",
	    .argv = argv, .fds = { -1, output, -1, job, input }, .count = 5,
	    .seconds = SECONDS };
	int len = snprintf(path, sizeof(path), "%s", qpdf);

	return len > 0 && (size_t)len < sizeof(path) ?
	    program_run(&program) : ERR_IO;
}

enum err
letter_lock(const char *qpdf, const struct secret *password, struct buf *pdf)
{
	int job = -1, input = -1, output = -1;
	struct buf words;
	enum err e;

	buf_init(&words, JOB_MAX);
	e = put_job(password, &words);
	if (e != ERR_OK)
		goto out;
	job = program_memory(words.data, words.len);
	input = program_memory(pdf->data, pdf->len);
	output = program_memory("", 0);
	e = job < 0 || input < 0 || output < 0 ? ERR_IO :
	    run(qpdf, job, input, output);
	buf_clear(pdf);
	if (e == ERR_OK)
		e = read_all(output, pdf);
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "letter.qpdf", "%s", err_name(e));
		buf_clear(pdf);
	}
out:
	program_memory_free(job);
	program_memory_free(input);
	program_memory_free(output);
	buf_free(&words);
	return e;
}
