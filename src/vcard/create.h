/* `cilingir-vcard create`: a new card in a new state file. */
#ifndef VCARD_CREATE_H
#define VCARD_CREATE_H

/* Returns the exit status: 0, 1 (could not), 2 (wrong arguments).  `argv[0]`
 * is the word "create". */
int create_main(int argc, char **argv);

#endif
