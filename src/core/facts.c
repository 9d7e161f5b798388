#include "core/facts.h"

#include <string.h>

const char *const fact_names[] = {
#define FACT_NAME(constant, name) name,
	OFFER_LIST(FACT_NAME)
	FACT_LIST(FACT_NAME)
#undef FACT_NAME
	NULL
};

enum {
#define OFFER_ONE(constant, name) + 1
	OFFER_COUNT = 0 OFFER_LIST(OFFER_ONE)
#undef OFFER_ONE
};
_Static_assert(OFFER_COUNT <= sizeof(unsigned) * 8, "withheld");

struct fact_set
facts_with(struct fact_set set, enum fact fact, bool value)
{
	set.holds[fact] = value;
	return set;
}

struct fact_set
facts_offers(unsigned withheld)
{
	struct fact_set set = { { false } };

	for (unsigned i = 0; i < OFFER_COUNT; i++)
		set.holds[i] = (withheld >> i & 1u) == 0;
	return set;
}

bool
facts_hold(struct fact_set set, condition when)
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
			return set.holds[i] != negated;
	return false;
}
