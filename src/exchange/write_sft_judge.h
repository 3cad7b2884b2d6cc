// `assay export --to sft --task judge`: rows that train a judge. Not for other rooms.
#ifndef EXCHANGE_WRITE_SFT_JUDGE_H
#define EXCHANGE_WRITE_SFT_JUDGE_H

#include "exchange/exchange.h"

bool write_sft_judge(struct export_job *job, struct err *e) MUST_CHECK;

#endif
