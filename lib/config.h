/* The settings of gripe.conf(5): sections and names, each known in one table; what is not set has its default. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;

/* Reads the file (a path of lookup_config; NULL: defaults alone). An unknown section or name, a name that is set twice, or a
 * value of the wrong form ends the run with 78. */
struct config *config_load(const char *path);
void config_free(struct config *config);

/* A setting of a section without a name of its own; never NULL. Asking for one that no table row has ends with 70. */
const char *config_string(const struct config *config, const char *section, const char *name);
int64_t config_seconds(const struct config *config, const char *section, const char *name);
long config_number(const struct config *config, const char *section, const char *name);

/* Sections with names, [target webcare]: the name of the next one from *at on, which begins with 0, or NULL; whether there is one of
 * that name; and a setting of it. */
const char *config_next(const struct config *config, const char *section, size_t *at);
bool config_has(const struct config *config, const char *section, const char *of);
const char *config_named_string(
	const struct config *config, const char *section, const char *of, const char *name);

/* The register: option (-D), $GRIPE_DB, [register] path, in this order; ends with 64 when none says. */
const char *config_register(const struct config *config, const char *option);

#endif
