# C source without comments: "file:line:code", strings emptied.
# -v want=strings: "file:line:text" of each string literal instead.
# -v want=cpp:     "file:line:" of each // comment instead.
FNR == 1 { comment = 0 }
{
	out = ""; n = length($0)
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1); two = substr($0, i, 2)
		if (comment) {
			if (two == "*/") { comment = 0; i++ }
		} else if (two == "/*") {
			comment = 1; i++
		} else if (two == "//") {
			if (want == "cpp") print FILENAME ":" FNR ":"
			break
		} else if (c == "\"" || c == "'") {
			start = i + 1
			for (i++; i <= n && substr($0, i, 1) != c; i++)
				if (substr($0, i, 1) == "\\") i++
			if (want == "strings" && c == "\"" &&
			    out !~ /^#[ \t]*include/)
				print FILENAME ":" FNR ":" \
				    substr($0, start, i - start)
			out = out c c
		} else
			out = out c
	}
	if (want == "" && out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
}
