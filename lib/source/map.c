/* Which column becomes which member. */
#include "source/map.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"

/* Up to the next comma that has no backslash before it; *text moves behind it. Trimmed, for the caller to free. */
static char *
next_piece(const char **text)
{
	struct buffer piece = {0};
	const char *at = *text;

	at += strspn(at, " \t");
	for (; *at != '\0' && *at != ','; at++) {
		if (at[0] == '\\' && at[1] == ',')
			at++;
		buffer_char(&piece, *at);
	}
	*text = at + (*at == ',');
	while (piece.length > 0 && isspace((unsigned char)piece.at[piece.length - 1]))
		piece.at[--piece.length] = '\0';
	return piece.at != NULL ? piece.at : mem_dup("");
}

static void
trim_end(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
}

void
map_copy(struct map *map, const struct map_entry *entry)
{
	map->at = mem_grow(map->at, map->count, &map->room, sizeof *map->at);
	map->at[map->count++] = (struct map_entry){entry->field,
		entry->extra != NULL ? mem_dup(entry->extra) : NULL, mem_dup(entry->column)};
}

/* NULL: fine, or what is wrong, for the caller to free. */
static char *
add_entry(struct map *map, char *piece)
{
	static const char extra[] = "extra.";
	char *equals = strchr(piece, '=');

	if (equals == NULL)
		return mem_format("\"%s\": expected MEMBER=COLUMN", piece);
	*equals = '\0';
	trim_end(piece);
	const char *column = equals + 1 + strspn(equals + 1, " \t");
	bool in_extra = strncmp(piece, extra, strlen(extra)) == 0 && piece[strlen(extra)] != '\0';
	enum post_field field = post_find(piece);
	if (field == POST_FIELDS && !in_extra)
		return mem_format(
			"\"%s\" is no member that a source fills, see gripe-record(5)", piece);
	if (*column == '\0')
		return mem_format("\"%s\": which column?", piece);
	if (!in_extra && map_has_field(map, field))
		return mem_format("\"%s\" stands twice", piece);
	map_copy(map, &(struct map_entry){field, in_extra ? piece + strlen(extra) : NULL,
			      (char *)column}); /* is only read */
	return NULL;
}

bool
map_add(struct map *map, const char *text, char **fault)
{
	*fault = NULL;
	while (*text != '\0' && *fault == NULL) {
		char *piece = next_piece(&text);
		if (*piece != '\0')
			*fault = add_entry(map, piece);
		free(piece);
	}
	return *fault == NULL;
}

void
map_free(struct map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		free(map->at[i].extra);
		free(map->at[i].column);
	}
	free(map->at);
	*map = (struct map){0};
}

bool
map_has_field(const struct map *map, enum post_field field)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->at[i].extra == NULL && map->at[i].field == field)
			return true;
	return false;
}

/* "/author/full~1name" is a pointer to "author.full/name". */
static bool
points_to(const char *pointer, const char *path)
{
	for (pointer++; *pointer != '\0' && *path != '\0'; pointer++, path++) {
		char c = *pointer == '/' ? '.' : *pointer;
		if (c == '~' && (pointer[1] == '0' || pointer[1] == '1'))
			c = *++pointer == '0' ? '~' : '/';
		if (c != *path)
			return false;
	}
	return *pointer == *path;
}

bool
map_has_column(const struct map *map, const char *column)
{
	for (size_t i = 0; i < map->count; i++) {
		const char *mapped = map->at[i].column;
		if (strcmp(mapped, column) == 0 || (*mapped == '/' && points_to(mapped, column)))
			return true;
	}
	return false;
}

void
map_add_missing(struct map *map, const struct map *more)
{
	for (size_t i = 0; i < more->count; i++) {
		const struct map_entry *e = &more->at[i];
		if (e->extra == NULL && map_has_field(map, e->field))
			continue;
		map->at = mem_grow(map->at, map->count, &map->room, sizeof *map->at);
		map->at[map->count++] = (struct map_entry){
			e->field, e->extra != NULL ? mem_dup(e->extra) : NULL, mem_dup(e->column)};
	}
}
