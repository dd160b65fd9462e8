/* What a collector remembers between runs: a folder, locked by one run at a time, with a small JSON file for each source. */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct state;

/* The folder: chosen (NULL or "": not chosen), $XDG_STATE_HOME/gripe or ~/.local/state/gripe. The caller frees it. Ends the
 * run with 78 when none of them is known. */
char *state_folder(const char *chosen);

/* Makes the folder where it is missing (mode 700) and locks it. Ends the run: 75 when another run holds it, 74 when it cannot
 * be used. */
struct state *state_open(const char *folder);
void state_close(struct state *state); /* NULL is fine */

/* What is remembered of a source, one checked JSON object added to json. false: nothing. A damaged file is set aside as
 * NAME.damaged, said so, and counts as nothing. */
bool state_read(struct state *state, const char *source, struct buffer *json);

/* Remembers one JSON object, durably. false: it was said on standard error, and what was remembered stays. */
bool state_write(struct state *state, const char *source, const struct buffer *json);

#endif
