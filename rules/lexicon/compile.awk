# Makes the built-in lexicon (sensor/lexicon.h) of the files in this folder:
#   awk -f compile.awk families.yaml commands.yaml prompts.yaml syslog.yaml snmp.yaml > x.c
# Reads the plain form that they are written in, one {key: value, ...} a line; a test holds the result
# to what rules/lexicon/lexicon.c, which knows all of YAML, reads of the same files.

function fail(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
	failed = 1
	exit 1
}

# One value at the start of REST: a word, a quoted word, or a list (its items with \034 between them).
function take_value(    quote, end, out) {
	quote = substr(rest, 1, 1)
	if (quote == "\"" || quote == "'") {
		rest = substr(rest, 2)
		out = ""
		for (;;) {
			end = index(rest, quote)
			if (!end)
				fail("a quote has no end")
			out = out substr(rest, 1, end - 1)
			rest = substr(rest, end + 1)
			if (quote == "\"" || substr(rest, 1, 1) != quote)
				break
			out = out quote # doubled, it stands for itself
			rest = substr(rest, 2)
		}
		if (quote == "\"" && index(out, "\\"))
			fail("no escapes: write it in single quotes")
		return out
	}
	if (quote == "[") {
		end = index(rest, "]")
		out = substr(rest, 2, end - 2)
		rest = substr(rest, end + 1)
		gsub(/, */, "\034", out)
		return out
	}
	if (!match(rest, /^[^,}]+/))
		fail("a value is missing")
	out = substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	return out
}

# {key: value, ...} of this line into field[].
function take_fields(    key) {
	split("", field)
	if (!match($0, /^  - \{/) || substr($0, length($0)) != "}")
		fail("not of the form `  - {key: value, ...}`")
	rest = substr($0, 6)
	while (rest != "}") {
		if (!match(rest, /^[a-z0-9-]+: */))
			fail("a key is missing")
		key = substr(rest, 1, RLENGTH)
		sub(/: *$/, "", key)
		rest = substr(rest, RLENGTH + 1)
		field[key] = take_value()
		sub(/^, */, "", rest)
	}
}

function upper(word) {
	word = toupper(word)
	gsub(/-/, "_", word)
	return word
}

function c_string(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

function c_span(text) {
	return text == "" ? "{NULL, 0}" : "SPAN(" c_string(text) ")"
}

function family_of(name) {
	if (name == "")
		return 0
	if (!(name in family))
		fail("no family " name)
	return family[name]
}

# Bits of a list of families and groups.
function families_of(list,    n, i, part, bits, k) {
	if (list == "any")
		return "UINT32_MAX"
	n = split(list, part, "\034")
	bits = ""
	for (i = 1; i <= n; i++)
		bits = bits (bits == "" ? "" : " | ") \
			(part[i] in group ? group[part[i]] : "1u << " family_of(part[i]))
	return bits
}

# Bits of the letters that a command of PATTERN may begin with.
function first_of(pattern,    word, n, i, part, seen, c, at, bits) {
	word = pattern
	sub(/ .*/, "", word)
	if (word == "..." || word == "*" || word == "<host>")
		return "UINT32_MAX"
	gsub(/[{}]/, "", word)
	n = split(word, part, "|")
	bits = 0
	split("", seen)
	for (i = 1; i <= n; i++) {
		if (part[i] ~ /^(REMOTE|REMOTEIMAGE|CONFIGFILE|IMAGEFILE)$/)
			return "UINT32_MAX"
		c = tolower(substr(part[i], 1, 1))
		at = index("abcdefghijklmnopqrstuvwxyz", c)
		at = at ? at - 1 : 26
		if (!(at in seen))
			bits += 2 ^ at
		seen[at] = 1
	}
	return sprintf("%.0fu", bits)
}

function flags_of(list,    n, i, part, out) {
	n = split(list, part, "\034")
	for (i = 1; i <= n; i++)
		out = out (i == 1 ? "" : " | ") flag[part[i]]
	return n ? out : "0"
}

function add(section, line) {
	text[section] = text[section] "\t" line ",\n"
	count[section]++
}

function add_family() {
	family[field["name"]] = ++families
	add("families", "{" c_string(field["name"]) ", " \
		("vendor" in field ? c_string(field["vendor"]) : "NULL") "}")
}

function add_sign(section, is,    at) {
	at = "begins" in field ? "begins" : "ends" in field ? "ends" : "says"
	add(section, "{" c_string(field[at]) ", " place[at] ", " is "}")
}

function add_prompt() {
	add("prompts", "{" c_string(field["shape"]) ", " \
		("named" in field ? c_string(field["named"]) : "NULL") ", " \
		family_of(field["family"]) ", CLI_MODE_" \
		(field["mode"] == "none" ? "UNKNOWN" : upper(field["mode"])) "}")
}

function add_command() {
	add("commands", "{" families_of(field["on"]) ", " first_of(field["command"]) ", " \
		c_string(field["command"]) ", VERB_" upper(field["verb"]) ", SUBJECT_" \
		upper(field["subject"]) ", " flags_of(field["flags"]) "}")
}

function add_syslog(    verb) {
	verb = field["verb"]
	verb = (verb == "command" || verb == "nothing" ? "SYSLOG_VERB_" : "VERB_") upper(verb)
	add("syslog", "{SYSLOG_" upper(field["of"]) ", " \
		c_span("mnemonic" in field ? field["mnemonic"] : "*") ", " c_span(field["text"]) \
		", " verb ", SUBJECT_" upper(field["subject"]) ", " c_span(field["user"]) ", " \
		c_span(field["address"]) ", " c_span(field["command"]) ", " \
		family_of(field["family"]) ", OUTCOME_" \
		upper("outcome" in field ? field["outcome"] : "unknown") "}")
}

function add_object(section,    line) {
	line = "{" c_span(field["oid"]) ", " c_span(field["name"]) ", VERB_" upper(field["verb"]) \
		", SUBJECT_" upper(field["subject"]) ", " \
		("value" in field ? field["value"] : "SNMP_NO_VALUE") ", VERB_" \
		upper("value" in field ? field["verb-at-value"] : field["verb"]) ", SNMP_PART_" \
		upper("part" in field ? field["part"] : "none") ", " \
		(field["secret"] == "true" ? "true" : "false") "}"
	if (section in last && last[section] >= field["oid"])
		fail(field["oid"] " stands before " last[section] " in the order of strcmp")
	last[section] = field["oid"]
	add(section, line)
}

function put(type, section, name) {
	printf "static const struct %s %s[] = {\n%s};\n\n", type, name, text[section]
}

BEGIN {
	flag["navigation"] = "CLI_NAV"
	flag["enter"] = "CLI_ENTER"
	flag["leave"] = "CLI_LEAVE"
	flag["bye"] = "CLI_BYE"
	flag["view"] = "CLI_VIEW"
	flag["secret"] = "CLI_SECRET"
	flag["config-mode"] = "CLI_CONFMODE"
	flag["exec-mode"] = "CLI_EXECMODE"
	flag["host2"] = "CLI_HOST2"
	flag["of-view"] = "CLI_OF_VIEW"
	place["says"] = "LEXICON_ANYWHERE"
	place["begins"] = "LEXICON_BEGIN"
	place["ends"] = "LEXICON_END"
	count["families"] = 1
	text["families"] = "\t{NULL, NULL},\n"
}

/^ *#/ || /^$/ { next }
/^[a-z]+:$/ { section = substr($0, 1, length($0) - 1); next }
{ take_fields() }
section == "families" { add_family() }
section == "groups" {
	group[field["name"]] = families_of(field["of"])
	add(section, "{" c_string(field["name"]) ", " group[field["name"]] "}")
}
section == "banners" { add_sign(section, family_of(field["family"])) }
section == "errors" { add_sign(section, "OUTCOME_" upper(field["outcome"])) }
section == "asks" { add_sign(section, "CLI_MODE_" upper(field["mode"])) }
section == "prompts" { add_prompt() }
section == "commands" { add_command() }
section == "syslog" { add_syslog() }
section == "objects" || section == "notifications" { add_object(section) }

END {
	if (failed)
		exit 1
	print "/* Made from rules/lexicon by compile.awk. */"
	print "#include \"config.h\"\n\n#include \"sensor/lexicon.h\"\n"
	print "#define SPAN(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}\n"
	put("lexicon_family", "families", "families")
	put("lexicon_group", "groups", "groups")
	put("cli_entry", "commands", "commands")
	put("lexicon_sign", "banners", "banners")
	put("lexicon_sign", "errors", "errors")
	put("lexicon_sign", "asks", "asks")
	put("lexicon_prompt", "prompts", "prompts")
	put("syslog_signature", "syslog", "signatures")
	put("snmp_object", "objects", "objects")
	put("snmp_object", "notifications", "notifications")
	print "const struct lexicon lexicon_builtin = {.families = families,"
	print "\t.groups = groups,\n\t.commands = commands,"
	print "\t.banners = banners,\n\t.errors = errors,\n\t.asks = asks,\n\t.prompts = prompts,"
	print "\t.syslog = signatures,\n\t.objects = objects,\n\t.notifications = notifications,"
	printf "\t.family_count = %d,\n\t.group_count = %d,\n\t.command_count = %d,\n", \
		count["families"], count["groups"], count["commands"]
	printf "\t.banner_count = %d,\n\t.error_count = %d,\n\t.ask_count = %d,\n", \
		count["banners"], count["errors"], count["asks"]
	printf "\t.prompt_count = %d,\n", count["prompts"]
	printf "\t.syslog_count = %d,\n\t.object_count = %d,\n\t.notification_count = %d};\n", \
		count["syslog"], count["objects"], count["notifications"]
}
