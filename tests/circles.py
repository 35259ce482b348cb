"""Files that call each other in a circle: of two that do, neither can be read, tested or moved without the other."""
import re

DEFINITION = re.compile(r'^(?!static)[a-z][\w \*]*?\b(\w+)\([^;{}]*\)\n\{', re.M)
MOST = 5  # files of one circle


def calls_of(code):
    """Of each file of CODE (path to text without comments): the files whose functions it names."""
    owners = {}
    for path, text in code.items():
        for name in DEFINITION.findall(text):
            owners.setdefault(name, set()).add(path)
    only = {name: min(paths) for name, paths in owners.items() if len(paths) == 1}
    return {path: {only[word] for word in set(re.findall(r'\w+', text)) & only.keys()} - {path}
            for path, text in code.items()}


def reached(start, calls):
    """All that START calls, at however many removes."""
    found, left = set(), [start]
    while left:
        for path in calls[left.pop()] - found:
            found.add(path)
            left.append(path)
    return found


def circles(code):
    """The circles of more than MOST files, each as the list of its files."""
    calls = calls_of(code)
    reach = {path: reached(path, calls) for path in calls}
    found = {frozenset(other for other in reach[path] if path in reach[other]) for path in reach if path in reach[path]}
    return sorted(sorted(circle) for circle in found if len(circle) > MOST)
