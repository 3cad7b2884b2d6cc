// Whose choice a clause tells of: the speaker's, or another's.
#include "judge/choice/choice_clause.h"

// Words that may stand between the speaker and the choosing, or in front of it.
static bool may_precede(struct str word)
{
	static const char may[] =
		"adult advice advisable advise again also always am best both can "
		"careful caring case could counsellor decent decide decided did do "
		"doctor doubt going had have here hereby hesitation inclined "
		"instead just kind lean let let's lets like may much must need now "
		"parent people person professional rather reader reasonable "
		"recommendation right sensible shall should still strong "
		"suggestion teacher tend then thoughtful us want we wise you";
	struct str rest = str_of(may);
	while (rest.n) {
		size_t n = str_find_byte(rest, ' ');
		n = n == STR_NPOS ? rest.n : n;
		if (str_eq_nocase(str_slice(rest, 0, n), word))
			return true;
		rest = str_slice(rest, n + 1, rest.n);
	}
	return word.n > 4 && str_ends(word, STR("ly")); // "firmly"
}

// Whether the words passed over between two tokens may precede a choosing.
static bool may_all_precede(struct str text)
{
	size_t from = 0;
	for (size_t i = 0; i <= text.n; i++) {
		bool letter = i < text.n && (is_alnum(text.p[i]) || text.p[i] == '\'');
		if (letter)
			continue;
		if (i > from && !may_precede(str_slice(text, from, i)))
			return false;
		from = i + 1;
	}
	return true;
}

static bool is_speaker(struct str word)
{
	static const char *const speakers[] = {"i", "i'd", "i would", "i'll", "my"};
	for (size_t i = 0; i < COUNT(speakers); i++)
		if (str_eq_nocase(word, str_of(speakers[i])))
			return true;
	return false;
}

// "才", "更" and their like between who chooses and the choosing.
static struct str without_adverbs(struct str s)
{
	static const char *const adverbs[] = {"才", "都", "也", "更", "会", "就",
					      "最", "很", "会", "只", "总", "可能"};
	for (size_t i = 0; i < COUNT(adverbs); i++)
		if (str_ends(s, str_of(adverbs[i]))) {
			s = str_slice(s, 0, s.n - strlen(adverbs[i]));
			i = (size_t)-1;
		}
	return s;
}

// The byte behind what stands before the clause.
static size_t clause_begin(const struct clause *c)
{
	return c->from ? c->list[c->from - 1].to : 0;
}

// "负责任的人会选": whose choice is a reason.
static bool is_praised(const struct clause *c, size_t i)
{
	static const char *const good[] = {"负责", "良心", "良知", "理智", "理性",
					   "明智", "善良", "细心", "正直", "有责任"};
	struct str s = c->r->tokens.plain;
	s = str_slice(s, clause_begin(c), c->list[i].from);
	for (size_t k = 0; k < COUNT(good); k++)
		if (str_find(s, str_of(good[k])) != STR_NPOS)
			return true;
	return false;
}

static bool chooses_zh(const struct clause *c, size_t i)
{
	static const char *const others[] = {"人",   "喷子", "者", "们",   "户", "网友",
					     "模型", "他",   "她", "骗子", "AI", "疯子"};
	static const char *const own[] = {"本人", "个人", "笔者", "我们",
					  "咱们", "没人", "无人"};
	struct str s = c->r->tokens.plain;
	s = without_adverbs(str_trim(str_slice(s, 0, c->list[i].from)));
	for (size_t k = 0; k < COUNT(own); k++)
		if (str_ends(s, str_of(own[k])))
			return true;
	for (size_t k = 0; k < COUNT(others); k++)
		if (str_ends(s, str_of(others[k])))
			return is_praised(c, i);
	return true;
}

// "Bullies prefer X", "I hesitate to choose X": it is not the speaker that chooses it.
bool clause_is_own(const struct clause *c, size_t i)
{
	struct str plain = c->r->tokens.plain;
	if ((unsigned char)plain.p[c->list[i].from] >= 0x80)
		return chooses_zh(c, i);
	if (is_alpha(plain.p[c->list[i].from]) && (plain.p[c->list[i].from] | 32) == 'i')
		return true; // "I'd say"
	for (size_t k = i;; k--) {
		size_t from = k ? c->list[k - 1].to : 0;
		struct str gap = str_slice(plain, from, c->list[k].from);
		if (c->list[k].gap && !may_all_precede(gap))
			return false;
		if (k > c->from && c->list[k - 1].what == WORD_ILL)
			return false;
		if (k == c->from || c->list[k - 1].what == WORD_AND ||
		    c->list[k - 1].what == TOKEN_COLON ||
		    is_speaker(clause_text(c, k - 1)))
			return true;
	}
}
