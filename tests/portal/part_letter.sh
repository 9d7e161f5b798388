# PIN letters: read once a session, PDF, erased for good.
letter_pin=702416 letter_puk=83120547 letter_pin_other=913508
read_letter() {	# [SERIAL]
	new_key
	call letterRead POST /v1/letter -d "{\"serial\":\"${1-}\"}"
	[ "$status" != 200 ] || letter=$(field id)
}
pdf() {	# BODY
	key= ; call letterPdf POST "/v1/letter/$letter/pdf" -d "$1"
	cp "$mine/body" "$dir/letter.pdf"
}
pdf_text() { pdftotext ${1:+-upw "$1"} -layout "$dir/letter.pdf" - 2>&1; }
erase() { call letterErase DELETE "/v1/letter/$letter"; }
letters_say() { pdf_text "${2-}" | tr -s ' \n' ' ' | grep -qF -- "$1"; }

authenticated
read_letter $serial
check "no letter is stored" answered 404 letter-none
read_letter
check "for no card of this person" answered 404 letter-none
check "a letter is stored" is "$(printf '%s\n%s\n' $letter_pin $letter_puk |
    portal_run enrol letter --serial $serial --year 2010)" "letter stored"
check "a PIN has digits: 1" is "$(echo 12ab56 | portal_run enrol letter \
    --serial $serial --year 2015 2>/dev/null; echo $?)" 1
check "a PIN has at least 4: 1" is "$(echo 123 | portal_run enrol letter \
    --serial $serial --year 2015 2>/dev/null; echo $?)" 1
check "a card that nobody enrolled: 1" is "$(echo 123456 | portal_run enrol \
    letter --serial beef --year 2015 2>/dev/null; echo $?)" 1
check "a year is a year: 1" is "$(echo 123456 | portal_run enrol \
    letter --serial $serial --year 20x5 2>/dev/null; echo $?)" 1
# The PUK of a card made from 2011 on is not taken in, so it cannot be shown.
printf '%s\n%s\n' $letter_pin_other $letter_puk |
    portal_run enrol letter --serial $serial_other --year 2011 >/dev/null

session
read_letter $serial
check "not before the login" answered 403 refused
authenticated
read_letter beef
check "a card that nobody has" answered 404 card-not-known
read_letter $serial_other
check "a card of somebody else" answered 403 card-not-yours
read_letter xyz
check "a serial that is none" answered 400 argument
read_letter $serial
check "the letter comes" answered 200
check "with PIN, PUK, year, state and serial" is "$(field pin) $(field puk) \
$(field year) $(field state) $(field serial) $(field letters)" \
    "$letter_pin $letter_puk 2010 current $serial 1"
first=$letter first_key=$key
call letterRead POST /v1/letter -d "{\"serial\":\"$serial\"}"
check "a lost answer is given again to the same key" is \
    "$status $(field pin)" "200 $letter_pin"
letter=$first
pdf '{"language":"tr"}'
check "an id that was replaced is gone" answered 404 not-found
new_key
call letterRead POST /v1/letter -d "{\"serial\":\"$serial\"}"
check "with another key it is refused: once a session" \
    answered 409 letter-read
check "a refusal is kept for repeats, the letter is not" is \
    "$(sql "SELECT group_concat(status) FROM answer
    WHERE key IN ('$key', '$first_key')")" ""
check "each reading is in the audit, without what was read" is \
    "$(sql "SELECT count(*) FROM audit WHERE step = 'letterRead' AND
    outcome = 'ok' AND detail = 'card=..8901'") $(sql "SELECT count(*) FROM
    audit WHERE detail LIKE '%$letter_pin%'")" "2 0"

authenticated
read_letter
check "without a serial it is the newest of this person" is \
    "$(field serial) $(field pin)" "$serial $letter_pin"
pdf '{"language":"de"}'
check "the PDF has two languages" answered 400 argument
pdf '{"language":"tr"}'
check "the PDF comes" is "$status $(header content-type)" \
    "200 application/pdf"
check "it is one that qpdf likes" qpdf --check "$dir/letter.pdf"
check "with its font, and no more than 256 KiB" is \
    "$(pdffonts "$dir/letter.pdf" | awk 'NR > 2 {print $(NF - 4)}') \
$(($(stat -c %s "$dir/letter.pdf") <= 262144))" "yes 1"
for text in "PIN ve PUK Bilgileri" "Kart Seri Numarası $serial" \
    "PIN $letter_pin" "PUK $letter_puk" "Üretim yılı 2010" \
    "ÜCRET KARŞILIĞINDA" "İzleme Aracı" "geçerliliğini yitirir"; do
	check "the page says: $text" letters_say "$text"
done
pdf '{"language":"en"}'
check "and in English" letters_say "Card serial number $serial"
check "with the letters of both" letters_say "AT A CHARGE"
pdf '{"language":"tr","password":"kısa"}'
check "a password has 8 bytes" answered 400 argument
pdf '{"language":"tr","password":"@Gizli \"şifre\" 1"}'
check "a PDF with a password comes" answered 200
check "it does not open without" no letters_say PIN
check "it does with it" letters_say "PIN $letter_pin" '@Gizli "şifre" 1'
check "the cipher is AES-256, revision 6" is "$(qpdf --show-encryption \
    --password='@Gizli "şifre" 1' "$dir/letter.pdf" |
    grep -cE '^R = 6$|: AESv3$')" 4
check "nothing of it can be read in the file" no grep -qaE \
    "$letter_pin|$serial" "$dir/letter.pdf"
check "each PDF is in the audit" is "$(sql "SELECT group_concat(detail, ';')
    FROM (SELECT detail FROM audit WHERE step = 'letterPdf' AND outcome = 'ok'
    ORDER BY seq)")" "card=..8901;card=..8901;card=..8901 password"
letter=00000000000000000000000000000000
pdf '{"language":"tr"}'
check "an id that was guessed has no PDF" answered 404 not-found
new_key
erase
check "and erases nothing" answered 404 not-found

# An unlock makes the letter out of date.
open_unlock $serial
cryptogram $serial
new_key
call unlockReport PUT "/v1/unlock/$unlock/result" -d '{"outcome":"done"}'
authenticated
read_letter $serial
check "after an unlock it is out of date" is "$status $(field state)" \
    "200 out-of-date"
pdf '{"language":"tr"}'
check "which the PDF says" letters_say "kilit çözme işlemiyle değiştirildi"
printf '%s\n' $letter_pin | portal_run enrol letter --serial $serial \
    --year 2011 >/dev/null
authenticated $id_other $word_other
read_letter
check "a card from 2011 on has no PUK" is "$status $(field year) $(field puk)" \
    "200 2011 "
pdf '{"language":"tr"}'
check "its page warns of a PUK" letters_say "PUK kodunu asla kullanmayınız"

# Erased: what the row held is in no file any more.
authenticated
read_letter $serial
check "a new letter is up to date" is "$(field state)" current
sealed=$(sql "SELECT hex(letter_sealed) FROM letter WHERE serial = '$serial'")
# As digits: the bytes may be line ends, at which grep would cut.
in_files() {
	cat "$dir"/portal.db* | od -An -v -tx1 | tr -d ' \n' |
	    grep -qiF -- "$sealed"
}
check "its sealed bytes are in the files" in_files
authenticated
read_letter $serial
new_key
erase
check "it is erased" answered 204
check "the sealed bytes are in no file: database, log, index" no in_files
check "the log was emptied" is "$(sql 'SELECT 1') \
$(stat -c %s "$dir/portal.db-wal")" "1 0"
erase
check "the same request again says the same" answered 204
new_key
erase
check "another one finds nothing" answered 404 letter-none
pdf '{"language":"tr"}'
check "nor does a PDF" answered 404 letter-none
authenticated
read_letter $serial
check "nor a new session" answered 404 letter-none
check "the other letter is still there" is \
    "$(sql 'SELECT group_concat(serial) FROM letter')" $serial_other

# Somebody reads the database meanwhile: what was erased leaves with the next
# request.
printf '%s\n' $letter_pin | portal_run enrol letter --serial $serial \
    --year 2011 >/dev/null
authenticated
read_letter $serial
sealed=$(sql "SELECT hex(letter_sealed) FROM letter WHERE serial = '$serial'")
coproc reader { sqlite3 -readonly "$dir/portal.db"; }
echo "BEGIN; SELECT count(*) FROM letter;" >&"${reader[1]}"
read -r _ <&"${reader[0]}"
new_key
erase
check "it is erased while the database is read" answered 204
check "the log says that it is not gone yet" grep -q store.unscrubbed \
    "$dir/log"
check "it is not" in_files
echo ".quit" >&"${reader[1]}"
wait "$reader_PID"
key= token=
call none GET /v1/health
check "with the next request it is" no in_files
printf '%s\n' $letter_pin | portal_run enrol letter --serial $serial \
    --year 2011 >/dev/null
