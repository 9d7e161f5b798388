# Every problem that openapi.yaml lists was seen above, and no other.
listed() {
	awk '/operationId:/ {op = $2}
	    /x-problems:/ {on = 1}
	    on {line = line $0; if (/\]/) {gsub(/.*\[|\].*|,/, " ", line)
	    n = split(line, c, " "); for (i = 1; i <= n; i++) print op, c[i]
	    on = 0; line = ""}}' src/portal/openapi.yaml | sort -u
}
any=$(sed -nE 's/^  x-problems-any: \[(.*)\]/\1/p' src/portal/openapi.yaml |
    sed 's/, /|/g')'|session-ended'
# "refused" is for any operation that needs a session or takes a key.
seen=$(sort -u "$dir/seen" | grep -v '^none ' | grep -vE " ($any|ok)$")
# Of a part that was left out nothing was seen.
listed_here() {
	[ -n "${parts_left-}" ] || { listed; return; }
	listed | grep -vE '^edevlet(Begin|Poll) edevlet-(away|stranger)$'
}
check "every listed problem was seen" is \
    "$(comm -23 <(listed_here) <(sort -u <<<"$seen") | tr '\n' ' ')" ""
check "every seen problem is listed" is \
    "$(comm -13 <(listed) <(grep -v ' refused$' <<<"$seen" | sort -u) |
    tr '\n' ' ')" ""
check "every operation succeeded" is "$(grep ' ok$' "$dir/seen" | sort -u |
    grep -vc '^none')" "$(grep -c operationId src/portal/openapi.yaml)"
