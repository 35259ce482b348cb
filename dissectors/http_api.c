/*
 * http_api: interfaces for programs that run over HTTP: RESTCONF (RFC 8040), Redfish (DMTF
 * DSP0266), the REST of RouterOS and AOS-CX, eAPI, NX-API, and the commands that IOS takes in a
 * path. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/json_text.h"
#include "dissectors/common/text.h"
#include "dissectors/http.h"

enum { COMMANDS_MAX = 64 };

static bool is(struct span a, const char *b)
{
	return span_eq(a, span_str(b));
}

static bool starts(struct span path, const char *with)
{
	return span_starts_nocase(path, span_str(with));
}

/* What an operation is called says what it does. */
static enum verb operation_verb(struct span name)
{
	static const struct {
		const char *word;
		enum verb verb;
	} words[] = {
		{"factory", VERB_ERASE},
		{"erase", VERB_ERASE},
		{"restart", VERB_REBOOT},
		{"reboot", VERB_REBOOT},
		{"reload", VERB_REBOOT},
		{"shutdown", VERB_REBOOT},
		{"save-config", VERB_SAVE},
		{"install", VERB_IMAGE},
		{"get-", VERB_READ},
	};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (http_has_word(name, words[i].word))
			return words[i].verb;
	return VERB_EXEC;
}

/* GET /path; the path as it was sent, without what may follow it */
static struct span object_of(struct dissect *d, const struct http_head *h)
{
	struct span start = text_join(d->scratch, h->method, SPAN_LIT(" "));

	return text_join(d->scratch, start, http_without_query(h->url));
}

/* A method on data: reads join, the others change. */
static void act_on_data(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span words)
{
	bool reads = is(h->method, "GET") || is(h->method, "HEAD");
	struct action a = {.verb = reads ? VERB_READ : VERB_CHANGE,
		.subject = http_subject(words),
		.join = reads,
		.object = object_of(d, h),
		.object_scrub = SCRUB_URL};

	if (!is(h->method, "OPTIONS"))
		http_act(d, r, &a);
}

static void act_on_operation(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span name)
{
	struct action a = {
		.verb = operation_verb(name), .object = object_of(d, h), .object_scrub = SCRUB_URL};

	a.join = a.verb == VERB_READ;
	a.subject = a.verb == VERB_REBOOT || a.verb == VERB_ERASE ? SUBJECT_SYSTEM
		    : a.verb == VERB_IMAGE                        ? SUBJECT_IMAGE
								  : http_subject(name);
	if (is(h->method, "POST"))
		http_act(d, r, &a);
}

static struct span next_part(struct span path)
{
	int64_t slash = span_index(path, '/');

	return slash < 0 ? path : span_sub(path, 0, (uint32_t)slash);
}

/* The menus at the root of RouterOS; many other servers have a /rest/. */
static bool is_routeros_menu(struct span part)
{
	static const char *const menus[] = {"ip", "ipv6", "interface", "system", "user", "routing",
		"tool", "queue", "snmp", "file", "certificate", "ppp", "radius", "port", "mpls",
		"container", "disk", "caps-man", "password", "execute", "import", "export", NULL};

	for (const char *const *m = menus; *m; m++)
		if (is(part, *m))
			return true;
	return false;
}

/* POST /rest/ip/address/print is a command; PUT adds, PATCH sets, DELETE removes. */
static void act_on_routeros(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span path)
{
	static const char *const reads[] = {
		"print", "getall", "monitor", "ping", "traceroute", NULL};
	static const char *const edits[] = {"add", "set", "remove", "disable", "enable", NULL};
	struct span last = path;

	if (!is(h->method, "POST")) {
		act_on_data(d, h, r, path);
		return;
	}
	for (uint32_t i = path.len; i-- > 0 && last.len == path.len;)
		if (path.p[i] == '/')
			last = span_sub(path, i + 1, UINT32_MAX);
	struct action a = {.verb = operation_verb(last),
		.subject = http_subject(path),
		.object = object_of(d, h),
		.object_scrub = SCRUB_URL};
	for (const char *const *one = reads; *one; one++)
		if (is(last, *one))
			a.verb = VERB_READ;
	for (const char *const *e = edits; *e; e++)
		if (is(last, *e))
			a.verb = VERB_CHANGE;
	if (is(last, "export"))
		a.verb = VERB_EXPORT;
	if (is(last, "import"))
		a.verb = VERB_IMPORT;
	a.join = a.verb == VERB_READ;
	if (a.verb == VERB_REBOOT || a.verb == VERB_ERASE)
		a.subject = SUBJECT_SYSTEM;
	http_act(d, r, &a);
}

/* Actions of Redfish by their name behind the resource's, those that other words do not tell. */
static const struct redfish_action {
	const char *name;
	enum verb verb;
	enum subject subject;
} redfish_actions[] = {
	{".ResetToDefaults", VERB_ERASE, SUBJECT_CONFIG},
	{".ResetBios", VERB_ERASE, SUBJECT_CONFIG},
	{".ResetKeys", VERB_CHANGE, SUBJECT_CERTIFICATE},
	{".Reset", VERB_REBOOT, SUBJECT_SYSTEM},
	{".ClearLog", VERB_ERASE, SUBJECT_LOGGING},
	{".SimpleUpdate", VERB_IMAGE, SUBJECT_IMAGE},
	{".StartUpdate", VERB_IMAGE, SUBJECT_IMAGE},
	{".ChangePassword", VERB_CHANGE, SUBJECT_ACCOUNT},
	{".ReplaceCertificate", VERB_CHANGE, SUBJECT_CERTIFICATE},
};

/* What a resource of Redfish is about where its words are not those of others. */
static enum subject redfish_subject(struct span path)
{
	static const struct {
		const char *word;
		enum subject subject;
	} words[] = {
		{"/NetworkProtocol", SUBJECT_SERVICE},
		{"/LogServices", SUBJECT_LOGGING},
		{"/EventService", SUBJECT_LOGGING},
		{"/UpdateService", SUBJECT_IMAGE},
	};
	enum subject subject = http_subject(path);

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (http_has_word(path, words[i].word))
			return words[i].subject;
	return subject == SUBJECT_CONFIG && (starts(path, "/Systems") || starts(path, "/Chassis"))
		       ? SUBJECT_SYSTEM
		       : subject;
}

/* Redfish: GET reads, POST on an action does it, other methods change a resource. */
static void act_on_redfish(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span path)
{
	bool reads = is(h->method, "GET") || is(h->method, "HEAD"), posts = is(h->method, "POST");
	struct action a = {.verb = reads ? VERB_READ : VERB_CHANGE,
		.subject = redfish_subject(path),
		.join = reads,
		.object = object_of(d, h),
		.object_scrub = SCRUB_URL};

	if (is(h->method, "OPTIONS"))
		return;
	if (posts && http_has_word(path, "/Actions/")) {
		a.verb = VERB_EXEC;
		for (unsigned i = sizeof(redfish_actions) / sizeof(*redfish_actions); i-- > 0;)
			if (span_ends_nocase(path, span_str(redfish_actions[i].name))) {
				a.verb = redfish_actions[i].verb;
				a.subject = redfish_actions[i].subject;
			}
	} else if (posts && a.subject == SUBJECT_IMAGE) {
		a.verb = VERB_IMAGE; /* the software itself follows */
	}
	http_act(d, r, &a);
}

bool http_rest(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span path)
{
	static const struct span data = SPAN_LIT("/restconf/data");
	static const struct span operations = SPAN_LIT("/restconf/operations");
	static const struct span redfish = SPAN_LIT("/redfish/v1");
	struct span rest;

	if (span_starts(path, redfish) &&
		!http_has_word(path, "/Sessions")) { /* which are logins */
		act_on_redfish(d, h, r, span_sub(path, redfish.len, UINT32_MAX));
		return true;
	}
	if (span_starts(path, data)) {
		act_on_data(d, h, r, span_sub(path, data.len, UINT32_MAX));
		return true;
	}
	if (span_starts(path, operations)) {
		act_on_operation(d, h, r, span_sub(path, operations.len, UINT32_MAX));
		return true;
	}
	if (starts(path, "/rest/v1/") || starts(path, "/rest/v10.") ||
		starts(path, "/api/running/") || starts(path, "/api/mo/") ||
		starts(path, "/api/node/mo/")) {
		if (!starts(path, "/rest/v1") || http_has_word(path, "/system"))
			act_on_data(d, h, r, path);
		return true;
	}
	if (!starts(path, "/rest/"))
		return false;
	rest = span_sub(path, 6, UINT32_MAX);
	if (!is_routeros_menu(next_part(rest)))
		return false;
	act_on_routeros(d, h, r, rest);
	return true;
}

/* --- commands
 * ------------------------------------------------------------------------------------- */

struct commander {
	enum cli_family family;
	enum cli_mode mode;
};

static void command(
	struct dissect *d, struct http_request *r, struct commander *who, struct span line)
{
	struct cli_meaning m;

	cli_classify(lexicon_of(d), who->family, who->mode, line, &m);
	if (m.enters_config)
		who->mode = CLI_MODE_CONFIG;
	if (m.leaves_config)
		who->mode = CLI_MODE_PRIVILEGED;
	if (m.navigation || !line.len)
		return;
	struct action a = {.verb = m.verb,
		.subject = m.subject,
		.join = m.verb == VERB_READ,
		.object = line,
		.object_name = span_of(m.text, m.text_len),
		.object_scrub = SCRUB_TEXT};
	if (span_eq(a.object_name, line))
		a.object_name = span_of(NULL, 0);
	http_act(d, r, &a);
}

void http_command(struct dissect *d, struct http_request *r, bool config, struct span line)
{
	struct commander who = {CLI_IOS, config ? CLI_MODE_CONFIG : CLI_MODE_PRIVILEGED};

	command(d, r, &who, line);
}

/* ftp:/ begins a URL, whose slashes part no words of the command. */
static uint32_t url_start(struct span rest, struct span part)
{
	static const char *const schemes[] = {
		"ftp:", "tftp:", "http:", "https:", "scp:", "sftp:", "rcp:", NULL};
	uint32_t len = part.len;

	for (const char *const *s = schemes; *s; s++)
		if (span_eq_nocase(part, span_str(*s))) {
			while (len < rest.len && rest.p[len] == '/')
				len++;
			return len;
		}
	return 0;
}

/* The URL in front of REST goes on up to what can stand behind one. */
static struct span url_part(struct span rest)
{
	static const char *const after[] = {"/CR", "/-", "/running-config", "/startup-config"};

	for (bool shorter = true; shorter;) {
		shorter = false;
		for (unsigned i = 0; i < sizeof(after) / sizeof(*after); i++)
			if (span_ends_nocase(rest, span_str(after[i]))) {
				rest.len -= span_str(after[i]).len;
				shorter = true;
			}
	}
	return rest;
}

/* copy/running-config/ftp://host/x/CR: the command line, its words behind slashes */
static struct span words_of_path(struct dissect *d, struct span rest)
{
	uint8_t *line = arena_take(d->scratch, 2 * rest.len + 1);
	uint32_t len = 0;

	while (line && rest.len) {
		struct span part = next_part(rest);
		uint32_t scheme = url_start(rest, part);
		bool is_end = part.len + 1 >= rest.len && span_eq_nocase(part, SPAN_LIT("CR"));
		if (len && part.len && !is_end && !is(part, "-"))
			line[len++] = ' ';
		if (scheme) {
			memcpy(line + len, part.p, part.len);
			memcpy(line + len + part.len, "//", 2);
			len += part.len + 2;
			rest = span_sub(rest, scheme, UINT32_MAX);
			part = url_part(rest);
		} else if (is_end || is(part, "-")) {
			part.len = 0;
		}
		if (part.len)
			memcpy(line + len, part.p, part.len);
		len += part.len;
		rest = span_sub(rest, scheme ? part.len + 1 : next_part(rest).len + 1, UINT32_MAX);
	}
	return span_of(line, len);
}

bool http_ios_exec(struct dissect *d, struct http_request *r, struct span path)
{
	struct commander who = {CLI_IOS, CLI_MODE_PRIVILEGED};

	if (!starts(path, "/level/") && !starts(path, "/exec/") && !starts(path, "/configure/"))
		return false;
	int64_t at = span_find(path, SPAN_LIT("exec/"));
	if (at < 0) {
		at = span_find(path, SPAN_LIT("configure/"));
		who.mode = CLI_MODE_CONFIG;
	}
	if (at < 0)
		return false;
	struct span rest = span_sub(path, (uint32_t)at, UINT32_MAX);
	rest = span_sub(rest, next_part(rest).len + 1, UINT32_MAX);
	command(d, r, &who, words_of_path(d, rest));
	return true;
}

/* The commands of one string, parted as NX-API parts them. */
static void commands_of(
	struct dissect *d, struct http_request *r, struct commander *who, struct span text)
{
	for (unsigned i = 0; i < COMMANDS_MAX && text.len; i++) {
		int64_t end = span_find(text, SPAN_LIT(" ;"));
		struct span one = end < 0 ? text : span_sub(text, 0, (uint32_t)end);
		text = end < 0 ? span_of(NULL, 0) : span_sub(text, (uint32_t)end + 2, UINT32_MAX);
		command(d, r, who, span_trim(one));
	}
}

static struct span take_string(struct span *rest)
{
	uint32_t i = 0;

	while (i < rest->len && rest->p[i] != '"')
		i += rest->p[i] == '\\' ? 2 : 1;
	struct span found = span_sub(*rest, 0, i);
	*rest = span_sub(*rest, i + 1, UINT32_MAX);
	return found;
}

/*
 * Strings that are commands: all that stand behind "cmds" (eAPI), and the values of "cmd" and
 * "input" (both); other values and names are none.
 */
void http_commands(struct dissect *d, struct http_request *r, struct span json)
{
	bool eapi = is(http_path_of(d, r), "/command-api");
	struct commander who = {eapi ? CLI_EOS : CLI_NXOS, CLI_MODE_PRIVILEGED};
	bool in_list = false, wanted = false, named = false;

	for (unsigned i = 0; i < 16 * COMMANDS_MAX && json.len; i++) {
		uint32_t at = 0;
		while (at < json.len && json.p[at] != '"') {
			in_list &= json.p[at] != ']';
			at++;
		}
		json = span_sub(json, at + 1, UINT32_MAX);
		struct span word = json_unescaped(d->scratch, take_string(&json));
		struct span after = span_sub(json, 0, 64);
		while (after.len && memchr(" \t\r\n", after.p[0], 4))
			after = span_sub(after, 1, UINT32_MAX);
		if (after.len && after.p[0] == ':') {
			named = !is(word, "cmds");
			in_list |= !named;
			wanted = is(word, "cmd") || (is(word, "input") && !eapi);
		} else {
			bool listed = in_list && !named;
			if (wanted || listed)
				commands_of(d, r, &who, word);
			wanted = named = false;
		}
	}
}

/* --- ubus
 * ------------------------------------------------------------------------------------------- */

static bool is_ubus_read(struct span method)
{
	static const char *const reads[] = {"status", "list", "dump", "info", "board", "stat",
		"access", "changes", "configs", "devices", "assoclist", "freqlist", "txpowerlist",
		"countrylist", "ipv4leases", "ipv6leases", NULL};

	return span_starts(method, SPAN_LIT("get")) || json_text_is_one(method, reads);
}

/* "params":["session","object","method",{...}]: of each call the third string says what it does. */
bool http_ubus_reads(struct span json)
{
	enum { STRINGS_MAX = 1024, METHOD = 3 };
	unsigned behind = 0, calls = 0;

	for (unsigned i = 0; json.len; i++) {
		int64_t quote = span_index(json, '"');
		if (quote < 0)
			break;
		if (i == STRINGS_MAX)
			return false;
		json = span_sub(json, (uint32_t)quote + 1, UINT32_MAX);
		struct span word = take_string(&json);
		if (json_text_is(word, "params")) {
			if (behind)
				return false;
			behind = 1;
		} else if (behind && behind++ == METHOD) {
			if (!is_ubus_read(word))
				return false;
			behind = 0;
			calls++;
		}
	}
	return calls && !behind;
}
