load ../helper

@test "every document that is accepted is accepted by jq as well" {
	"$GRIPE_BUILD/unit/json" --accepted >documents
	jq -c . documents >by-jq
	[ "$(wc -l <documents)" -gt 100 ]
	[ "$(wc -l <documents)" -eq "$(wc -l <by-jq)" ]
}

@test "texts and numbers are read as jq reads them" {
	"$GRIPE_BUILD/unit/json" --accepted | jq -c . >by-jq
	"$GRIPE_BUILD/unit/json" --decoded | jq -c . >by-gripe
	diff by-jq by-gripe
}
