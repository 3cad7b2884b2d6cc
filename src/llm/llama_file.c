#include "llm/llama_file.h"

#include <dlfcn.h>
#include <ggml-backend.h>
#include <gguf.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/map.h"
#include "llm/llama_chat.h"

#define CONTEXT_MAX 32768 // tokens a sequence may take, whatever the model was trained on

// --- The library, once for the process.

static char first_error[300]; // of a load; under error_lock
static pthread_mutex_t error_lock = PTHREAD_MUTEX_INITIALIZER;

static void on_log(enum ggml_log_level level, const char *text, void *ctx)
{
	(void)ctx;
	struct str line = str_trim(str_of(text));
	log_debug("llama: " STR_FMT, STR_ARG(line));
	if (level != GGML_LOG_LEVEL_ERROR || !line.n)
		return;
	pthread_mutex_lock(&error_lock);
	if (!first_error[0])
		snprintf(first_error, sizeof(first_error), STR_FMT, STR_ARG(line));
	pthread_mutex_unlock(&error_lock);
}

static struct str take_first_error(struct arena *a)
{
	static const struct str said = {"error loading model: ", 21};
	pthread_mutex_lock(&error_lock);
	struct str text = arena_str(a, str_of(first_error));
	first_error[0] = '\0';
	pthread_mutex_unlock(&error_lock);
	size_t at = str_find(text, said);
	return at == STR_NPOS ? text : str_slice(text, at + said.n, text.n);
}

// The backends of each kind of processor are shared libraries beside libllama itself.
static void load_backends(void)
{
	Dl_info info;
	char folder[4096];
	if (!dladdr((void *)(uintptr_t)llama_backend_init, &info) || !info.dli_fname)
		return;
	struct str path = str_of(info.dli_fname);
	size_t slash = str_rfind_byte(path, '/');
	if (slash == STR_NPOS || slash >= sizeof(folder))
		return;
	memcpy(folder, path.p, slash);
	folder[slash] = '\0';
	ggml_backend_load_all_from_path(folder);
}

// It gives up by abort() where it finds itself in a state that should not be: one line,
// and out. What is stored stays stored.
static void on_abort(const char *text)
{
	log_error("llama.cpp gave up: %s", text);
	_exit(1);
}

static void start_library(void)
{
	// Or it would call a debugger to show where it threw.
	setenv("GGML_NO_BACKTRACE", "1", false);
	llama_log_set(on_log, NULL);
	ggml_set_abort_callback(on_abort);
	load_backends();
	llama_backend_init();
}

// --- Looking before loading.

static bool check_magic(const char *path, struct err *e)
{
	unsigned char head[8] = {0};
	FILE *file = fopen(path, "rb");
	if (!file)
		return err_sys(e, "reading");
	size_t got = fread(head, 1, sizeof(head), file);
	fclose(file);
	if (got < sizeof(head) || memcmp(head, "GGUF", 4) != 0)
		return err_set(e, ERR_INPUT,
			       "expected a GGUF file, it does not begin with \"GGUF\"");
	if (head[4] < 2 || head[4] > 3 || head[5] || head[6] || head[7])
		return err_set(e, ERR_INPUT,
			       "GGUF version %u is not one that can be read (2, 3)",
			       (unsigned)head[4]);
	return true;
}

// The bytes a file must have for its last tensor to be whole.
static uint64_t bytes_needed(const struct gguf_context *gguf)
{
	uint64_t end = 0;
	for (int64_t i = 0; i < gguf_get_n_tensors(gguf); i++) {
		uint64_t last =
			gguf_get_tensor_offset(gguf, i) + gguf_get_tensor_size(gguf, i);
		end = last > end ? last : end;
	}
	return gguf_get_data_offset(gguf) + end;
}

// The library asserts that a vocabulary names no token twice.
static bool check_vocabulary(const struct gguf_context *gguf, struct err *e)
{
	int64_t key = gguf_find_key(gguf, "tokenizer.ggml.tokens");
	struct map seen = {0};
	bool ok = true;
	if (key < 0 || gguf_get_kv_type(gguf, key) != GGUF_TYPE_ARRAY ||
	    gguf_get_arr_type(gguf, key) != GGUF_TYPE_STRING)
		return err_set(e, ERR_INPUT, "the GGUF file holds no vocabulary");
	size_t n = gguf_get_arr_n(gguf, key);
	for (size_t i = 0; ok && i < n; i++) {
		bool added;
		map_put(&seen, str_of(gguf_get_arr_str(gguf, key, i)), &added);
		ok = added || err_set(e, ERR_INPUT,
				      "token %zu of the GGUF file's vocabulary is there "
				      "twice",
				      i);
	}
	map_release(&seen);
	return ok;
}

static bool check_whole(const char *path, struct err *e)
{
	struct gguf_init_params params = {.no_alloc = true};
	struct gguf_context *gguf = gguf_init_from_file(path, params);
	struct stat st;
	if (!gguf)
		return err_set(e, ERR_INPUT,
			       "the GGUF file is cut off or damaged in its head");
	uint64_t needed = bytes_needed(gguf);
	bool has_weights = gguf_get_n_tensors(gguf) > 0;
	bool fine = check_vocabulary(gguf, e);
	gguf_free(gguf);
	if (!fine)
		return false;
	if (!has_weights)
		return err_set(e, ERR_INPUT, "the GGUF file holds no weights");
	if (stat(path, &st) != 0)
		return err_sys(e, "reading");
	if ((uint64_t)st.st_size < needed)
		return err_set(e, ERR_INPUT,
			       "the GGUF file is cut off: %llu of %llu bytes",
			       (unsigned long long)st.st_size,
			       (unsigned long long)needed);
	return true;
}

// --- What the metadata says.

static struct str meta(struct arena *a, const struct llama_model *model, const char *key)
{
	char text[256];
	int32_t n = llama_model_meta_val_str(model, key, text, sizeof(text));
	return n > 0 && n < (int32_t)sizeof(text) ? arena_str(a, str_of(text)) : STR_NONE;
}

static double meta_number(struct arena *a, const struct llama_model *model,
			  const char *key)
{
	double v;
	return str_to_double(meta(a, model, key), &v) ? v : NAN;
}

static struct params read_own_params(struct arena *a, const struct llama_model *model)
{
	struct params p = params_none();
	p.value[PARAM_TEMPERATURE] = meta_number(a, model, "general.sampling.temp");
	p.value[PARAM_TOP_K] = meta_number(a, model, "general.sampling.top_k");
	p.value[PARAM_TOP_P] = meta_number(a, model, "general.sampling.top_p");
	p.value[PARAM_MIN_P] = meta_number(a, model, "general.sampling.min_p");
	p.value[PARAM_REPETITION_PENALTY] =
		meta_number(a, model, "general.sampling.penalty_repeat");
	return p;
}

static void read_facts(struct arena *a, const struct llama_model *model,
		       struct facts *facts)
{
	facts->parameters = (double)llama_model_n_params(model);
	facts->family = meta(a, model, "general.basename");
	if (!facts->family.p)
		facts->family = meta(a, model, "general.architecture");
	facts->tuning = meta(a, model, "general.finetune");
	facts->date = meta(a, model, "general.date");
}

// Two half-precision vectors a layer, as wide as the heads that are kept.
static uint64_t cache_bytes(const struct llama_model *model)
{
	uint64_t head =
		(uint64_t)llama_model_n_embd(model) / (uint64_t)llama_model_n_head(model);
	return (uint64_t)llama_model_n_layer(model) *
	       (uint64_t)llama_model_n_head_kv(model) * head * 2 * 2;
}

static void note_byte(bool bytes[256], struct str text)
{
	static const struct str hex = {"0123456789ABCDEF", 16};
	if (text.n == 1)
		bytes[(unsigned char)text.p[0]] = true;
	if (text.n != 6 || !str_starts(text, STR("<0x")) || text.p[5] != '>')
		return;
	size_t high = str_find_byte(hex, text.p[3]), low = str_find_byte(hex, text.p[4]);
	if (high < hex.n && low < hex.n)
		bytes[high * 16 + low] = true;
}

// The control tokens; and whether every byte has a token, without which the library
// throws at some prompts.
static bool read_tokens(struct arena *a, struct llama_file *f, struct err *e)
{
	VEC(struct str) controls = {0};
	bool bytes[256] = {0};
	int32_t n = llama_vocab_n_tokens(f->vocab);
	for (llama_token t = 0; t < n; t++) {
		struct str text = str_of(llama_vocab_get_text(f->vocab, t));
		if (text.n > f->longest_token)
			f->longest_token = text.n;
		note_byte(bytes, text);
		enum llama_token_attr kind = llama_vocab_get_attr(f->vocab, t);
		if (!text.n ||
		    !(kind & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN)))
			continue;
		VEC_PUSH(&controls, text);
		f->control_starts[(unsigned char)text.p[0]] = true;
	}
	f->controls = arena_copy(a, controls.p, controls.n * sizeof(*controls.p));
	f->n_controls = controls.n;
	VEC_FREE(&controls);
	for (size_t i = 0; llama_vocab_type(f->vocab) == LLAMA_VOCAB_TYPE_SPM && i < 256;
	     i++)
		if (!bytes[i])
			return err_set(e, ERR_INPUT,
				       "the vocabulary has no token for the byte 0x%02zX",
				       i);
	return true;
}

// ChatML is what most of those are that the library does not know.
static void read_template(struct arena *a, struct llama_file *f, const char *name)
{
	const char *chat = llama_model_chat_template(f->model, NULL);
	if (chat && llama_chat_knows(chat)) {
		f->chat = arena_str(a, str_of(chat));
		return;
	}
	f->chat = STR("chatml");
	// A model that was trained on another template answers worse, and nothing shows
	// it.
	if (chat)
		log_warn("%s: its chat template is not known here, so it is asked by "
			 "ChatML; llama-server renders any (openai/...)",
			 name);
	else
		log_info("%s: it has no chat template; asked by ChatML", name);
}

static bool check_kind(const struct llama_file *f, struct err *e)
{
	if (llama_model_has_encoder(f->model) || !llama_model_has_decoder(f->model))
		return err_set(e, ERR_INPUT,
			       "not a model that can chat (no plain decoder)");
	if (llama_model_n_head(f->model) <= 0 || llama_vocab_n_tokens(f->vocab) <= 0)
		return err_set(e, ERR_INPUT,
			       "the GGUF file holds no vocabulary or no heads");
	return true;
}

static bool load(struct arena *a, const char *path, const char *name,
		 struct llama_file *out, struct facts *facts, struct err *e)
{
	struct llama_model_params params = llama_model_default_params();
	take_first_error(a);
	out->model = llama_model_load_from_file(path, params);
	if (!out->model) {
		struct str why = take_first_error(a);
		return err_set(e, ERR_INPUT, "the library cannot load it%s" STR_FMT,
			       why.n ? ": " : "", STR_ARG(why));
	}
	out->vocab = llama_model_get_vocab(out->model);
	out->bytes = llama_model_size(out->model);
	int32_t context = llama_model_n_ctx_train(out->model);
	out->context =
		context > 0 && context < CONTEXT_MAX ? (uint32_t)context : CONTEXT_MAX;
	if (!check_kind(out, e) || !read_tokens(a, out, e)) {
		llama_file_close(out);
		return false;
	}
	out->bytes_a_token = cache_bytes(out->model);
	out->own = read_own_params(a, out->model);
	read_template(a, out, name);
	read_facts(a, out->model, facts);
	return true;
}

// --- Opening.

// An embedded model is handed to the library as a file in memory.
static bool open_embedded(struct arena *a, const struct asset *asset, const char *name,
			  struct llama_file *out, struct facts *facts, struct err *e)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	bool ok = fd >= 0;
	for (size_t at = 0; ok && at < asset->size;) {
		ssize_t n = write(fd, asset->data + at, asset->size - at);
		ok = n > 0;
		at += n > 0 ? (size_t)n : 0;
	}
	if (ok)
		ok = load(a, arena_printf(a, "/proc/self/fd/%d", fd).p, name, out, facts,
			  e);
	else
		err_sys(e, "a file in memory");
	if (fd >= 0)
		close(fd);
	return ok;
}

bool llama_file_open(struct arena *a, struct str name, struct llama_file *out,
		     struct facts *facts, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_library);
	const char *path = arena_cstr(a, name);
	const struct asset *asset = asset_find(arena_printf(a, "models/%s.gguf", path).p);
	*out = (struct llama_file){0};
	if (asset)
		return open_embedded(a, asset, path, out, facts, e);
	if (file_is_dir(path))
		return err_set(e, ERR_INPUT, "is a folder, expected a GGUF file");
	if (!file_exists(path))
		return err_set(
			e, ERR_NOT_FOUND,
			"no such file (built in are tiny-careful and tiny-careless)");
	return check_magic(path, e) && check_whole(path, e) &&
	       load(a, path, path, out, facts, e);
}

void llama_file_close(struct llama_file *f)
{
	if (f->model)
		llama_model_free(f->model);
	*f = (struct llama_file){0};
}

// --- Knowing a file again.

#define HASHED_AT_ONCE ((size_t)1 << 20)

// In pieces, so that the same bytes give the same hash wherever they lie.
static void hash_pieces(struct hasher *h, struct str bytes)
{
	for (size_t at = 0; at < bytes.n; at += HASHED_AT_ONCE)
		hasher_field(h, str_slice(bytes, at, at + HASHED_AT_ONCE));
}

static bool hash_file(struct arena *a, const char *path, struct hasher *h, struct err *e)
{
	FILE *file = fopen(path, "rb");
	char *block = arena_alloc(a, HASHED_AT_ONCE);
	size_t n;
	if (!file)
		return err_sys(e, "%s", path);
	while ((n = fread(block, 1, HASHED_AT_ONCE, file)) > 0)
		hash_pieces(h, (struct str){block, n});
	bool ok = !ferror(file) || err_sys(e, "%s", path);
	fclose(file);
	return ok;
}

bool llama_file_hash(struct arena *a, struct str name, struct str *hash, struct err *e)
{
	const char *path = arena_cstr(a, name);
	struct str embedded = asset_text(arena_printf(a, "models/%s.gguf", path).p);
	struct hasher h;
	bool ok = true;
	hasher_init(&h);
	if (embedded.p)
		hash_pieces(&h, embedded);
	else
		ok = hash_file(a, path, &h, e);
	*hash = hash128_hex(a, hasher_end(&h));
	return ok;
}
