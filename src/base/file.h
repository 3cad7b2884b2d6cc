// Files, whole: reading, writing so that a crash leaves the old or the new one, never
// half.
//
// Messages name the path. Any thread.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

// A folder, or more than `max` bytes, is ERR_INPUT. "-" is no special name here.
bool file_read(struct arena *a, const char *path, size_t max, struct str *out,
	       struct err *e) MUST_CHECK;
// Through a draft (below): replaces what is there.
bool file_write(const char *path, struct str contents, struct err *e) MUST_CHECK;
bool file_exists(const char *path); // also a symbolic link to nowhere
bool file_is_dir(const char *path);
bool file_is_stream(const char *path); // a pipe, a socket, a device: read only once
// And its parents; one that exists is fine.
bool file_make_dir(const char *path, struct err *e) MUST_CHECK;

// A file under a temporary name in the folder of its final one. What is no regular file
// (/dev/null, a pipe) is written in place. A symbolic link is followed: its target is
// replaced. Permissions of what is replaced are kept.
struct file_draft {
	int fd;     // write here
	char *path; // private, as all below: the final name, links resolved
	char *temp; // NULL when written in place
};
// Without `may_replace`, ERR_EXISTS if something is there.
bool file_draft_open(struct file_draft *d, const char *path, bool may_replace,
		     struct err *e) MUST_CHECK;
// Writes all of it, whatever the system's chunks are.
bool file_draft_add(struct file_draft *d, struct str s, struct err *e) MUST_CHECK;
// Syncs to the disk and moves to the final name; on failure nothing is left. Either way
// done.
bool file_draft_commit(struct file_draft *d, bool may_replace, struct err *e) MUST_CHECK;
void file_draft_abandon(struct file_draft *d); // removes what was written

bool file_write_all(int fd, struct str s); // errno tells why not

struct str path_base(struct str path); // after the last '/'
struct str path_dir(struct str path);  // before it; "." without one, "/" of "/x"
// path_base without .jsonl, .jsonl.zst, .yaml or any one suffix; .zst, .gz and .zip go
// first. A name that is all suffix (".env") is its own stem.
struct str path_stem(struct str path);
struct str path_join(struct arena *a, struct str dir, struct str name);

#endif
