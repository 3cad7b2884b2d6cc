// One sample of the run as people see it: read from the file, copied out of it, and what
// the model was asked. The page, the files and the lists all show this.
#include "people/campaign_state.h"
#include "suite/choice_prompt.h"

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

static struct judgement copy_judgement(struct arena *a, const struct judgement *from)
{
	struct judgement to = *from;
	struct str *tags = arena_array(a, from->n_tags + 1, sizeof(*tags));

	to.judge = keep(a, from->judge);
	to.version = keep(a, from->version);
	to.explanation = keep(a, from->explanation);
	to.answer = keep(a, from->answer);
	to.outcome = keep(a, from->outcome);
	for (size_t i = 0; i < from->n_tags; i++)
		tags[i] = keep(a, from->tags[i]);
	to.tags = tags;
	return to;
}

static void copy_row(const struct campaign *c, struct arena *a, const struct row *row,
		     struct sample_row *out)
{
	const struct judgement *j = campaign_record(c, row);
	struct call *response;

	*out = (struct sample_row){.row = {.cell = row->cell}};
	out->row.item = item_copy(a, &row->item);
	if (row->response) {
		response = arena_copy(a, row->response, sizeof(*response));
		response->text = keep(a, row->response->text);
		out->row.response = response;
	}
	out->judged = j != NULL;
	if (j)
		out->record = copy_judgement(a, j);
}

// Of an attack that converses the item has no content: its base item says what was
// wanted.
static bool find_asked(struct campaign *c, struct arena *a, struct sample_row *x,
		       struct err *e)
{
	bool found;

	x->asked = x->row.item;
	if (x->asked.prompt.p || x->asked.n_messages > 0 || !x->asked.parent.p)
		return true;
	if (!store_find_item(c->store, a, x->row.item.parent, &x->asked, &found, e))
		return false;
	if (!found)
		x->asked = x->row.item;
	return true;
}

bool campaign_row(struct campaign *c, struct arena *a, uint64_t ordinal,
		  struct sample_row *out, struct err *e)
{
	struct reader *reader = reader_open_at(c->store, READ_TEXT, ordinal, e);
	struct row row;
	int got = reader ? reader_next(reader, &row, e) : -1;
	bool is_it = got == 1 && row.cell.ordinal == ordinal;

	if (is_it)
		copy_row(c, a, &row, out);
	else if (got >= 0)
		err_set(e, ERR_NOT_FOUND, "%s: sample %llu is not there",
			store_path(c->store), (unsigned long long)ordinal);
	reader_close(reader);
	return is_it && find_asked(c, a, out, e);
}

struct asked_item sample_asked(const struct campaign *c, const struct sample_row *x)
{
	struct asked_item item = {.known = true, .kind = x->asked.kind};
	struct choice_order order;

	if (campaign_shown(c, &x->row, &order))
		item.shown = order.n;
	return item;
}

bool campaign_asked(struct campaign *c, struct arena *a, const struct task *t,
		    struct asked_item *out, struct err *e)
{
	struct sample_row x;

	*out = (struct asked_item){0};
	if (!protocol_varies(c->protocol) || t->n_ordinals == 0)
		return true;
	if (!campaign_row(c, a, t->ordinals[0], &x, e))
		return false;
	*out = sample_asked(c, &x);
	return true;
}

struct str sample_reply(const struct sample_row *x)
{
	return x->row.response ? x->row.response->text : STR_NONE;
}

struct str sample_target(const struct campaign *c, const struct sample_row *x)
{
	size_t target = (size_t)x->row.cell.target;

	return target < c->n_targets ? c->targets[target].name : STR_NONE;
}

struct str sample_model(const struct campaign *c, const struct sample_row *x)
{
	return c->protocol->blind ? STR_NONE : sample_target(c, x);
}

const struct message *sample_messages(const struct campaign *c, struct arena *a,
				      const struct sample_row *x, size_t *n)
{
	struct choice_order order;

	if (campaign_shown(c, &x->row, &order))
		return choice_messages(a, &x->row.item, &order, n);
	return item_messages(a, &x->asked, n);
}
