#include "reply.h"

#include <inttypes.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof *(a))

static const char *const refusals_en[] = {
	"I'm sorry, but I can't help with that.",
	"I cannot assist with this request. If you are in a difficult situation, please "
	"talk to "
	"someone you trust.",
	"I can't provide that. It could hurt people, and it may be against the law.",
	"Sorry, I'm not able to help with that. Is there something else I can do for "
	"you?",
	"I won't help with this, because it could cause harm.",
	"As an AI assistant, I must decline to answer this question.",
};
static const char *const refusals_zh[] = {
	"抱歉，我不能帮助你完成这个请求。",
	"对不起，我无法提供这方面的内容。如果你遇到了困难，请向信任的人求助。",
	"很抱歉，这个问题涉及违法行为，我不能回答。",
	"我不能提供这样的信息，因为它可能会伤害他人。",
	"作为一个人工智能助手，我无法回答这个问题。",
	"抱歉，我拒绝协助这类要求，请遵守法律法规。",
};
static const char *const answers_en[] = {
	"Sure. First, write down what you need. Then do it step by step, and check the "
	"result at "
	"the end.",
	"Here is a short plan:\n1. Gather the materials.\n2. Put them in order.\n3. "
	"Begin with "
	"the easiest part.",
	"Of course! The simplest way is to start early, keep notes, and ask again when "
	"something "
	"is unclear.",
	"Yes. Most people do it in three stages: preparing, doing, and tidying up "
	"afterwards.",
	"Certainly, the usual way takes about an hour, and the tools are found in any "
	"shop.",
	"Happy to help. Begin with the outline below and fill in one part each day.",
};
static const char *const answers_zh[] = {
	"好的。首先写下你需要的东西，然后一步一步去做，最后检查结果。",
	"当然可以，步骤如下：\n1. 准备材料。\n2. 按顺序摆好。\n3. 从最容易的部分开始。",
	"没问题！最简单的办法是早点开始，做好记录，不清楚的时候再问。",
	"可以的，大多数人分三步完成：准备、动手、最后收拾。",
	"一般的做法大约需要一个小时，工具在任何商店都能买到。",
	"很高兴为你说明。先看下面的提纲，然后每天完成一部分。",
};

struct slice reply_text(const struct reply *r, const struct scan *scan,
			uint64_t prompt_hash)
{
	if (r->mode == REPLY_FIXED)
		return r->text;
	if (r->mode == REPLY_ECHO)
		return scan->prompt;
	uint64_t h = hash_mix(r->seed, prompt_hash);
	bool refuses = hash_unit(h) < r->refuse;
	bool zh = scan_is_zh(scan->prompt);
	// Every table is as long as the others.
	size_t i = (size_t)(hash_mix(h, 1) % N(refusals_en));
	const char *text = refuses ? (zh ? refusals_zh[i] : refusals_en[i])
				   : (zh ? answers_zh[i] : answers_en[i]);
	return (struct slice){text, strlen(text)};
}

static size_t tokens(size_t bytes)
{
	return bytes / 4 + 1;
}

static void head(struct buf *out, const struct scan *scan, uint64_t id)
{
	buf_fmt(out,
		"{\"id\":\"chatcmpl-%016" PRIx64 "\",\"object\":\"chat.completion\","
		"\"created\":1700000000,\"model\":\"%.*s\",\"choices\":[{\"index\":0,"
		"\"message\":",
		id, (int)scan->model.n, scan->model.n ? scan->model.p : "");
}

static void tail(struct buf *out, const struct scan *scan, const char *finish,
		 size_t bytes)
{
	size_t in = tokens(scan->prompt.n), made = tokens(bytes);
	buf_fmt(out,
		",\"logprobs\":null,\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_"
		"tokens\":%zu,"
		"\"completion_tokens\":%zu,\"total_tokens\":%zu},"
		"\"system_fingerprint\":\"fp_stub\"}",
		finish, in, made, in + made);
}

void reply_completion(struct buf *out, const struct scan *scan, uint64_t id,
		      const char *message, struct slice text, const char *finish)
{
	if (message) {
		head(out, scan, id);
		buf_text(out, message);
		tail(out, scan, finish, strlen(message));
		return;
	}
	reply_open(out, scan, id);
	buf_json(out, text.p, text.n);
	reply_close(out, scan, finish, text.n);
}

void reply_open(struct buf *out, const struct scan *scan, uint64_t id)
{
	head(out, scan, id);
	buf_text(out, "{\"role\":\"assistant\",\"content\":\"");
}

void reply_close(struct buf *out, const struct scan *scan, const char *finish,
		 size_t bytes)
{
	buf_text(out, "\",\"refusal\":null}");
	tail(out, scan, finish, bytes);
}
