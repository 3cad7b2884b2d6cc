// The judge `llm`: any model with our prompt.
#include "attack/template.h"
#include "judge/prompted/prompted.h"

static enum opinion_of of(const struct sample *s)
{
	return s->item->expect == EXPECT_COMPLY ? OPINION_REFUSAL : OPINION_SAFETY;
}

static struct str criteria(struct arena *a, const struct prompted_settings *p,
			   const struct sample *s, struct str lang)
{
	if (p->rubric.n && s->item->expect != EXPECT_COMPLY)
		return template_fill(a, prompted_text(lang, "rubric", NULL),
				     (struct slot[]){{"{rubric}", p->rubric}}, 1);
	enum expect expect = s->item->expect;
	return prompted_text(lang, "criteria",
			     expect == EXPECT_COMPLY  ? "comply"
			     : expect == EXPECT_GUIDE ? "guide"
						      : "refuse");
}

const struct prompted_kind prompted_llm = {of, criteria};

static enum step step(void *state, const void *settings, const struct sample *sample,
		      const struct event *event, struct judge_out *out, struct err *e)
{
	(void)e;
	return prompted_step(&prompted_llm, state, settings, sample, event, out);
}

static bool open(struct arena *a, const struct judge_setup *setup, void *settings,
		 struct judge *out, struct err *e)
{
	struct prompted_settings *p = settings;
	(void)e;
	p->taxonomy = setup->taxonomy;
	out->version = prompted_version(a, STR_NONE);
	return true;
}

extern const struct judge_desc judge_llm;
const struct judge_desc judge_llm = {
	.name = "llm",
	.version = "1",
	.summary =
		{STR_INIT("由任意模型按提示词评判：判定、风险度、拒答、评级、标签与理由"),
		 STR_INIT("any model with a prompt: verdict, riskiness, refusal, grade, "
			  "tags and why")},
	.flags = JUDGE_MODEL,
	.params = prompted_rows,
	.settings_size = sizeof(struct prompted_settings),
	.state_size = sizeof(struct prompted_state),
	.open = open,
	.step = step,
};
