/* rights: user and capabilities of the process; see cage.h. */
#include "config.h"

#include "sensor/cage/cage.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Gives up what is not selected and changes nothing else. */
static int stay(bool bounds)
{
	if (bounds)
		capng_apply(CAPNG_SELECT_BOUNDS); /* no child could have them back */
	capng_clear(CAPNG_SELECT_AMBIENT);
	return capng_apply(CAPNG_SELECT_CAPS) ? -EPERM : 0;
}

/* Becomes USER; capabilities that are selected stay. BOUNDS: no child may have others back. */
static int become(const char *user, bool bounds)
{
	const struct passwd *who = getpwnam(user);

	if (!who)
		return -ENOENT;
	if (who->pw_uid == getuid())
		return stay(bounds);
	if (initgroups(user, who->pw_gid))
		return -errno;
	if (capng_change_id((int)who->pw_uid, (int)who->pw_gid,
		    bounds ? CAPNG_CLEAR_BOUNDING : CAPNG_NO_FLAG))
		return -EPERM;
	return 0;
}

bool rights_packet_sockets(void)
{
	return capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW);
}

int rights_drop(bool packet_sockets, const char *user)
{
	bool keeps = packet_sockets && rights_packet_sockets();

	/* a container may have left us without the right to give up more */
	bool bounds = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);

	capng_clear(CAPNG_SELECT_ALL);
	if (keeps)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_RAW);
	return user ? become(user, bounds) : stay(bounds);
}

int rights_no_new(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}
