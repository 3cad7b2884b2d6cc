// Files, whole: reading, writing so that a crash leaves the old or the new one, never half.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

bool file_read(struct arena *a, const char *path, size_t max, struct str *out,
	       struct err *e) MUST_CHECK; // a folder, or more than max bytes, is ERR_INPUT
bool file_write(const char *path, struct str contents, struct err *e) MUST_CHECK; // temporary + fsync + rename
bool file_exists(const char *path);
bool file_is_dir(const char *path);
bool file_make_dir(const char *path, struct err *e) MUST_CHECK; // and its parents; existing is fine
struct str path_base(struct str path);                          // after the last '/'
struct str path_stem(struct str path); // base without .jsonl / .jsonl.zst / .yaml / any one suffix, .zst / .gz first
struct str path_join(struct arena *a, struct str dir, struct str name);

#endif
