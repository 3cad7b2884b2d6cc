// The provider `openai`: chat completions of OpenAI, and of every server that speaks its
// protocol (OPENAI_BASE_URL).
#include <stdlib.h>

#include "base/log.h"
#include "llm/labels.h"
#include "llm/openai_reply.h"

#define HOME "https://api.openai.com/v1"
#define BODY_MAX ((size_t)256 << 20)
#define CONNECT_SECONDS 5 // three tries of the system's

struct wire { // one attempt on its way
	struct job *job;
	struct buf body;
	bool has_schema, has_labels; // the body
	struct wire *next, *next_of_all;
};

struct openai { // one model
	struct str model;
	char *url, *moderations, *embeddings;
	struct http_headers *headers;
	bool max_completion_tokens; // the newer models refuse max_tokens
	bool no_schema, no_labels;  // the server said that it knows none
	struct wire *all, *spare;
	struct arena scratch; // of the reply at hand
};

// --- What is sent.

static const char *const param_names[PARAMS] = {
	[PARAM_TEMPERATURE] = "temperature",
	[PARAM_TOP_P] = "top_p",
	[PARAM_TOP_K] = "top_k",
	[PARAM_MIN_P] = "min_p",
	[PARAM_MAX_TOKENS] = "max_tokens",
	[PARAM_SEED] = "seed",
	[PARAM_PRESENCE_PENALTY] = "presence_penalty",
	[PARAM_FREQUENCY_PENALTY] = "frequency_penalty",
	[PARAM_REPETITION_PENALTY] = "repetition_penalty",
};

static void put_params(struct json_writer *w, const struct openai *o,
		       const struct params *p)
{
	for (size_t i = 0; i < PARAMS; i++) {
		double v = p->value[i];
		if (v != v) // NaN: the model's own default
			continue;
		const char *name = param_names[i];
		if (i == PARAM_MAX_TOKENS && o->max_completion_tokens)
			name = "max_completion_tokens";
		if (param_descs[i].integer)
			json_field_int(w, name, (int64_t)v);
		else
			json_field_real(w, name, v);
	}
}

static void put_schema(struct json_writer *w, struct str schema)
{
	json_key(w, "response_format");
	json_begin(w, '{');
	json_field_cstr(w, "type", "json_schema");
	json_key(w, "json_schema");
	json_begin(w, '{');
	json_field_cstr(w, "name", "reply");
	json_field_bool(w, "strict", true);
	json_key(w, "schema");
	json_put_raw(w, schema);
	json_end(w, '}');
	json_end(w, '}');
}

static void write_body(struct wire *wire, const struct openai *o, const struct request *r)
{
	struct buf *out = &wire->body;
	struct json_writer w;
	json_writer_init(&w, out, 0);
	json_begin(&w, '{');
	json_field_str(&w, "model", o->model);
	json_key(&w, "messages");
	json_begin(&w, '[');
	for (size_t i = 0; i < r->n_messages; i++) {
		json_begin(&w, '{');
		json_field_cstr(&w, "role", speaker_name(r->messages[i].speaker));
		json_field_str(&w, "content", r->messages[i].content);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	put_params(&w, o, &r->params);
	if (wire->has_schema)
		put_schema(&w, r->schema);
	if (r->template_args.n) {
		json_key(&w, "chat_template_kwargs");
		json_put_raw(&w, r->template_args);
	}
	if (wire->has_labels) {
		json_field_bool(&w, "logprobs", true);
		json_field_int(&w, "top_logprobs", LABELS_TOP);
	}
	json_end(&w, '}');
}

// To be moderated, or embedded.
static void write_input(struct wire *wire, const struct openai *o,
			const struct request *r)
{
	struct json_writer w;
	json_writer_init(&w, &wire->body, 0);
	json_begin(&w, '{');
	json_field_str(&w, "model", o->model);
	json_field_str(&w, "input", r->messages[r->n_messages - 1].content);
	json_end(&w, '}');
}

// --- An attempt.

static struct wire *wire_get(struct openai *o)
{
	struct wire *wire = o->spare;
	if (wire) {
		o->spare = wire->next;
		buf_clear(&wire->body);
		return wire;
	}
	wire = mem_zalloc(sizeof(*wire));
	buf_init(&wire->body, BODY_MAX);
	wire->next_of_all = o->all;
	o->all = wire;
	return wire;
}

static void wire_put(struct openai *o, struct wire *wire)
{
	wire->next = o->spare;
	o->spare = wire;
}

static void send(struct openai *o, struct job *job);

// Servers that know no schema refuse the request and name the field, or answer with a
// failure of their own.
static bool refuses(const struct http_reply *reply, const char *const *said)
{
	if (reply->outcome != HTTP_REPLY || reply->status < 400 || reply->status == 401 ||
	    reply->status == 403 || reply->status == 429)
		return false;
	for (; *said; said++)
		if (str_find(reply->body, str_of(*said)) != STR_NPOS)
			return true;
	return false;
}

// Whether to ask again with less: whoever asked checks the reply all the same.
static bool leave_out(struct openai *o, const struct job *job, const struct wire *wire,
		      const struct http_reply *reply)
{
	static const char *const labels[] = {"logprobs", NULL};
	static const char *const schema[] = {
		"response_format", "json_schema",       "schema",
		"guided_json",     "structured output", NULL};
	if (wire->has_labels && refuses(reply, labels)) {
		if (!o->no_labels)
			log_info("%s: gives no probabilities; asking without",
				 job->model->name);
		o->no_labels = true;
		return true;
	}
	if (!wire->has_schema || !refuses(reply, schema))
		return false;
	if (!o->no_schema)
		log_info("%s: takes no JSON schema; asking without", job->model->name);
	o->no_schema = true;
	return true;
}

static void on_reply(void *ctx, const struct http_reply *reply)
{
	struct wire *wire = ctx;
	struct job *job = wire->job;
	struct openai *o = job->model->data;
	bool again = leave_out(o, job, wire, reply);
	wire_put(o, wire);
	if (again) {
		send(o, job);
		return;
	}
	enum call_kind kind = job->request->kind;
	struct attempt attempt =
		kind == CALL_MODERATE ? openai_reply_moderation(&o->scratch, reply)
		: kind == CALL_EMBED  ? openai_reply_embedding(&o->scratch, reply)
				      : openai_reply_read(&o->scratch, reply);
	if (kind == CALL_CHAT)
		openai_reply_labels(&o->scratch, reply, job->request, &attempt);
	provider_finish(job, &attempt);
	arena_reset(&o->scratch);
}

static void send(struct openai *o, struct job *job)
{
	struct wire *wire = wire_get(o);
	wire->job = job;
	wire->has_schema = job->request->schema.n && !o->no_schema;
	wire->has_labels = job->request->n_continuations && !o->no_labels;
	enum call_kind kind = job->request->kind;
	if (kind == CALL_CHAT)
		write_body(wire, o, job->request);
	else
		write_input(wire, o, job->request);
	struct http_request request = {
		.url = kind == CALL_MODERATE ? o->moderations
		       : kind == CALL_EMBED  ? o->embeddings
					     : o->url,
		.headers = o->headers,
		.body = buf_str(&wire->body),
		.timeout = provider_settings(job->model)->timeout,
		.connect_timeout = CONNECT_SECONDS,
	};
	http_start(provider_http(job->model), &request, on_reply, wire);
}

static void start(struct job *job)
{
	if (job->request->kind != CALL_SCORE) {
		send(job->model->data, job);
		return;
	}
	struct attempt refused = {
		.failure = FAILURE_REQUEST,
		.message = STR("this provider answers, moderates and embeds, no more"),
	};
	provider_finish(job, &refused);
}

// --- A model.

// Gateways put the vendor in front: openai/o3-mini.
static bool is_reasoning(struct str model)
{
	size_t slash = str_rfind_byte(model, '/');
	if (slash != STR_NPOS)
		model = str_slice(model, slash + 1, model.n);
	return str_starts(model, STR("o1")) || str_starts(model, STR("o3")) ||
	       str_starts(model, STR("o4")) || str_starts(model, STR("gpt-5"));
}

static bool is_own_machine(struct str base)
{
	return str_starts(base, STR("http://localhost")) ||
	       str_starts(base, STR("http://127.")) ||
	       str_starts(base, STR("http://[::1]"));
}

static bool read_base(struct str *base, struct err *e)
{
	*base = str_trim(str_of(getenv("OPENAI_BASE_URL")));
	if (str_empty(*base))
		*base = STR(HOME);
	while (str_ends(*base, STR("/")))
		base->n--;
	if (str_starts(*base, STR("https://")) || str_starts(*base, STR("http://")))
		return true;
	return err_set(e, ERR_INPUT,
		       "OPENAI_BASE_URL: expected http:// or https://, got \"" STR_FMT
		       "\"",
		       STR_ARG(*base));
}

// Of what surrounds it in a file it is freed; what is left must fit a header.
static bool read_key(struct str base, struct str *key, struct err *e)
{
	*key = str_trim(str_of(getenv("OPENAI_API_KEY")));
	log_hide(*key);
	if (str_is(base, HOME) && str_empty(*key))
		return err_set(e, ERR_INPUT,
			       "no key: set OPENAI_API_KEY (or OPENAI_BASE_URL for "
			       "another server)");
	for (size_t i = 0; i < key->n; i++)
		if ((unsigned char)key->p[i] <= ' ' || key->p[i] == 0x7f)
			return err_set(e, ERR_INPUT,
				       "OPENAI_API_KEY holds blanks or line breaks: it "
				       "should be one word");
	if (key->n && str_starts(base, STR("http:")) && !is_own_machine(base))
		log_warn(
			"OPENAI_BASE_URL is no https://: the key goes there unencrypted");
	return true;
}

static bool openai_open(struct model *m, struct str rest, struct err *e)
{
	struct str base, key;
	if (!read_base(&base, e) || !read_key(base, &key, e))
		return false;
	struct openai *o = mem_zalloc(sizeof(*o));
	m->data = o;
	arena_init(&o->scratch);
	o->model = arena_str(&m->arena, rest);
	o->url =
		arena_cstr(&m->arena, arena_printf(&m->arena, STR_FMT "/chat/completions",
						   STR_ARG(base)));
	o->moderations =
		arena_cstr(&m->arena, arena_printf(&m->arena, STR_FMT "/moderations",
						   STR_ARG(base)));
	o->embeddings =
		arena_cstr(&m->arena,
			   arena_printf(&m->arena, STR_FMT "/embeddings", STR_ARG(base)));
	m->endpoint = str_of(o->url);
	o->max_completion_tokens = is_reasoning(rest);
	const char *lines[] = {"Content-Type: application/json", NULL};
	size_t n = 1;
	if (key.n)
		lines[n++] = arena_printf(&m->arena, "Authorization: Bearer " STR_FMT,
					  STR_ARG(key))
				     .p;
	o->headers = http_headers_create(lines, n);
	return true;
}

static void openai_close(struct model *m)
{
	struct openai *o = m->data;
	while (o->all) {
		struct wire *wire = o->all;
		o->all = wire->next_of_all;
		buf_release(&wire->body);
		mem_free(wire);
	}
	http_headers_destroy(o->headers);
	arena_release(&o->scratch);
	mem_free(o);
}

static const char *const env[] = {"OPENAI_API_KEY", "OPENAI_BASE_URL", NULL};

extern const struct provider_desc provider_openai;
const struct provider_desc provider_openai = {
	.name = "openai",
	.summary = {STR_INIT("OpenAI 的 chat "
			     "completions，以及任何兼容该协议的服务（OPENAI_BASE_URL）"),
		    STR_INIT("chat completions of OpenAI and of any compatible server "
			     "(OPENAI_BASE_URL)")},
	.example = "openai/gpt-4o-mini",
	.env = env,
	.abilities = MODEL_LABELS,
	.open = openai_open,
	.close = openai_close,
	.start = start,
};
