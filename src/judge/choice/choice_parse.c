#include "judge/choice/choice_parse.h"

#include "judge/choice/choice_clause.h"
#include "judge/choice/choice_decide.h"
#include "judge/choice/choice_lead.h"
#include "text/loose.h"

#define READ_MAX ((size_t)32 << 10) // bytes of a reply that are read

// The option that a line is, letter by letter.
static uint32_t same_text(const struct reading *r, struct str line)
{
	uint32_t places = 0;
	struct str said = choice_squeeze(r->arena, line);
	for (size_t i = 0; said.n && i < r->question->n; i++) {
		struct str text = r->question->texts[i];
		struct str plain = choice_plain(r->arena, text, READ_MAX);
		if (str_eq(choice_squeeze(r->arena, plain), said))
			places |= 1u << i;
	}
	return is_one(places) ? places : 0;
}

// Cuts "B. ", "(B) " off; 0 if there is none.
static uint32_t label_in_front(const struct reading *r, struct str *line)
{
	struct str s = *line;
	while (s.n && strchr("([", s.p[0]))
		s = str_slice(s, 1, s.n);
	if (r->question->pair || s.n < 2 || s.p[0] < 'A' ||
	    (size_t)(s.p[0] - 'A') >= r->question->n)
		return 0;
	bool comma = str_starts(str_slice(s, 1, s.n), STR("、"));
	if (!comma && !strchr(".):] ", s.p[1]))
		return 0;
	*line = str_slice(s, comma ? 1 + strlen("、") : 2, s.n);
	return 1u << (s.p[0] - 'A');
}

struct choice_found choice_parse(struct arena *a, const struct choice_question *q,
				 struct str reply)
{
	struct reading r = {.arena = a, .question = q};
	struct str said = loose_without_thinking(reply);
	struct str plain = choice_plain(a, said, READ_MAX), whole = plain;
	if (!plain.n)
		return reading_look(&r, str_trim(reply).n ? "nothing behind its thoughts"
							  : "empty");
	uint32_t same = same_text(&r, plain);
	bool brief = plain.n <= 2; // a letter or number may be a label as well
	if (same && !brief)
		return reading_found(&r, CHOICE_TAKEN, same, plain);
	uint32_t label = label_in_front(&r, &plain);
	same = label ? same_text(&r, plain) : 0;
	if (same && same != label)
		return reading_look(&r, "a letter stands with another option's text");
	if (same)
		return reading_found(&r, CHOICE_TAKEN, same, whole);
	plain = whole;
	r.tokens = choice_tokens(a, q, plain);
	r.start = reading_behind_echo(&r);
	reading_lead(&r);
	reading_last(&r);
	reading_clauses(&r);
	return reading_decide(&r, said);
}
