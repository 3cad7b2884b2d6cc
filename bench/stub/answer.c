#include "answer.h"

#include <inttypes.h>
#include <string.h>

static const char json_type[] = "application/json";

static void head(struct buf *out, int status, const char *type, const char *extra)
{
	buf_fmt(out, "HTTP/1.1 %d %s\r\nServer: assay-stub\r\nContent-Type: %s\r\n%s",
		status, http_reason(status), type ? type : json_type, extra);
}

static void whole(struct buf *out, int status, const char *type, const char *extra,
		  const char *body, size_t n)
{
	head(out, status, type, extra);
	buf_fmt(out, "Content-Length: %zu\r\n\r\n", n);
	buf_add(out, body, n);
}

static void error(struct buf *out, int status, const char *code, const char *message)
{
	char body[512];
	int n = snprintf(body, sizeof body,
			 "{\"error\":{\"message\":\"%s\",\"type\":\"invalid_request_"
			 "error\",\"param\":null,"
			 "\"code\":%s%s%s}}",
			 message, code ? "\"" : "", code ? code : "null",
			 code ? "\"" : "");
	whole(out, status, NULL, "", body, (size_t)n);
}

void answer_bad(struct answerer *a, int status, struct buf *out)
{
	a->bad++;
	error(out, status, NULL, "The stub could not read this request.");
}

// Body in chunks of odd sizes, so that a client meets their edges inside characters.
static void in_chunks(struct buf *out, const char *body, size_t n)
{
	head(out, 200, NULL, "Transfer-Encoding: chunked\r\n\r\n");
	for (size_t i = 0, step = 7; i < n; i += step) {
		step = n - i < step ? n - i : step;
		buf_fmt(out, "%zx\r\n", step);
		buf_add(out, body + i, step);
		buf_text(out, "\r\n");
	}
	buf_text(out, "0\r\n\r\n");
}

const char *answer_filler(bool chunked, size_t *size)
{
	static char block[8 + ANSWER_BLOCK + 2 + 1];
	static const char words[] = "lorem ipsum dolor sit amet ";
	if (!block[0]) {
		snprintf(block, sizeof block, "%06x\r\n", (unsigned)ANSWER_BLOCK);
		for (size_t i = 0; i < ANSWER_BLOCK; i++)
			block[8 + i] = words[i % (sizeof words - 1)];
		block[8 + ANSWER_BLOCK] = '\r';
		block[8 + ANSWER_BLOCK + 1] = '\n';
	}
	*size = chunked ? sizeof block - 1 : ANSWER_BLOCK;
	return chunked ? block : block + 8;
}

static void huge(struct answerer *a, const struct scan *scan, uint64_t id, bool chunked,
		 struct buf *out, struct answer *ans)
{
	struct buf *before = &a->body, *after = &a->spare;
	ans->fill = (a->huge + ANSWER_BLOCK - 1) / ANSWER_BLOCK * ANSWER_BLOCK;
	before->n = a->tail.n = 0;
	reply_open(before, scan, id);
	reply_close(&a->tail, scan, "stop", ans->fill);
	if (!chunked) {
		head(out, 200, NULL, "");
		buf_fmt(out, "Content-Length: %" PRIu64 "\r\n\r\n",
			before->n + ans->fill + a->tail.n);
		buf_add(out, before->p, before->n);
		after = &a->tail;
	} else {
		head(out, 200, NULL, "Transfer-Encoding: chunked\r\n\r\n");
		buf_fmt(out, "%zx\r\n%.*s\r\n", before->n, (int)before->n, before->p);
		after->n = 0;
		buf_fmt(after, "%zx\r\n%.*s\r\n0\r\n\r\n", a->tail.n, (int)a->tail.n,
			a->tail.p);
	}
	ans->chunked = chunked;
	buf_add(after, "", 1);
	ans->after = after->p;
}

static void good(struct answerer *a, const struct fault_kind *kind,
		 const struct scan *scan, uint64_t prompt, uint64_t id)
{
	struct slice text = reply_text(&a->reply, scan, prompt);
	const char *finish = kind && kind->finish ? kind->finish : "stop";
	a->body.n = 0;
	reply_completion(&a->body, scan, id, kind ? kind->body : NULL, text, finish);
}

static void leak(const struct http_request *r, struct buf *out)
{
	char message[300];
	snprintf(message, sizeof message, "Incorrect API key provided: %.*s.",
		 (int)(r->bearer.n < 200 ? r->bearer.n : 200),
		 r->bearer.n ? r->bearer.p : "");
	error(out, 401, "invalid_api_key", message);
}

static void body_of(struct answerer *a, const struct fault_kind *kind, struct buf *out)
{
	char extra[128] = "";
	if (kind->retry_after && a->retry_after)
		snprintf(extra, sizeof extra, "Retry-After: %s\r\n", a->retry_after);
	whole(out, kind->status, kind->type, extra, kind->body, strlen(kind->body));
}

static void faulty(struct answerer *a, const struct fault_kind *kind,
		   const struct http_request *r, const struct scan *scan, uint64_t prompt,
		   uint64_t id, struct buf *out, struct answer *ans)
{
	switch (kind->act) {
	case FAULT_MESSAGE:
		good(a, kind, scan, prompt, id);
		if (kind->chunked)
			in_chunks(out, a->body.p, a->body.n);
		else
			whole(out, kind->status, NULL, "", a->body.p, a->body.n);
		break;
	case FAULT_BODY:
		body_of(a, kind, out);
		break;
	case FAULT_LEAK:
		leak(r, out);
		break;
	case FAULT_CUT:
		good(a, NULL, scan, prompt, id);
		whole(out, kind->status, NULL, "", a->body.p, a->body.n);
		out->n -= a->body.n / 2;
		ans->close = true;
		break;
	case FAULT_DROP:
		ans->close = true;
		break;
	case FAULT_RESET:
		ans->close = ans->reset = true;
		break;
	case FAULT_NEVER:
		ans->never = true;
		break;
	case FAULT_HUGE:
		huge(a, scan, id, kind->chunked, out, ans);
		break;
	}
}

static void chat(struct answerer *a, const struct http_request *r, uint64_t now,
		 struct buf *out, struct answer *ans)
{
	struct scan scan;
	if (!scan_body(r->body, &a->spare, &scan) || !scan.messages) {
		a->bad++;
		error(out, 400, NULL,
		      "We could not parse the JSON body of your request.");
		return;
	}
	uint64_t body = slice_hash(r->body, 0);
	uint64_t prompt = slice_hash(scan.prompt, 0);
	uint64_t seen = seen_count(&a->seen, body);
	uint64_t id = hash_mix(body, seen);
	const struct fault_kind *kind =
		faults_pick(&a->faults, a->seed, body, seen, a->requests - 1);

	a->repeats += seen > 0;
	ans->delay = a->latency;
	if (a->jitter)
		ans->delay += (uint64_t)(hash_unit(hash_mix(id, 7)) * (double)a->jitter);
	if (kind) {
		a->faulted++;
		faulty(a, kind, r, &scan, prompt, id, out, ans);
	} else {
		good(a, NULL, &scan, prompt, id);
		whole(out, 200, NULL, "", a->body.p, a->body.n);
	}
	if (a->journal)
		fprintf(a->journal,
			"%" PRIu64 "\t%" PRIu64 "\t%016" PRIx64 "\t%016" PRIx64
			"\t%" PRIu64 "\t%d\t%s\n",
			now, ans->delay / 1000, prompt, body, seen,
			kind ? kind->status : 200, kind ? kind->name : "ok");
}

static void models(struct buf *out)
{
	static const char body[] =
		"{\"object\":\"list\",\"data\":[{\"id\":\"stub\",\"object\":\"model\","
		"\"created\":1700000000,\"owned_by\":\"assay\"}]}";
	whole(out, 200, NULL, "", body, sizeof body - 1);
}

struct answer answer_make(struct answerer *a, const struct http_request *r, uint64_t now,
			  struct buf *out)
{
	struct answer ans = {.close = r->close};

	a->requests++;
	if (a->key && !slice_is(r->bearer, a->key)) {
		a->unauthorized++;
		error(out, 401, "invalid_api_key", "Incorrect API key provided.");
	} else if (slice_ends(r->path, "/chat/completions")) {
		if (slice_is(r->method, "POST"))
			chat(a, r, now, out, &ans);
		else
			error(out, 405, NULL, "Not allowed to use this method here.");
	} else if (slice_ends(r->path, "/models") && slice_is(r->method, "GET")) {
		models(out);
	} else {
		error(out, 404, NULL, "Invalid URL.");
	}
	return ans;
}

void answer_release(struct answerer *a)
{
	seen_release(&a->seen);
	buf_release(&a->body);
	buf_release(&a->spare);
	buf_release(&a->tail);
}
