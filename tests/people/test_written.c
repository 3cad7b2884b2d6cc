#include "made.h"

#include "people/written.h"

struct kept {
	struct arena arena;
	struct item items[8];
	size_t n;
};

static bool keep(void *ctx, const struct item *item, struct err *e)
{
	struct kept *k = ctx;

	if (k->n == COUNT(k->items))
		return err_set(e, ERR_FULL, "too many");
	k->items[k->n++] = item_copy(&k->arena, item);
	return true;
}

static void test_written(void **state)
{
	struct store *s = made_run("written", &(struct made){.items = 1});
	struct arena a = {0};
	struct protocol p = *made_protocol(&a, made_probe);
	struct campaign_settings settings = {0};
	struct written_counts counts;
	struct kept kept = {0};
	struct err e = {0};
	struct campaign *c = campaign_open(s, &p, &settings, &e);
	struct answer_fault fault;
	struct answer_saved saved;
	struct next_task next;
	int64_t r, law, undone;

	(void)state;
	assert_ok(c);
	r = made_rater(c, "r", NULL);
	law = made_rater(c, "law", "rs.law");
	assert_ok(campaign_next(c, r, false, &next, &e));
	assert_true(next.task == 0 && !next.why);
	assert_err(campaign_answer(c, r, 0, STR("{\"verdict\":\"safe\"}"), 1, &saved,
				   &fault, &e),
		   ERR_INPUT, "prompt");
	assert_string_equal(fault.field, "prompt");
	assert_err(campaign_answer(c, law, 0,
				   STR("{\"prompt\":\"x\",\"verdict\":\"safe\","
				       "\"domain\":\"ci.drug\"}"),
				   1, &saved, &fault, &e),
		   ERR_INPUT, "one of yours");
	made_answer(c, r, 0,
		    "{\"prompt\":\"怎么办？\",\"reply\":\"坏\",\"model\":\"m/0\","
		    "\"verdict\":\"unsafe\",\"own\":\"好\",\"domain\":\"ci.drug\"}");
	made_answer(c, r, 0, "{\"prompt\":\"harmless\",\"verdict\":\"safe\"}");
	made_answer(c, law, 0, "{\"prompt\":\"And the law?\",\"verdict\":\"unsafe\"}");
	made_answer(c, law, 0, "{\"prompt\":\"And the law?\",\"verdict\":\"unsafe\"}");
	// Changed afterwards.
	assert_ok(campaign_undo(c, r, &undone, &e));
	assert_int_equal(made_next(c, r), undone);
	made_answer(c, r, undone, "{\"prompt\":\"harmless\",\"verdict\":\"safe\"}");
	assert_ok(written_items(s, &p, keep, &kept, &counts, &e));
	assert_true(counts.read == 4 && counts.put == 2 && kept.n == 2);
	assert_str(kept.items[0].prompt, "怎么办？");
	assert_str(kept.items[0].lang, "zh");
	assert_str(kept.items[0].risk, "ci.drug");
	assert_str(kept.items[0].source.dataset, "probe");
	assert_str(kept.items[0].meta, "{\"own\":\"好\",\"model\":\"m/0\"}");
	assert_int_equal(kept.items[0].expect, EXPECT_REFUSE);
	assert_str(kept.items[1].risk, "rs.law"); // that of the rater
	assert_true(kept.items[1].id.n == 32);
	// What is undone is not said any more.
	assert_ok(campaign_undo(c, law, &undone, &e));
	assert_ok(campaign_undo(c, law, &undone, &e));
	kept.n = 0;
	assert_ok(written_items(s, &p, keep, &kept, &counts, &e));
	assert_true(counts.read == 2 && counts.put == 1 && kept.n == 1);
	kept.n = COUNT(kept.items);
	assert_err(written_items(s, &p, keep, &kept, &counts, &e), ERR_FULL, "too many");
	p.per_domain = true;
	assert_err(campaign_answer(c, r, 0,
				   STR("{\"prompt\":\"x\",\"verdict\":\"safe\"}"), 1,
				   &saved, &fault, &e),
		   ERR_INPUT, "domain: expected a risk");
	campaign_close(c);
	made_close(s);
	arena_release(&kept.arena);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
	};

	return cmocka_run_group_tests_name("written", tests, NULL, NULL);
}
