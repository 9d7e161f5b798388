/* What --version prints. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The version, and the libraries of the build, which matter where one of them
 * is linked in.  `libraries` is LIBRARIES, with which only the mains are
 * compiled (packaging/install.mk).  Returns an exit status. */
int version_print(const char *program, const char *libraries);

#endif
