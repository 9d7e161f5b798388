# A visit's case number: from the request into log and audit, and back out.
show() { portal_run audit show --case "$1"; }
case_no=7K2M-9XRP
authenticated
open_unlock "$serial"
check "a request with a case number is answered" answered 200
case_no=
check "its lines of the audit have it" is "$(sql "SELECT group_concat(step)
    FROM audit WHERE case_no = '7K2M-9XRP'")" \
    sessionOpen,loginPassword,smsSend,smsVerify,unlockOpen
check "so has the log" no is \
    "$(grep -c ' op=unlockOpen .* case=7K2M-9XRP$' "$dir/log")" 0
check "another visit is not in it" no is \
    "$(sql "SELECT count(*) FROM audit WHERE case_no = ''")" 0
case_no=7K2M-9XRQ
new_key
call health GET /v1/health
check "a letter that was misheard is refused" answered 400 argument
case_no=7k2m-9xrp
call health GET /v1/health
check "so is a number that is written otherwise" answered 400 argument
case_no=
shown=$(show 7k2m9xrp)
check "the case can be shown, as somebody types it" is "$(awk '{print $3, $4,
    $5}' <<<"$shown" | tr '\n' ';')" "kiosk-1 sessionOpen ok;kiosk-1 \
loginPassword ok;kiosk-1 \
smsSend ok;kiosk-1 smsVerify ok;kiosk-1 unlockOpen ok;"
check "nobody's number or name is in that" no grep -e "$id_known" \
    -e "$(sql "SELECT lower(hex(identity)) FROM person LIMIT 1")" <<<"$shown"
check "whoever looked is in the audit, by their account" is "$(sql "SELECT
    count(*) FROM audit WHERE step = 'audit.show' AND case_no = '7K2M-9XRP'
    AND detail LIKE 'by=%/%'")" 1
show 7K2M-9XRQ >/dev/null
check "a mistyped one is a wrong usage" is $? 2
show AAAA-AAA3 >/dev/null
check "one that nobody had is not found" is $? 1
check "the chain is whole" portal_run audit verify
