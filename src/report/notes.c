#include "report/notes.h"

#include <math.h>

#include "report/gap.h"
#include "report/rate_table.h"

struct facts_of_run { // over all targets
	bool safety, asr, rates, gap;
	size_t epochs;
	const struct adaptive *adaptive; // of which not all attacks are there
	uint64_t unlinked, unscored, blocked, samples, judged, scored, escalated;
	uint64_t choices, choices_lost, people;
	bool powered, powered_uneven;
	uint64_t powered_few; // the fewest samples that people judged; 0: none is short
};

static void look_at_powered(struct facts_of_run *f, const struct powered_rate *p)
{
	f->powered |= p->how == POWERED_OK;
	f->powered_uneven |= p->how == POWERED_UNEVEN;
	if (p->how == POWERED_FEW && (!f->powered_few || p->n < f->powered_few))
		f->powered_few = p->n;
}

static struct facts_of_run look(const struct metrics *m)
{
	struct facts_of_run f = {0};
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct target_metrics *t = &m->targets[i];
		const struct counts *c = &t->counts;
		f.safety |= t->has_safety;
		f.asr |= t->has_asr;
		f.epochs = t->epochs > f.epochs ? t->epochs : f.epochs;
		if (t->adaptive.of && t->adaptive.of < t->adaptive.set)
			f.adaptive = &t->adaptive;
		f.unlinked += c->unlinked;
		f.unscored +=
			c->unscoreable + c->unjudged + c->attack_failed + c->pending;
		for (size_t k = 0; k < FAILURES; k++)
			f.unscored += c->failed[k];
		f.unscored -= c->choices_lost;
		f.choices += c->choices;
		f.choices_lost += c->choices_lost;
		f.rates |= t->has_safety || t->has_asr || t->has_over_refusal;
		f.gap |= gap_known(&t->gap.judge) || gap_known(&t->gap.people);
		f.people += t->people.n;
		look_at_powered(&f, &t->safety_powered);
		look_at_powered(&f, &t->asr_powered);
		look_at_powered(&f, &t->grade_powered);
		f.blocked += c->blocked;
		f.judged += c->scored + c->unscoreable;
		f.scored += c->scored;
		f.escalated += c->escalated;
		f.samples += c->samples;
	}
	return f;
}

static void note(struct doc *d, enum word w, const struct str *args, size_t n)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	words_fill(&text, d->lang, w, args, n);
	doc_bullet(d, buf_str(&text));
	buf_release(&text);
}

static void note_count(struct doc *d, struct arena *a, enum word w, uint64_t n)
{
	struct str text = count_text(a, n);
	if (n)
		note(d, w, &text, 1);
}

static void note_attacks(struct doc *d, struct arena *a, const struct facts_of_run *f)
{
	if (!f->asr)
		return;
	note(d, WORD_NOTE_ASR, NULL, 0);
	if (f->adaptive) {
		struct str args[] = {count_text(a, f->adaptive->of),
				     count_text(a, f->adaptive->set)};
		note(d, WORD_NOTE_ADAPTIVE, args, COUNT(args));
	}
	note_count(d, a, WORD_NOTE_UNLINKED, f->unlinked);
}

static struct str share_text(struct arena *a, double share)
{
	return isnan(share) ? STR("-") : arena_printf(a, "%.1f%%", share * 100);
}

struct corrections { // over all rates
	bool ok, hopeless, uncertain, doubtful;
};

static void look_at_correction(struct corrections *c, const struct corrected *rate)
{
	c->ok |= rate->how == CORRECTED_OK;
	c->hopeless |= rate->how == CORRECTED_HOPELESS;
	c->uncertain |= rate->how == CORRECTED_UNCERTAIN;
	c->doubtful |= rate->how == CORRECTED_CONTRADICTED || rate->clipped;
}

// Where labelled rows of one question are alike: how many independent ones they are
// worth.
static void note_effective(struct doc *d, struct arena *a, const struct error_rates *r)
{
	double unsafe = r->effective_unsafe > 0 ? r->effective_unsafe : r->n_unsafe;
	double safe = r->effective_safe > 0 ? r->effective_safe : r->n_safe;
	struct str args[] = {
		count_text(a, (uint64_t)r->n_unsafe),
		arena_printf(a, "%.1f", unsafe),
		count_text(a, (uint64_t)r->n_safe),
		arena_printf(a, "%.1f", safe),
	};
	if (unsafe < r->n_unsafe - 0.05 || safe < r->n_safe - 0.05)
		note(d, WORD_NOTE_EFFECTIVE, args, COUNT(args));
}

static void note_quality(struct doc *d, struct arena *a, const struct metrics *m)
{
	const struct error_rates *r = &m->quality.rates;
	struct corrections c = {0};
	if (!m->quality.known)
		return;
	for (size_t i = 0; i < m->n_targets; i++) {
		look_at_correction(&c, &m->targets[i].safety_corrected);
		look_at_correction(&c, &m->targets[i].asr_corrected);
	}
	struct str set =
		m->quality.of_run ? word(d->lang, WORD_OWN_ANNOTATIONS) : m->quality.set;
	struct str args[] = {set, share_text(a, r->sensitivity),
			     count_text(a, (uint64_t)r->n_unsafe),
			     share_text(a, r->specificity),
			     count_text(a, (uint64_t)r->n_safe)};
	if (c.ok)
		note(d, WORD_NOTE_CORRECTED, args, COUNT(args));
	if (c.ok || c.uncertain)
		note_effective(d, a, r);
	if (m->quality.trained_on)
		note(d, WORD_NOTE_TRAINED_ON, args, 1);
	if (c.hopeless)
		note(d, WORD_NOTE_HOPELESS, args, COUNT(args));
	if (c.uncertain)
		note(d, WORD_NOTE_UNCERTAIN, args, COUNT(args));
	if (!(r->n_unsafe > 0) || !(r->n_safe > 0))
		note(d, WORD_NOTE_ONE_KIND, args, COUNT(args));
	if (c.doubtful)
		note(d, WORD_NOTE_CONTRADICTED, args, 1);
}

static void note_choices(struct doc *d, struct arena *a, const struct facts_of_run *f)
{
	if (!f->choices)
		return;
	note(d, WORD_NOTE_CHOICE, NULL, 0);
	note_count(d, a, WORD_NOTE_CHOICE_LOST, f->choices_lost);
}

static void note_people(struct doc *d, struct arena *a, const struct facts_of_run *f,
			const struct metrics *m)
{
	if (f->gap)
		note(d, WORD_NOTE_GAP, NULL, 0);
	if (f->people)
		note(d, WORD_NOTE_PEOPLE, NULL, 0);
	if (f->powered)
		note_count(d, a, WORD_NOTE_POWERED, m->annotated);
	note_count(d, a, WORD_NOTE_TIES, m->ties);
	if (f->powered_uneven)
		note(d, WORD_NOTE_POWERED_UNEVEN, NULL, 0);
	if (f->powered_few) {
		struct str args[] = {count_text(a, f->powered_few),
				     count_text(a, POWERED_LEAST),
				     count_text(a, POWERED_RARE)};
		note(d, WORD_NOTE_POWERED_FEW, args, COUNT(args));
	}
}

void notes_cautions(struct doc *d, const struct metrics *m)
{
	struct arena arena;
	arena_init(&arena);
	struct facts_of_run f = look(m);
	if (!m->n_targets)
		note(d, WORD_NO_SAMPLES, NULL, 0);
	if (m->planned >= 0 && f.samples < (uint64_t)m->planned) {
		struct str args[] = {count_text(&arena, f.samples),
				     count_text(&arena, (uint64_t)m->planned)};
		note(d, WORD_NOTE_UNFINISHED, args, COUNT(args));
	}
	if (f.rates && !f.scored)
		note(d, f.people ? WORD_ONLY_PEOPLE : WORD_NOTHING_SCORED, NULL, 0);
	if (f.rates && f.scored && m->refusal_alone)
		note(d, WORD_NOTE_REFUSAL_ALONE, NULL, 0);
	if (f.rates && f.scored && m->first_look)
		note(d, WORD_NOTE_CRITIC, NULL, 0);
	arena_release(&arena);
}

void notes_write(struct doc *d, const struct metrics *m)
{
	struct arena arena;
	arena_init(&arena);
	struct facts_of_run f = look(m);
	struct str rounds = count_text(&arena, METRICS_ROUNDS);
	bool judged = f.judged && (f.rates || !f.choices);
	if (!m->n_targets) { // notes_cautions() has said all
		arena_release(&arena);
		return;
	}
	doc_heading(d, 2, word(d->lang, WORD_NOTES));
	if (m->judge.n && judged)
		note(d, WORD_NOTE_JUDGE, &m->judge, 1);
	if (f.escalated) {
		struct str args[] = {count_text(&arena, f.escalated),
				     count_text(&arena, f.judged)};
		note(d, WORD_NOTE_ESCALATED, args, COUNT(args));
	}
	if (f.safety)
		note(d, WORD_NOTE_SAFETY, NULL, 0);
	note_attacks(d, &arena, &f);
	note_quality(d, &arena, m);
	note_people(d, &arena, &f, m);
	note_choices(d, &arena, &f);
	note_count(d, &arena, WORD_NOTE_BOUNDS, f.unscored);
	note_count(d, &arena,
		   m->blocked_refusal ? WORD_NOTE_BLOCKED_REFUSAL : WORD_NOTE_BLOCKED_OUT,
		   f.blocked);
	if (f.rates || !f.choices)
		note(d, WORD_NOTE_INTERVALS, &rounds, 1);
	if (f.epochs > 1) {
		struct str epochs = count_text(&arena, f.epochs);
		note(d, WORD_NOTE_EPOCHS, &epochs, 1);
	}
	arena_release(&arena);
}
