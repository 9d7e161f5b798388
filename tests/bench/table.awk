# figures ("name<TAB>value") and rows -> the table, with tabs between.
# Ends with status 1 when a row has a figure that was not measured.
BEGIN { OFS = "\t" }

FNR == NR { value[$1] = $2; next }

function value_of(name) {
	if (name == "-")
		return ""
	if (name ~ /^[0-9.]+$/)
		return name
	if (!(name in value)) {
		print "cannot measure: " name > "/dev/stderr"
		missing = 1
		return ""
	}
	return value[name]
}

# Three digits are what a measurement carries.
function short(x) {
	if (x == "")
		return "-"
	if (x + 0 == 0)
		return 0
	return x >= 100 ? sprintf("%.0f", x) : sprintf("%.3g", x)
}

function derive() {
	derived = 1
	split("what|unit|ours|peer|figure|ratio|goal|met", head, "|")
	print head[1], head[2], head[3], head[4], head[5], head[6], head[7], \
	    head[8]
	# Seven commands are the card's part of it.
	if (("unlock_own_ms.cilingir" in value) && ("apdu_ms.bare" in value))
		value["unlock_rest_ms.cilingir"] = \
		    value["unlock_own_ms.cilingir"] - 7 * value["apdu_ms.bare"]
}

!derived { derive() }
/^#/ || /^$/ { next }

{
	split($0, row, "|")
	if (sub(/\?$/, "", row[4]) && !(row[4] in value))
		next
	ours = value_of(row[3]); peer = value_of(row[4])
	ratio = peer != "" && peer > 0 ? ours / peer : ""
	goal = "-"; met = "-"
	if (row[6] == "ratio") {
		goal = "<= " row[7] " x"; met = ratio <= row[7] + 0
	} else if (row[6] == "least") {
		goal = ">= " row[7] " x"; met = ratio >= row[7] + 0
	} else if (row[6] == "most") {
		goal = "<= " row[7]; met = ours <= row[7] + 0
	}
	if (row[6] == "clear") {
		goal = "<= " row[7]
		met = peer > row[7] + 0 ? "cannot be told" : \
		    ours <= row[7] + 0 ? "yes" : "NO"
	} else if (met != "-")
		met = met ? "yes" : "NO"
	print row[1], row[2] == "" ? "-" : row[2], short(ours), \
	    row[5] == "" ? "-" : row[5], short(peer), \
	    ratio == "" ? "-" : sprintf("%.2f", ratio), goal, met
}

END { exit missing }
