# Sourced by tests/run: runs steps, each with its own log, one line a step on the terminal, and adds
# up what passed and what failed. A step may write "PASSED FAILED" to $counts and a sentence to
# $remark; a step that does not counts as one check, decided by its exit status.
passed=0
failed=0
declare -A state

# True when the step is to run: all are, or it was asked for.
wanted() {
	[ "${#only[@]}" = 0 ] || [[ " ${only[*]} " == *" $1 "* ]]
}

# step NAME NEEDS TEXT COMMAND...: NEEDS is the step that must have passed, or -
step() {
	local name=$1 needs=$2 text=$3
	shift 3
	wanted "$name" || return 0
	local log=$logs/$name.log counts=$logs/$name.counts remark=$logs/$name.remark
	rm -f "$counts" "$remark"
	if [ "$needs" != - ] && [ "${state[$needs]:-ok}" != ok ]; then
		printf 'FAIL  %-12s not run: %s failed\n' "$name" "$needs"
		failed=$((failed + 1))
		state[$name]=failed
		return 0
	fi
	local start=$SECONDS status=0 p f
	(
		set -eo pipefail
		"$@"
	) >"$log" 2>&1 </dev/null || status=$?
	if [ -s "$counts" ]; then
		read -r p f <"$counts"
		[ $status = 0 ] || [ "$f" -gt 0 ] || f=1
	else
		p=$((status == 0)) f=$((status != 0))
	fi
	passed=$((passed + p)) failed=$((failed + f))
	if [ "$f" = 0 ]; then
		state[$name]=ok
		printf 'ok    %-12s %4d s  %s\n' "$name" $((SECONDS - start)) "$(remark_of "$remark" "$text")"
		return 0
	fi
	state[$name]=failed
	printf 'FAIL  %-12s %4d s  %s\n' "$name" $((SECONDS - start)) "$(remark_of "$remark" "$text")"
	grep -vE '^  [A-Z]+ +[a-z]|ar: .u. modifier' "$log" | tail -n 60 | cut -c1-600 | sed 's/^/    | /'
	echo "    the whole of it: $log"
}

remark_of() {
	if [ -s "$1" ]; then cat "$1"; else echo "$2"; fi
}
