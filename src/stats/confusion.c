#include "stats/confusion.h"

#include <math.h>

static double ratio(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

void confusion_add(struct confusion *c, bool truth, bool said, double weight)
{
	if (truth)
		*(said ? &c->tp : &c->fn) += weight;
	else
		*(said ? &c->fp : &c->tn) += weight;
}

static double total(const struct confusion *c)
{
	return c->tp + c->fp + c->fn + c->tn;
}

double confusion_agreement(const struct confusion *c)
{
	return ratio(c->tp + c->tn, total(c));
}

double confusion_recall(const struct confusion *c)
{
	return ratio(c->tp, c->tp + c->fn);
}

double confusion_specificity(const struct confusion *c)
{
	return ratio(c->tn, c->tn + c->fp);
}

double confusion_precision(const struct confusion *c)
{
	return ratio(c->tp, c->tp + c->fp);
}

double confusion_precision_safe(const struct confusion *c)
{
	return ratio(c->tn, c->tn + c->fn);
}

double confusion_f1(const struct confusion *c)
{
	return ratio(2 * c->tp, 2 * c->tp + c->fp + c->fn);
}

double confusion_balanced_accuracy(const struct confusion *c)
{
	return (confusion_recall(c) + confusion_specificity(c)) / 2;
}

double confusion_kappa(const struct confusion *c)
{
	double n = total(c);
	double chance =
		((c->tp + c->fn) * (c->tp + c->fp) + (c->tn + c->fp) * (c->tn + c->fn)) /
		(n * n);

	return ratio(confusion_agreement(c) - chance, 1 - chance);
}

double confusion_mcc(const struct confusion *c)
{
	double product =
		(c->tp + c->fp) * (c->tp + c->fn) * (c->tn + c->fp) * (c->tn + c->fn);

	return ratio(c->tp * c->tn - c->fp * c->fn, sqrt(product));
}
