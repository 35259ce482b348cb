#!/bin/sh
# Makes ./configure from configure.ac.
set -e
cd "$(dirname "$0")"
for tool in autoreconf automake pkg-config; do
	command -v "$tool" >/dev/null || {
		echo "autogen.sh: $tool is missing. On Debian: apt install autoconf automake pkg-config" >&2
		exit 1
	}
done
mkdir -p build-aux
exec autoreconf --install --warnings=none
