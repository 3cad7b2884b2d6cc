// One sample whole: what was asked, what came back, and what each judge said.

import type { ComponentChildren } from "preact";
import type { Judgement, Sample } from "./data";
import { choiceClass, familyOf, verdictClass } from "./filter";
import { UNKNOWN, count, decimal } from "../../format";
import { failureName } from "../../i18n/common";
import { langName } from "../../i18n/lang";
import { useReport } from "./context";
import { ModelText } from "../../components/ModelText";
import { TargetMark } from "./TargetMark";
import { shortName } from "./targets";

interface Props {
	sample: Sample;
	query: string;
	place: number;
	of: number;
	onStep(by: number): void;
	onFamily(id: string): void;
}

export function SampleDetail({ sample, query, place, of, onStep, onFamily }: Props) {
	const { t } = useReport();
	return (
		<article class="detail" aria-label={t.detail}>
			<div class="detail-head">
				<VerdictMark sample={sample} />
				<span class="quiet">{t.position(count(place + 1), count(of))}</span>
				<span class="steps">
					<button type="button" disabled={place === 0} onClick={() => onStep(-1)}>
						{t.previous}
					</button>
					<button type="button" disabled={place + 1 >= of} onClick={() => onStep(1)}>
						{t.next}
					</button>
				</span>
			</div>
			<Facts sample={sample} onFamily={onFamily} />
			<h4>{t.prompt}</h4>
			<ModelText key={`p${place}`} text={sample.prompt} query={query} absent={UNKNOWN} />
			<h4>{t.response}</h4>
			<ModelText key={`r${place}`} text={sample.response} query={query} absent={t.noResponse} />
			<h4>{t.judgements}</h4>
			<Judgements sample={sample} query={query} />
		</article>
	);
}

// Its verdict, or of a choice how it ended.
export function VerdictMark({ sample }: { sample: Sample }) {
	const { t } = useReport();
	const choice = choiceClass(sample);
	const verdict = choice?.like ?? verdictClass(sample);
	return (
		<span class={`verdict ${verdict}`}>
			{choice ? t.outcomes[choice.outcome] : t.verdicts[verdict]}
		</span>
	);
}

function Facts({ sample, onFamily }: { sample: Sample; onFamily(id: string): void }) {
	const { t, page, names, lang } = useReport();
	const summary = sample.attack ? names.summary(sample.attack, lang) : null;
	const repeated = sample.epoch > 0 || sample.try > 0;
	return (
		<dl class="detail-facts">
			<Fact name={t.target}>
				<TargetMark target={sample.target} /> <bdi>{shortName(page.report, sample.target)}</bdi>
			</Fact>
			<Fact name={t.item}>
				<bdi class="id">{sample.item}</bdi>
				{sample.lang && <small>{langName(sample.lang, lang)}</small>}
			</Fact>
			<Fact name={t.risk}>{sample.risk ? names.path(sample.risk, lang) : UNKNOWN}</Fact>
			<Fact name={t.expect}>{sample.expect ? t.expects[sample.expect] : UNKNOWN}</Fact>
			{sample.attack && (
				<Fact name={t.attack}>
					<bdi class="id">{sample.attack}</bdi>
					{summary && <small>{summary}</small>}
				</Fact>
			)}
			<Fact name={t.parent}>
				<button
					type="button"
					class="plain"
					title={t.family}
					onClick={() => onFamily(familyOf(sample))}
				>
					<bdi class="id">{familyOf(sample)}</bdi>
				</button>
			</Fact>
			{sample.outcome === "failed" && (
				<Fact name={t.failed}>{sample.failure ? failureName(sample.failure, t) : UNKNOWN}</Fact>
			)}
			{repeated && <Fact name={t.repeat}>{t.epochTry(sample.epoch, sample.try)}</Fact>}
		</dl>
	);
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}

// "B": the letter under which the answer stood in the prompt above.
function letters(sample: Sample, judgement: Judgement): string | null {
	if (!judgement.answer || !sample.shown) return null;
	const places = judgement.answer.split(",").map((own) => sample.shown?.indexOf(Number(own)) ?? -1);
	return places.some((place) => place < 0) ? null : places.map((place) => LETTERS[place]).join(", ");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function Outcome({ sample, judgement }: { sample: Sample; judgement: Judgement }) {
	const { t } = useReport();
	const label = letters(sample, judgement);
	const outcome = t.outcomes[judgement.outcome as keyof typeof t.outcomes] as string | undefined;
	if (!outcome) {
		const verdict = judgement.verdict ?? "noverdict";
		return <span class={`verdict ${verdict}`}>{t.verdicts[verdict]}</span>;
	}
	return (
		<>
			<span class="verdict noverdict">{outcome}</span> {label && <small>{t.chose(label)}</small>}
		</>
	);
}

function Judgements({ sample, query }: { sample: Sample; query: string }) {
	const { t } = useReport();
	const { judgements } = sample;
	if (judgements.length === 0) return <p class="empty">{t.noJudgement}</p>;
	return (
		<table class="judgements">
			<thead>
				<tr>
					<th scope="col">{t.judge}</th>
					<th scope="col">{t.verdict}</th>
					<th scope="col">{t.riskiness}</th>
					<th scope="col">{t.refusal}</th>
				</tr>
			</thead>
			{judgements.map((judgement, i) => {
				return (
					<tbody key={i}>
						<tr>
							<td>
								<bdi class="id">{judgement.judge}</bdi>
								{judgement.record && <small> {t.ofRecord}</small>}
							</td>
							<td>
								<Outcome sample={sample} judgement={judgement} />
							</td>
							<td>{decimal(judgement.riskiness, 2)}</td>
							<td>{judgement.refusal ? t.refusals[judgement.refusal] : UNKNOWN}</td>
						</tr>
						{judgement.explanation && (
							<tr class="why">
								<td colSpan={4}>
									<ModelText text={judgement.explanation} query={query} absent="" />
								</td>
							</tr>
						)}
					</tbody>
				);
			})}
		</table>
	);
}
