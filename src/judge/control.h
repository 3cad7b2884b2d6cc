// Control tokens ("<|im_end|>", "[INST]") in texts that are sent to models. Servers take
// them for their own wherever they stand, so that a response could end its turn and
// answer in the judge's place. Not for other rooms.
#ifndef JUDGE_CONTROL_H
#define JUDGE_CONTROL_H

#include "base/arena.h"
#include "base/str.h"

// The text with a blank in every control token ("< |im_end|>"); itself if it has none.
struct str control_break(struct arena *a, struct str text);

#endif
