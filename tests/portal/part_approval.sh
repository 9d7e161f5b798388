# E-Onay.
session
login $id_known "$word"
approval_read
check "who has not confirmed by SMS reads nothing" answered 403 refused
authenticated
approval_read
check "it is not given at first" is "$status $(field state)" "200 none"
approval_give
check "it is given" is "$status $(field state)" "200 given"
check "today" is "$(field since)" "$(date +%F)"
given=$(sql 'SELECT given FROM approval')
approval_give
check "giving it again changes nothing" is \
    "$status $(field state) $(sql 'SELECT given FROM approval')" \
    "200 given $given"
call approvalWithdraw DELETE /v1/e-approval
check "the key of giving it does not withdraw it: 422" answered 422 refused
authenticated $id_other "$word_other"
approval_read
check "it is one person's" is "$(field state)" none
authenticated
approval_read
check "and lasts" is "$(field state)" given
approval_withdraw
check "it is withdrawn" is "$status $(field state)" "200 none"
approval_withdraw
check "twice is no error" is "$status $(field state)" "200 none"
check "all of it is in the audit" is "$(sql "SELECT count(*) FROM audit
    WHERE step IN ('approvalGive', 'approvalWithdraw')
    AND outcome = 'ok'")" 4
