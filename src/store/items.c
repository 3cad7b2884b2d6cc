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

// The row of an item, as far as writing needs it.
struct found {
	int64_t key;
	bool complete;
};

static bool load_ids(struct store *s, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	if (s->ids_loaded)
		return true;
	rc = sqlite3_prepare_v2(s->db, "SELECT key, id FROM items", -1, &stmt, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			ids_add(&s->ids, hash64(column_str(stmt, 1)),
				column_int(stmt, 0, 0));
	}
	s->ids_loaded = rc == SQLITE_DONE;
	if (!s->ids_loaded) {
		ids_release(&s->ids);
		sql_err(s, rc, e);
	}
	sqlite3_finalize(stmt);
	return s->ids_loaded;
}

// Whether the item with this key has this id: 1 yes, 0 no, -1 error.
static int check_key(struct store *s, int64_t key, struct str id, struct found *out,
		     struct err *e)
{
	struct query q;
	int got;

	if (!query_open(&q, s, SQL_FIND_KEY,
			"SELECT id, complete FROM items WHERE key = ?1", e))
		return -1;
	query_int(&q, 1, key);
	got = query_row(&q, e);
	if (got == 1 && str_eq(column_str(q.stmt, 0), id))
		*out = (struct found){key, column_int(q.stmt, 1, 0) != 0};
	else if (got == 1)
		got = 0;
	query_close(&q);
	return got;
}

static int find_row(struct store *s, struct str id, uint64_t hash, struct found *out,
		    struct err *e)
{
	size_t at = SIZE_MAX;
	int64_t key;

	if (!load_ids(s, e))
		return -1;
	while ((key = ids_next(&s->ids, hash, &at)) != 0) {
		int got = check_key(s, key, id, out, e);

		if (got != 0)
			return got;
	}
	return 0;
}

bool item_find_key(struct store *s, struct str id, int64_t *key, struct err *e)
{
	uint64_t hash[2];
	struct item_slot *slot = slot_of(s, id, hash);
	struct found found = {0};
	int got;

	if (holds(slot, hash)) {
		*key = slot->key;
		return true;
	}
	got = find_row(s, id, hash[0], &found, e);
	if (got == 0)
		return err_set(e, ERR_INPUT,
			       "%s: item " STR_FMT " was not stored before its cell",
			       s->path, STR_ARG(id));
	if (got < 0)
		return false;
	*slot = (struct item_slot){{hash[0], hash[1]}, found.key, found.complete};
	*key = found.key;
	return true;
}

static struct str body_of(struct store *s, const struct item *item)
{
	struct json_writer w;

	buf_clear(&s->json);
	json_writer_init(&w, &s->json, 0);
	item_to_json(&w, item);
	return buf_str(&s->json);
}

static bool run(struct query *q, const struct item *item, const struct item_slot *slot,
		struct err *e)
{
	query_int(q, 1, slot->key);
	query_str(q, 2, item->id.p ? item->id : STR(""));
	query_int(q, 3, item->kind);
	query_int(q, 4, item->expect);
	query_str(q, 5, item->lang);
	query_str(q, 6, item->risk);
	query_str(q, 7, item->attack);
	query_str(q, 8, item->parent);
	query_str(q, 9, item->difficulty);
	query_int(q, 10, slot->complete);
	query_str(q, 11, body_of(q->store, item));
	return write_run(q, NULL, e);
}

static bool insert(struct store *s, const struct item *item, struct item_slot *slot,
		   struct err *e)
{
	struct query q;

	if (!write_open(
		    &q, s, SQL_PUT_ITEM,
		    "INSERT INTO items(key, id, kind, expect, lang, risk, attack, parent,"
		    " difficulty, complete, body)"
		    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
		    e))
		return false;
	slot->key = s->next_item;
	if (!run(&q, item, slot, e))
		return false;
	ids_add(&s->ids, slot->hash[0], s->next_item++);
	return true;
}

// What is known now replaces what was known of an item without content.
static bool fill(struct store *s, const struct item *item, const struct item_slot *slot,
		 struct err *e)
{
	struct query q;

	return write_open(&q, s, SQL_FILL_ITEM,
			  "UPDATE items SET id = ?2, kind = ?3, expect = ?4,"
			  " lang = ?5, risk = ?6, attack = ?7, parent = ?8,"
			  " difficulty = ?9, complete = ?10, body = ?11"
			  " WHERE key = ?1",
			  e) &&
	       run(&q, item, slot, e);
}

// New or known, `slot` says afterwards what is stored.
static bool put(struct store *s, const struct item *item, struct item_slot *slot,
		struct err *e)
{
	struct found found = {0};
	struct err why;
	int got = find_row(s, item->id, slot->hash[0], &found, &why);

	if (got < 0)
		return write_failed(s, &why, e);
	if (got == 0)
		return insert(s, item, slot, e);
	slot->key = found.key;
	if (slot->complete && !found.complete)
		return fill(s, item, slot, e);
	slot->complete = found.complete;
	return true;
}

bool store_put_item(struct store *s, const struct item *item, struct err *e)
{
	struct item_slot now = {.complete = is_complete(item)};
	struct item_slot *slot = slot_of(s, item->id, now.hash);

	if (!write_begin(s, e))
		return false;
	if (holds(slot, now.hash) && (slot->complete || !now.complete))
		return true;
	if (!put(s, item, &now, e))
		return false;
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

bool item_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool text,
	       struct item *out, struct err *e)
{
	const struct json *j;
	struct item item;

	if (!read_columns(s, stmt, first, &item, e))
		return false;
	// An item without content is no item to its reader: the columns are what is known
	// of it.
	if (!text || column_int(stmt, first + ITEM_COLUMNS_N, 0) == 0) {
		*out = item;
		return true;
	}
	j = json_parse(a, column_str(stmt, first + ITEM_COLUMNS_N + 1), 0, NULL, e);
	if (j && item_from_json(a, j, out, e))
		return true;
	return err_wrap(e, "%s: item " STR_FMT, s->path, STR_ARG(item.id));
}

bool store_find_item(struct store *s, struct arena *a, struct str id, struct item *out,
		     bool *found, struct err *e)
{
	struct found row = {0};
	struct item item;
	struct query q;
	int got = find_row(s, id, hash64(id), &row, e);

	*found = false;
	if (got <= 0)
		return got == 0;
	if (!query_open(&q, s, SQL_READ_ITEM,
			"SELECT " ITEM_COLUMNS ", " ITEM_TEXT_COLUMNS
			" FROM items i WHERE i.key = ?1",
			e))
		return false;
	query_int(&q, 1, row.key);
	got = query_row(&q, e);
	if (got == 1 && !item_read(s, a, q.stmt, 0, true, &item, e))
		got = -1;
	if (got == 1)
		*out = item_copy(a, &item);
	query_close(&q);
	*found = got == 1;
	return got >= 0;
}
