"""Scenes for the rules over SNMP: by signature id, one that must fire and one that must not."""
from traffic import BULK, GET, NEXT, SET, datagram, sample, snmp, trap

number, text = sample.number, lambda s: sample.ber(4, s.encode())
COPY, HUAWEI = '1.3.6.1.4.1.9.9.96.1.1.1.1', '1.3.6.1.4.1.2011.6.10.1.2.4.1'


def written(oid, value=None):
    """A set of OID fires; a read of it does not."""
    return snmp(SET, oid, value or number(1)), snmp(GET, oid)


def asked(oid, other, kind=GET):
    return snmp(kind, oid), snmp(kind, other)


def told(oid):
    return trap(oid), trap('1.3.6.1.6.3.1.1.5.4')


NAME = '1.3.6.1.2.1.1.5.0'
LONG = '1.3.6.1.4.1.9.9.95.1.3.1.1.7.' + '.'.join('200' for _ in range(110))
QUIET_USER = (b'\x30\x3e\x02\x01\x03\x30\x11\x02\x04\x00\x00\x47\x11\x02\x03\x00\xff\xe3\x04\x01\x04\x02\x01\x03'
              b'\x04\x10\x30\x0e\x04\x00\x02\x01\x00\x02\x01\x00\x04\x00\x04\x00\x04\x00'
              b'\x30\x14\x04\x00\x04\x00\xa0\x0e\x02\x04\x00\x00\x47\x11\x02\x01\x00\x02\x01\x00\x30\x00')
USER = (b'\x30\x40\x02\x01\x03\x30\x11\x02\x04\x00\x00\x47\x11\x02\x03\x00\xff\xe3\x04\x01\x04\x02\x01\x03'
        b'\x04\x12\x30\x10\x04\x00\x02\x01\x00\x02\x01\x00\x04\x02op\x04\x00\x04\x00'
        b'\x30\x14\x04\x00\x04\x00\xa0\x0e\x02\x04\x00\x00\x47\x11\x02\x01\x00\x02\x01\x00\x30\x00')

CASES = {
    9301001: written(f'{COPY}.5.77', sample.ber(0x40, bytes([192, 0, 2, 9]))),
    9301002: written(f'{COPY}.6.77', text('r1-confg')),
    9301003: written(f'{COPY}.14.77', number(4)),
    9301004: written(f'{COPY}.3.77', number(4)),
    9301005: written(f'{COPY}.8.77', text('pw')),
    9301006: written('1.3.6.1.4.1.9.2.1.55.192.0.2.9', text('r1-confg')),
    9301007: written('1.3.6.1.4.1.9.2.1.54.0'),
    9301008: written('1.3.6.1.4.1.9.2.9.9.0', number(2)),
    9301009: written('1.3.6.1.4.1.9.9.10.1.2.1.1.2.5', number(1)),
    9301010: written('1.3.6.1.4.1.9.10.56.1.1.2.1.3.1.1', text('a')),
    9301011: (snmp(SET, '1.3.6.1.4.1.9.9.68.1.2.2.1.2.5', number(9)), snmp(SET, f'{COPY}.3.77', number(4))),
    9301012: written(f'{HUAWEI}.2.1', number(3)),
    9301013: written(f'{HUAWEI}.5.1', sample.ber(0x40, bytes([192, 0, 2, 9]))),
    9301014: written(f'{HUAWEI}.4.1', text('vrpcfg.zip')),
    9301015: written(f'{HUAWEI}.9.1', number(4)),
    9301016: written('1.3.6.1.4.1.2011.5.25.19.1.3.2.0', number(3)),
    9301017: (snmp(SET, '1.3.6.1.4.1.2011.5.25.42.1.0', number(1)), snmp(SET, f'{HUAWEI}.2.1', number(3))),
    9301018: written('1.3.6.1.4.1.25506.2.4.1.2.4.1.2.1', number(3)),
    9301019: written('1.3.6.1.4.1.2011.10.2.4.1.2.4.1.2.1', number(3)),
    9301020: written('1.3.6.1.6.3.15.1.2.2.1.13.1', number(4)),
    9301021: written('1.3.6.1.6.3.16.1.2.1.3.1', number(4)),
    9301022: written('1.3.6.1.2.1.2.2.1.7.3', number(2)),
    9301023: written(NAME, text('r2')),
    9301024: written('1.3.6.1.2.1.4.24.4.1.4.10', number(1)),
    9301025: written('1.3.6.1.2.1.4.1.0', number(1)),
    9301026: written('1.3.6.1.2.1.16.22.1.3.1.1.1', number(1)),
    9301027: written('1.3.6.1.2.1.80.1.2.1.4.1', text('a')),
    9301028: written('1.3.6.1.2.1.64.1.3.1.1.9.1', text('a')),
    9301029: written('1.3.6.1.4.1.8072.1.3.2.2.1.2.1', text('/bin/sh')),
    9301030: (snmp(SET, NAME, text('r2'), community=b'private'), snmp(SET, NAME, text('r2'))),
    9301031: (snmp(SET, NAME, text('r2'), version=0), snmp(SET, NAME, text('r2'))),
    9301032: (snmp(SET, NAME, text('r2'), again=25), snmp(SET, NAME, text('r2'), again=3)),
    9301101: (snmp(GET, NAME, community=b'public'), snmp(GET, NAME, community=b'publican')),
    9301102: (snmp(GET, NAME, community=b'private'), snmp(GET, NAME, community=b'privately')),
    9301103: (snmp(GET, NAME, community=b'ILMI'), snmp(GET, NAME, community=b'ILM1x')),
    9301104: (snmp(GET, NAME, again=120), snmp(GET, NAME, again=20)),
    9301105: (snmp(BULK, '1.3.6.1.2.1', again=25), snmp(BULK, '1.3.6.1.2.1', again=5)),
    9301106: (snmp(NEXT, '1.3.6.1.2.1', again=110), snmp(NEXT, '1.3.6.1.2.1', again=9)),
    9301107: asked(LONG, '1.3.6.1.4.1.9.9.48.1.1.1.5.1'),
    9301108: asked(LONG, '1.3.6.1.4.1.9.9.95.1.3.1.1.7.1'),
    9301109: asked('1.3.6.1.4.1.9.9.656.1.4.2.1.111', '1.3.6.1.4.1.9.9.656.1.4.1.1', NEXT),
    9301110: asked(f'{COPY}.10.77', '1.3.6.1.4.1.9.9.48.1.1.1.5.1'),
    9301111: asked('1.3.6.1.6.3.15.1.2.2.1.3', '1.3.6.1.6.3.15.1.1.1.0', NEXT),
    9301112: asked('1.3.6.1.4.1.77.1.2.25', '1.3.6.1.4.1.77.1.2.3', NEXT),
    9301113: asked('1.3.6.1.4.1.8072.1.3.2.2.1.2', '1.3.6.1.4.1.8072.3.2.10', NEXT),
    9301114: asked('1.3.6.1.2.1.4.22.1.2', '1.3.6.1.2.1.4.20.1.1', NEXT),
    9301115: asked('1.3.6.1.2.1.4.24.4.1.1', '1.3.6.1.2.1.4.20.1.1', NEXT),
    9301116: (datagram(161, USER), datagram(161, QUIET_USER)),
    9301201: told('1.3.6.1.4.1.9.9.43.2.0.1'),
    9301202: told('1.3.6.1.4.1.9.9.43.2.0.2'),
    9301203: told('1.3.6.1.4.1.2011.6.10.2.1'),
    9301204: told('1.3.6.1.4.1.2011.6.10.2.2'),
    9301205: told('1.3.6.1.4.1.2011.5.25.191.3.1'),
    9301206: told('1.3.6.1.4.1.2011.5.25.19.2.2'),
    9301207: told('1.3.6.1.4.1.2636.4.5.0.1'),
    9301208: told('1.3.6.1.4.1.6527.3.1.3.1.0.9'),
    9301209: told('1.3.6.1.4.1.1271.2.2.36.0.2'),
    9301210: told('1.3.6.1.4.1.12356.101.6.0.1003'),
    9301211: told('1.3.6.1.2.1.47.2.0.1'),
    9301212: told('1.3.6.1.4.1.47196.4.1.1.3.20.0.1'),
    9301213: told('1.3.6.1.6.3.1.1.5.1'),
    9301214: told('1.3.6.1.6.3.1.1.5.5'),
}
