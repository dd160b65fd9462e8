/* Records into the register and on: a batch is taken in memory, committed, and only then passed on, so that nothing of the
 * register is held while reading or writing. */
#ifndef INTAKE_H
#define INTAKE_H

#include <stdbool.h>

struct intake;
struct record;
struct store;
struct stream;

/* Both are borrowed until intake_free. */
struct intake *intake_new(struct store *store, struct stream *gripes);
void intake_free(struct intake *intake);

/* Takes the record that stream_next gave; one that cannot be registered is named as a bad line. A batch that is full goes
 * on at once; others before the stream waits for input, and at intake_pass. false: the register failed, which was said, and
 * nothing behind the batch that failed is taken. */
bool intake_take(struct intake *intake, struct record *gripe);

/* Registers what was taken and passes it on. false: as above. */
bool intake_pass(struct intake *intake);

#endif
