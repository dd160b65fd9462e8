/* Interfaces whose answers are known. */
#include "source/preset.h"

#include <string.h>

#define COMMENT "/comments/0/userComment"

static const struct preset presets[] = {
	{"trustpilot", "/reviews", "",
		"id=id,title=title,content=text,rating.value=stars,language=language,created_at=createdAt,"
		"edited_at=updatedAt,author.id=/consumer/id,author.name=/consumer/displayName,"
		"metrics.likes=numberOfLikes",
		"review", "5"},
	{"googleplay", "/reviews", "",
		"id=reviewId,author.name=authorName,content=" COMMENT "/text,"
		"rating.value=" COMMENT "/starRating,language=" COMMENT "/reviewerLanguage,"
		"created_at=" COMMENT "/lastModified/seconds,"
		"metrics.likes=" COMMENT "/thumbsUpCount",
		"review", "5"},
	{"cfpb", "/hits/hits", "/_source",
		"id=complaint_id,title=issue,content=complaint_what_happened,created_at=date_received",
		"cfpb", NULL},
};

const struct preset *
preset_find(const char *name)
{
	for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
		if (strcmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}
