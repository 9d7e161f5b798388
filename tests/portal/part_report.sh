# What the card did.
state() { sql "SELECT state FROM unlock ORDER BY rowid DESC LIMIT 1"; }
reports_noted() { sql "SELECT count(*) FROM audit
    WHERE step = 'unlockReport' AND outcome = 'ok'"; }

noted=$(reports_noted)
authenticated
open_unlock $serial
report done
check "done without a cryptogram is refused" answered 409 refused
report perhaps
check "an outcome that is none" answered 400 argument
report unchanged
check "unchanged is taken" answered 204
open_unlock $serial
cryptogram
check "before the report it is unconfirmed" is "$(state)" issued
key=
call sessionClose DELETE /v1/session
portal_stop
portal_start
report unknown
check "after session and portal ended, unknown is taken" answered 204
report unknown
check "and once more" answered 204
report done
check "done may follow unknown" answered 204
check "it is seen" is "$(state)" done
report unchanged
check "then it is not changed any more" answered 409 refused
report done
check "saying the same again is fine" answered 204
key=report-same
token=
for _ in 1 2; do
	call unlockReport PUT "/v1/unlock/$unlock/result" \
	    -d '{"outcome":"done","tries_after":3}'
done
check "the same key again too" answered 204
check "and is in the audit once" is "$(($(reports_noted) - noted))" 6
new_key
call unlockReport PUT "/v1/unlock/$unlock/result" \
    -d '{"outcome":"done","reason":"free text"}'
check "a reason is an error's name" answered 400 argument
guessed=$unlock
unlock=00000000000000000000000000000000
report done
check "an id that was guessed" answered 404 not-found
unlock=$guessed
portal_stop
portal_config lifetimes.report=1
portal_start
late() { sql "SELECT 1 / (max(opened) + 1 <= unixepoch()) FROM unlock" |
    grep -q 1; }
await late
report done
check "a report may come too late" answered 410 unlock-expired
portal_stop
portal_config
portal_start
