// What a campaign holds in memory. Not for other rooms.
#ifndef PEOPLE_CAMPAIGN_STATE_H
#define PEOPLE_CAMPAIGN_STATE_H

#include "base/rng.h"
#include "base/vec.h"
#include "core/choice.h"
#include "core/risks.h"
#include "people/answers.h"
#include "people/campaign.h"

#define CAMPAIGN_NONE UINT32_MAX
#define CAMPAIGN_PAGE 20 // tasks in a list that is sent

struct place { // a task, and how many have it
	struct task task;
	struct answers gold; // of task.gold
	size_t domain;       // in `domains`, or RISK_NONE
	uint32_t counted;    // raters who have it: open and answered
	uint32_t answered;
	uint32_t first; // of those it was given to, or CAMPAIGN_NONE
	bool gone;      // its samples are not in the file: nobody is given it
};

struct given { // a task to a rater: an assignment and the latest answer
	uint32_t place, worker;
	uint32_t next; // of the same place, or CAMPAIGN_NONE
	enum assignment_state state;
	int64_t at, revision;
	double seconds;
	struct str body;
	bool gold_right; // of a gold task, once answered
};

struct worker {              // a rater; the same index as in `raters`
	VEC(uint32_t) given; // in the order they were given
	VEC(uint32_t) open;  // of them, those that are open; the first one is before him
	size_t *cursor;      // [COUNT(logs)] entries of a log that he needs not see again
	size_t gold_cursor;
	size_t answered, gold, gold_right; // gold: answered ones
	size_t gold_given;
	bool had_released;
	size_t *branches; // [n_branches] in `domains`
	size_t n_branches;
	double share;    // tasks that fall to him
	int64_t last_at; // when he was given one last, or did something
};

// Places that came to be held by as many raters as the log's number says, in that order.
// An entry is stale where the place is held by more or fewer now; one that comes back is
// put in again. So every worker passes every entry once.
typedef VEC(uint32_t) place_log;

struct reckoned { // when figures were reckoned, and after how many changes
	bool done;
	uint64_t changes, at; // at: clock_mono_ns()
};

struct campaign {
	struct store *store;
	const struct protocol *protocol;
	struct campaign_settings settings;
	struct arena arena;
	struct risks domains, own_tags; // of the run; of the protocol, where it says
	const struct risks *tags;
	bool shuffled; // options, in the run
	int64_t run_seed;
	struct str record_name, record_version; // judge of record
	struct str choice_name, choice_version; // of choices and pairs
	struct target *targets;
	size_t n_targets;

	VEC(struct rater) raters; // by id
	VEC(struct worker) workers;
	VEC(struct place) places; // by task.id
	VEC(struct given) given;
	VEC(uint32_t) gold; // places
	place_log logs[PROTOCOL_RATERS_MAX + 1];
	size_t most_need;
	struct campaign_counts counts;

	// adjudication only
	struct annotation *opinions; // [n_opinions] by ordinal
	size_t n_opinions;

	uint64_t changes;     // of answers
	struct buf agreement; // as it was sent last
	double *majority;     // [n_majority] campaign_with_majority()
	size_t n_majority;
	struct reckoned agreement_of, majority_of;
};

static inline bool place_is_gold(const struct place *p)
{
	return p->task.gold.p != NULL;
}

// campaign_state.c: looking up.
size_t campaign_worker(const struct campaign *c, int64_t rater); // SIZE_MAX: none
size_t campaign_place(const struct campaign *c, int64_t task);   // SIZE_MAX: none
uint32_t campaign_find_given(const struct campaign *c, size_t place, size_t worker);
bool campaign_no_rater(int64_t rater, struct err *e); // always false
bool campaign_no_task(int64_t task, struct err *e);   // always false
// Whether tasks of a domain (RISK_NONE: without one) are given to a worker.
bool campaign_sees_domain(const struct campaign *c, size_t worker, size_t domain);
// In which slot which of the task's replies stands for a rater; NULL: as they are.
const uint8_t *campaign_order(const struct campaign *c, struct arena *a,
			      const struct task *t, int64_t rater);
struct answer_task campaign_answer_task(const struct campaign *c, const struct task *t,
					const uint8_t *order);
// The judgement of record of a row, or NULL.
const struct judgement *campaign_record(const struct campaign *c, const struct row *row);
// The order in which options were shown in a cell.
bool campaign_shown(const struct campaign *c, const struct row *row,
		    struct choice_order *out);
// The annotations of one sample by others, and how many.
const struct annotation *campaign_opinions(const struct campaign *c, uint64_t ordinal,
					   size_t *n);

// campaign_hold.c: changes in memory; counts, logs and lists follow.
void campaign_add_worker(struct campaign *c, const struct rater *r);
void campaign_set_branches(struct campaign *c, size_t worker);
size_t campaign_add_place(struct campaign *c, const struct task *t);
uint32_t campaign_add_given(struct campaign *c, size_t place, size_t worker);
void campaign_set_state(struct campaign *c, uint32_t given, enum assignment_state state,
			int64_t at);

// campaign_load.c: what the file holds: the run, raters and tasks; and, once all tasks
// are there, what was given out and said.
bool campaign_load(struct campaign *c, struct err *e) MUST_CHECK;
bool campaign_load_given(struct campaign *c, struct err *e) MUST_CHECK;
void campaign_share_out(struct campaign *c); // after places or raters changed

// campaign_make.c: the tasks that are missing.
bool campaign_make(struct campaign *c, struct err *e) MUST_CHECK;
// campaign_gold.c
bool campaign_read_gold(struct campaign *c, struct err *e) MUST_CHECK;

// campaign_give.c: changes that the file follows.
bool campaign_put_state(struct campaign *c, uint32_t given, enum assignment_state state,
			int64_t at, struct err *e) MUST_CHECK;
// An open task back from who has it, with a line in the audit.
bool campaign_take_back(struct campaign *c, uint32_t given, struct str by,
			const char *what, struct err *e) MUST_CHECK;
// Its samples are gone: it counts no more, and who has it open loses it.
bool campaign_drop_place(struct campaign *c, size_t place, struct err *e) MUST_CHECK;

// campaign.c
// Whether somebody may be called so, once trimmed.
bool campaign_is_name(struct str name);
// The domain of what a rater writes who names none: his, if he has a single one.
struct str campaign_own_domain(const struct rater *r);

// campaign_row.c: one sample, copied out of the file into an arena.
struct sample_row {
	struct row row;    // no judgements
	struct item asked; // the item, or of an attack that converses its base item
	struct judgement record;
	bool judged;
};
// ERR_NOT_FOUND: the file does not hold it (any more).
bool campaign_row(struct campaign *c, struct arena *a, uint64_t ordinal,
		  struct sample_row *out, struct err *e) MUST_CHECK;
// What the model was asked: of a choice with its options in the order shown.
const struct message *sample_messages(const struct campaign *c, struct arena *a,
				      const struct sample_row *x, size_t *n);
struct str sample_reply(const struct sample_row *x);
// What of it makes questions and options differ.
struct asked_item sample_asked(const struct campaign *c, const struct sample_row *x);
// The same of a task's first sample; reads it only where the protocol varies.
bool campaign_asked(struct campaign *c, struct arena *a, const struct task *t,
		    struct asked_item *out, struct err *e) MUST_CHECK;
// STR_NONE where the protocol is blind.
struct str sample_model(const struct campaign *c, const struct sample_row *x);
struct str sample_target(const struct campaign *c, const struct sample_row *x); // always
// The first words of what a task is about; STR_NONE where that cannot be read.
struct str campaign_excerpt(struct campaign *c, struct arena *a, const struct place *p);
// "answers": [{"rater", "answers"}, ...], replies by their number in the task.
void campaign_put_said(struct campaign *c, struct arena *a, const struct place *p,
		       struct json_writer *w);
// campaign_agree.c: for each rater the share of his answers that the others' majority
// shares, NaN: nobody to compare with.
const double *campaign_with_majority(struct campaign *c);

#endif
