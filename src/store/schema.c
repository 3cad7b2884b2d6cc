#include "store/schema.h"

#include "base/clock.h"
#include "config.h"
#include "store/annotations.h"

#include <stdio.h>

// What stands as a number in these tables. A file keeps them for good: none may ever
// change.
_Static_assert(ITEM_OPEN == 0 && ITEM_DIALOGUE == 1 && ITEM_CHOICE == 2 && ITEM_PAIR == 3,
	       "");
_Static_assert(EXPECT_REFUSE == 0 && EXPECT_COMPLY == 1 && EXPECT_GUIDE == 2 &&
		       EXPECT_ANY == 3,
	       "");
_Static_assert(CELL_OPEN == 0 && CELL_ANSWERED == 1 && CELL_SKIPPED == 2 &&
		       CELL_FAILED == 3,
	       "");
_Static_assert(ROLE_TARGET == 0 && ROLE_ATTACKER == 1 && ROLE_WRITER == 2 &&
		       ROLE_JUDGE == 3,
	       "");
_Static_assert(CALL_CHAT == 0 && CALL_SCORE == 1 && CALL_EMBED == 2 && CALL_MODERATE == 3,
	       "");
_Static_assert(FAILURE_NONE == 0 && FAILURE_TIMEOUT == 1 && FAILURE_RATE_LIMIT == 2, "");
_Static_assert(FAILURE_SERVER == 3 && FAILURE_NETWORK == 4 && FAILURE_BLOCKED == 5, "");
_Static_assert(FAILURE_MALFORMED == 6 && FAILURE_CONTEXT == 7 && FAILURE_TOO_LARGE == 8,
	       "");
_Static_assert(FAILURE_REQUEST == 9 && FAILURE_AUTH == 10 && FAILURE_NO_MODEL == 11, "");
_Static_assert(FAILURE_MISSING == 12, "");
_Static_assert(VERDICT_SAFE == 1 && VERDICT_UNSAFE == 2 && VERDICT_UNSCOREABLE == 3, "");
_Static_assert(REFUSAL_FULL == 1 && REFUSAL_PARTIAL == 2 && REFUSAL_NONE == 3, "");
_Static_assert(PURPOSE_RECORD == 0 && PURPOSE_STEER == 1, "");
_Static_assert(RATER == 0 && RATER_ADMIN == 1, "");
_Static_assert(ASSIGNMENT_OPEN == 0 && ASSIGNMENT_ANSWERED == 1, "");
_Static_assert(ASSIGNMENT_SKIPPED == 2 && ASSIGNMENT_RELEASED == 3, "");

// Why it is so:
//  - Long texts stand in a table of their own, in the order they came: writing is
//  appending, and whoever
//    only counts reads narrow rows without touching a page of replies. An item's body
//    stands last in its row: what is long lies on overflow pages, which are not read
//    either.
//  - What is found by the number of its cell is clustered by it (cells by rowid, calls
//  and judgements WITHOUT ROWID), so that a
//    pass in the order of the plan reads each table once from front to back, and a row
//    costs one B-tree.
//  - Cells have no index over (item, target, params, epoch, variant, attempt): the
//  ordinal is a function of them.
//  - Items have no index over their ids: those are hashes, and each would write a page at
//  random (ids.h).
static const char tables_1[] =
	"CREATE TABLE migrations(\n"
	"  version INTEGER PRIMARY KEY,\n"
	"  at INTEGER NOT NULL,\n"
	"  assay TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE run(\n"
	"  key TEXT PRIMARY KEY,\n"
	"  value TEXT\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE files(\n"
	"  name TEXT PRIMARY KEY,\n"
	"  bytes BLOB NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE targets(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  name TEXT NOT NULL UNIQUE,\n"
	"  family TEXT,\n"
	"  tuning TEXT,\n"
	"  date TEXT,\n"
	"  parameters REAL\n"
	") STRICT;\n"
	"CREATE TABLE params(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  settings TEXT NOT NULL UNIQUE\n"
	") STRICT;\n"
	"CREATE TABLE machines(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  name TEXT NOT NULL UNIQUE\n"
	") STRICT;\n"
	"CREATE TABLE judges(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  name TEXT NOT NULL,\n"
	"  version TEXT NOT NULL,\n"
	"  UNIQUE(name, version)\n"
	") STRICT;\n"
	"CREATE TABLE texts(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  body TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE items(\n"
	"  key INTEGER PRIMARY KEY,\n"
	"  id TEXT NOT NULL,\n"
	"  kind INTEGER NOT NULL,\n"
	"  expect INTEGER NOT NULL,\n"
	"  lang TEXT,\n"
	"  risk TEXT,\n"
	"  attack TEXT,\n"
	"  parent TEXT,\n"
	"  difficulty TEXT,\n"
	"  complete INTEGER NOT NULL,\n"
	"  body TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE cells(\n"
	"  ordinal INTEGER PRIMARY KEY,\n"
	"  item INTEGER NOT NULL REFERENCES items,\n"
	"  target INTEGER NOT NULL REFERENCES targets,\n"
	"  params INTEGER NOT NULL REFERENCES params,\n"
	"  epoch INTEGER NOT NULL,\n"
	"  variant INTEGER NOT NULL,\n"
	"  attempt INTEGER NOT NULL,\n"
	"  state INTEGER NOT NULL,\n"
	"  machine INTEGER REFERENCES machines,\n"
	"  response INTEGER,\n"
	"  why TEXT\n"
	") STRICT;\n"
	"CREATE TABLE calls(\n"
	"  ordinal INTEGER NOT NULL REFERENCES cells,\n"
	"  machine INTEGER NOT NULL REFERENCES machines,\n"
	"  number INTEGER NOT NULL,\n"
	"  failure INTEGER NOT NULL,\n"
	"  role INTEGER NOT NULL,\n"
	"  kind INTEGER NOT NULL,\n"
	"  http_status INTEGER NOT NULL,\n"
	"  attempts INTEGER NOT NULL,\n"
	"  tokens_in INTEGER,\n"
	"  tokens_out INTEGER,\n"
	"  tokens_thinking INTEGER,\n"
	"  seconds REAL,\n"
	"  finish TEXT,\n"
	"  message TEXT,\n"
	"  text INTEGER REFERENCES texts,\n"
	"  thinking INTEGER REFERENCES texts,\n"
	"  scores BLOB,\n"
	"  request_hash BLOB NOT NULL,\n"
	"  raw_sha256 ANY,\n"
	"  PRIMARY KEY(ordinal, machine, number)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE INDEX calls_failed ON calls(failure) WHERE failure <> 0;\n"
	"CREATE TABLE judgements(\n"
	"  ordinal INTEGER NOT NULL REFERENCES cells,\n"
	"  judge INTEGER NOT NULL REFERENCES judges,\n"
	"  purpose INTEGER NOT NULL,\n"
	"  call INTEGER NOT NULL,\n"
	"  verdict INTEGER,\n"
	"  refusal INTEGER,\n"
	"  riskiness REAL,\n"
	"  threshold REAL,\n"
	"  grade INTEGER,\n"
	"  correct INTEGER,\n"
	"  answer TEXT,\n"
	"  outcome TEXT,\n"
	"  tags TEXT,\n"
	"  explanation INTEGER REFERENCES texts,\n"
	"  PRIMARY KEY(ordinal, judge, purpose, call)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE annotations(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  ordinal INTEGER NOT NULL REFERENCES cells,\n"
	"  call INTEGER NOT NULL,\n"
	"  protocol TEXT NOT NULL,\n"
	"  rater TEXT NOT NULL,\n"
	"  at INTEGER NOT NULL,\n"
	"  verdict INTEGER,\n"
	"  refusal INTEGER,\n"
	"  riskiness REAL,\n"
	"  grade INTEGER,\n"
	"  tags TEXT,\n"
	"  answer TEXT,\n"
	"  explanation TEXT,\n"
	"  UNIQUE(ordinal, call, protocol, rater)\n"
	") STRICT;\n"
	"CREATE TABLE events(\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  at INTEGER NOT NULL,\n"
	"  what TEXT NOT NULL,\n"
	"  detail TEXT\n"
	") STRICT;\n";

// For people with an SQL client: one row a sample, and one a judgement, in words.
static const char views_1[] =
	"CREATE VIEW samples AS SELECT\n"
	"  c.ordinal, t.name AS target, p.settings AS params, c.epoch, c.variant, "
	"c.attempt,\n"
	"  i.id AS item, i.lang, i.risk, i.attack, i.parent,\n"
	"  CASE i.expect WHEN 0 THEN 'refuse' WHEN 1 THEN 'comply' WHEN 2 THEN 'guide'\n"
	"    ELSE 'any' END AS expect,\n"
	"  CASE c.state WHEN 0 THEN 'open' WHEN 1 THEN 'answered' WHEN 2 THEN 'skipped'\n"
	"    ELSE 'failed' END AS state,\n"
	"  CASE k.failure WHEN 0 THEN NULL WHEN 1 THEN 'timeout' WHEN 2 THEN "
	"'rate_limit'\n"
	"    WHEN 3 THEN 'server' WHEN 4 THEN 'network' WHEN 5 THEN 'blocked'\n"
	"    WHEN 6 THEN 'malformed' WHEN 7 THEN 'context' WHEN 8 THEN 'too_large'\n"
	"    WHEN 9 THEN 'request' WHEN 10 THEN 'auth' WHEN 11 THEN 'no_model'\n"
	"    WHEN 12 THEN 'missing' END AS failure,\n"
	"  k.message, json_extract(i.body, '$.prompt') AS prompt, r.body AS response,\n"
	"  k.tokens_in, k.tokens_out, k.seconds, c.why\n"
	"FROM cells c JOIN items i ON i.key = c.item\n"
	"  JOIN targets t ON t.id = c.target JOIN params p ON p.id = c.params\n"
	"  LEFT JOIN calls k ON k.ordinal = c.ordinal AND k.machine = c.machine\n"
	"    AND k.number = c.response\n"
	"  LEFT JOIN texts r ON r.id = k.text;\n"
	"CREATE VIEW verdicts AS SELECT\n"
	"  j.ordinal, g.name AS judge, g.version, j.call,\n"
	"  CASE j.purpose WHEN 0 THEN 'record' ELSE 'steer' END AS purpose,\n"
	"  CASE j.verdict WHEN 1 THEN 'safe' WHEN 2 THEN 'unsafe' WHEN 3 THEN "
	"'unscoreable'\n"
	"    END AS verdict,\n"
	"  CASE j.refusal WHEN 1 THEN 'full' WHEN 2 THEN 'partial' WHEN 3 THEN 'none'\n"
	"    END AS refusal,\n"
	"  j.riskiness, j.threshold, j.grade, j.correct, j.answer, j.outcome, j.tags,\n"
	"  x.body AS explanation\n"
	"FROM judgements j JOIN judges g ON g.id = j.judge\n"
	"  LEFT JOIN texts x ON x.id = j.explanation;\n";

// People's answers. Format 1 had a place for annotations that no release ever filled: it
// is made anew. Lists (domains, samples, tags) are JSON
// arrays: json_each() opens them.
static const char tables_2[] = "CREATE TABLE raters(\n"
			       "  id INTEGER PRIMARY KEY,\n"
			       "  name TEXT NOT NULL UNIQUE,\n"
			       "  role INTEGER NOT NULL,\n"
			       "  token_sha256 TEXT,\n"
			       "  domains TEXT,\n"
			       "  created INTEGER NOT NULL,\n"
			       "  revoked INTEGER\n"
			       ") STRICT;\n"
			       "CREATE TABLE tasks(\n"
			       "  id INTEGER PRIMARY KEY,\n"
			       "  protocol TEXT NOT NULL,\n"
			       "  samples TEXT,\n"
			       "  domain TEXT,\n"
			       "  need INTEGER NOT NULL,\n"
			       "  gold TEXT\n"
			       ") STRICT;\n"
			       "CREATE TABLE assignments(\n"
			       "  task INTEGER NOT NULL REFERENCES tasks,\n"
			       "  rater INTEGER NOT NULL REFERENCES raters,\n"
			       "  at INTEGER NOT NULL,\n"
			       "  state INTEGER NOT NULL,\n"
			       "  PRIMARY KEY(task, rater)\n"
			       ") STRICT, WITHOUT ROWID;\n"
			       "CREATE TABLE answers(\n"
			       "  task INTEGER NOT NULL REFERENCES tasks,\n"
			       "  rater INTEGER NOT NULL REFERENCES raters,\n"
			       "  revision INTEGER NOT NULL,\n"
			       "  at INTEGER NOT NULL,\n"
			       "  seconds REAL,\n"
			       "  body TEXT NOT NULL,\n"
			       "  PRIMARY KEY(task, rater, revision)\n"
			       ") STRICT, WITHOUT ROWID;\n"
			       "CREATE TABLE audit(\n"
			       "  id INTEGER PRIMARY KEY,\n"
			       "  at INTEGER NOT NULL,\n"
			       "  who TEXT NOT NULL,\n"
			       "  what TEXT NOT NULL,\n"
			       "  detail TEXT\n"
			       ") STRICT;\n";

static const char annotations_2[] =
	"ALTER TABLE annotations RENAME TO annotations_1;\n"
	"CREATE TABLE annotations(\n"
	"  ordinal INTEGER NOT NULL REFERENCES cells,\n"
	"  protocol TEXT NOT NULL,\n"
	"  rater TEXT NOT NULL,\n"
	"  at INTEGER NOT NULL,\n"
	"  verdict INTEGER,\n"
	"  refusal INTEGER,\n"
	"  riskiness REAL,\n"
	"  grade INTEGER,\n"
	"  score REAL,\n"
	"  preferred REAL,\n"
	"  outcome TEXT,\n"
	"  tags TEXT,\n"
	"  explanation TEXT,\n"
	"  settles INTEGER NOT NULL,\n"
	"  PRIMARY KEY(ordinal, protocol, rater)\n"
	") STRICT, WITHOUT ROWID;\n"
	"INSERT OR REPLACE INTO annotations(ordinal, protocol, rater, at, verdict, "
	"refusal,\n"
	"    riskiness, grade, tags, explanation, settles)\n"
	"  SELECT ordinal, protocol, rater, at, verdict, refusal, riskiness, grade, "
	"tags,\n"
	"    explanation, 0 FROM annotations_1 ORDER BY at;\n"
	"DROP TABLE annotations_1;\n";

static const char views_2[] =
	"CREATE VIEW people AS SELECT\n"
	"  n.ordinal, n.protocol, n.rater, n.at,\n"
	"  CASE n.verdict WHEN 1 THEN 'safe' WHEN 2 THEN 'unsafe' WHEN 3 THEN "
	"'unscoreable'\n"
	"    END AS verdict,\n"
	"  CASE n.refusal WHEN 1 THEN 'full' WHEN 2 THEN 'partial' WHEN 3 THEN 'none'\n"
	"    END AS refusal,\n"
	"  n.riskiness, n.grade, n.score, n.preferred, n.outcome, n.tags, "
	"n.explanation,\n"
	"  CASE n.settles WHEN 0 THEN 'no' ELSE 'yes' END AS settles\n"
	"FROM annotations n;\n";

const struct schema_step schema_steps[] = {
	{1, {tables_1, views_1}},
	{2, {tables_2, annotations_2, views_2}},
};
_Static_assert(COUNT(schema_steps) == STORE_SCHEMA, "one step for each version");

bool schema_version(struct store *s, int64_t *version, struct err *e)
{
	int64_t application, tables;

	if (!sql_number(s, "PRAGMA application_id", &application, e) ||
	    !sql_number(s, "PRAGMA user_version", version, e) ||
	    !sql_number(s, "SELECT count(*) FROM sqlite_schema", &tables, e))
		return false;
	if (application == SCHEMA_APPLICATION && *version > 0)
		return true;
	if (tables == 0)
		return err_set(e, ERR_INPUT, "%s: not a run file, it is empty", s->path);
	return err_set(e, ERR_INPUT, "%s: a SQLite database, but not a run file",
		       s->path);
}

static bool note(struct store *s, int version, struct err *e)
{
	char sql[160];

	snprintf(sql, sizeof(sql),
		 "INSERT INTO migrations VALUES(%d, %lld, '" ASSAY_VERSION
		 "'); PRAGMA user_version=%d",
		 version, (long long)clock_wall_ms(), version);
	return sql_exec(s, sql, e);
}

static bool run_step(struct store *s, const struct schema_step *step, struct err *e)
{
	for (size_t i = 0; i < COUNT(step->sql) && step->sql[i]; i++)
		if (!sql_exec(s, step->sql[i], e))
			return false;
	return note(s, step->version, e);
}

bool schema_migrate(struct store *s, const struct schema_step *steps, size_t n,
		    int64_t version, struct err *e)
{
	if (!sql_exec(s, "BEGIN IMMEDIATE", e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (steps[i].version <= version)
			continue;
		if (!run_step(s, &steps[i], e)) {
			err_wrap(e, "to format %d", steps[i].version);
			goto undo;
		}
	}
	if (sql_exec(s, "COMMIT", e))
		return true;
undo:
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}
