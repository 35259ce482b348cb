"""A router's command line as login shell of a real daemon (scenes_remote.py): prompts and modes, on a terminal with readline."""
import readline  # noqa: F401 -- input() edits with it

CONFIG = 'hostname gw1\ninterface Gi0/1\n ip address 10.0.0.1 255.255.255.0\n!\nend'


class Ios:
    prompts = {'exec': '{}#', 'config': '{}(config)#', 'if': '{}(config-if)#'}
    enter = {('exec', 'conf'): 'config', ('config', 'interface'): 'if', ('if', 'end'): 'exec', ('config', 'end'): 'exec'}
    leave = 'exit'


class Vrp:
    prompts = {'exec': '<{}>', 'system': '[{}]'}
    enter = {('exec', 'system-view'): 'system', ('system', 'quit'): 'exec'}
    leave = 'quit'


def run(words, kind, name):
    shell, mode = {'ios': Ios, 'vrp': Vrp}[kind], 'exec'
    if words[:1] == ['-c']:
        print(CONFIG if words[1].startswith(('show', 'display')) else 'done')
        return
    while True:
        try:
            line = input(shell.prompts[mode].format(name)).strip()
        except EOFError:
            return
        first = line.split(' ')[0]
        if mode == 'exec' and first == shell.leave:
            return
        mode = shell.enter.get((mode, first), mode)
        if first in ('show', 'display'):
            print(CONFIG)
