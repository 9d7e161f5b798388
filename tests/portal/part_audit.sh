# The audit: append-only, and what was changed all the same shows.
verify_audit() { portal_run audit verify "$@"; }
edit() { sqlite3 "$1" "$2" 2>/dev/null; }
check "the audit is whole" verify_audit
check "it knows who unlocked a card, without a name" is \
    "$(sql "SELECT count(*) > 0 FROM audit WHERE step = 'unlockCryptogram'
    AND outcome = 'ok' AND length(who) = 32 AND terminal = 'kiosk-1'")" 1
check "an entry cannot be changed" no edit "$dir/portal.db" \
    "UPDATE audit SET outcome = 'ok' WHERE seq = 5"
check "nor deleted" no edit "$dir/portal.db" "DELETE FROM audit WHERE seq = 5"
replace="PRAGMA recursive_triggers = 1;
    CREATE TEMP TABLE other AS SELECT * FROM audit WHERE seq = 5;
    UPDATE other SET outcome = 'other';
    INSERT OR REPLACE INTO audit SELECT * FROM other"
check "nor replaced" no edit "$dir/portal.db" "$replace"
portal_stop
head=$(sed -n 's/.*audit.head //p' "$dir/log" | tail -1)
check "the log has the head" verify_audit --head "$head"
cp "$dir/portal.db" "$dir/whole.db"
tampered() {	# NAME SQL [FIRST BROKEN]
	cp "$dir/whole.db" "$dir/portal.db"
	rm -f "$dir/portal.db-wal" "$dir/portal.db-shm"
	edit "$dir/portal.db" "DROP TRIGGER audit_no_update;
	    DROP TRIGGER audit_no_delete; $2"
	out=$(verify_audit ${4:+--head "$4"})
	check "$1" is "$? $(grep -c "broken at entry ${3:-}" <<<"$out")" "1 1"
}
last=$(sqlite3 "$dir/whole.db" 'SELECT max(seq) FROM audit')
tampered "triggers that are gone are seen" "" $((last + 1))
tampered "a replaced entry is found" "$replace" 5
tampered "a changed outcome is found" \
    "UPDATE audit SET outcome = 'refused' WHERE seq = 7" 7
tampered "a changed time is found" \
    "UPDATE audit SET at = at + 1 WHERE seq = 8" 8
tampered "another person is found" \
    "UPDATE audit SET who = zeroblob(32) WHERE seq = 6" 6
tampered "another case is found" "UPDATE audit SET case_no = 'AAAA-AAA3'
    WHERE case_no = '7K2M-9XRP'" "$(sqlite3 "$dir/whole.db" "SELECT min(seq)
    FROM audit WHERE case_no = '7K2M-9XRP'")"
tampered "a case that was taken off is found" "UPDATE audit SET case_no = ''" \
    "$(sqlite3 "$dir/whole.db" "SELECT min(seq) FROM audit WHERE case_no <> ''")"
tampered "a missing entry is found" "DELETE FROM audit WHERE seq = 9" 9
tampered "a changed hash is found" \
    "UPDATE audit SET hash = zeroblob(32) WHERE seq = 4" 4
tampered "what was cut off is found with the head" \
    "DELETE FROM audit WHERE seq >= $((last - 1))" $((last - 1)) "$head"
mv "$dir/whole.db" "$dir/portal.db"
rm -f "$dir/portal.db-wal" "$dir/portal.db-shm"
check "put back it is whole" verify_audit
