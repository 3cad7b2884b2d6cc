#include "people/campaign.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "people/campaign_state.h"

#define GOLD_SHARE 0.1
#define NAME_MAX_BYTES 200
#define STALE_MS (60 * 60 * 1000)

// Which text of the protocol people answered; a change is told in the audit.
static bool keep_protocol(struct campaign *c, struct err *e)
{
	const struct protocol *p = c->protocol;
	struct str key = arena_printf(&c->arena, "protocol." STR_FMT, STR_ARG(p->name));
	struct str blob = arena_printf(&c->arena, "protocol/" STR_FMT "@" STR_FMT,
				       STR_ARG(p->name), STR_ARG(p->version));
	struct str had = store_get(c->store, &c->arena, key.p);

	if (str_eq(had, p->version))
		return true;
	return store_set(c->store, key.p, p->version, e) &&
	       store_set_blob(c->store, blob.p, p->text, e) &&
	       store_add_audit(c->store, STR_NONE,
			       had.p ? "protocol changed" : "protocol", blob, e);
}

// A number of the draw as the run has it; else `value`, which it has from now on.
static bool keep_number(struct campaign *c, const char *what, uint64_t *value,
			struct err *e)
{
	struct str key = arena_printf(&c->arena, "annotate." STR_FMT ".%s",
				      STR_ARG(c->protocol->name), what);
	struct str had = store_get(c->store, &c->arena, key.p);
	char text[24];
	int64_t number;

	if (had.p && str_to_i64(had, &number) && number >= 0) {
		*value = (uint64_t)number;
		return true;
	}
	if (c->settings.look)
		return true;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)*value);
	return store_set(c->store, key.p, str_of(text), e);
}

static bool raise_limit(struct campaign *c, uint64_t limit, struct err *e)
{
	struct str key = arena_printf(&c->arena, "annotate." STR_FMT ".limit",
				      STR_ARG(c->protocol->name));
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)limit);
	c->settings.limit = (size_t)limit;
	return c->settings.look ||
	       (store_set(c->store, key.p, str_of(text), e) &&
		store_add_audit(c->store, STR_NONE, "limit raised", str_of(text), e));
}

// The draw, and the order in which replies stand, are those that the protocol was begun
// with.
static bool keep_draw(struct campaign *c, const struct campaign_settings *wanted,
		      struct err *e)
{
	uint64_t limit = wanted->limit;

	c->settings.seed &= INT64_MAX;
	if (!keep_number(c, "seed", &c->settings.seed, e) ||
	    !keep_number(c, "limit", &limit, e))
		return false;
	c->settings.limit = (size_t)limit;
	return limit == 0 || wanted->limit <= limit || raise_limit(c, wanted->limit, e);
}

struct campaign *campaign_open(struct store *s, const struct protocol *p,
			       const struct campaign_settings *settings, struct err *e)
{
	struct campaign *c = mem_zalloc(sizeof(*c));

	c->store = s;
	c->protocol = p;
	c->settings = *settings;
	buf_init(&c->agreement, BUF_TEXT_MAX);
	if (c->settings.gold_share <= 0)
		c->settings.gold_share = GOLD_SHARE;
	if (c->settings.stale_ms <= 0)
		c->settings.stale_ms = STALE_MS;
	if (settings->need < 0 || settings->need > PROTOCOL_RATERS_MAX) {
		err_set(e, ERR_INPUT, "raters a task: expected 1 to %d",
			PROTOCOL_RATERS_MAX);
		goto failed;
	}
	if (!(settings->look || keep_protocol(c, e)) || !keep_draw(c, settings, e) ||
	    !campaign_load(c, e) ||
	    !(settings->look || (campaign_make(c, e) && campaign_read_gold(c, e))) ||
	    !campaign_load_given(c, e) || !(settings->look || store_flush(s, e)))
		goto failed;
	campaign_share_out(c);
	return c;
failed:
	campaign_close(c);
	return NULL;
}

void campaign_close(struct campaign *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->workers.n; i++) {
		VEC_FREE(&c->workers.p[i].given);
		VEC_FREE(&c->workers.p[i].open);
		mem_free(c->workers.p[i].cursor);
	}
	for (size_t i = 0; i < COUNT(c->logs); i++)
		VEC_FREE(&c->logs[i]);
	VEC_FREE(&c->workers);
	VEC_FREE(&c->raters);
	VEC_FREE(&c->places);
	VEC_FREE(&c->given);
	VEC_FREE(&c->gold);
	risks_release(&c->domains);
	risks_release(&c->own_tags);
	buf_release(&c->agreement);
	mem_free(c->majority);
	arena_release(&c->arena);
	mem_free(c);
}

const struct campaign_settings *campaign_draw(const struct campaign *c)
{
	return &c->settings;
}

struct campaign_counts campaign_count(const struct campaign *c)
{
	return c->counts;
}

// --- Raters.

const struct rater *campaign_raters(const struct campaign *c, size_t *n)
{
	*n = c->raters.n;
	return c->raters.p;
}

const struct rater *campaign_rater(const struct campaign *c, int64_t id)
{
	size_t at = campaign_worker(c, id);

	return at == SIZE_MAX ? NULL : &c->raters.p[at];
}

const struct rater *campaign_rater_named(const struct campaign *c, struct str name)
{
	for (size_t i = 0; i < c->raters.n; i++)
		if (str_eq(c->raters.p[i].name, name))
			return &c->raters.p[i];
	return NULL;
}

// Every rater is compared, so that the time does not tell whom a guess came near to.
const struct rater *campaign_sign_in(const struct campaign *c, struct str token)
{
	const struct rater *found = NULL;
	char hex[SHA256_HEX + 1];

	token_hash(token, hex);
	for (size_t i = 0; i < c->raters.n; i++)
		if (token_same(c->raters.p[i].token_sha256, str_of(hex)))
			found = &c->raters.p[i];
	return found;
}

static struct str keep(struct campaign *c, struct str s)
{
	return s.p ? arena_str(&c->arena, s) : STR_NONE;
}

static const struct str *keep_list(struct campaign *c, const struct str *list, size_t n)
{
	struct str *out = arena_array(&c->arena, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = keep(c, list[i]);
	return out;
}

// What steers a terminal, breaks lines, or makes two names look the same.
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       c == 0xFEFF;
}

bool campaign_is_name(struct str name)
{
	struct str rest = name = str_trim(name);

	if (name.n == 0 || name.n > NAME_MAX_BYTES || !utf8_valid(name))
		return false;
	while (rest.n > 0)
		if (is_control(utf8_next(&rest)))
			return false;
	return true;
}

struct str campaign_own_domain(const struct rater *r)
{
	return r->n_domains == 1 ? r->domains[0] : STR_NONE;
}

static bool check_rater(const struct campaign *c, const struct rater *r, struct err *e)
{
	if (!campaign_is_name(r->name))
		return err_set(e, ERR_INPUT,
			       "name: expected 1 to %d bytes, none of them a "
			       "control character",
			       NAME_MAX_BYTES);
	for (size_t i = 0; i < r->n_domains; i++)
		if (c->domains.known > 0 &&
		    risks_find(&c->domains, r->domains[i]) >= c->domains.known)
			return err_set(e, ERR_INPUT,
				       "domains: expected a risk of the run's taxonomy, "
				       "got \"" STR_FMT "\"",
				       STR_ARG(r->domains[i]));
	return true;
}

bool campaign_add_rater(struct campaign *c, struct str by, struct rater *r,
			char token[TOKEN_TEXT + 1], struct err *e)
{
	char hex[SHA256_HEX + 1];
	struct rater own = *r;

	if (!check_rater(c, r, e) || (token && !token_make(token, e)) ||
	    !store_together(c->store, 2, e))
		return false;
	own.id = 0;
	own.name = keep(c, str_trim(r->name));
	own.token_sha256 = STR_NONE;
	if (token) {
		token_hash(str_of(token), hex);
		own.token_sha256 = keep(c, str_of(hex));
	}
	own.domains = keep_list(c, r->domains, r->n_domains);
	own.created = clock_wall_ms();
	if (!store_put_rater(c->store, &own, e) ||
	    !store_add_audit(c->store, by, "rater added", own.name, e))
		return false;
	campaign_add_worker(c, &own);
	campaign_share_out(c);
	*r = own;
	return true;
}

static bool put_rater(struct campaign *c, struct str by, size_t at,
		      const struct rater *changed, const char *what, struct err *e)
{
	struct rater own = *changed;

	if (!store_together(c->store, 2, e) || !store_put_rater(c->store, &own, e) ||
	    !store_add_audit(c->store, by, what, own.name, e))
		return false;
	c->raters.p[at] = own;
	campaign_set_branches(c, at);
	campaign_share_out(c);
	return true;
}

bool campaign_leads_alone(const struct campaign *c, int64_t id)
{
	bool leads = false, others = false;

	for (size_t i = 0; i < c->raters.n; i++) {
		const struct rater *r = &c->raters.p[i];
		bool may = r->role == RATER_ADMIN && r->revoked == 0;

		leads = leads || (may && r->id == id);
		others = others || (may && r->id != id);
	}
	return leads && !others;
}

// What lies open with a rater outside the domains that are his now.
static bool take_back_foreign(struct campaign *c, struct str by, size_t worker,
			      struct err *e)
{
	struct worker *w = &c->workers.p[worker];

	for (size_t i = w->open.n; i-- > 0;) {
		uint32_t given = w->open.p[i];
		size_t domain = c->places.p[c->given.p[given].place].domain;

		if (!campaign_sees_domain(c, worker, domain) &&
		    !campaign_take_back(c, given, by, "released: another's domain", e))
			return false;
	}
	return true;
}

bool campaign_change_rater(struct campaign *c, struct str by, int64_t id,
			   const struct rater_change *change, struct err *e)
{
	size_t at = campaign_worker(c, id);
	const char *what = "rater changed";
	struct rater own;

	if (at == SIZE_MAX)
		return campaign_no_rater(id, e);
	own = c->raters.p[at];
	if (change->revoked && *change->revoked && campaign_leads_alone(c, id))
		return err_set(e, ERR_INPUT,
			       STR_FMT " is the last one who leads the work: somebody "
				       "else has to be made admin first",
			       STR_ARG(own.name));
	if (change->set_domains) {
		own.domains = keep_list(c, change->domains, change->n_domains);
		own.n_domains = change->n_domains;
		what = "domains changed";
	}
	if (change->revoked && *change->revoked != (own.revoked != 0)) {
		own.revoked = *change->revoked ? clock_wall_ms() : 0;
		what = *change->revoked ? "rater revoked" : "rater restored";
	}
	return check_rater(c, &own, e) && put_rater(c, by, at, &own, what, e) &&
	       take_back_foreign(c, by, at, e);
}

bool campaign_new_link(struct campaign *c, struct str by, int64_t id,
		       char token[TOKEN_TEXT + 1], struct err *e)
{
	size_t at = campaign_worker(c, id);
	char hex[SHA256_HEX + 1];
	struct rater own;

	if (at == SIZE_MAX)
		return campaign_no_rater(id, e);
	if (!token_make(token, e))
		return false;
	own = c->raters.p[at];
	token_hash(str_of(token), hex);
	own.token_sha256 = keep(c, str_of(hex));
	return put_rater(c, by, at, &own, "new link", e);
}
