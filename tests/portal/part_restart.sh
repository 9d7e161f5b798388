# A session outlives the portal; a portal that was killed loses nothing.
authenticated
open_unlock $serial
portal_stop
check "SIGTERM ends it well" is "$portal_status" 0
portal_start
key=
call sessionKeep POST /v1/session/keep
check "a restart keeps sessions" answered 200
cryptogram
check "and unlocks" answered 200
kill -KILL "$portal_pid"
wait "$portal_pid" 2>/dev/null
portal_start
key=
call sessionKeep POST /v1/session/keep
check "so does kill -9" answered 200
portal_stop
portal_config lifetimes.session=1
portal_start
session
ended() { key= ; sql "SELECT 1 / (max(expires) <= unixepoch()) FROM session
    WHERE id = (SELECT max(id) FROM session)" | grep -q 1; }
await ended
key=
call sessionKeep POST /v1/session/keep
check "a session ends by itself" answered 401 session-ended
portal_stop
portal_config lifetimes.captcha=1
portal_start
session
captcha
ended() { sql "SELECT 1 / (max(expires) <= unixepoch()) FROM captcha" |
    grep -q 1; }
await ended
new_key
call loginPassword POST /v1/login/password \
    -d "$(login_body $id_known "$word")"
check "a captcha too" answered 403 captcha-wrong
portal_stop
portal_config limits.logins_per_minute=1
portal_start
session
login $id_known "$word"
login $id_known "$word"
[ "$status" != 200 ] || login $id_known "$word"	# a minute began
check "logins of one address are held back" answered 429 portal-busy
check "for less than a minute" test "$(header Retry-After)" -le 60
portal_stop
portal_config
portal_start
