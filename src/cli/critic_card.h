// The model card of a critic's weights, as assay critic info and train show it. Not for
// other rooms.
//
// The weights' file has what is true of these weights alone: data, splits, figures
// (judge/critic_train). What every critic is and cannot do, and what follows from the
// figures, is said here.
#ifndef CLI_CRITIC_CARD_H
#define CLI_CRITIC_CARD_H

#include "base/buf.h"
#include "base/json.h"
#include "judge/critic/critic_model.h"

// In Chinese if `zh`, else in English. `card` is m->card, parsed.
void critic_card_text(const struct critic_model *m, const struct json *card, bool zh,
		      struct buf *out);
// The card, with its version, what it sees, how it was measured and what it cannot do in
// words of both languages: "sees", "measured", "limits".
void critic_card_json(const struct critic_model *m, const struct json *card,
		      struct buf *out);

#endif
