// What the rows of a labelled file say as a whole, for warnings: the words of its labels,
// and labels that contradict each other. Not for other rooms.
#ifndef EXCHANGE_LABEL_SEEN_H
#define EXCHANGE_LABEL_SEEN_H

#include "base/map.h"
#include "exchange/labelled.h"

#define LABEL_WORDS 4 // that a warning names

struct label_seen {
	struct arena arena;
	struct str file;  // that is read
	unsigned fields;  // a bit for each of the reader's that some row has
	bool positive;    // some label is --positive
	struct map words; // other labels, as they are written; the first LABEL_WORDS + 1
	struct map answers;    // question and answer -> who labelled it first
	size_t contradictions; // of them: how many have labels that disagree
	struct str first;      // "FILE:LINE and FILE:LINE"
};

void label_seen_release(struct label_seen *s);
// What a row's label or a rater says; `positive` is what --positive says.
void label_seen_word(struct label_seen *s, struct str word, struct str positive);
// A row as it was read, of this line of s->file.
void label_seen_row(struct label_seen *s, const struct labelled *row, size_t line);
// The warnings; `path` is what messages call the file or folder.
void label_seen_warn(const struct label_seen *s, const char *path, struct str positive);

#endif
