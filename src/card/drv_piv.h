/* PIV (NIST SP 800-73-4), and cards that speak it.  The serial is the GUID of
 * the CHUID, or the FASC-N where a card has no GUID; the tries come from an
 * empty VERIFY, which is free on PIV (3.2.1 of part 2). */
#ifndef CARD_DRV_PIV_H
#define CARD_DRV_PIV_H

#include "card/driver.h"

extern const struct card_driver drv_piv;
extern const struct card_tool_driver drv_piv_tools;

#endif
