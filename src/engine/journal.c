#include "engine/journal.h"

#include <fcntl.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/vec.h"

#define FORMAT "assay/generate-journal/1" // generating had it first
#define FIRST_START "{\"journal\":\"" FORMAT "\",\"settings\":\"" // by write_first
#define FILE_MAX ((size_t)4 << 30)

struct entry { // the calls of one task
	VEC(struct call) calls;
};

struct journal {
	struct arena *arena; // the caller's: paths, replies
	char *path;
	int fd;
	struct map tasks; // -> struct entry
	size_t found;     // replies that were there
	size_t added;
	bool ours; // open for these settings
};

// --- Reading.

static bool read_hash(struct str hex, struct hash128 *out)
{
	uint64_t half[2] = {0, 0};
	if (hex.n != 32)
		return false;
	for (size_t i = 0; i < 32; i++) {
		const char *digits = "0123456789abcdef", *at = strchr(digits, hex.p[i]);
		if (!at || !*at)
			return false;
		half[i / 16] = half[i / 16] << 4 | (uint64_t)(at - digits);
	}
	*out = (struct hash128){half[0], half[1]};
	return true;
}

static struct entry *entry_of(struct journal *j, struct str task)
{
	union map_value *value = map_find(&j->tasks, task);
	if (!value)
		value = map_put(&j->tasks, arena_str(j->arena, task), NULL);
	if (!value->ptr)
		value->ptr = arena_new(j->arena, struct entry);
	return value->ptr;
}

static struct str text_at(struct journal *j, const struct json *line, const char *key)
{
	struct str text = json_str(json_get(line, key));
	return text.p ? arena_str(j->arena, text) : STR_NONE;
}

// Of labels and embeddings; what no JSON number says is -INFINITY (call.h).
static void read_scores(struct journal *j, const struct json *list, struct call *call)
{
	size_t n = json_len(list);
	double *scores = n ? arena_array(j->arena, n, sizeof(*scores)) : NULL;
	for (size_t i = 0; i < n; i++)
		if (!json_num(json_at(list, i), &scores[i]))
			scores[i] = -INFINITY;
	call->scores = scores;
	call->n_scores = n;
}

static bool read_line(struct journal *j, const struct json *line)
{
	struct call call = {
		.role = ROLE_WRITER,
		.kind = CALL_CHAT,
		.attempts = 1,
		.usage = {-1, -1, -1},
		.text = text_at(j, line, "text"),
		.finish = text_at(j, line, "finish"),
	};
	struct str task = json_str(json_get(line, "task"));
	int64_t number = -1;
	if (!task.p || !json_int(json_get(line, "number"), &number) || number < 0 ||
	    number > 1000 ||
	    !read_hash(json_str(json_get(line, "hash")), &call.request_hash) ||
	    !failure_find(json_str(json_get(line, "failure")), &call.failure))
		return false;
	read_scores(j, json_get(line, "scores"), &call);
	struct entry *entry = entry_of(j, task);
	while (entry->calls.n <= (size_t)number)
		VEC_PUSH(&entry->calls, (struct call){.attempts = -1});
	entry->calls.p[number] = call;
	j->found++;
	return true;
}

static bool not_ours(const struct journal *j, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s: is no journal of assay; move it away", j->path);
}

// Whether a text without a whole line is what is left of our first one, or nothing.
static bool is_broken_first(struct str text)
{
	return str_starts(STR(FIRST_START), text) || str_starts(text, STR(FIRST_START));
}

static bool read_first(struct journal *j, const struct json *line, struct str settings,
		       struct err *e)
{
	if (!str_is(json_str(json_get(line, "journal")), FORMAT))
		return not_ours(j, e);
	if (!str_eq(json_str(json_get(line, "settings")), settings))
		return err_set(e, ERR_INPUT,
			       "%s: was begun with other settings; give the same ones "
			       "to go on, or remove it to begin anew",
			       j->path);
	return true;
}

// Reads line by line; *whole becomes the end of the last line that is whole.
static bool read_all(struct journal *j, struct str text, struct str settings,
		     size_t *whole, struct err *e)
{
	struct arena a;
	arena_init(&a);
	bool ok = true;
	size_t number = 0;
	*whole = 0;
	for (size_t at = 0; ok && at < text.n;) {
		struct str rest = str_slice(text, at, text.n);
		size_t end = str_find_byte(rest, '\n');
		if (end == STR_NPOS)
			break; // broken off
		number++;
		arena_reset(&a);
		const struct json *line =
			json_parse(&a, str_slice(rest, 0, end), 0, NULL, NULL);
		if (number == 1)
			ok = read_first(j, line, settings, e);
		else if (!line || !read_line(j, line))
			ok = err_set(e, ERR_INPUT,
				     "%s:%zu: is damaged; remove the file to begin anew",
				     j->path, number);
		at += end + 1;
		*whole = at;
	}
	arena_release(&a);
	if (ok && !*whole && !is_broken_first(text))
		return not_ours(j, e);
	return ok;
}

// --- Writing.

static bool write_line(struct journal *j, struct buf *line, struct err *e)
{
	buf_addc(line, '\n');
	bool ok = !buf_failed(line) && file_write_all(j->fd, buf_str(line));
	return ok || err_sys(e, "%s", j->path);
}

static bool write_first(struct journal *j, struct str settings, struct err *e)
{
	struct buf line;
	struct json_writer w;
	buf_init(&line, BUF_TEXT_MAX);
	json_writer_init(&w, &line, 0);
	json_begin(&w, '{');
	json_field_cstr(&w, "journal", FORMAT);
	json_field_str(&w, "settings", settings);
	json_end(&w, '}');
	bool ok = write_line(j, &line, e);
	buf_release(&line);
	return ok;
}

static bool open_file(struct journal *j, struct err *e)
{
	j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (j->fd < 0)
		return err_sys(e, "%s", j->path);
	if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(e, ERR_BUSY, "%s: another process is writing to it",
			       j->path);
	return true;
}

struct journal *journal_open(struct arena *a, const char *output, struct str settings,
			     struct err *e)
{
	struct journal *j = mem_zalloc(sizeof(*j));
	struct str text;
	size_t whole = 0;
	j->arena = a;
	j->path = arena_cstr(a, arena_printf(a, "%s.part", output));
	bool ok = open_file(j, e) && file_read(a, j->path, FILE_MAX, &text, e) &&
		  read_all(j, text, settings, &whole, e);
	if (ok && (ftruncate(j->fd, (off_t)whole) != 0 ||
		   lseek(j->fd, (off_t)whole, SEEK_SET) < 0))
		ok = err_sys(e, "%s", j->path);
	if (ok && !whole)
		ok = write_first(j, settings, e);
	j->ours = ok;
	if (ok)
		return j;
	journal_close(j, false);
	return NULL;
}

void journal_close(struct journal *j, bool done)
{
	if (!j)
		return;
	if (done || (j->ours && !journal_count(j)))
		unlink(j->path);
	if (j->fd >= 0)
		close(j->fd);
	for (size_t i = 0; i < j->tasks.n; i++)
		VEC_FREE(&((struct entry *)j->tasks.entries[i].value.ptr)->calls);
	map_release(&j->tasks);
	mem_free(j);
}

size_t journal_count(const struct journal *j)
{
	return j->found + j->added;
}

void journal_find(const struct journal *j, struct str task, struct call **out, size_t *n)
{
	const union map_value *value = map_find(&j->tasks, task);
	const struct entry *entry = value ? value->ptr : NULL;
	*out = entry ? entry->calls.p : NULL;
	*n = entry ? entry->calls.n : 0;
}

bool journal_add(struct journal *j, struct str task, int64_t number,
		 const struct call *call, struct err *e)
{
	struct buf line;
	struct json_writer w;
	struct arena a;
	arena_init(&a);
	buf_init(&line, BUF_TEXT_MAX);
	json_writer_init(&w, &line, 0);
	json_begin(&w, '{');
	json_field_str(&w, "task", task);
	json_field_int(&w, "number", number);
	json_field_str(&w, "hash", hash128_hex(&a, call->request_hash));
	json_field_cstr(&w, "failure", failure_name(call->failure));
	json_field_str(&w, "text", call->text);
	json_field_str(&w, "finish", call->finish);
	if (call->n_scores) {
		json_key(&w, "scores");
		json_begin(&w, '[');
		for (size_t i = 0; i < call->n_scores; i++)
			json_put_real(&w, call->scores[i]);
		json_end(&w, ']');
	}
	json_end(&w, '}');
	bool ok = write_line(j, &line, e);
	j->added += ok;
	buf_release(&line);
	arena_release(&a);
	return ok;
}

bool journal_keep(struct journal *j, struct str task, int64_t number,
		  const struct call *call, struct err *e)
{
	bool passing = failure_retries(call->failure) || failure_is_fatal(call->failure);
	return passing || journal_add(j, task, number, call, e);
}
