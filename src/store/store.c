// Opening, creating and closing a run file.
#include "store/schema.h"
#include "store/write.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000 // how long to wait for another process's short lock
// Pages of the WAL after which it is copied into the file: 16 MiB, so that a tail page
// that every batch writes is copied once and not ten times.
#define SETTINGS_WRITING                                            \
	"PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA " \
	"secure_delete=OFF;PRAGMA "                                 \
	"wal_autocheckpoint=4000;"
#define SETTINGS "PRAGMA cache_size=-8192;PRAGMA trusted_schema=OFF;"

static struct store *create_handle(const char *path, bool writes)
{
	struct store *s = mem_zalloc(sizeof(*s));

	s->path = mem_dup(path);
	s->writes = writes;
	s->lock.fd = -1;
	s->due_ns = UINT64_MAX;
	buf_init(&s->json, BUF_TEXT_MAX);
	if (writes)
		s->slots = mem_zalloc(STORE_SLOTS * sizeof(*s->slots));
	return s;
}

static void destroy_handle(struct store *s)
{
	for (size_t i = 0; i < SQL_STATEMENTS; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db); // NULL is legal
	lock_drop(&s->lock);
	arena_release(&s->arena);
	VEC_FREE(&s->machines);
	VEC_FREE(&s->judges);
	ids_release(&s->ids);
	buf_release(&s->json);
	mem_free(s->slots);
	mem_free(s->path);
	mem_free(s);
}

// Counting each allocation takes a lock of the whole process; nobody reads the count.
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// To SQLite ":memory:" and what begins with "file:" are something else than files.
static const char *plain_name(struct store *s)
{
	return *s->path == '/' ? s->path : arena_printf(&s->arena, "./%s", s->path).p;
}

static bool connect_to(struct store *s, const char *name, int flags, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int rc;

	pthread_once(&once, configure);
	// One thread a handle: SQLite need not guard it.
	rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return sql_err(s, rc, e);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return true;
}

// Rows are numbered on from what is there.
static bool prepare_to_write(struct store *s, struct err *e)
{
	return sql_number(s, "SELECT coalesce(max(id), 0) + 1 FROM texts", &s->next_text,
			  e) &&
	       sql_number(s, "SELECT coalesce(max(key), 0) + 1 FROM items", &s->next_item,
			  e) &&
	       store_load_names(s, e);
}

static void remove_files(struct store *s)
{
	static const char *const names[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(arena_printf(&s->arena, "%s%s", s->path, names[i]).p);
}

struct store *store_create(const char *path, struct err *e)
{
	struct store *s = create_handle(path, true);
	char sql[64];

	if (!lock_take(&s->lock, path, LOCK_TO_CREATE, e))
		goto failed;
	snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", SCHEMA_APPLICATION);
	if (!connect_to(s, plain_name(s), SQLITE_OPEN_READWRITE, e) ||
	    !sql_exec(s, SETTINGS, e) || !sql_exec(s, SETTINGS_WRITING, e) ||
	    !sql_exec(s, sql, e) ||
	    !schema_migrate(s, schema_steps, STORE_SCHEMA, 0, e) ||
	    !prepare_to_write(s, e))
		goto half_made;
	s->format = STORE_SCHEMA;
	return s;
half_made:
	sqlite3_close(s->db);
	s->db = NULL;
	remove_files(s);
failed:
	destroy_handle(s);
	return NULL;
}

// The path as a file: URI that says that nobody writes to it.
static struct str immutable_uri(struct arena *a, const char *path)
{
	struct buf uri;
	struct str out;

	buf_init(&uri, BUF_TEXT_MAX);
	buf_adds(&uri, "file:");
	for (const char *p = path; *p; p++) {
		if (*p == '%' || *p == '?' || *p == '#')
			buf_addf(&uri, "%%%02x", (unsigned)*p);
		else
			buf_addc(&uri, *p);
	}
	buf_adds(&uri, "?immutable=1");
	out = buf_dup(a, &uri);
	buf_release(&uri);
	return out;
}

static bool has_wal(struct store *s)
{
	const char *path =
		sqlite3_db_filename(s->db, NULL); // symbolic links are resolved
	struct str wal = arena_printf(&s->arena, "%s-wal", path ? path : s->path);
	struct stat st;

	return stat(wal.p, &st) == 0 && st.st_size > 0;
}

// A file that was left in WAL mode, in a folder where SQLite cannot make the files that
// this takes.
static bool read_as_it_is(struct store *s, struct err *e)
{
	if (access(s->path, R_OK) != 0)
		return err_sys(e, "%s", s->path);
	if (has_wal(s))
		return err_set(
			e, ERR_IO,
			"%s: was not closed, and its folder cannot be written: copy it "
			"together with %s-wal to where you may write",
			s->path, s->path);
	sqlite3_close(s->db);
	s->db = NULL;
	return connect_to(s, immutable_uri(&s->arena, plain_name(s)).p,
			  SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, e);
}

static bool check_version(struct store *s, struct err *e)
{
	if (s->format > STORE_SCHEMA)
		return err_set(
			e, ERR_NEWER,
			"%s: written by a newer assay (format %lld, this one knows %d)",
			s->path, (long long)s->format, STORE_SCHEMA);
	return true;
}

static bool open_to_read(struct store *s, struct err *e)
{
	int rc;

	if (!connect_to(s, plain_name(s), SQLITE_OPEN_READONLY, e))
		return false;
	rc = sqlite3_exec(s->db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) & 0xff;
	if ((rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY) && !read_as_it_is(s, e))
		return false;
	return schema_version(s, &s->format, e) && check_version(s, e) &&
	       sql_exec(s, SETTINGS, e) && store_load_names(s, e);
}

static bool open_to_write(struct store *s, struct err *e)
{
	if (!connect_to(s, plain_name(s), SQLITE_OPEN_READWRITE, e) ||
	    !schema_version(s, &s->format, e) || !check_version(s, e) ||
	    !sql_exec(s, SETTINGS, e) || !sql_exec(s, SETTINGS_WRITING, e))
		return false;
	if (s->format < STORE_SCHEMA &&
	    !schema_migrate(s, schema_steps, STORE_SCHEMA, s->format, e))
		return false;
	s->format = STORE_SCHEMA;
	return prepare_to_write(s, e);
}

struct store *store_open(const char *path, bool write, struct err *e)
{
	struct store *s = create_handle(path, write);

	if (!lock_take(&s->lock, path, write ? LOCK_TO_WRITE : LOCK_TO_READ, e))
		goto failed;
	if (write ? !open_to_write(s, e) : !open_to_read(s, e))
		goto failed;
	return s;
failed:
	destroy_handle(s);
	return NULL;
}

bool store_is_there(const char *path)
{
	static const char magic[] = "SQLite format 3"; // and the NUL behind it
	char head[sizeof(magic)];
	FILE *f = fopen(path, "rb");

	if (!f)
		return false;
	bool is = fread(head, 1, sizeof(head), f) == sizeof(head) &&
		  memcmp(head, magic, sizeof(head)) == 0;
	fclose(f);
	return is;
}

bool store_sync(struct store *s, struct err *e)
{
	invariant(s->writes && s->due_ns == UINT64_MAX);
	return sql_exec(s, "PRAGMA synchronous=FULL", e);
}

// Everything into the one file. While a reader is there the mode cannot be changed: then
// it stays, and nothing is lost.
static bool settle(struct store *s, struct err *e)
{
	int rc;

	if (!sql_exec(s, "PRAGMA synchronous=FULL", e))
		return false;
	sqlite3_busy_timeout(s->db, 0);
	rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	if (rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
		return true;
	return sql_err(s, rc, e);
}

bool store_close(struct store *s, struct err *e)
{
	bool ok = true;

	if (!s)
		return true;
	invariant(s->readers == 0);
	if (s->writes) {
		ok = store_flush(s, e);
		for (size_t i = 0; i < SQL_STATEMENTS; i++) {
			sqlite3_finalize(s->statements[i]);
			s->statements[i] = NULL;
		}
		ok = ok && settle(s, e);
	}
	destroy_handle(s);
	return ok;
}

const char *store_path(const struct store *s)
{
	return s->path;
}
