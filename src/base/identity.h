/* The number of a person as the serialNumber of a certificate's subject has
 * it. */
#ifndef BASE_IDENTITY_H
#define BASE_IDENTITY_H

/* Behind what ETSI EN 319 412-1 (5.1.3) puts in front of the number of a person
 * in Turkey or of a passport: "PNOTR-", "PASTR-". */
const char *identity_number(const char *serial_number);

#endif
