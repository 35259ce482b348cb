"""Command lines of vendors for terminal.py, the keys typed into them, and what was truly done: for each
executed line that acts, (verb, subject, outcome). Lines that only walk about have no entry."""
from terminal import Shell

CONFIG = '\n'.join(f'interface GigabitEthernet0/{n}\n description port {n}\n!' for n in range(9))


class Ios(Shell):
    banner, refusal, scrolls = '\r\n\r\nUser Access Verification\r\n\r\n', '% Login invalid\r\n\r\n', True
    modes = {'user': '{n}>', 'exec': '{n}#', 'config': '{n}(config)#', 'if': '{n}(config-if)#', 'line': '{n}(config-line)#'}
    first = 'user'
    words = ('configure', 'terminal', 'interface', 'running-config', 'username', 'logging', 'shutdown', 'startup-config')

    def respond(self, t, line):
        w = line.split()
        if self.mode == 'user':
            if 'enable'.startswith(w[0]):
                self.mode = 'exec' if t.ask('Password: ', echo=False) == 'Enable-1' else 'user'
                if self.mode == 'user':
                    t.out('% Access denied\r\n\r\n')
            else:
                t.out('% Invalid input detected\r\n')
            return not 'exit'.startswith(w[0])
        if self.mode == 'exec':
            if 'configure'.startswith(w[0]):
                self.mode = 'config'
                t.out('Enter configuration commands, one per line.  End with CNTL/Z.\r\n')
            elif 'show'.startswith(w[0]):
                t.show(CONFIG)
            elif 'copy'.startswith(w[0]):
                t.ask('Address or name of remote host []? ')
                t.ask('Destination filename [r9-confg]? ')
                t.out('!!\r\n1201 bytes copied in 0.3 secs\r\n')
            elif w[0] in ('erase', 'reload'):
                t.ask('Proceed? [confirm]')
                t.out('[OK]\r\n')
            elif 'write'.startswith(w[0]):
                t.out('Building configuration...\r\n[OK]\r\n')
            elif w[0] == 'bogus':
                t.out("         ^\r\n% Invalid input detected at '^' marker.\r\n\r\n")
            return w[0] not in ('exit', 'logout')
        if w[0] == 'end':
            self.mode = 'exec'
        elif w[0] == 'exit':
            self.mode = {'if': 'config', 'line': 'config', 'config': 'exec'}[self.mode]
        elif 'interface'.startswith(w[0]):
            self.mode = 'if'
        elif w[0] == 'line':
            self.mode = 'line'
        elif w[0] == 'ntpp':
            t.out("% Invalid input detected at '^' marker.\r\n\r\n")
        return True


class Vrp(Shell):
    banner, refusal, pager, erase = '\r\nLogin authentication\r\n\r\n', 'Error: Authentication fail.\r\n', '  ---- More ----', '\x1b[16D                \x1b[16D'
    modes = {'user': '<{n}>', 'system': '[{n}]', 'view': '[{n}-{v}]'}
    first = 'user'
    words = ('system-view', 'display', 'current-configuration', 'interface', 'undo', 'info-center', 'shutdown')
    redraws = False

    def respond(self, t, line):
        w = line.split()
        if w[0] == 'quit':
            leave = self.mode == 'user'
            self.mode = 'user' if self.mode == 'system' else 'system'
            return not leave
        if w[0] == 'return':
            self.mode = 'user'
        elif 'display'.startswith(w[0]):
            t.show(CONFIG)
        elif 'system-view'.startswith(w[0]) and self.mode == 'user':
            self.mode = 'system'
            t.out('Enter system view, return user view with Ctrl+Z.\r\n')
        elif w[0] in ('int', 'interface'):
            self.mode, self.view = 'view', w[-1]
        elif w[0] == 'aaa':
            self.mode, self.view = 'view', 'aaa'
        elif w[0] in ('save', 'reboot') or line.startswith('reset saved'):
            answer = t.ask('Are you sure to continue?[Y/N]')
            t.out('Info: done.\r\n' if answer.lower() == 'y' else '')
        return True


class Comware(Vrp):
    banner = '\r\n* Copyright (c) 2004-2021 New H3C Technologies Co., Ltd. All rights reserved.\r\n\r\n'
    user_prompt, refusal = 'login: ', 'AAA authentication failed.\r\n\r\n'


class Junos(Shell):
    user_prompt, secret_prompt, refusal = 'mx9 (ttyp0)\r\n\r\nlogin: ', 'Password:', '\r\nLogin incorrect\r\n'
    welcome = '\r\n--- JUNOS 20.4R3.8 Kernel 64-bit\r\n'
    modes = {'op': 'netops@{n}> ', 'edit': '\r\n[edit]\r\nnetops@{n}# '}
    first, completes_on_space = 'op', True
    words = ('configure', 'show', 'configuration', 'request', 'system', 'reboot', 'login', 'syslog', 'commit', 'delete')
    pager, erase = '---(more)---', '\r                \r'

    def respond(self, t, line):
        w = line.split()
        if self.mode == 'op':
            if w[0] == 'configure':
                self.mode = 'edit'
                t.out('Entering configuration mode\r\n')
            elif w[0] == 'show':
                t.show(CONFIG)
            elif w[0] == 'request':
                t.ask('Reboot the system ? [yes,no] (no) ')
                t.out('Shutdown NOW!\r\n')
            return w[0] != 'exit'
        if w[0] == 'commit':
            t.out('commit complete\r\n')
        elif w[0] == 'exit':
            self.mode = 'op'
            t.out('Exiting configuration mode\r\n')
        elif w[0] == 'foo':
            t.out('               ^\r\nunknown command.\r\n')
        return True


class Sros(Shell):
    user_prompt, refusal = 'Login: ', '\r\nLogin incorrect.\r\n'
    banner = 'TiMOS-B-20.10.R1 both/x86_64 Nokia 7750 SR\r\n\r\n'
    modes = {'top': 'A:{n}# ', 'view': 'A:{n}>{v}# '}
    first = 'top'
    words = ('configure', 'router', 'admin', 'system')

    def respond(self, t, line):
        w = line.split()
        if w[0] in ('configure', '/configure') and len(w) == 2:
            self.mode, self.view = 'view', 'config>' + w[1]
        elif w[0] == 'exit':
            self.mode = 'top'
        elif line == 'admin reboot':
            t.ask('Are you sure you want to reboot (y/n)? ')
        elif line == 'admin save':
            t.out('Writing configuration to cf3:\\config.cfg\r\nSaving configuration ... OK\r\nCompleted.\r\n')
        elif w[0] == 'admin' and w[1] == 'display-config':
            t.show(CONFIG)
        return w[0] != 'logout'


class Routeros(Shell):
    user_prompt, refusal, redraws = 'Login: ', '\r\nLogin failed, incorrect username or password\r\n\r\n', True
    welcome = '\r\n\r\n  MikroTik RouterOS 6.49.6 (c) 1999-2022       https://www.mikrotik.com/\r\n\r\n'
    modes = {'top': '[\x1b[9999Dnetops@{n}] > '.replace('\x1b[9999D', '')}
    first = 'top'
    words = ('/system', 'address', 'reboot', '/export')

    def respond(self, t, line):
        if line == '/system reboot':
            t.ask('Reboot, yes? [y/N]: ')
        elif line == '/export':
            t.out('# jan/02/1970 00:10:00 by RouterOS 6.49.6\r\n/interface bridge\r\nadd name=bridge1\r\n')
        return line not in ('/quit', 'quit')


class Eos(Ios):
    user_prompt, banner, refusal = '{n} login: ', '', '\r\nLogin incorrect\r\n'
    pager, erase = '--More--', '\r        \r'
    scrolls = False

    def __init__(self, name):
        super().__init__(name)
        self.user_prompt = f'{name} login: '


class Zte(Ios):
    banner = '************************************************\r\nWelcome to ZXAN product C320 of ZTE Corporation\r\n************************************************\r\n\r\n'
    refusal = '%Error 20209: No username or bad password\r\n'


BS, UP, LEFT, TAB, KILL, WORD, HOME, END = '\x08', '\x1b[A', '\x1b[D', '\t', '\x15', '\x17', '\x01', '\x05'
IN = ['netops\r', 'Right-1\r']
LONG = 'access-list 150 permit tcp host 10.200.100.50 range 1024 65535 host 10.200.100.60 eq 443 established log-input'

# (shell, host name, keys, {executed line: (verb, subject, outcome)})
SCENES = [
    (Ios, 'R9', ['admin\r', 'wrong\r', *IN, 'en\r', 'Enable-1\r', 'sh run\r', '  ', ' ', 'conf t\r', 'int gi0/2\r',
                 'desc too' + BS * 2 + 'o core\r', 'no shx' + BS + 'ut\r', UP + '\r', 'exit\r', LONG + '\r',
                 'usernam\t' + 'svc privilege 15 secret Hidden-9\r', 'no logging host 10.1.1.1\r', 'ntpp server 10.1.1.9\r',
                 'snmp-server community Hidden-8 RW\r', 'no aaa x' + BS + 'new-model\r', 'ip routte 0.0.0.0' + WORD + WORD + 'route 10.0.0.0 255.0.0.0 10.9.0.254\r',
                 'do wr\r', 'end\r', 'copy run tftp:\r', '10.9.1.1\r', '\r', 'bogus\r', 'wri' + KILL + 'wr mem\r', 'erase startup-config\r', '\r', 'reload\r', 'y', '\r', 'exit\r'],
     {'sh run': ('read', 'config', 'ok'), 'desc to core': ('change', 'interface', 'ok'), 'no shut': ('change', 'interface', 'ok'),
      LONG: ('change', 'acl', 'ok'), 'username svc privilege 15 secret Hidden-9': ('change', 'account', 'ok'),
      'no logging host 10.1.1.1': ('change', 'logging', 'ok'), 'ntpp server 10.1.1.9': ('change', None, 'failed'),
      'snmp-server community Hidden-8 RW': ('change', 'snmp-access', 'ok'), 'no aaa new-model': ('change', 'aaa', 'ok'),
      'ip route 10.0.0.0 255.0.0.0 10.9.0.254': ('change', 'route', 'ok'), 'do wr': ('save', 'config', 'ok'),
      'copy run tftp:': ('export', 'config', 'ok'), 'wr mem': ('save', 'config', 'ok'), 'bogus': ('exec', None, 'failed'),
      'erase startup-config': ('erase', 'config', 'ok'), 'reload': ('reboot', 'system', None)}),
    (Vrp, 'HW9', [*IN, 'dis cur\r', ' ', ' ', 'sys\r', 'undo info-center enable\r', 'aaa\r', 'local-user eve password irreversible-cipher Hidden-7\r', 'quit\r',
                  'int\tGigabitEthernet0/0/1\r', 'shutdow' + TAB + '\r', 'quit\r', 'snmp-agent community write cipher Hidden-6\r',
                  'acl nuumber 3001' + WORD + WORD + 'number 3001\r', 'observe-port 1 interface GigabitEthernet0/0/2\r', 'return\r', 'save\r', 'y\r',
                  'tftp 10.9.1.1 put vrpcfg.zip\r', 'reset saved-configuration\r', 'y\r', 'reboot\r', 'n\r', 'quit\r'],
     {'dis cur': ('read', 'config', 'ok'), 'undo info-center enable': ('change', 'logging', 'ok'),
      'local-user eve password irreversible-cipher Hidden-7': ('change', 'account', 'ok'), 'shutdown': ('change', 'interface', 'ok'),
      'snmp-agent community write cipher Hidden-6': ('change', 'snmp-access', 'ok'), 'acl number 3001': ('change', 'acl', 'ok'),
      'observe-port 1 interface GigabitEthernet0/0/2': ('change', 'mirror', 'ok'), 'save': ('save', 'config', 'ok'),
      'tftp 10.9.1.1 put vrpcfg.zip': ('export', 'config', 'ok'), 'reset saved-configuration': ('erase', 'config', 'ok'),
      'reboot': ('reboot', 'system', 'failed')}),
    (Comware, 'H3C9', ['admin\r', 'wrong\r', *IN, 'dis cu\r', ' ', ' ', 'sys\r', 'undo info-center loghost 10.1.1.1\r', 'local-user eve class manage\r',
                       'int GigabitEthernet1/0/1\r', 'undo shutdown\r', 'quit\r', 'ip route-static 10.0.0.0 8 10.9.0.254\r', 'return\r', 'save\r', 'y\r', 'quit\r'],
     {'dis cu': ('read', 'config', 'ok'), 'undo info-center loghost 10.1.1.1': ('change', 'logging', 'ok'), 'local-user eve class manage': ('change', 'account', 'ok'),
      'undo shutdown': ('change', 'interface', 'ok'), 'ip route-static 10.0.0.0 8 10.9.0.254': ('change', 'route', 'ok'), 'save': ('save', 'config', 'ok')}),
    (Junos, 'mx9', [*IN, 'sho confi \r', ' ', ' ', 'configure \r', 'set system login user eve class super-user\r', 'delete system syslog host 10.2.2.2\r',
                    'set interfaces ge-0/0/1 disable\r', 'set firewall family inet filter f term t then accept\r', 'foo bar\r', 'commit\r', 'exit\r',
                    'req sys reb \r', 'yes\r', 'exit\r'],
     {'show configuration': ('read', 'config', 'ok'), 'set system login user eve class super-user': ('change', 'account', 'ok'),
      'delete system syslog host 10.2.2.2': ('change', 'logging', 'ok'), 'set interfaces ge-0/0/1 disable': ('change', 'interface', 'ok'),
      'set firewall family inet filter f term t then accept': ('change', 'acl', 'ok'), 'commit': ('save', 'config', 'ok'),
      'foo bar': ('change', None, 'failed'),
      'request system reboot': ('reboot', 'system', 'ok')}),
    (Sros, 'sr9', [*IN, 'admin display-config\r', ' ', ' ', 'conf\trouter\r', 'interface "to-core" address 10.9.8.1/30\r', 'exit\r',
                   'configure system security user "eve" password Hidden-5\r', 'configure log no log-id 99\r', 'admin save\r', 'admin reboot\r', 'y\r', 'logout\r'],
     {'admin display-config': ('read', 'config', 'ok'), 'interface "to-core" address 10.9.8.1/30': ('change', 'interface', 'ok'),
      'configure system security user "eve" password Hidden-5': ('change', 'account', 'ok'), 'configure log no log-id 99': ('change', 'logging', 'ok'),
      'admin save': ('save', 'config', 'ok'), 'admin reboot': ('reboot', 'system', 'ok')}),
    (Routeros, 'mt9', ['netops\r', 'wrong\r', *IN, '/export\r', '/ip address add address=10.9.7.1/24 interface=ether2\r', '/user add name=eve group=full password=Hidden-4\r',
                       '/system logging disable 0\r', '/ip firewall filter remove 0\r', '/tool sniffer set streaming-enabled=yes streaming-server=10.9.1.9\r',
                       '/sys' + TAB + 'identity set name=mt9\r', '/system reboot\r', 'y\r', '/quit\r'],
     {'/export': ('read', 'config', 'ok'), '/ip address add address=10.9.7.1/24 interface=ether2': ('change', 'interface', 'ok'),
      '/user add name=eve group=full password=Hidden-4': ('change', 'account', 'ok'), '/system logging disable 0': ('change', 'logging', 'ok'),
      '/ip firewall filter remove 0': ('change', 'acl', 'ok'), '/tool sniffer set streaming-enabled=yes streaming-server=10.9.1.9': ('change', 'mirror', 'ok'),
      '/system identity set name=mt9': ('change', 'config', 'ok'), '/system reboot': ('reboot', 'system', 'ok')}),
    (Eos, 'sw9', [*IN, 'en\r', 'Enable-1\r', 'sh run\r', 'q', 'conf\r', 'int Ethernet3\r', 'shut\r', 'end\r', UP + UP + UP + UP + '\r', 'exit\r',
                  'wr\r', 'copy running-config ftp://10.9.1.1/sw9.cfg\r', '\r', '\r', 'exit\r'],
     {'sh run': ('read', 'config', 'ok'), 'shut': ('change', 'interface', 'ok'), 'wr': ('save', 'config', 'ok'),
      'copy running-config ftp://10.9.1.1/sw9.cfg': ('export', 'config', 'ok')}),
    (Zte, 'ZXAN', [*IN, 'en\r', 'Enable-1\r', 'sh run\r', ' ', ' ', 'conf t\r', 'username eve password Hidden-3 privilege 15\r', 'no logging on\r', 'exit\r', 'write\r', 'exit\r'],
     {'sh run': ('read', 'config', 'ok'), 'username eve password Hidden-3 privilege 15': ('change', 'account', 'ok'), 'no logging on': ('change', 'logging', 'ok'),
      'write': ('save', 'config', 'ok')}),
    (Ios, 'R8', ['PASTEnetops\r', 'PASTERight-1\r', 'PASTEen\r', 'PASTEEnable-1\r',
                 'PASTEterminal length 0\rconf t\rinterface Loopback7\r ip address 10.7.7.7 255.255.255.255\r exit\rno logging buffered\rend\rwrite memory\r', 'PASTEexit\r'],
     {'terminal length 0': None, 'ip address 10.7.7.7 255.255.255.255': ('change', 'interface', 'ok'), 'no logging buffered': ('change', 'logging', 'ok'),
      'write memory': ('save', 'config', 'ok')}),
]
