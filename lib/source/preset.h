/* Interfaces whose answers are known: where their posts are, and which of their members becomes what. */
#ifndef SOURCE_PRESET_H
#define SOURCE_PRESET_H

struct preset {
	const char *name;
	const char *items;   /* a JSON Pointer to the posts */
	const char *inside;  /* within each of them, where the post itself stands; "": it is one */
	const char *map;     /* as -m has it */
	const char *channel; /* of the posts */
	const char *best;    /* the highest rating; NULL: there are no ratings */
};

const struct preset *preset_find(const char *name); /* NULL: there is none */

#endif
