/* bare_read FILE: what reading alone costs: libpcap over the file and nothing else. */
#include <pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const u_char *data;
	unsigned long long packets = 0, bytes = 0;
	pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;

	if (!p)
		return 2;
	while (pcap_next_ex(p, &header, &data) == 1) {
		packets++;
		bytes += header->len;
	}
	printf("%llu packets %llu bytes\n", packets, bytes);
	pcap_close(p);
	return 0;
}
