"""Frames for the wire and capture files of them."""

import ipaddress
import struct

MAC_A, MAC_B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


MORE_FRAGMENTS = 0x2000


def ipv4(source, target, protocol, payload, ident=0, fragment=0):
    source, target = (ipaddress.IPv4Address(a).packed for a in (source, target))
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, fragment, 64, protocol, 0,
                       source, target)
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return MAC_B + MAC_A + b"\x08\x00" + head + payload


def udp(source, source_port, target, target_port, payload, ident=0):
    pseudo = (ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(target).packed +
              struct.pack("!HH", 17, 8 + len(payload)))
    head = struct.pack("!HHHH", source_port, target_port, 8 + len(payload), 0)
    value = checksum(pseudo + head + payload) or 0xffff
    return ipv4(source, target, 17, head[:6] + struct.pack("!H", value) + payload, ident)


def ber(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    return bytes([tag, 0x82]) + struct.pack("!H", size) + content


SET_REQUEST, RESPONSE = 0xa3, 0xa2


def snmp_set(request, kind=SET_REQUEST, community=b"private", value=b"nobody"):
    """SetRequest of sysContact.0 (RFC 3416) or its answer: version 2c, one variable."""
    oid = ber(6, bytes([0x2b, 6, 1, 2, 1, 1, 4, 0]))
    variables = ber(0x30, ber(0x30, oid + ber(4, value)))
    pdu = ber(kind, ber(2, struct.pack("!i", request)) + ber(2, b"\0") + ber(2, b"\0") + variables)
    return ber(0x30, ber(2, b"\1") + ber(4, community) + pdu)


def set_frame(number, source=None, target="10.50.0.1"):
    """A set request by a host of its own for each NUMBER."""
    source = source or str(ipaddress.IPv4Address(int(ipaddress.IPv4Address("10.60.0.1")) + number))
    return udp(source, 40000 + number % 20000, target, 161, snmp_set(number), number & 0xffff)


def answer_frame(number, source, target="10.50.0.1"):
    """What TARGET answers to set_frame."""
    return udp(target, 161, source, 40000 + number % 20000, snmp_set(number, RESPONSE), number)


def log_beginning(number, target="10.50.0.9"):
    """The first fragment of a log line, which tells all but its end."""
    text = b"<189>%%SYS-5-CONFIG_I: Configured from console by user%03d" % number
    text += b" " * (-len(text) % 8)
    head = struct.pack("!HHHH", 514, 514, 8 + len(text) + 800, 0)
    source = "10.60.1.%d" % (number + 1)
    return ipv4(source, target, 17, head + text, number, MORE_FRAGMENTS)


def write_pcap(path, records):
    """RECORDS are (seconds, frame)."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for stamp, frame in records:
            file.write(struct.pack("<IIII", int(stamp), int(stamp % 1 * 1e6), len(frame),
                                   len(frame)))
            file.write(frame)


def read_pcap(path):
    """(seconds, frame) of a little-endian microsecond capture, as tcpdump writes here."""
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at + 16 <= len(data):
        seconds, micros, size, _ = struct.unpack_from("<IIII", data, at)
        at += 16
        yield seconds + micros / 1e6, data[at:at + size]
        at += size
