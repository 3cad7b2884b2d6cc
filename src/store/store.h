// The run file: everything of one evaluation in one file, durable while it is written.
//
// NAME.assay is a SQLite database whose schema docs/run-file.md documents; no SQL stands
// outside this room. One process writes a run (a flock is held until after closing), any
// number read it. Writes are batched: they become durable together, at most 50 ms or 256
// rows later, in the order they were made; store_tick() does it. After kill -9 every
// batch that was committed is there. A write that fails (full disk) leaves what was
// committed and makes every later write fail with the same line; closing and opening goes
// on from there. A handle belongs to one thread, the writing one and a reading one alike;
// several handles on one file are fine, in one process too.
//
// Cells are numbered by their place in the run's plan (`ordinal`, core/sample.h), which
// is the same at every resume; that number is their key.
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "core/sample.h"

struct store;

#define STORE_SCHEMA 2 // raised with every migration

// ERR_EXISTS if something is there; a failure leaves nothing behind.
struct store *store_create(const char *path, struct err *e) MUST_CHECK;
// ERR_NOT_FOUND; ERR_INPUT: no run file, or a damaged one; ERR_NEWER; ERR_BUSY: "another
// process is writing to it". Migrates when writing. A read-only folder or file can still
// be opened for reading. A file of an older format is read as it is: what that format
// had no place for is empty.
struct store *store_open(const char *path, bool write, struct err *e) MUST_CHECK;
// Whether a file lies there that begins as run files do, for who takes either a run or
// something else; store_open() may still find fault with it.
bool store_is_there(const char *path);
// Commits, checkpoints, sets journal_mode=DELETE (leaves WAL where a reader is still
// there), releases the lock. `s` is gone either way; NULL is legal. Readers are closed
// before.
bool store_close(struct store *s, struct err *e) MUST_CHECK;
const char *store_path(const struct store *s);

// Makes what is pending durable if it is due (now_ns from clock_mono_ns); sooner with
// store_flush.
bool store_tick(struct store *s, uint64_t now_ns, struct err *e) MUST_CHECK;
// When the next tick is due; UINT64_MAX when nothing is pending.
uint64_t store_due_ns(const struct store *s);
bool store_flush(struct store *s, struct err *e) MUST_CHECK;
// From now on a commit waits until the disk has it: what was flushed survives a loss of
// power too. Without it only the end of the process, and after a loss of power the file
// is whole, but the last seconds may be missing.
bool store_sync(struct store *s, struct err *e) MUST_CHECK;
// Whether a write has failed, so that every further one will; `why` is told its line.
bool store_failed(const struct store *s, struct err *why);
// How often the file itself made a call fail (disk, lock, damage): where this has grown,
// an error is no fault of what was asked, whatever its code.
uint64_t store_faults(const struct store *s);
// The next `rows` writes (at most STORE_TOGETHER) become durable together or not at all:
// flushes now if they no longer fit into this batch.
#define STORE_TOGETHER 200
bool store_together(struct store *s, size_t rows, struct err *e) MUST_CHECK;

// --- What a run is: small, written once, in its own table of key and value.
//   created, assay, config (effective, JSON), suite.name, suite.version, suite.sha256,
//   suite.items, suite.path, suite.license, taxonomy (id), judge (of record), blocked,
//   state ("running", "interrupted", "finished"), plan.cells, ...
bool store_set(struct store *s, const char *key, struct str value,
	       struct err *e) MUST_CHECK;
// STR_NONE if absent.
struct str store_get(struct store *s, struct arena *a, const char *key);

// Files the run was made with, kept inside it (the taxonomy's JSON, templates): report
// and judge need only the run file.
bool store_set_blob(struct store *s, const char *name, struct str bytes,
		    struct err *e) MUST_CHECK;
struct str store_get_blob(struct store *s, struct arena *a, const char *name);

// Targets and settings of parameters: few, numbered from 0 in the order they were added,
// so that the number is an index of what store_targets gives. Adding one again (a target
// of the same name, equal parameters) gives the same number; facts of a target that are
// known now replace those that were stored.
bool store_add_target(struct store *s, const struct target *t, int64_t *id,
		      struct err *e) MUST_CHECK;
bool store_add_params(struct store *s, const struct params *p, int64_t *id,
		      struct err *e) MUST_CHECK;
bool store_targets(struct store *s, struct arena *a, struct target **out, size_t *n,
		   struct err *e) MUST_CHECK;
bool store_params(struct store *s, struct arena *a, struct params **out, size_t *n,
		  struct err *e) MUST_CHECK;

// --- Items. An item is stored once, by id; storing it again fills in content (a prompt,
// messages) that was not known yet. A handle that puts or finds items keeps 8 to 12 bytes
// of memory for each that is stored.
bool store_put_item(struct store *s, const struct item *item, struct err *e) MUST_CHECK;
bool store_find_item(struct store *s, struct arena *a, struct str id, struct item *out,
		     bool *found, struct err *e) MUST_CHECK;

// --- Cells.
enum cell_state {
	CELL_OPEN,     // planned or begun
	CELL_ANSWERED, // its response is stored (which may be a failure)
	CELL_SKIPPED,  // the attack could not treat the item
	CELL_FAILED,   // the attack or writer failed
};
struct cell {
	uint64_t ordinal;
	struct str item; // id of what is asked (the attacked item's), stored before
	int64_t target, params; // numbers given by store_add_*
	int64_t epoch, variant, attempt;
	enum cell_state state;
	int64_t response;   // number of the target's call among `machine`'s, -1 none
	struct str machine; // whose calls: "target", or the attack's name
	struct str why;     // of SKIPPED and FAILED
};
// Inserts, or replaces by ordinal.
bool store_put_cell(struct store *s, const struct cell *cell, struct err *e) MUST_CHECK;

// --- Calls: unique by (ordinal, machine, number); machine is "target", an attack's name,
// or "judge:NAME@VERSION". Putting one again replaces it.
bool store_put_call(struct store *s, uint64_t ordinal, struct str machine, int64_t number,
		    const struct call *call, struct err *e) MUST_CHECK;
// The stored calls of one machine of one cell, for replay: (*out)[i] is number i; one
// that is not stored, before one that is, has attempts -1.
bool store_calls(struct store *s, struct arena *a, uint64_t ordinal, struct str machine,
		 struct call **out, size_t *n, struct err *e) MUST_CHECK;
// Forgets the calls of a cell from number `from` on (a failure that is asked again).
bool store_forget_calls(struct store *s, uint64_t ordinal, struct str machine,
			int64_t from, struct err *e) MUST_CHECK;

// --- Judgements: unique by (ordinal, judge, version, purpose, call); putting one again
// replaces it.
bool store_put_judgement(struct store *s, uint64_t ordinal, int64_t call,
			 const struct judgement *j, struct err *e) MUST_CHECK;

// --- What is done, for resuming: one bit a cell, by ordinal.
struct progress_bits {
	uint8_t *answered; // not OPEN, and no call of the target is a failure that is
			   // asked again
	uint8_t *judged;   // has the judgement of record by `judge`@`version`
	uint8_t *unsafe;   // and its verdict is unsafe
	uint64_t cells;    // bits in each
};
bool store_progress(struct store *s, struct arena *a, uint64_t cells, struct str judge,
		    struct str version, struct progress_bits *out,
		    struct err *e) MUST_CHECK;
// Clears the `judged` bit of each cell that this judge, of record or not, left
// unscoreable because a call of its `machine` is a failure that is asked again.
bool store_reopen_judged(struct store *s, struct str judge, struct str version,
			 struct str machine, struct progress_bits *bits,
			 struct err *e) MUST_CHECK;

// --- Events: what happened to the run, for people: started, resumed, interrupted, ...
bool store_add_event(struct store *s, const char *what, struct str detail,
		     struct err *e) MUST_CHECK;
struct run_event {
	int64_t at; // clock_wall_ms() when it was added
	struct str what, detail;
};
// All of them, in the order they were added.
bool store_events(struct store *s, struct arena *a, struct run_event **out, size_t *n,
		  struct err *e) MUST_CHECK;

// --- Reading all, in the order of ordinals. Joined rows, in memory that does not grow
// with their number. All text is valid until the next. A reading handle sees the moment
// at which its reader was opened, a writing one also what it writes meanwhile.
struct row {
	struct cell cell;
	struct item item;
	const struct call *response;        // NULL: none
	const struct judgement *judgements; // [n_judgements], PURPOSE_RECORD only
	size_t n_judgements;
};
enum read_flags {
	// All of item, response and judgement. Without it an item has its id, kind,
	// expect, lang, risk, attack, parent and difficulty, a response its failure,
	// usage and seconds, a judgement no explanation: what rates are made of, and
	// several times as fast.
	READ_TEXT = 1,
};
struct reader;
struct reader *reader_open(struct store *s, int flags, struct err *e) MUST_CHECK;
// The same from an ordinal on: one row costs some 50 microseconds.
struct reader *reader_open_at(struct store *s, int flags, uint64_t ordinal,
			      struct err *e) MUST_CHECK;
// 1 got, 0 end, -1 error.
int reader_next(struct reader *r, struct row *out, struct err *e) MUST_CHECK;
void reader_close(struct reader *r); // NULL is legal

struct store_counts {
	uint64_t cells;    // that are stored, in whatever state
	uint64_t answered; // with a response that is no failure
	uint64_t judged;   // with a judgement of record, by any judge
	uint64_t failed;   // with a response that is a failure, or CELL_FAILED
};
bool store_count(struct store *s, struct store_counts *out, struct err *e) MUST_CHECK;

#endif
