"""A TACACS+ server (RFC 8907) for authentication: `tacacs_peer.py ADDRESS`. User netops with password Right-1."""
import hashlib, socket, struct, sys, threading

KEY, USER, SECRET = b'Hidden-t', b'netops', b'Right-1'
PASS, FAIL, GETPASS, GETUSER = 1, 2, 5, 4


def pad(head, body):
    """The body exclusive-ored with the chain of MD5 digests of RFC 8907, 4.5."""
    seed, last, out = head[4:8] + KEY + head[:1] + head[2:3], b'', b''
    while len(out) < len(body):
        last = hashlib.md5(seed + last).digest()
        out += last
    return bytes(a ^ b for a, b in zip(body, out))


def exactly(conn, count):
    data = b''
    while len(data) < count:
        more = conn.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def answer(conn, head, status, text=b''):
    body = struct.pack('>BBHH', status, status == GETPASS, len(text), 0) + text
    new = head[:2] + bytes([head[2] + 1]) + head[3:8] + struct.pack('>I', len(body))
    conn.sendall(new + pad(new, body))


def verdict(kind, user, data):
    if kind == 3:  # CHAP: identifier, challenge, MD5 digest of both with the secret between
        good = data[-16:] == hashlib.md5(data[:1] + SECRET + data[1:-16]).digest()
    else:
        good = data == SECRET
    return PASS if good and user == USER else FAIL


def serve(conn):
    try:
        while True:
            head = exactly(conn, 12)
            body = pad(head, exactly(conn, struct.unpack('>I', head[8:])[0]))
            if head[2] == 1:
                _, _, kind, _, u, p, r, d = body[:8]
                user, data = body[8:8 + u], body[8 + u + p + r:8 + u + p + r + d]
                if kind == 1:
                    answer(conn, head, GETPASS if user else GETUSER, b'Password: ' if user else b'Username: ')
                else:
                    answer(conn, head, verdict(kind, user, data))
            else:
                said = body[5:5 + struct.unpack('>H', body[:2])[0]]
                if user:
                    answer(conn, head, verdict(1, user, said))
                else:
                    user = said
                    answer(conn, head, GETPASS, b'Password: ')
    except (EOFError, OSError):
        conn.close()


if __name__ == '__main__':
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((sys.argv[1], 49))
    listener.listen(5)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
