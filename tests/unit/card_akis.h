/* What an AKİS card is asked and says, for scripts (card_script.h). */
#ifndef CARD_AKIS_H
#define CARD_AKIS_H

#define ZEROS_11 "0000000000000000000000"
#define ZEROS_55 ZEROS_11 ZEROS_11 ZEROS_11 ZEROS_11 ZEROS_11

#define SERIAL "415bc5d60718293a4b5c6d7e"
#define SERIAL_OTHER "415bc5d60718293a4b5c6d7f"
#define SERIAL_ASK "00ca01064d"
#define SERIAL_DATA(serial) ZEROS_55 serial "00000000000000000000"
#define SERIAL_SAYS(serial) SERIAL_DATA(serial) "9000"

#define PHASE_ASK "00ca01040a"
#define PHASE_SAYS(phase) "000000000000" phase "0000009000"
#define PHASE_OPERATION PHASE_SAYS("a5")

#define TRIES_ASK "00a40000023d0000"
#define TRIES_SAYS(byte) "6f0a83023d009001" byte "8501009000"
#define TRIES_LOCKED TRIES_SAYS("c2")
#define TRIES_1 TRIES_SAYS("82")
#define TRIES_2 TRIES_SAYS("42")
#define TRIES_3 TRIES_SAYS("02")

#define CHALLENGE_ASK "0084000010"
#define CHALLENGE "000102030405060708090a0b0c0d0e0f"
#define CHALLENGE_SAYS CHALLENGE "9000"

#define CRYPTOGRAM "f0e0d0c0b0a090807060504030201000"
#define AUTH_ASK "0082000110" CRYPTOGRAM

#define PIN "246813"
#define RESET_ASK "002c028006" "323436383133"

/* config/cards.yaml in short. */
#define CARDS_TEXT \
	"cards:\n" \
	"  - name: akis-1.2\n" \
	"    label: AKİS v1.x\n" \
	"    historical: 806755454B4145....318073B3A180\n" \
	"    driver: akis\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    key: {reference: 01, challenge: 16}\n" \
	"  - name: akis-2\n" \
	"    label: AKİS v2.x\n" \
	"    historical: 80655443......31C073F6218081..\n" \
	"    driver: none\n"

#endif
