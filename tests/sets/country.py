"""An MMDB file (MaxMind DB format 2.0) with the countries of some IPv4 networks, for tests."""
import ipaddress


def encoded(value):
    """VALUE in the data section's form: maps, texts, numbers of 32 bits, empty lists."""
    if isinstance(value, dict):
        return bytes([7 << 5 | len(value)]) + b''.join(encoded(k) + encoded(v) for k, v in value.items())
    if isinstance(value, str):
        return bytes([2 << 5 | len(value)]) + value.encode()
    if isinstance(value, list):
        return bytes([0, 11 - 7])
    return bytes([6 << 5 | 4]) + value.to_bytes(4, 'big')


def number(kind, value, size):
    """Numbers of other types: 5 has 16 bits; 9, behind the seventh type, 64."""
    head = bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
    return head + value.to_bytes(size, 'big')


def write(path, countries):
    """COUNTRIES: network -> ISO code of two letters."""
    data, nodes = b'', [[None, None]]
    for network, code in countries.items():
        net, at = ipaddress.ip_network(network), 0
        bits = f'{int(net.network_address):032b}'[:net.prefixlen]
        for bit in map(int, bits[:-1]):
            if nodes[at][bit] is None:
                nodes[at][bit] = len(nodes)
                nodes.append([None, None])
            at = nodes[at][bit]
        nodes[at][int(bits[-1])] = ('data', len(data))
        data += encoded({'country': {'iso_code': code}})

    def record(r):
        where = len(nodes) if r is None else len(nodes) + 16 + r[1] if isinstance(r, tuple) else r
        return where.to_bytes(3, 'big')

    fields = {'binary_format_major_version': number(5, 2, 2), 'binary_format_minor_version': number(5, 0, 2), 'build_epoch': number(9, 1, 8),
              'database_type': encoded('Test-Country'), 'description': encoded({}), 'ip_version': number(5, 4, 2), 'languages': encoded([]),
              'node_count': encoded(len(nodes)), 'record_size': number(5, 24, 2)}
    path.write_bytes(b''.join(record(r) for node in nodes for r in node) + bytes(16) + data + b'\xab\xcd\xefMaxMind.com' +
                     bytes([7 << 5 | len(fields)]) + b''.join(encoded(k) + v for k, v in fields.items()))
