"""Both ends of the scene `telnet`: `serve FILE` pretends the equipment and writes what it executed, `type`
types. One address for each script of vendors.py."""
import json, pathlib, sys, time

import terminal, vendors

if sys.argv[1] == 'serve':
    log, written = [], 0
    for n, (make, name, _, _) in enumerate(vendors.SCENES):
        terminal.listen(f'10.9.0.{n + 1}', lambda make=make, name=name: make(name), log)
    while True:
        time.sleep(0.3)
        if len(log) != written:
            written = len(log)
            pathlib.Path(sys.argv[2]).write_text(json.dumps(log))
else:
    for n, (_, _, keys, _) in enumerate(vendors.SCENES):
        terminal.type_in(f'10.9.0.{n + 1}', keys, source=(f'10.9.1.{n + 1}', 0))
