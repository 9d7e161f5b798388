/* The floor of HTTPS: a program that asks the portal for its health by libcurl
 * and does nothing else.  Each line on its standard input is one request on
 * the connection that it keeps; it answers each with one line.
 *
 *	bare_net URL CA PIN */
#include <stdio.h>

#include <curl/curl.h>

static size_t
swallow(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * n;
}

int
main(int argc, char **argv)
{
	char line[16];
	CURL *curl;

	if (argc != 4 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return 2;
	curl = curl_easy_init();
	if (curl == NULL ||
	    curl_easy_setopt(curl, CURLOPT_URL, argv[1]) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_CAINFO, argv[2]) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_PINNEDPUBLICKEY, argv[3]) !=
	    CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow) !=
	    CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) != CURLE_OK)
		return 2;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		CURLcode code = curl_easy_perform(curl);

		if (code != CURLE_OK) {
			fprintf(stderr, "%s\n", curl_easy_strerror(code));
			return 1;
		}
		puts("done");
		(void)fflush(stdout);
	}
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return 0;
}
