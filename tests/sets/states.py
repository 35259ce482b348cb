"""Rules that keep state: how often they tell (threshold, detection_filter, suppress, event_filter,
rate_filter) and what they remember (flowbits, xbits).

Each case is a few rules, lines of a threshold.config, traffic and how often each rule must tell.
All stand in one rule file and one capture; the word W keeps them apart, in payloads and in marks.
Numbers of a case count from 1 in its text; in the file each case has a hundred of its own.
"""
import collections
import re

from traffic import Scene

ANY = 'alert udp any any -> any any'
Case = collections.namedtuple('Case', 'about rules config traffic want')


def say(scene, word, gaps, port=7000):
    """One datagram with WORD behind each of GAPS, in seconds."""
    for gap in gaps:
        scene.capture.wait(gap)
        scene.udp(port, word.encode())


def from_many(scene, word, hosts, times=1):
    """The same from so many sources to one server."""
    client = scene.c
    for host in range(hosts):
        scene.c = re.sub(r'\d+$', str(10 + host), client)
        say(scene, word, [1] * times)
    scene.c = client


def two_flows(scene, first, second):
    say(scene, first, [1])
    scene.port += 1
    say(scene, second, [1])


def both_ways(scene, asked, answered):
    scene.udp(7000, asked.encode(), answered.encode())


def limited(text, gaps, want, about):
    return Case(about, f'{ANY} (content:"W"; threshold:{text}; sid:1;)', '', lambda s, w: say(s, w, gaps), {1: want})


def configured(line, gaps, want, about):
    return Case(about, f'{ANY} (content:"W"; sid:1;)', line, lambda s, w: say(s, w, gaps), {1: want})


CASES = (
    limited('type limit, track by_src, count 2, seconds 60', [1] * 6, 2, 'a limit tells the first ones'),
    limited('type limit, track by_src, count 2, seconds 60', [1] * 6 + [70] + [1] * 3, 4, 'a limit begins anew when its time is over'),
    limited('type threshold, track by_src, count 3, seconds 60', [1] * 7, 2, 'a threshold tells each third'),
    limited('type threshold, track by_src, count 3, seconds 10', [8] * 9, 0, 'a threshold forgets what is too far apart'),
    limited('type both, track by_src, count 3, seconds 60', [1] * 7, 1, 'both tell once when there are enough'),
    limited('type both, track by_src, count 3, seconds 60', [1] * 7 + [70] + [1] * 3, 2, 'both tell again in the next time'),
    limited('type backoff, track by_flow, count 1, multiplier 4', [1] * 20, 3, 'backing off tells the 1st, 4th and 16th'),
    Case('each source has a limit of its own', f'{ANY} (content:"W"; threshold:type limit, track by_src, count 1, seconds 60; sid:1;)', '',
         lambda s, w: from_many(s, w, 3, 2), {1: 3}),
    Case('a server has one limit for all its clients', f'{ANY} (content:"W"; threshold:type limit, track by_dst, count 1, seconds 60; sid:1;)', '',
         lambda s, w: from_many(s, w, 3, 2), {1: 1}),
    Case('pairs have a limit each', f'{ANY} (content:"W"; threshold:type limit, track by_both, count 1, seconds 60; sid:1;)', '',
         lambda s, w: from_many(s, w, 3, 2), {1: 3}),
    Case('a rule can have one limit for all hosts', f'{ANY} (content:"W"; threshold:type limit, track by_rule, count 2, seconds 60; sid:1;)', '',
         lambda s, w: from_many(s, w, 3, 2), {1: 2}),
    Case('a filter tells all behind the first ones', f'{ANY} (content:"W"; detection_filter:track by_src, count 5, seconds 60; sid:1;)', '',
         lambda s, w: say(s, w, [1] * 8), {1: 3}),
    Case('a filter forgets with time', f'{ANY} (content:"W"; detection_filter:track by_src, count 5, seconds 10; sid:1;)', '',
         lambda s, w: say(s, w, [1] * 5 + [20] + [1] * 4), {1: 0}),
    Case('a filter counts for each server', f'{ANY} (content:"W"; detection_filter:track by_dst, count 4, seconds 60; sid:1;)', '',
         lambda s, w: from_many(s, w, 6), {1: 2}),
    configured('suppress gen_id 1, sig_id 1', [1] * 3, 0, 'what is suppressed is not told'),
    configured('suppress gen_id 1, sig_id 1, track by_src, ip CLIENT', [1] * 3, 0, 'a source is suppressed'),
    configured('suppress gen_id 1, sig_id 1, track by_dst, ip SERVER', [1] * 3, 0, 'a destination is suppressed'),
    configured('suppress gen_id 1, sig_id 1, track by_src, ip SERVER', [1] * 3, 3, 'what the other side is suppressed for is told'),
    configured('suppress gen_id 1, sig_id 1, track by_either, ip SERVER', [1] * 3, 0, 'either side is suppressed'),
    configured('suppress gen_id 1, sig_id 1, track by_src, ip [203.0.113.0/24, 198.51.100.1]', [1] * 3, 3, 'others are told'),
    configured('event_filter gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60', [1] * 4, 1, 'a file limits a rule that says nothing'),
    configured('rate_filter gen_id 1, sig_id 1, track by_src, count 3, seconds 60, new_action pass, timeout 30', [1] * 10, 3, 'what comes too often passes'),
    configured('rate_filter gen_id 1, sig_id 1, track by_src, count 3, seconds 60, new_action pass, timeout 10', [1] * 6 + [65] + [1] * 2, 6,
               'what came too often is told again when the timeout is over'),
    configured('rate_filter gen_id 1, sig_id 1, track by_src, count 3, seconds 5, new_action pass, timeout 30', [1] * 4 + [9] * 3, 3,
               'what came too often passes for the whole timeout, however seldom it comes then'),
    configured('rate_filter gen_id 1, sig_id 1, track by_src, count 3, seconds 60, new_action drop, timeout 30', [1] * 6, 6, 'a filter that drops tells all'),
    Case('a flow keeps a mark', f'{ANY} (content:"W-a"; flowbits:set,W; flowbits:noalert; sid:1;) {ANY} (content:"W-b"; flowbits:isset,W; sid:2;)', '',
         lambda s, w: say(s, w + '-a', [1]) or say(s, w + '-b', [1, 1]), {1: 0, 2: 2}),
    Case('a mark of one flow is not on another', f'{ANY} (content:"W-a"; flowbits:set,W; sid:1;) {ANY} (content:"W-b"; flowbits:isset,W; sid:2;)', '',
         lambda s, w: two_flows(s, w + '-a', w + '-b'), {1: 1, 2: 0}),
    Case('an answer sees the mark of its request', f'{ANY} (content:"W-a"; flowbits:set,W; sid:1;) {ANY} (content:"W-b"; flowbits:isset,W; sid:2;)', '',
         lambda s, w: both_ways(s, w + '-a', w + '-b'), {1: 1, 2: 1}),
    Case('a mark is taken away', f'{ANY} (content:"W-a"; flowbits:set,W; sid:1;) {ANY} (content:"W-u"; flowbits:unset,W; sid:2;) '
         f'{ANY} (content:"W-b"; flowbits:isset,W; sid:3;)', '',
         lambda s, w: [say(s, w + end, [1]) for end in ('-a', '-b', '-u', '-b')], {1: 1, 2: 1, 3: 1}),
    Case('a mark is turned over', f'{ANY} (content:"W-t"; flowbits:toggle,W; sid:1;) {ANY} (content:"W-b"; flowbits:isset,W; sid:2;)', '',
         lambda s, w: [say(s, w + end, [1]) for end in ('-t', '-b', '-t', '-b')], {1: 2, 2: 1}),
    Case('the lack of a mark is a condition', f'{ANY} (content:"W-a"; flowbits:set,W; sid:1;) {ANY} (content:"W-b"; flowbits:isnotset,W; sid:2;)', '',
         lambda s, w: [say(s, w + end, [1]) for end in ('-b', '-a', '-b')], {1: 1, 2: 1}),
    Case('one of several marks is enough', f'{ANY} (content:"W-a"; flowbits:set,Wx; sid:1;) {ANY} (content:"W-b"; flowbits:isset,Wy|Wx; sid:2;) '
         f'{ANY} (content:"W-c"; flowbits:set,Wy; sid:3;)', '',
         lambda s, w: [say(s, w + end, [1]) for end in ('-b', '-a', '-b')], {1: 1, 2: 1, 3: 0}),
    Case('a host keeps a mark from flow to flow', f'{ANY} (content:"W-a"; xbits:set,W,track ip_src,expire 60; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isset,W,track ip_src; sid:2;)', '', lambda s, w: two_flows(s, w + '-a', w + '-b'), {1: 1, 2: 1}),
    Case('the mark of a host goes with time', f'{ANY} (content:"W-a"; xbits:set,W,track ip_src,expire 5; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isset,W,track ip_src; sid:2;)', '', lambda s, w: say(s, w + '-a', [1]) or say(s, w + '-b', [2, 10]), {1: 1, 2: 1}),
    Case('a host has its mark as a destination too', f'{ANY} (content:"W-a"; xbits:set,W,track ip_src,expire 60; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isset,W,track ip_dst; sid:2;)', '', lambda s, w: both_ways(s, w + '-a', w + '-b'), {1: 1, 2: 1}),
    Case('another host does not have it', f'{ANY} (content:"W-a"; xbits:set,W,track ip_dst,expire 60; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isset,W,track ip_src; sid:2;)', '', lambda s, w: two_flows(s, w + '-a', w + '-b'), {1: 1, 2: 0}),
    Case('a pair has a mark whoever speaks', f'{ANY} (content:"W-a"; xbits:set,W,track ip_pair,expire 60; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isset,W,track ip_pair; sid:2;)', '', lambda s, w: both_ways(s, w + '-a', w + '-b'), {1: 1, 2: 1}),
    Case('the mark of a host is taken away', f'{ANY} (content:"W-a"; xbits:set,W,track ip_src,expire 60; sid:1;) '
         f'{ANY} (content:"W-u"; xbits:unset,W,track ip_src; sid:2;) {ANY} (content:"W-b"; xbits:isset,W,track ip_src; sid:3;)', '',
         lambda s, w: [say(s, w + end, [1]) for end in ('-a', '-b', '-u', '-b')], {1: 1, 2: 1, 3: 1}),
    Case('the lack of a mark on a host is a condition', f'{ANY} (content:"W-a"; xbits:set,W,track ip_src,expire 60; sid:1;) '
         f'{ANY} (content:"W-b"; xbits:isnotset,W,track ip_src; sid:2;)', '', lambda s, w: [say(s, w + end, [1]) for end in ('-b', '-a', '-b')], {1: 1, 2: 1}),
)


def make(folder, capture):
    """Files of all cases in FOLDER, their traffic in CAPTURE; signature id -> (what it proves, how often)."""
    rules, config, want = [], [], {}
    for number, case in enumerate(CASES):
        scene, word, first = Scene(capture, 4096 + number), f'state{number:03}.', number * 100
        for rule in re.split(r'(?<=\)) (?=alert)', case.rules):
            rules.append(re.sub(r'sid:(\d+)', lambda m: f'sid:{first + int(m[1])}', rule.replace('W', word)))
        if case.config:
            line = case.config.replace('CLIENT', scene.c).replace('SERVER', scene.s)
            config.append(re.sub(r'sig_id (\d+)', lambda m: f'sig_id {first + int(m[1])}', line))
        case.traffic(scene, word)
        capture.wait(5)
        want.update({first + sid: (case.about, count) for sid, count in case.want.items()})
    (folder / 'states.rules').write_text('\n'.join(rules) + '\n')
    (folder / 'states.config').write_text('\n'.join(config) + '\n')
    capture.write(folder / 'states.pcap')
    return want
