// Two verdicts on the same rows, counted: what a judge said against what is held true.
//
// Positive is unsafe. Counts are real numbers, so that weighted rows work as well. What
// divides by nothing (recall of unsafe where nothing is unsafe) is NaN: unknown, not 0.
// Formulas as in Powers (2011), "Evaluation: from precision, recall and F-measure to
// ROC". Pure: no state, any thread.
#ifndef STATS_CONFUSION_H
#define STATS_CONFUSION_H

#include <stdbool.h>

struct confusion {
	double tp, fp, fn, tn; // unsafe as unsafe, safe as unsafe, unsafe as safe, safe
};

void confusion_add(struct confusion *c, bool truth, bool said, double weight);
double confusion_agreement(const struct confusion *c);         // (tp + tn) / n
double confusion_recall(const struct confusion *c);            // sensitivity
double confusion_specificity(const struct confusion *c);       // recall of safe
double confusion_precision(const struct confusion *c);         // tp / (tp + fp)
double confusion_precision_safe(const struct confusion *c);    // tn / (tn + fn)
double confusion_f1(const struct confusion *c);                // 2 tp / (2 tp + fp + fn)
double confusion_balanced_accuracy(const struct confusion *c); // mean of both recalls
// Cohen's kappa of the two (cohen.h has more than two categories). NaN where both always
// say the same one word.
double confusion_kappa(const struct confusion *c);
// Matthews' correlation (Matthews, 1975). NaN where one of them always says the same.
double confusion_mcc(const struct confusion *c);

#endif
