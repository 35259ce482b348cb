/*
 * filename: the suffixes and words that tell software, certificates and captures from
 * configuration. See filename.h.
 */
#include "config.h"

#include "dissectors/common/filename.h"

struct filename_mark {
	struct span text;
	enum subject subject;
};

/* Ends of names, compared without regard to case. */
static const struct filename_mark filename_suffixes[] = {
	{SPAN_LIT(".bin"), SUBJECT_IMAGE},
	{SPAN_LIT(".tar"), SUBJECT_IMAGE},
	{SPAN_LIT(".tgz"), SUBJECT_IMAGE},
	{SPAN_LIT(".tar.gz"), SUBJECT_IMAGE},
	{SPAN_LIT(".cc"), SUBJECT_IMAGE},
	{SPAN_LIT(".pat"), SUBJECT_IMAGE},
	{SPAN_LIT(".app"), SUBJECT_IMAGE},
	{SPAN_LIT(".img"), SUBJECT_IMAGE},
	{SPAN_LIT(".pkg"), SUBJECT_IMAGE},
	{SPAN_LIT(".iso"), SUBJECT_IMAGE},
	{SPAN_LIT(".spa"), SUBJECT_IMAGE},
	{SPAN_LIT(".npk"), SUBJECT_IMAGE},
	{SPAN_LIT(".swi"), SUBJECT_IMAGE},
	{SPAN_LIT(".rom"), SUBJECT_IMAGE},
	{SPAN_LIT(".ipe"), SUBJECT_IMAGE},
	{SPAN_LIT(".smu"), SUBJECT_IMAGE},
	{SPAN_LIT(".rpm"), SUBJECT_IMAGE},
	{SPAN_LIT(".trx"), SUBJECT_IMAGE},
	{SPAN_LIT(".efi"), SUBJECT_IMAGE},
	{SPAN_LIT(".elf"), SUBJECT_IMAGE},
	{SPAN_LIT(".swu"), SUBJECT_IMAGE},
	{SPAN_LIT(".fwpkg"), SUBJECT_IMAGE},
	{SPAN_LIT(".pcap"), SUBJECT_FILE},
	{SPAN_LIT(".pcapng"), SUBJECT_FILE},
	{SPAN_LIT(".cap"), SUBJECT_FILE},
	{SPAN_LIT(".log"), SUBJECT_FILE},
	{SPAN_LIT(".dmp"), SUBJECT_FILE},
	{SPAN_LIT(".core"), SUBJECT_FILE},
	{SPAN_LIT(".core.gz"), SUBJECT_FILE},
	/* what equipment counted */
	{SPAN_LIT(".csv"), SUBJECT_FILE},
	{SPAN_LIT(".mrf"), SUBJECT_FILE}, /* Huawei */
	/* what people fetch and keep */
	{SPAN_LIT(".html"), SUBJECT_FILE},
	{SPAN_LIT(".htm"), SUBJECT_FILE},
	{SPAN_LIT(".pdf"), SUBJECT_FILE},
	{SPAN_LIT(".jpg"), SUBJECT_FILE},
	{SPAN_LIT(".jpeg"), SUBJECT_FILE},
	{SPAN_LIT(".png"), SUBJECT_FILE},
	{SPAN_LIT(".gif"), SUBJECT_FILE},
	{SPAN_LIT(".mp3"), SUBJECT_FILE},
	{SPAN_LIT(".mp4"), SUBJECT_FILE},
	{SPAN_LIT(".avi"), SUBJECT_FILE},
	{SPAN_LIT(".doc"), SUBJECT_FILE},
	{SPAN_LIT(".docx"), SUBJECT_FILE},
	{SPAN_LIT(".xls"), SUBJECT_FILE},
	{SPAN_LIT(".xlsx"), SUBJECT_FILE},
	{SPAN_LIT(".deb"), SUBJECT_FILE},
	{SPAN_LIT(".exe"), SUBJECT_FILE},
	{SPAN_LIT(".msi"), SUBJECT_FILE},
	{SPAN_LIT(".pem"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".cer"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".crt"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".p12"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".pfx"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".p7b"), SUBJECT_CERTIFICATE},
	{SPAN_LIT(".key"), SUBJECT_CERTIFICATE},
};

/* Words at the start of a name. */
static const struct filename_mark filename_starts[] = {
	{SPAN_LIT("vmlinu"), SUBJECT_IMAGE}, {SPAN_LIT("uimage"), SUBJECT_IMAGE},
	{SPAN_LIT("zimage"), SUBJECT_IMAGE}, {SPAN_LIT("bzimage"), SUBJECT_IMAGE},
	{SPAN_LIT("initrd"), SUBJECT_IMAGE}, {SPAN_LIT("pxelinux.0"), SUBJECT_IMAGE},
	{SPAN_LIT("tac-pac"), SUBJECT_FILE}, {SPAN_LIT("tech-support"), SUBJECT_FILE},
	{SPAN_LIT("crashinfo"), SUBJECT_FILE}, {SPAN_LIT("readme"), SUBJECT_FILE},
	{SPAN_LIT("ls-lr"), SUBJECT_FILE}, {SPAN_LIT("pmresult"), SUBJECT_FILE}, /* Huawei */
};

/* Words anywhere in a name. */
static const struct span filename_image_words[] = {SPAN_LIT("firmware"), SPAN_LIT("sysupgrade")};

enum { FILENAME_MAX_LOOK = 255 };

/* What follows the last of the bytes in ENDS. */
static struct span filename_base(struct span name, const char *ends)
{
	for (uint32_t i = name.len; i > 0; i--)
		if (name.p[i - 1] && strchr(ends, name.p[i - 1]))
			return span_sub(name, i, name.len);
	return name;
}

/*
 * Measurements of 3GPP equipment, which base stations hand in every quarter of an hour:
 * "A20261122.1415+0100-1430+0100_" and who was measured (TS 32.432, file naming: type A to D, date,
 * full stop, time).
 */
static bool filename_is_measurement(struct span base)
{
	enum { TYPE = 1, DATE = 8, TIME = 4, LEN = TYPE + DATE + 1 + TIME };

	if (base.len <= LEN || base.p[0] < 'A' || base.p[0] > 'D' || base.p[TYPE + DATE] != '.')
		return false;
	for (uint32_t i = TYPE; i < LEN; i++)
		if (i != TYPE + DATE && (base.p[i] < '0' || base.p[i] > '9'))
			return false;
	return true;
}

static bool filename_has_word(struct span name, struct span word)
{
	for (uint32_t i = 0; i + word.len <= name.len; i++)
		if (span_starts_nocase(span_sub(name, i, name.len), word))
			return true;
	return false;
}

enum subject filename_subject(struct span name)
{
	struct span path = span_sub(name, 0, FILENAME_MAX_LOOK);
	struct span base = filename_base(path, "/\\:");

	for (uint32_t i = 0; i < sizeof(filename_suffixes) / sizeof(*filename_suffixes); i++) {
		struct span end = filename_suffixes[i].text;
		if (base.len > end.len &&
			span_eq_nocase(span_sub(base, base.len - end.len, end.len), end))
			return filename_suffixes[i].subject;
	}
	if (filename_is_measurement(filename_base(path, "/\\")))
		return SUBJECT_FILE;
	for (uint32_t i = 0; i < sizeof(filename_starts) / sizeof(*filename_starts); i++)
		if (span_starts_nocase(base, filename_starts[i].text))
			return filename_starts[i].subject;
	for (uint32_t i = 0; i < sizeof(filename_image_words) / sizeof(*filename_image_words); i++)
		if (filename_has_word(base, filename_image_words[i]))
			return SUBJECT_IMAGE;
	return SUBJECT_CONFIG;
}

enum verb filename_verb_in(struct span name)
{
	return filename_subject(name) == SUBJECT_IMAGE ? VERB_IMAGE : VERB_IMPORT;
}
