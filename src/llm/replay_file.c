#include "llm/replay_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/input.h"
#include "base/log.h"
#include "base/map.h"
#include "base/vec.h"

#define ROW_MAX ((size_t)64 << 20)
#define ANY (-1)
#define NONE UINT32_MAX

enum key_kind { KEY_ID, KEY_PROMPT };

struct record { // one row; there may be millions
	uint64_t offset;
	uint64_t params; // hash of the parameters' canonical text, 0: any
	uint32_t length; // at most ROW_MAX
	uint32_t line;
	int32_t epoch, variant, attempt; // ANY: the row does not say
	uint8_t failure;                 // enum failure
	bool used;
};

struct entry { // one way to find a record
	struct hash128 key;
	uint32_t record, next; // next with the same slot, NONE
};

struct replay_file {
	FILE *spool; // the texts, unlinked
	uint64_t spooled;
	VEC(struct record) records;
	VEC(struct entry) entries;
	uint32_t *slots; // [n_slots], a power of two; built when all rows are read
	size_t n_slots;
};

static struct hash128 key_of(enum key_kind kind, struct str text)
{
	struct hasher h;
	hasher_init(&h);
	hasher_u64(&h, kind);
	hasher_field(&h, text);
	return hasher_end(&h);
}

// --- Reading the rows.

static int32_t number_or_any(const struct json *row, const char *name)
{
	int64_t v;
	return json_int(json_get(row, name), &v) && v >= 0 && v <= INT32_MAX ? (int32_t)v
									     : ANY;
}

static bool spool(struct replay_file *f, struct str text, struct err *e)
{
	f->spooled += text.n;
	return !text.n || fwrite(text.p, 1, text.n, f->spool) == text.n ||
	       err_sys(e, "temporary file for the recorded responses");
}

static bool read_params(const struct json *row, struct arena *a, uint64_t *out,
			struct err *e)
{
	const struct json *j = json_get(row, "params");
	struct params params;
	*out = 0;
	if (json_is_null(j))
		return true;
	if (!params_from_json(j, &params, e))
		return false;
	*out = hash64(params_text(a, &params)) | 1;
	return true;
}

static bool read_failure(const struct json *row, struct record *r, struct err *e)
{
	struct str name = json_str(json_get(row, "failure"));
	enum failure failure = FAILURE_NONE;
	if (!name.p || failure_find(name, &failure)) {
		r->failure = (uint8_t)failure;
		return true;
	}
	return err_set(e, ERR_INPUT, "failure: unknown kind \"" STR_FMT "\"",
		       STR_ARG(name));
}

static void add_entry(struct replay_file *f, enum key_kind kind, struct str text)
{
	struct entry entry = {key_of(kind, text), (uint32_t)f->records.n, NONE};
	VEC_PUSH(&f->entries, entry);
}

// The row's texts by which it can be found.
struct row_keys {
	struct str id, traceid, prompt;
};

static bool read_keys(const struct json *row, struct row_keys *out, struct err *e)
{
	*out = (struct row_keys){
		json_str(json_get(row, "id")),
		json_str(json_get(row, "traceid")),
		json_str(json_get(row, "prompt")),
	};
	return out->id.p || out->traceid.p || out->prompt.p ||
	       err_set(e, ERR_INPUT, "expected an id, a traceid or a prompt");
}

static bool was_never_asked(const struct json *row)
{
	const struct json *response = json_get(row, "response");
	return response && response->kind == JSON_NULL &&
	       json_is_null(json_get(row, "failure"));
}

static bool add_row(struct replay_file *f, struct arena *a, const struct json *row,
		    size_t line, struct err *e)
{
	const struct json *response = json_get(row, "response");
	struct str text = json_str(response);
	struct row_keys keys;
	struct record r = {
		.offset = f->spooled,
		.line = (uint32_t)line,
		.epoch = number_or_any(row, "epoch"),
		.variant = number_or_any(row, "variant"),
		.attempt = number_or_any(row, "try"),
	};
	if (was_never_asked(row))
		return true;
	if (!read_keys(row, &keys, e) || !read_failure(row, &r, e) ||
	    !read_params(row, a, &r.params, e))
		return false;
	if (response && json_is_null(response) && r.failure == FAILURE_NONE)
		return true; // of a sample that was never asked
	if (!text.p && r.failure == FAILURE_NONE)
		return err_set(e, ERR_INPUT, "response: expected a string, got %s",
			       json_kind_name(response));
	if (keys.id.p)
		add_entry(f, KEY_ID, keys.id);
	if (keys.traceid.p && !str_eq(keys.traceid, keys.id))
		add_entry(f, KEY_ID, keys.traceid);
	if (keys.prompt.p)
		add_entry(f, KEY_PROMPT, keys.prompt);
	r.length = (uint32_t)text.n;
	VEC_PUSH(&f->records, r);
	return spool(f, text, e);
}

// Calls `each` with every row as JSON; each gives false to stop.
static bool read_rows(const char *path,
		      bool (*each)(void *ctx, struct arena *a, const struct json *row,
				   size_t line, struct err *e),
		      void *ctx, struct err *e)
{
	struct input *in = input_open(path, INPUT_DETECT, e);
	if (!in)
		return false;
	struct arena a;
	arena_init(&a);
	struct str line;
	int got;
	bool ok = true;
	while (ok && (got = input_line(in, ROW_MAX, &line, e)) != 0) {
		ok = got == 1;
		if (!ok || !str_trim(line).n)
			continue;
		const struct json *row = json_parse(&a, line, 0, NULL, e);
		ok = row && (row->kind == JSON_OBJECT ||
			     err_set(e, ERR_INPUT, "expected an object, got %s",
				     json_kind_name(row)));
		ok = ok && each(ctx, &a, row, input_line_number(in), e);
		if (!ok)
			err_wrap(e, "%s:%zu", path, input_line_number(in));
		arena_reset(&a);
	}
	arena_release(&a);
	input_close(in);
	return ok;
}

static struct str model_of(const struct json *row)
{
	struct str model = json_str(json_get(row, "model"));
	return model.p ? model : STR("");
}

struct filter {
	struct replay_file *file;
	struct str model; // STR_NONE: any, as long as it is one
	struct arena arena;
	struct str first; // model seen
};

static bool is_wanted(struct filter *filter, struct str model, bool *wanted,
		      struct err *e)
{
	*wanted = !filter->model.p || str_eq(filter->model, model);
	if (filter->model.p)
		return true;
	if (!filter->first.p)
		filter->first = arena_str(&filter->arena, model);
	return str_eq(filter->first, model) ||
	       err_set(e, ERR_INPUT,
		       "answers of several models (\"" STR_FMT "\", \"" STR_FMT
		       "\"): name one of them, as replay/FILE#MODEL",
		       STR_ARG(filter->first), STR_ARG(model));
}

static bool add_if_wanted(void *ctx, struct arena *a, const struct json *row, size_t line,
			  struct err *e)
{
	struct filter *filter = ctx;
	bool wanted;
	if (!is_wanted(filter, model_of(row), &wanted, e))
		return false;
	return !wanted || add_row(filter->file, a, row, line, e);
}

// --- Finding.

static size_t slot_of(const struct replay_file *f, struct hash128 key)
{
	return key.lo & (f->n_slots - 1);
}

// What a row says it answers, apart from the key.
static uint64_t claim_of(struct hash128 key, const struct record *r)
{
	struct hasher h;
	hasher_init(&h);
	hasher_u64(&h, key.hi);
	hasher_u64(&h, key.lo);
	hasher_u64(&h, (uint64_t)r->epoch);
	hasher_u64(&h, (uint64_t)r->variant);
	hasher_u64(&h, (uint64_t)r->attempt);
	hasher_u64(&h, r->params);
	return hasher_end(&h).lo | 1;
}

// The first row of those that say the same counts. Marks the others as used, since they
// are told of here; a row is one by its first key.
static size_t mark_duplicates(struct replay_file *f)
{
	size_t n = 0;
	uint64_t *seen = mem_zalloc(f->n_slots * sizeof(*seen));
	for (size_t i = 0; i < f->entries.n; i++) {
		const struct entry *entry = &f->entries.p[i];
		struct record *record = &f->records.p[entry->record];
		if (i && f->entries.p[i - 1].record == entry->record)
			continue;
		uint64_t claim = claim_of(entry->key, record);
		size_t at = (claim >> 1) & (f->n_slots - 1);
		while (seen[at] && seen[at] != claim)
			at = (at + 1) & (f->n_slots - 1);
		record->used = seen[at] != 0;
		n += record->used;
		seen[at] = claim;
	}
	mem_free(seen);
	return n;
}

// Entries of one slot are chained in the file's order.
static void build(struct replay_file *f, const char *path)
{
	f->n_slots = 16;
	while (f->n_slots < 2 * f->entries.n)
		f->n_slots *= 2;
	f->slots = mem_alloc(f->n_slots * sizeof(*f->slots));
	memset(f->slots, 0xff, f->n_slots * sizeof(*f->slots));
	for (size_t i = f->entries.n; i-- > 0;) {
		uint32_t *first = &f->slots[slot_of(f, f->entries.p[i].key)];
		f->entries.p[i].next = *first;
		*first = (uint32_t)i;
	}
	size_t duplicates = mark_duplicates(f);
	if (duplicates)
		log_warn("%s: %zu rows repeat an earlier one and are not used", path,
			 duplicates);
}

static bool fits(int32_t recorded, int64_t asked)
{
	return recorded == ANY || recorded == asked;
}

static struct record *find(struct replay_file *f, struct arena *a, enum key_kind kind,
			   struct str text, const struct request *r)
{
	if (!text.p)
		return NULL;
	struct hash128 key = key_of(kind, text);
	uint64_t params = hash64(params_text(a, &r->params)) | 1;
	for (uint32_t i = f->slots[slot_of(f, key)]; i != NONE;
	     i = f->entries.p[i].next) {
		const struct entry *entry = &f->entries.p[i];
		struct record *record = &f->records.p[entry->record];
		if (entry->key.hi == key.hi && entry->key.lo == key.lo &&
		    fits(record->epoch, r->epoch) && fits(record->variant, r->variant) &&
		    fits(record->attempt, r->attempt) &&
		    (!record->params || record->params == params))
			return record;
	}
	return NULL;
}

static struct str last_user_message(const struct request *r)
{
	for (size_t i = r->n_messages; i-- > 0;)
		if (r->messages[i].speaker == SPEAKER_USER)
			return r->messages[i].content;
	return STR_NONE;
}

struct recorded replay_file_find(struct replay_file *f, struct arena *a,
				 const struct request *r)
{
	struct record *record = find(f, a, KEY_ID, r->item_id, r);
	if (!record)
		record = find(f, a, KEY_PROMPT, last_user_message(r), r);
	if (!record)
		return (struct recorded){FAILURE_MISSING, STR_NONE,
					 STR("no recorded response")};
	record->used = true;
	if (record->failure != FAILURE_NONE)
		return (struct recorded){(enum failure)record->failure, STR_NONE,
					 STR("recorded as failed")};
	char *text = arena_alloc(a, record->length + 1);
	ssize_t got =
		pread(fileno(f->spool), text, record->length, (off_t)record->offset);
	if (got != (ssize_t)record->length)
		return (struct recorded){FAILURE_MALFORMED, STR_NONE,
					 STR("the temporary file cannot be read back")};
	return (struct recorded){FAILURE_NONE, {text, record->length}, STR_NONE};
}

struct replay_left replay_file_left(const struct replay_file *f)
{
	struct replay_left left = {0};
	for (size_t i = 0; i < f->records.n; i++) {
		if (f->records.p[i].used)
			continue;
		if (!left.unmatched++)
			left.first_line = f->records.p[i].line;
	}
	return left;
}

// --- Opening.

// Not every file system can have files without a name: then the system's usual way.
static FILE *open_spool(void)
{
	const char *tmp = getenv("TMPDIR");
	int fd = open(tmp && *tmp ? tmp : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC,
		      0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w+") : NULL;
	if (file)
		return file;
	if (fd >= 0)
		close(fd);
	return tmpfile();
}

struct replay_file *replay_file_open(const char *path, struct str model, struct err *e)
{
	struct replay_file *f = mem_zalloc(sizeof(*f));
	struct filter filter = {.file = f, .model = model};
	f->spool = open_spool();
	bool ok = f->spool || err_sys(e, "temporary file for the recorded responses");
	ok = ok && read_rows(path, add_if_wanted, &filter, e);
	arena_release(&filter.arena);
	if (ok && !f->records.n)
		ok = err_set(e, ERR_INPUT, "%s: no recorded response", path);
	if (ok && fflush(f->spool) != 0)
		ok = err_sys(e, "temporary file for the recorded responses");
	if (!ok) {
		replay_file_close(f);
		return NULL;
	}
	build(f, path);
	return f;
}

void replay_file_close(struct replay_file *f)
{
	if (!f)
		return;
	if (f->spool)
		fclose(f->spool);
	VEC_FREE(&f->records);
	VEC_FREE(&f->entries);
	mem_free(f->slots);
	mem_free(f);
}

struct models {
	struct arena *arena;
	struct map seen;
};

static bool note_model(void *ctx, struct arena *a, const struct json *row, size_t line,
		       struct err *e)
{
	(void)a;
	(void)line;
	(void)e;
	struct models *m = ctx;
	struct str model = model_of(row);
	if (map_find(&m->seen, model))
		return true;
	model = arena_str(m->arena, model);
	map_put(&m->seen, model, NULL);
	return true;
}

bool replay_file_models(struct arena *a, const char *path, struct opt_list *out,
			struct err *e)
{
	struct models m = {.arena = a};
	bool ok = read_rows(path, note_model, &m, e);
	*out = (struct opt_list){arena_array(a, m.seen.n + 1, sizeof(struct str)),
				 m.seen.n};
	for (size_t i = 0; i < m.seen.n; i++)
		out->items[i] = m.seen.entries[i].key;
	map_release(&m.seen);
	return ok;
}
