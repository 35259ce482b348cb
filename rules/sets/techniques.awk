# Writes C: which ATT&CK techniques the rules that are shipped name, set by set (see techniques.h).
FNR == 1 {
	set = FILENAME
	sub(/.*\//, "", set)
	sub(/\.rules$/, "", set)
}
/^alert/ {
	left = $0
	while (match(left, /attack_id T[0-9.]+/)) {
		key = substr(left, RSTART + 10, RLENGTH - 10) "\", \"" set
		if (!(key in count))
			keys[++n] = key
		count[key]++
		left = substr(left, RSTART + RLENGTH)
	}
}
END {
	print "#include \"config.h\"\n\n#include \"rules/sets/techniques.h\"\n"
	print "const struct shipped_technique shipped_techniques[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{\"%s\", %d},\n", keys[i], count[keys[i]]
	print "\t{0, 0, 0}};"
}
