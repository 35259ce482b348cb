/*
 * telnet_prompt: what a prompt tells: the host, its vendor, the mode and the view that a session
 * stands in. Called by telnet_session.c. Worker thread.
 */
#include "config.h"

#include "dissectors/telnet.h"

bool telnet_is_command_mode(enum cli_mode mode)
{
	return mode == CLI_MODE_OPERATIONAL || mode == CLI_MODE_PRIVILEGED ||
	       mode == CLI_MODE_CONFIG;
}

static void tell_identity(struct dissect *d, struct telnet_state *s, const struct cli_prompt *p)
{
	const char *vendor = cli_family_vendor(lexicon_of(d), s->vendor),
		   *platform = cli_family_name(lexicon_of(d), s->vendor);

	if (s->told_identity || (!vendor && !p->hostname.len))
		return;
	s->told_identity = true;
	struct identity i = {.of = SIDE_SERVER,
		.name = p->hostname,
		.vendor = span_str(vendor),
		.platform = vendor ? span_str(platform) : span_of(NULL, 0),
		.evidence = SPAN_LIT("telnet-prompt"),
		.is_equipment = p->family != CLI_SHELL && p->hostname.len};
	identity_emit(d, &i);
}

/** A prompt without the marks of what is not committed yet. */
static struct span bare_prompt(struct span tail)
{
	while (tail.len && memchr("[~*", tail.p[0], 3))
		tail = span_sub(tail, 1, UINT32_MAX);
	return tail;
}

/** A command that changed the prompt opened a view; what is said in it is about the same. */
static void follow_view(struct telnet_state *s, struct span tail, enum cli_mode mode)
{
	struct span now = bare_prompt(tail), old = bare_prompt(telnet_text_of(&s->prompt));

	if (mode == CLI_MODE_CONFIG && s->view_of != SUBJECT_CONFIG &&
		span_eq(now, telnet_text_of(&s->view_prompt)))
		return;
	s->view_of = mode == CLI_MODE_CONFIG && !span_eq(now, old) ? s->about : SUBJECT_CONFIG;
	telnet_text_set(&s->view_prompt, now);
}

/** A shell inside of a command line is no end of it: behind it, its words count again. */
static void heed_shell(struct telnet_state *s, enum cli_family now)
{
	if (now == CLI_SHELL && s->family != CLI_SHELL && s->commanded) {
		s->around = s->family;
	} else if (now != CLI_SHELL && s->around != CLI_UNKNOWN) {
		s->family = s->around;
		s->around = CLI_UNKNOWN;
	}
}

/** Where the prompt stands in the configuration, and the mode that this is. */
static enum cli_mode learn_path(struct telnet_state *s, const struct cli_prompt *p)
{
	/* without the line above its prompts, only what was typed tells where Junos stands */
	bool typed = s->family == CLI_JUNOS && p->mode == CLI_MODE_CONFIG;

	if (p->path.len)
		cli_path_set(&s->path, p->path);
	else if (!s->path_shown && !typed)
		s->path = (struct cli_path){0};
	s->path_shown = false;
	return s->path.config ? CLI_MODE_CONFIG : p->mode;
}

static void reach_hop(struct telnet_state *s)
{
	if (s->hops < TELNET_HOPS)
		s->hop[s->hops] = s->hop_asked;
	s->hops += s->hops < UINT8_MAX;
}

void telnet_learn_prompt(
	struct dissect *d, struct telnet_state *s, struct span tail, const struct cli_prompt *p)
{
	bool ours = p->family == CLI_IOS || p->family == CLI_UNKNOWN;

	follow_view(s, tail, p->mode);
	telnet_text_set(&s->prompt, tail);
	if (s->hopping && p->hostname.len && !span_eq(p->hostname, telnet_text_of(&s->host)))
		reach_hop(s);
	s->hopping = false;
	if (!s->host.len || p->mode != CLI_MODE_CONFIG || p->family != CLI_VRP)
		telnet_text_set(&s->host, p->hostname);
	heed_shell(s, p->family);
	if (!ours || s->family == CLI_UNKNOWN)
		s->family =
			p->family == CLI_VRP && s->vendor == CLI_COMWARE ? CLI_COMWARE : p->family;
	bool vague = s->family == CLI_IOS || s->family == CLI_UNKNOWN;
	if (vague && s->vendor != CLI_UNKNOWN && s->vendor != CLI_VRP)
		s->family = s->vendor;
	bool tells = !ours && p->family != CLI_VRP && p->family != CLI_SHELL;
	if (tells && s->vendor == CLI_UNKNOWN)
		s->vendor = p->family;
	s->mode = learn_path(s, p);
	if (s->mode != CLI_MODE_CONFIG)
		s->view_len = 0;
	s->desync = s->lost = false;
	tell_identity(d, s, p);
}

bool telnet_is_our_host(const struct telnet_state *s, const struct cli_prompt *p)
{
	struct span host = telnet_text_of(&s->host);

	if (!s->prompt.len)
		return p->mode != CLI_MODE_CONFIG || p->family == CLI_JUNOS;
	if (!host.len || !p->hostname.len)
		return host.len == p->hostname.len;
	return span_starts(p->hostname, host) || span_starts(host, p->hostname);
}
