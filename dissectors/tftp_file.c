/* tftp_file: see tftp_file.h. */
#include "config.h"

#include "dissectors/tftp_file.h"

void tftp_file_begin(struct tftp_file *f, const struct dissect *d, struct span name, bool netascii)
{
	image_begin(&f->image, name);
	sha256_init(&f->hash);
	file_sums_begin(&f->sums, d);
	f->netascii = netascii;
}

static void add_byte(struct tftp_file *f, uint8_t byte)
{
	sha256_update(&f->hash, 1, &byte);
	file_sums_bytes(&f->sums, span_of(&byte, 1));
	f->size++;
}

/* In netascii CR LF is LF and CR NUL is CR (RFC 764). */
void tftp_file_add(struct tftp_file *f, struct span data)
{
	if (!f->netascii) {
		sha256_update(&f->hash, data.len, data.p);
		file_sums_bytes(&f->sums, data);
		image_bytes(&f->image, data);
		f->size += data.len;
		return;
	}
	for (uint32_t i = 0; i < data.len; i++) {
		uint8_t byte = data.p[i];
		if (f->cr) {
			add_byte(f, byte == '\n' ? '\n' : '\r');
			f->cr = false;
			if (byte == '\n' || byte == 0)
				continue;
		}
		if (byte == '\r')
			f->cr = true;
		else
			add_byte(f, byte);
	}
}

void tftp_file_end(struct tftp_file *f)
{
	if (f->cr)
		add_byte(f, '\r');
	f->cr = false;
}
