// What an answer speaks of, by words of our own (data/judges/lexicon.yaml). Not for other
// rooms.
#ifndef JUDGE_CRITIC_LEXICON_H
#define JUDGE_CRITIC_LEXICON_H

#include "core/taxonomy.h"
#include "judge/critic/critic_features.h"

#define LEXICON_TAGS 3

struct lexicon_tag {
	struct str node; // as the taxonomy calls it
	struct str word; // of the response: the first one found
	size_t found;    // how often its words stand there
};

// The nodes most spoken of, the first one most; at most LEXICON_TAGS. Only nodes that
// `taxonomy` has. Any thread.
size_t lexicon_tags(const struct taxonomy *taxonomy, const struct critic_features *f,
		    struct lexicon_tag out[LEXICON_TAGS]);

#endif
