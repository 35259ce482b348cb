/* routes: see routes.h. */
#include "config.h"

#include "sensor/serve/routes.h"

static const struct route routes[] = {
	{"/api/me", false, 0, false, false, false, api_me},
	{"/api/login", true, 0, false, false, false, api_login},
	{"/api/logout", true, 0, false, false, false, api_logout},
	{"/api/sensors", false, ROLE_VIEW, true, false, false, api_sensors},
	{"/api/overview", false, ROLE_VIEW, true, false, false, api_overview},
	{"/api/findings", false, ROLE_VIEW, true, false, false, api_findings},
	{"/api/finding", false, ROLE_VIEW, true, false, false, api_finding},
	{"/api/elements", false, ROLE_VIEW, true, false, false, api_elements},
	{"/api/element", false, ROLE_VIEW, true, false, false, api_element},
	{"/api/changes", false, ROLE_VIEW, true, false, false, api_changes},
	{"/api/outbound", false, ROLE_VIEW, true, false, false, api_outbound},
	{"/api/case", true, ROLE_TRIAGE, true, true, false, api_case},
	{"/api/event", false, ROLE_EVIDENCE, true, false, false, api_event},
	{"/api/packets", false, ROLE_EVIDENCE, true, false, false, api_packets},
	{"/api/live", false, ROLE_VIEW, false, false, true, NULL},
	{"/metrics", false, ROLE_VIEW, true, false, false, api_metrics},
};

const struct route *route_find(const char *path, bool post)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++)
		if (routes[i].post == post && strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return NULL;
}
