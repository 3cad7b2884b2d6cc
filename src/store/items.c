#include "store/rows.h"

static bool is_complete(const struct item *item)
{
	return item->kind == ITEM_DIALOGUE ? item->n_messages > 0
					   : item->prompt.p != NULL;
}

static struct item_slot *slot_of(struct store *s, struct str id, uint64_t hash[2])
{
	hash[0] = hash64(id);
	hash[1] = hash64_seeded(id, 1);
	return &s->slots[hash[0] & (STORE_SLOTS - 1)];
}

static bool holds(const struct item_slot *slot, const uint64_t hash[2])
{
	return slot->key != 0 && slot->hash[0] == hash[0] && slot->hash[1] == hash[1];
}

static int find_row(struct store *s, struct str id, struct item_slot *out, int64_t *body,
		    struct err *e)
{
	struct query q;
	int got;

	if (!query_open(&q, s, SQL_FIND_KEY,
			"SELECT key, complete, body FROM items WHERE id = ?1", e))
		return -1;
	query_str(&q, 1, id);
	got = query_row(&q, e);
	if (got == 1) {
		out->key = column_int(q.stmt, 0, 0);
		out->complete = column_int(q.stmt, 1, 0) != 0;
		*body = column_int(q.stmt, 2, 0);
	}
	query_close(&q);
	return got;
}

bool item_find_key(struct store *s, struct str id, int64_t *key, struct err *e)
{
	uint64_t hash[2];
	struct item_slot *slot = slot_of(s, id, hash);
	struct item_slot found = {0};
	int64_t body;
	int got;

	if (holds(slot, hash)) {
		*key = slot->key;
		return true;
	}
	got = find_row(s, id, &found, &body, e);
	if (got == 0)
		return err_set(e, ERR_INPUT,
			       "%s: item " STR_FMT " was not stored before its cell",
			       s->path, STR_ARG(id));
	if (got < 0)
		return false;
	memcpy(found.hash, hash, sizeof(found.hash));
	*slot = found;
	*key = found.key;
	return true;
}

static void bind_item(struct query *q, const struct item *item, bool complete,
		      int64_t body)
{
	query_str(q, 1, item->id.p ? item->id : STR(""));
	query_int(q, 2, item->kind);
	query_int(q, 3, item->expect);
	query_str(q, 4, item->lang);
	query_str(q, 5, item->risk);
	query_str(q, 6, item->attack);
	query_str(q, 7, item->parent);
	query_str(q, 8, item->difficulty);
	query_int(q, 9, complete);
	query_int(q, 10, body);
}

static struct str body_of(struct store *s, const struct item *item)
{
	struct json_writer w;

	buf_clear(&s->json);
	json_writer_init(&w, &s->json, 0);
	item_to_json(&w, item);
	return buf_str(&s->json);
}

// The body takes the next text's number, and is written only once the item turned out to be new.
static bool insert(struct store *s, const struct item *item, struct item_slot *slot,
		   bool *is_new, struct err *e)
{
	struct query q;
	int64_t body;

	if (!write_open(&q, s, SQL_PUT_ITEM,
			"INSERT INTO items(id, kind, expect, lang, risk, attack, parent, "
			"difficulty,"
			" complete, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
			" ON CONFLICT(id) DO NOTHING",
			e))
		return false;
	bind_item(&q, item, slot->complete, s->next_text);
	if (!write_run(&q, is_new, e))
		return false;
	if (!*is_new)
		return true;
	slot->key = sqlite3_last_insert_rowid(s->db);
	return write_text(s, body_of(s, item), &body, e);
}

// What is known now replaces what was known of an item without content.
static bool fill(struct store *s, const struct item *item, const struct item_slot *slot,
		 int64_t old_body, struct err *e)
{
	struct query q;
	int64_t body;

	if (!write_text(s, body_of(s, item), &body, e) ||
	    !write_open(&q, s, SQL_FILL_ITEM,
			"UPDATE items SET kind = ?2, expect = ?3, lang = ?4, risk = ?5, "
			"attack = ?6,"
			" parent = ?7, difficulty = ?8, complete = ?9, body = ?10 WHERE "
			"id = ?1",
			e))
		return false;
	bind_item(&q, item, slot->complete, body);
	if (!write_run(&q, NULL, e) ||
	    !write_open(&q, s, SQL_DROP_TEXT, "DELETE FROM texts WHERE id = ?1", e))
		return false;
	query_int(&q, 1, old_body);
	return write_run(&q, NULL, e);
}

bool store_put_item(struct store *s, const struct item *item, struct err *e)
{
	uint64_t hash[2];
	struct item_slot *slot = slot_of(s, item->id, hash);
	struct item_slot now = {.complete = is_complete(item)};
	struct item_slot found = {0};
	struct err why = {0};
	int64_t body = 0;
	bool is_new;

	if (!write_begin(s, e))
		return false;
	if (holds(slot, hash) && (slot->complete || !now.complete))
		return true;
	memcpy(now.hash, hash, sizeof(now.hash));
	if (!insert(s, item, &now, &is_new, e))
		return false;
	if (!is_new) {
		if (find_row(s, item->id, &found, &body, &why) != 1)
			return write_failed(s, &why, e);
		now.key = found.key;
		if (now.complete && !found.complete && !fill(s, item, &now, body, e))
			return false;
		now.complete = now.complete || found.complete;
	}
	*slot = now;
	return write_end(s, e);
}

static bool read_columns(struct store *s, sqlite3_stmt *stmt, int first, struct item *out,
			 struct err *e)
{
	unsigned kind, expect;

	if (!column_enum(s, stmt, first + 1, ITEM_KINDS, 0, &kind, e) ||
	    !column_enum(s, stmt, first + 2, EXPECTS, 0, &expect, e))
		return false;
	*out = (struct item){
		.id = column_str(stmt, first),
		.kind = (enum item_kind)kind,
		.expect = (enum expect)expect,
		.lang = column_str(stmt, first + 3),
		.risk = column_str(stmt, first + 4),
		.attack = column_str(stmt, first + 5),
		.parent = column_str(stmt, first + 6),
		.difficulty = column_str(stmt, first + 7),
		.better = -1,
	};
	return true;
}

bool item_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool body,
	       struct item *out, struct err *e)
{
	const struct json *j;
	struct item item;

	if (!read_columns(s, stmt, first, &item, e))
		return false;
	// An item without content is no item to its reader: the columns are what is known of it.
	if (!body || column_int(stmt, first + 8, 0) == 0) {
		*out = item;
		return true;
	}
	j = json_parse(a, column_str(stmt, first + ITEM_COLUMNS_N), 0, NULL, e);
	if (j && item_from_json(a, j, out, e))
		return true;
	return err_wrap(e, "%s: item " STR_FMT, s->path, STR_ARG(item.id));
}

bool store_find_item(struct store *s, struct arena *a, struct str id, struct item *out,
		     bool *found, struct err *e)
{
	struct item item;
	struct query q;
	int got;

	if (!query_open(&q, s, SQL_FIND_ITEM,
			"SELECT " ITEM_COLUMNS ", b.body FROM items i"
			" LEFT JOIN texts b ON b.id = i.body WHERE i.id = ?1",
			e))
		return false;
	query_str(&q, 1, id);
	got = query_row(&q, e);
	if (got == 1 && !item_read(s, a, q.stmt, 0, true, &item, e))
		got = -1;
	if (got == 1)
		*out = item_copy(a, &item);
	query_close(&q);
	*found = got == 1;
	return got >= 0;
}
