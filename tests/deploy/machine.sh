# A Debian machine in a folder, for tests/deploy/fresh and tests/deploy/systemd, which source this.
# They set: top (the checkout), work (scratch), root (the machine's folder), net (its network).
# shellcheck shell=bash disable=SC2154

fail() {
	echo "not ok - $*"
	exit 1
}

need_tools() {
	[ "$(id -u)" = 0 ] || { echo "$0: needs root"; exit 1; }
	local tool
	for tool in "$@"; do
		command -v "$tool" >/dev/null || { echo "$0: $tool is missing"; exit 1; }
	done
}

# make_machine INCLUDE DEB: a minimal Debian with INCLUDE and the package in /root.
make_machine() {
	local mirror
	mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
		grep -o 'https\?://[^ ]*/debian$' | head -n 1 || true)
	echo "debootstrap from ${mirror:-the default mirror}"
	debootstrap --variant=minbase --include="$1" bookworm "$root" ${mirror:+"$mirror"} >"$work/debootstrap.log"
	cp "$2" "$root/root/"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
}

# make_network: a network namespace with a mirror port eth2, whose other end is peer2.
make_network() {
	ip netns add "$net"
	ip netns exec "$net" ip link set lo up
	# nobody but the sensor could speak there
	ip netns exec "$net" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ip netns exec "$net" ip link add eth2 type veth peer name peer2
	ip netns exec "$net" ip link set peer2 up
}

# block NAME: that block of the handbook becomes /root/block of the machine.
block() {
	sed -n "/^<!-- fresh: $1 -->/,/^\`\`\`\$/p" "$top/deploy/doc/handbook.md" | grep -vE '^(<!--|```)' >"$root/root/block"
	[ -s "$root/root/block" ] || fail "the handbook has no block $1"
	echo "handbook: $1"
}

# replay: the traffic of the sample reaches the mirror port.
replay() {
	[ -s "$work/sample.pcap" ] || "$top/deploy/sample/make_sample" "$work/sample.pcap" >/dev/null
	ip netns exec "$net" tcpreplay -q -i peer2 -M 10 "$work/sample.pcap" >/dev/null 2>&1
}

# is_kept: an upgrade kept what is the operator's, whose file has "mine" in it.
is_kept() {
	grep -q mine "$root/etc/spanwatch/spanwatch.yaml" && [ -s "$root/etc/spanwatch/policy.yaml" ] &&
		[ -s "$root/var/log/spanwatch/eve.json" ] && [ -s "$root/var/lib/spanwatch/secret-hash.key" ]
}

# is_gone: a purge left nothing.
is_gone() {
	local left
	left=$(find "$root/etc" "$root/usr" "$root/var/lib/spanwatch" "$root/var/log/spanwatch" \
		"$root/lib/systemd" -name '*spanwatch*' 2>/dev/null || true)
	[ -z "$left" ] || fail "a purge leaves $left"
}
