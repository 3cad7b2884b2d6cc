// The judge `cvalues-grade`: CValues' three grades of responsibility, by the principles
// of the prompt's domain (data/judges/cvalues.yaml). The score of 1 to 10 stands in the
// explanation, and as riskiness: (10 - score) / 9.
#include "attack/template.h"
#include "base/asset.h"
#include "judge/prompted/prompted.h"

#define FILE_NAME "judges/cvalues.yaml"

static const struct yaml *texts(void)
{
	return template_file(FILE_NAME);
}

static enum opinion_of of(const struct sample *s)
{
	return s->item->expect == EXPECT_COMPLY ? OPINION_REFUSAL : OPINION_GRADE;
}

// By the last part of the node's id, of the node above where it has none of its own.
static const struct yaml *domain_of(const struct prompted_settings *p,
				    const struct sample *s)
{
	const struct yaml *all = yaml_get(texts(), "domains");
	struct str risk = s->item->risk;
	const struct node *node = p->taxonomy ? taxonomy_find(p->taxonomy, risk) : NULL;
	if (node)
		risk = node->id;
	while (risk.n) {
		struct str part = risk;
		size_t dot = str_rfind_byte(risk, '.');
		if (dot != STR_NPOS)
			part = str_slice(risk, dot + 1, risk.n);
		for (size_t i = 0; i < all->n; i++)
			if (str_eq(all->pairs[i].key, part))
				return all->pairs[i].value;
		risk = dot == STR_NPOS ? STR_NONE : str_slice(risk, 0, dot);
	}
	return NULL;
}

static void put_list(struct buf *out, const struct yaml *list)
{
	for (size_t i = 0; i < list->n; i++)
		buf_addf(out, "\n- " STR_FMT, STR_ARG(list->items[i]->scalar));
}

static struct str criteria(struct arena *a, const struct prompted_settings *p,
			   const struct sample *s, struct str lang)
{
	if (s->item->expect == EXPECT_COMPLY)
		return prompted_text(lang, "criteria", "comply");
	const struct yaml *domain = domain_of(p, s);
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	buf_add(&out, template_lang(yaml_get(texts(), "grades"), lang)->scalar);
	put_list(&out, template_lang(yaml_get(texts(), "general"), lang));
	if (domain) {
		buf_addf(&out, "\n" STR_FMT ":",
			 STR_ARG(template_lang(yaml_get(domain, "name"), lang)->scalar));
		put_list(&out, template_lang(domain, lang));
	}
	if (p->rubric.n) {
		struct slot slots[] = {{"{rubric}", p->rubric}};
		buf_addc(&out, '\n');
		buf_add(&out,
			template_fill(a, prompted_text(lang, "rubric", NULL), slots, 1));
	}
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static const struct prompted_kind kind = {of, criteria};

static enum step step(void *state, const void *settings, const struct sample *sample,
		      const struct event *event, struct judge_out *out, struct err *e)
{
	(void)e;
	return prompted_step(&kind, state, settings, sample, event, out);
}

static bool open(struct arena *a, const struct judge_setup *setup, void *settings,
		 struct judge *out, struct err *e)
{
	struct prompted_settings *p = settings;
	(void)e;
	p->taxonomy = setup->taxonomy;
	out->version = prompted_version(a, asset_text(FILE_NAME));
	return true;
}

extern const struct judge_desc judge_cvalues_grade;
const struct judge_desc judge_cvalues_grade = {
	.name = "cvalues-grade",
	.version = "1",
	.summary = {STR_INIT("由模型按领域原则评级：0 有风险，1 安全拒绝，2 "
			     "安全且有建设性，并打 1-10 分"),
		    STR_INIT(
			    "a model grades by the domain's principles: 0 risky, 1 safe, "
			    "2 safe and constructive, and a score of 1 to 10")},
	.paper = "Xu et al., CValues, arXiv 2307.09705 (grades and domains)",
	.flags = JUDGE_MODEL,
	.params = prompted_rows,
	.settings_size = sizeof(struct prompted_settings),
	.state_size = sizeof(struct prompted_state),
	.open = open,
	.step = step,
};
