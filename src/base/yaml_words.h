/* What libyaml says about a file, in words that help who wrote the file. */
#ifndef BASE_YAML_WORDS_H
#define BASE_YAML_WORDS_H

/* `context` and `problem` are libyaml's (either may be NULL); `first` is the
 * character at the place.  Static. */
const char *yaml_words_syntax(const char *context, const char *problem,
    char first);

/* The same for bytes that are no text. */
const char *yaml_words_bytes(const char *problem);

#endif
