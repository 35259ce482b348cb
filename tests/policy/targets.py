"""An element and its servers of all seven kinds: AAA, logs, time, names, traps, flows, auto-configuration."""

import struct

from outbound import dns
from traffic import MIDNIGHT, R1, clock, packed, tacacs_account, tlv

OLD, NEW = "10.20.0.50", "10.66.0.50"


def log(c, at, element, server):
    c.udp(at, element, 514, server, 514, b"<189>45: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up")


def ntp(c, at, element, server):
    c.udp(at, element, 123, server, 123, b"\x23\3\6\xec" + bytes(36) + struct.pack(">II", 0xe0000000, 1))
    c.udp(at + 0.01, server, 123, element, 123, b"\x24\2\6\xec" + bytes(28) + struct.pack(">IIII", 0xe0000000, 2, 0xe0000000, 3))


def trap(c, at, element, server):
    """SNMPv2-Trap of linkDown."""
    binds = tlv(0x30, tlv(0x30, tlv(6, bytes.fromhex("2b06010201010300")), tlv(0x43, b"\x10\0")),
                tlv(0x30, tlv(6, bytes.fromhex("2b060106030101040100")), tlv(6, bytes.fromhex("2b0601060301010503"))))
    c.udp(at, element, 50000, server, 162, tlv(0x30, b"\2\1\1", tlv(4, b"kX81-zz"), tlv(0xa7, b"\2\1\7\2\1\0\2\1\0", binds)))


def flows(c, at, element, server):
    """NetFlow version 5 with one record."""
    head = struct.pack(">HHIIIIBBH", 5, 1, int(at) * 1000, MIDNIGHT + int(at), 0, int(at), 0, 0, 0)
    record = packed("10.1.1.1") + packed("10.2.2.2") + bytes(4) + struct.pack(">HHIIIIHH", 1, 2, 10, 1000, 0, 100, 1000, 80) + bytes(12)
    c.udp(at, element, 9996, server, 2055, head + record)


def inform(c, at, element, server):
    """CWMP: the device tells its server that it is there."""
    body = (b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">'
            b"<soap:Header><cwmp:ID>1</cwmp:ID></soap:Header><soap:Body><cwmp:Inform><DeviceId><Manufacturer>Acme</Manufacturer>"
            b"</DeviceId></cwmp:Inform></soap:Body></soap:Envelope>")
    c.tcp(at, element, server, 7547, [("c", b"POST /acs HTTP/1.1\r\nHost: acs\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body),
                                      ("s", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])


def account(c, at, element, server):
    tacacs_account(c, at, element, "alice", "10.20.0.20", "show version", server)


def targets(c):
    kinds = (account, log, ntp, lambda *a: dns(*a, "a.example", "192.0.2.1"), trap, flows, inform)
    for number, ask in enumerate(kinds):
        for turn in range(4):
            ask(c, clock(0, turn * 10, number), R1, OLD)
        ask(c, clock(1, 0, number), R1, OLD.replace(".50", ".51"))  # permitted, too
        ask(c, clock(2, 0, number), R1, NEW)
