load ../helper

@test "two hundred thousand damaged records break nothing, and what is set is read back" {
	run "$GRIPE_BUILD/fuzz-record" --runs 200000
	[ "$status" -eq 0 ]
	[[ $output == "0 files and 200000 mutations passed, "[1-9]*" good records among them" ]]
}

@test "the records that once broke something break nothing any more" {
	run "$GRIPE_BUILD/fuzz-record" "$DATA"/fuzz/*
	[ "$status" -eq 0 ]
}
