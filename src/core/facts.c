#include "core/facts.h"

#include <string.h>

const char *const fact_names[] = {
#define FACT_NAME(constant, name) name,
	OFFER_LIST(FACT_NAME)
	FACT_LIST(FACT_NAME)
#undef FACT_NAME
	NULL
};

fact_set
facts_with(fact_set set, enum fact fact, bool value)
{
	fact_set bit = (fact_set)1 << fact;

	return value ? set | bit : set & ~bit;
}

fact_set
facts_offers(void)
{
	fact_set all = 0;

#define OFFER_BIT(constant, name) all = facts_with(all, constant, true);
	OFFER_LIST(OFFER_BIT)
#undef OFFER_BIT
	return all;
}

bool
facts_hold(fact_set set, condition when)
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
