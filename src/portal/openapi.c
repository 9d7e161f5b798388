#include "portal/openapi.h"

/* The assembler reads the file; paths are from where make runs. */
__asm__(
    "	.section .rodata\n"
    "	.globl openapi_text\n"
    "openapi_text:\n"
    "	.incbin \"src/portal/openapi.yaml\"\n"
    "openapi_end:\n"
    "	.byte 0\n"
    "	.balign 8\n"
    "	.globl openapi_size\n"
    "openapi_size:\n"
    "	.quad openapi_end - openapi_text\n"
    "	.previous\n");
