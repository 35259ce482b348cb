/*
 * lexicon: what the words of vendors mean: command lines, prompts, log messages, SNMP objects. The
 * files under rules/lexicon/ are the data; the build makes lexicon_builtin of them, and
 * rules/lexicon/lexicon.h loads an operator's own files over it. Never changed once made, so that
 * lanes share one; a reload puts another in its place.
 */
#ifndef SPANWATCH_LEXICON_H
#define SPANWATCH_LEXICON_H

#include "sensor/event.h"

/** Families of command lines that dissectors name; further ones of the data follow. */
enum cli_family {
	CLI_UNKNOWN,
	CLI_IOS, /* IOS, IOS XE, and what follows them closely */
	CLI_IOSXR,
	CLI_NXOS,
	CLI_EOS,
	CLI_ZTE,
	CLI_IPOS,
	CLI_CALIX,
	CLI_ADTRAN,
	CLI_VRP,
	CLI_COMWARE,
	CLI_JUNOS,
	CLI_SROS,
	CLI_ROUTEROS,
	CLI_SAOS,
	CLI_SHELL, /* a Unix shell */
	CLI_FORTIOS,
	CLI_EXOS,
	CLI_AOS, /* OmniSwitch */
	CLI_ISAM,
	CLI_FAMILY_COUNT,
	CLI_FAMILIES_MAX = 32 /* bits of a set */
};

enum cli_mode {
	CLI_MODE_UNKNOWN,
	CLI_MODE_LOGIN,    /* asks for a user name */
	CLI_MODE_PASSWORD, /* asks for a secret */
	CLI_MODE_QUESTION, /* asks for a confirmation or an argument */
	CLI_MODE_PAGER,    /* asks for a key to go on */
	CLI_MODE_OPERATIONAL,
	CLI_MODE_PRIVILEGED,
	CLI_MODE_CONFIG,
	CLI_MODE_COUNT
};

struct lexicon_family {
	const char *name;   /* "cisco-ios" */
	const char *vendor; /* as the inventory names it; NULL where several build such systems */
};

/** A name for several families. */
struct lexicon_group {
	const char *name;
	uint32_t families; /* bit per family */
};

enum cli_flag {
	CLI_NAV = 1 << 0,      /* no action */
	CLI_ENTER = 1 << 1,    /* into configuration mode */
	CLI_LEAVE = 1 << 2,    /* out of it, whatever the depth */
	CLI_BYE = 1 << 3,      /* one step out: of a view, or of the session */
	CLI_VIEW = 1 << 4,     /* opens a view in which further commands count */
	CLI_SECRET = 1 << 5,   /* an argument is secret */
	CLI_CONFMODE = 1 << 6, /* means this in configuration mode only */
	CLI_EXECMODE = 1 << 7, /* means this outside of configuration mode only */
	CLI_HOST2 = 1 << 8,    /* the second word names a host */
	CLI_OF_VIEW = 1 << 9   /* in a view, about what that is about */
};

/** What a command means; see rules/lexicon/commands.yaml for the pattern. */
struct cli_entry {
	uint32_t families; /* bit per family */
	uint32_t first;    /* bit per letter that its first word may begin with; 26: another byte */
	const char *pattern;
	enum verb verb;
	enum subject subject;
	unsigned flags;
};

/** Text that shows the family (banners), a result (errors) or a mode (asks). */
struct lexicon_sign {
	const char *text;
	unsigned at; /* enum lexicon_at */
	unsigned is; /* enum cli_family, enum outcome, enum cli_mode */
};
enum lexicon_at { LEXICON_ANYWHERE, LEXICON_BEGIN, LEXICON_END };

/** What a prompt looks like; see rules/lexicon/prompts.yaml. CLI_MODE_UNKNOWN: it is none. */
struct lexicon_prompt {
	const char *shape;
	const char *named; /* the host's name holds this; NULL: whatever it is */
	enum cli_family family;
	enum cli_mode mode;
};

/* Whose message it is, by the shape of its tag. ANY stands in the data only. */
enum syslog_family {
	SYSLOG_OTHER,
	SYSLOG_CISCO,    /* %FACILITY-SEVERITY-MNEMONIC: IOS, XE, XR, NX-OS, ASA, EOS and kin */
	SYSLOG_HUAWEI,   /* %%01MODULE/SEVERITY/MNEMONIC(l)[n], or without %%01 for traps */
	SYSLOG_COMWARE,  /* %%10MODULE/SEVERITY/MNEMONIC */
	SYSLOG_JUNIPER,  /* daemon[pid]: MNEMONIC: */
	SYSLOG_NOKIA,    /* TMNX: n router APPLICATION-SEVERITY-event-id [subject]: */
	SYSLOG_CIENA,    /* FACILITY-SEVERITY-MNEMONIC without the percent sign */
	SYSLOG_MIKROTIK, /* topic,topic text */
	SYSLOG_ARUBA,    /* hpe-daemon */
	SYSLOG_FORTINET, /* date=... logid=... */
	SYSLOG_FAMILIES,
	SYSLOG_ANY = SYSLOG_FAMILIES
};

/** Verbs of a log message beside those of the vocabulary. */
enum { SYSLOG_VERB_COMMAND = VERB_COUNT, SYSLOG_VERB_NOTHING };

/** What a log message attests; see rules/lexicon/syslog.yaml. */
struct syslog_signature {
	enum syslog_family of;
	struct span mnemonic, text;
	unsigned verb;
	enum subject subject;
	struct span user, address, command;
	enum cli_family family; /* of the recorded command; CLI_UNKNOWN: as the tag says */
	enum outcome outcome;   /* OUTCOME_UNKNOWN: as the verb or the message says */
};

/** The part an object plays in a row that copies files, or in a notification. */
enum snmp_part {
	SNMP_PART_NONE,
	SNMP_PART_ENTRY,           /* a column, not told here, of a copy row */
	SNMP_PART_ROW,             /* a column of a copy row that decides nothing */
	SNMP_PART_SOURCE,          /* ccCopySourceFileType */
	SNMP_PART_DEST,            /* ccCopyDestFileType */
	SNMP_PART_OPERATE,         /* hwCfgOperateType and its kin */
	SNMP_PART_FLASH,           /* ciscoFlashCopyCommand */
	SNMP_PART_SERVER,          /* the address of the other end of a copy */
	SNMP_PART_INSTANCE_SERVER, /* the OID's instance is that address */
	SNMP_PART_TARGET,          /* the address of another host: a server, a trap receiver */
	SNMP_PART_LOG_USER,        /* who did it, in a notification */
	SNMP_PART_LOG_ADDRESS,     /* from where */
	SNMP_PART_LOG_ELEMENT,     /* on which element: a relayed notification */
	SNMP_PART_LOG_SRC,         /* HistoryEventMedium of CISCO-CONFIG-MAN-MIB */
	SNMP_PART_LOG_DEST,
	SNMP_PART_LOG_HW_SRC, /* hwCfgLogSrcData */
	SNMP_PART_LOG_HW_DEST,
	SNMP_PART_COUNT
};
#define SNMP_NO_VALUE INT64_MIN

/** An object, subtree or notification that is known; see rules/lexicon/snmp.yaml. */
struct snmp_object {
	struct span oid, name;
	enum verb verb;
	enum subject subject;
	int64_t value; /* where this is set, the verb is verb_at_value; SNMP_NO_VALUE: never */
	enum verb verb_at_value;
	enum snmp_part part;
	bool secret;
};

struct lexicon {
	const struct lexicon_family *families; /* by number, CLI_UNKNOWN with a NULL name first */
	const struct lexicon_group *groups;
	const struct cli_entry *commands; /* the first that fits counts, as in all lists */
	const struct lexicon_sign *banners, *errors, *asks;
	const struct lexicon_prompt *prompts;
	const struct syslog_signature *syslog;
	const struct snmp_object *objects, *notifications; /* in the order of strcmp of the OID */
	uint32_t family_count, group_count, command_count, banner_count, error_count, ask_count,
		prompt_count, syslog_count, object_count, notification_count;
};

/** What the program was built with. */
extern const struct lexicon lexicon_builtin;

struct dissect;

/** The lexicon in force, for a dissector; lives as long as the call. */
const struct lexicon *lexicon_of(const struct dissect *d);

#endif
