// The words of data/report/words.yaml.
#include "report/words.h"

#include <pthread.h>

#include "base/asset.h"
#include "base/yaml.h"
#include "core/taxonomy.h"

#define FILE_NAME "report/words.yaml"

// What the file calls them.
static const char *const names[WORDS] = {
	[WORD_TITLE] = "title",
	[WORD_SUITE] = "suite",
	[WORD_ITEMS] = "items",
	[WORD_ASKED] = "asked",
	[WORD_JUDGE] = "judge",
	[WORD_SEVERAL] = "several",
	[WORD_TARGET] = "target",
	[WORD_MEASURE] = "measure",
	[WORD_SAFETY] = "safety",
	[WORD_ASR] = "asr",
	[WORD_ADAPTIVE] = "adaptive",
	[WORD_ANY_TRY] = "any_try",
	[WORD_OVER_REFUSAL] = "over_refusal",
	[WORD_OVER_PARTLY] = "over_partly",
	[WORD_CORRECTED] = "corrected",
	[WORD_RATE] = "rate",
	[WORD_INTERVAL] = "interval",
	[WORD_BOUNDS] = "bounds",
	[WORD_COUNT] = "count",
	[WORD_DIMENSION] = "dimension",
	[WORD_CATEGORY] = "category",
	[WORD_ATTACK] = "attack",
	[WORD_LANGUAGE] = "language",
	[WORD_MEAN] = "mean",
	[WORD_GRADE_VALUE] = "grade_value",
	[WORD_OTHER_JUDGE] = "other_judge",
	[WORD_OTHER_JUDGES] = "other_judges",
	[WORD_SHORT_SAFETY] = "short_safety",
	[WORD_SHORT_ASR] = "short_asr",
	[WORD_SHORT_ADAPTIVE] = "short_adaptive",
	[WORD_SHORT_OVER] = "short_over",
	[WORD_SAMPLES] = "samples",
	[WORD_FAILED] = "failed",
	[WORD_BLOCKED] = "blocked",
	[WORD_SKIPPED] = "skipped",
	[WORD_ATTACK_FAILED] = "attack_failed",
	[WORD_PENDING] = "pending",
	[WORD_SCORED] = "scored",
	[WORD_UNJUDGED] = "unjudged",
	[WORD_REFUSED] = "refused",
	[WORD_TOKENS] = "tokens",
	[WORD_TOKENS_THINKING] = "tokens_thinking",
	[WORD_TOOK] = "took",
	[WORD_NOTES] = "notes",
	[WORD_NOTE_JUDGE] = "note_judge",
	[WORD_NOTE_REFUSAL_ALONE] = "note_refusal_alone",
	[WORD_NOTE_CRITIC] = "note_critic",
	[WORD_NOTE_SAFETY] = "note_safety",
	[WORD_NOTE_ASR] = "note_asr",
	[WORD_NOTE_ADAPTIVE] = "note_adaptive",
	[WORD_NOTE_UNLINKED] = "note_unlinked",
	[WORD_NOTE_INTERVALS] = "note_intervals",
	[WORD_NOTE_EPOCHS] = "note_epochs",
	[WORD_NOTE_ESCALATED] = "note_escalated",
	[WORD_NOTE_BOUNDS] = "note_bounds",
	[WORD_NOTE_BLOCKED_OUT] = "note_blocked_out",
	[WORD_NOTE_BLOCKED_REFUSAL] = "note_blocked_refusal",
	[WORD_NOTE_CORRECTED] = "note_corrected",
	[WORD_NOTE_EFFECTIVE] = "note_effective",
	[WORD_NOTE_TRAINED_ON] = "note_trained_on",
	[WORD_NOTE_HOPELESS] = "note_hopeless",
	[WORD_NOTE_UNCERTAIN] = "note_uncertain",
	[WORD_NOTE_ONE_KIND] = "note_one_kind",
	[WORD_NOTE_CONTRADICTED] = "note_contradicted",
	[WORD_NOTE_UNFINISHED] = "note_unfinished",
	[WORD_NO_SAMPLES] = "no_samples",
	[WORD_LIST] = "list",
	[WORD_COLON] = "colon",
	[WORD_CLAUSES] = "clauses",
	[WORD_BY_DIMENSION] = "by_dimension",
	[WORD_BY_CATEGORY] = "by_category",
	[WORD_BY_LANGUAGE] = "by_language",
	[WORD_BY_ATTACK] = "by_attack",
	[WORD_LANG_ZH] = "lang_zh",
	[WORD_LANG_EN] = "lang_en",
	[WORD_ALL] = "all",
	[WORD_POINTS] = "points",
	[WORD_CHOICE] = "choice",
	[WORD_CHOICE_OUTCOMES] = "choice_outcomes",
	[WORD_CHOICE_LOST] = "choice_lost",
	[WORD_CHOICE_BY_PEOPLE] = "choice_by_people",
	[WORD_CHOICE_ACC] = "choice_acc",
	[WORD_CHOICE_STAR] = "choice_star",
	[WORD_CHOICE_CONSISTENT] = "choice_consistent",
	[WORD_CHOICE_ROTATIONS] = "choice_rotations",
	[WORD_CHOICE_FIRST] = "choice_first",
	[WORD_CHOICE_PAIRS] = "choice_pairs",
	[WORD_BY_DATA_CATEGORY] = "by_data_category",
	[WORD_BY_DIFFICULTY] = "by_difficulty",
	[WORD_CHOICE_CATEGORY] = "choice_category",
	[WORD_DIFFICULTY] = "difficulty",
	[WORD_RANKS] = "ranks",
	[WORD_RANK] = "rank",
	[WORD_RANK_MEAN] = "rank_mean",
	[WORD_RANK_FIRST] = "rank_first",
	[WORD_RANKS_NONE] = "ranks_none",
	[WORD_SCORINGS] = "scorings",
	[WORD_SCORING] = "scoring",
	[WORD_SHORT_ACC] = "short_acc",
	[WORD_SHORT_FIRST] = "short_first",
	[WORD_SHORT_SAME] = "short_same",
	[WORD_SHORT_DIFFERS] = "short_differs",
	[WORD_SHORT_P] = "short_p",
	[WORD_RESPONSIBILITY] = "responsibility",
	[WORD_DOMAIN] = "domain",
	[WORD_GRADE_MEAN] = "grade_mean",
	[WORD_CONSTRUCTIVE] = "constructive",
	[WORD_RISKY] = "risky",
	[WORD_GRADED] = "graded",
	[WORD_SCORE_MEAN] = "score_mean",
	[WORD_SCORE_BELOW] = "score_below",
	[WORD_PREFERRED] = "preferred",
	[WORD_PREFERRED_NONE] = "preferred_none",
	[WORD_TIED] = "tied",
	[WORD_GAP] = "gap",
	[WORD_GAP_WITHIN] = "gap_within",
	[WORD_GAP_GRADES] = "gap_grades",
	[WORD_GAP_BY_JUDGE] = "gap_by_judge",
	[WORD_GAP_BY_PEOPLE] = "gap_by_people",
	[WORD_GAP_BY_TUNING] = "gap_by_tuning",
	[WORD_GAP_MEAN] = "gap_mean",
	[WORD_TUNING] = "tuning",
	[WORD_TUNING_TARGETS] = "tuning_targets",
	[WORD_TUNING_PAIR] = "tuning_pair",
	[WORD_TUNING_MINUS] = "tuning_minus",
	[WORD_TUNING_BASE] = "tuning_base",
	[WORD_TUNING_GAPS] = "tuning_gaps",
	[WORD_TUNING_DIFFERENCE] = "tuning_difference",
	[WORD_TUNING_ITEMS] = "tuning_items",
	[WORD_TUNING_PAIRED] = "tuning_paired",
	[WORD_TUNING_UNPAIRED] = "tuning_unpaired",
	[WORD_PEOPLE] = "people",
	[WORD_PEOPLE_SAFE] = "people_safe",
	[WORD_PEOPLE_BESIDE] = "people_beside",
	[WORD_PEOPLE_GRADE] = "people_grade",
	[WORD_PEOPLE_SCORE] = "people_score",
	[WORD_PEOPLE_PREFERRED] = "people_preferred",
	[WORD_PEOPLE_NONE] = "people_none",
	[WORD_PEOPLE_NONE_NEVER] = "people_none_never",
	[WORD_PEOPLE_TIES] = "people_ties",
	[WORD_PEOPLE_COUNT] = "people_count",
	[WORD_SAFE] = "safe",
	[WORD_POWERED] = "powered",
	[WORD_SHORT_GRADE] = "short_grade",
	[WORD_SHORT_GAP] = "short_gap",
	[WORD_OWN_ANNOTATIONS] = "own_annotations",
	[WORD_NOTE_POWERED] = "note_powered",
	[WORD_NOTE_POWERED_FEW] = "note_powered_few",
	[WORD_NOTE_TIES] = "note_ties",
	[WORD_NOTE_POWERED_UNEVEN] = "note_powered_uneven",
	[WORD_COMPARED_RUNS] = "compared_runs",
	[WORD_NOTE_JUDGES_DIFFER] = "note_judges_differ",
	[WORD_NOTE_SUITES_DIFFER] = "note_suites_differ",
	[WORD_NOTHING_SCORED] = "nothing_scored",
	[WORD_ONLY_PEOPLE] = "only_people",
	[WORD_NOTE_CHOICE] = "note_choice",
	[WORD_NOTE_CHOICE_LOST] = "note_choice_lost",
	[WORD_NOTE_GAP] = "note_gap",
	[WORD_NOTE_PEOPLE] = "note_people",
	[WORD_VERSUS_TITLE] = "versus_title",
	[WORD_VERSUS_LEAD] = "versus_lead",
	[WORD_VERSUS_CORRELATIONS] = "versus_correlations",
	[WORD_VERSUS_COMPARED] = "versus_compared",
	[WORD_VERSUS_DIVERGENCES] = "versus_divergences",
	[WORD_VERSUS_OPEN] = "versus_open",
	[WORD_VERSUS_DIVERGENCE] = "versus_divergence",
	[WORD_VERSUS_SAMPLES] = "versus_samples",
	[WORD_VERSUS_VIEW_PEOPLE] = "versus_view_people",
	[WORD_VERSUS_VIEW_JUDGE] = "versus_view_judge",
	[WORD_VERSUS_VIEW_CHOICE] = "versus_view_choice",
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena kept;
static struct bilingual words[WORDS], failures[FAILURES];

static struct bilingual read_one(const struct yaml *list, const char *name)
{
	const struct yaml *entry = yaml_get(list, name);
	struct bilingual b = {
		.zh = yaml_str(yaml_get(entry, "zh")),
		.en = yaml_str(yaml_get(entry, "en")),
	};
	if (!b.zh.n || !b.en.n)
		bug(FILE_NAME ": a word is missing");
	return b;
}

static void read_words(void)
{
	struct err e = {0};
	const struct yaml *root = yaml_parse(&kept, asset_text(FILE_NAME), FILE_NAME, &e);
	if (!root)
		bug(e.msg);
	const struct yaml *list = yaml_get(root, "words");
	for (size_t w = 0; w < WORDS; w++)
		words[w] = read_one(list, names[w]);
	list = yaml_get(root, "failures");
	for (size_t f = FAILURE_NONE + 1; f < FAILURES; f++)
		failures[f] = read_one(list, failure_name((enum failure)f));
}

struct str word(struct str lang, enum word w)
{
	pthread_once(&once, read_words);
	return bilingual_get(words[w], lang);
}

struct str word_failure(struct str lang, enum failure f)
{
	pthread_once(&once, read_words);
	return bilingual_get(failures[f], lang);
}

// "[sample|samples]" at `at`: one of both, by whether it is of one. Returns where it
// ends.
static size_t add_form(struct buf *out, struct str text, size_t at, bool one)
{
	struct str rest = str_slice(text, at + 1, text.n);
	struct str forms = str_cut(&rest, ']');
	size_t end = at + 1 + forms.n;
	struct str singular = str_cut(&forms, '|');
	buf_add(out, one ? singular : forms);
	return end;
}

void words_fill(struct buf *out, struct str lang, enum word w, const struct str *args,
		size_t n)
{
	struct str text = word(lang, w);
	bool one = false; // the last number was
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '[') {
			i = add_form(out, text, i, one);
			continue;
		}
		bool is_place = i + 2 < text.n && text.p[i] == '{' &&
				text.p[i + 2] == '}' && text.p[i + 1] >= '0' &&
				(size_t)(text.p[i + 1] - '0') < n;
		if (!is_place) {
			buf_addc(out, text.p[i]);
			continue;
		}
		buf_add(out, args[text.p[i + 1] - '0']);
		one = str_is(args[text.p[i + 1] - '0'], "1");
		i += 2;
	}
}
