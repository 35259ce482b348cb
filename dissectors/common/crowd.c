/* crowd: see crowd.h. */
#include "config.h"

#include "dissectors/common/crowd.h"

bool crowd_admits(struct crowd *crowd, enum subject subject)
{
	bool room = crowd->told < CROWD_FIRST || crowd->of[subject] < CROWD_OF_SUBJECT;

	if (!room) {
		crowd->cut = true;
		return false;
	}
	crowd->told++;
	crowd->of[subject]++;
	return true;
}
