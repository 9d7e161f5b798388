#include "core/facts.h"

#include <string.h>

const char *const fact_names[] = {
#define FACT_NAME(constant, name) name,
	FACT_LIST(FACT_NAME)
#undef FACT_NAME
	NULL
};

unsigned
facts_with(unsigned set, enum fact fact, bool value)
{
	unsigned bit = 1u << fact;

	return value ? set | bit : set & ~bit;
}

bool
facts_hold(unsigned set, condition when)
{
	bool negated;
	size_t i;

	if (when == NULL)
		return true;
	negated = when[0] == '!';
	if (negated)
		when++;
	for (i = 0; i < FACT_COUNT; i++)
		if (strcmp(fact_names[i], when) == 0)
			return ((set >> i & 1u) != 0) != negated;
	return false;
}
