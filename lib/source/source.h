/* Sources of posts: every kind is one function from bytes to posts, in a file of its own, and one row in the table of
 * source.c. What a kind may use stands here. */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input.h"
#include "source/map.h"
#include "source/post.h"

struct buffer;
struct preset;
struct source;
struct spool;
struct stream;

/* What else a kind takes, or does. */
enum source_trait {
	SOURCE_DELIMITER = 1, /* takes a delimiter */
	SOURCE_OWN = 2,       /* takes names of our own people */
	SOURCE_DATES = 4,     /* takes an order of day, month and year */
	SOURCE_ITEMS = 8,     /* takes a pointer to the posts, and presets */
	SOURCE_OPENS = 16     /* opens its input, a folder, itself: ends.place, and no ends.input */
};

struct source_kind {
	const char *name;    /* as -f has it */
	const char *channel; /* of its posts, where nobody says another */
	bool mapped;         /* takes a map */
	unsigned traits;     /* of enum source_trait; 0: none */
	void (*read)(struct source *source);
};

extern const struct source_kind source_csv, source_tsv, source_feed, source_mbox, source_ndjson,
	source_mastodon, source_json, source_text, source_mail, source_maildir, source_whatsapp,
	source_chat, source_meta, source_bluesky, source_x, source_reddit, source_discourse,
	source_stackexchange, source_youtube;

/* The kind of that name, or NULL; and the n-th kind, or NULL. */
const struct source_kind *source_find(const char *name);
const struct source_kind *source_kind(size_t n);

/* How an input is to be read. */
struct source_options {
	const struct source_kind *kind;
	const char *name;    /* of the source; NULL: not given */
	const char *channel; /* NULL: not given */
	const struct map *map;
	const char *items;           /* the JSON Pointer to the posts; NULL: to be guessed */
	const struct preset *preset; /* NULL: none */
	char delimiter;              /* 0: to be guessed */
	const char *own;         /* names of our own people with | between them; NULL: not given */
	const char *date_format; /* DMY, MDY or YMD; NULL: to be guessed */
	int wrong_map;           /* the status when the map does not fit the input */
	size_t max_line;         /* bytes of a line, a row, a message */
	size_t max_body;         /* bytes of an input that is read whole */
};

/* Where an input comes from and where its posts go. */
struct source_ends {
	struct input *input; /* NULL: the kind opens it */
	const char *place;   /* how messages call it */
	const char *host;    /* it came from there; NULL: a file */
	const char *charset; /* as a server says it; NULL */
	struct stream *stream;
	struct spool *spool; /* NULL: the stream takes the records too */
};

struct source {
	struct source_options options;
	struct source_ends ends;
	struct post *post; /* to be filled for source_put, empty after it */
	char *host;        /* of the posts; a kind may set it */
	int64_t fetched_at;
	struct ordinals *ordinals;
	struct buffer *line;
	bool (*settle)(
		struct source *source, size_t line); /* a kind's last word on the post that stands
		there, before source_put writes it; false: it was refused. NULL: none */
	bool settled_oddly;                          /* for settle: what is said once was said */
	bool failed;
	size_t records, repaired, odd_times;
};

/* Reads an input to its end. false: it was not read completely, which has been said; *records (if not NULL) says how many
 * records it gave. */
bool source_read(
	const struct source_options *options, const struct source_ends *ends, size_t *records);

/* For the kinds: the next line. SOURCE_SKIPPED: one was too long, which has been said. */
enum source_got { SOURCE_LINE, SOURCE_SKIPPED, SOURCE_END };
enum source_got source_line(struct source *source, struct input_piece *line);

/* Adds the whole input; false: it could not be read, which has been said. */
bool source_whole(struct source *source, struct buffer *bytes);

bool source_goes_on(const struct source *source);

/* The map or the command line says it: more than a column that happens to be called so. */
bool source_says(const struct source *source, enum post_field field);

/* One of the names of our own people, in capitals or not. */
bool source_is_own(const struct source *source, const char *name);

/* Writes the post, which stands at that line, and makes it empty. */
void source_put(struct source *source, size_t line);

/* Names a bad post; raw: its bytes, NULL: there are none to keep. */
void source_refuse(struct source *source, size_t line, const struct input_piece *raw,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The whole input is no good. */
void source_fail(struct source *source, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void source_warn(struct source *source, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
