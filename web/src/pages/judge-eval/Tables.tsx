// What is read as figures alone: judges compared, refusals, and people among themselves.

import { type Interval, UNKNOWN, count, decimal, percent } from "../../format";
import { JudgeName } from "./Mark";
import { Scroll } from "./Panel";
import { useJudgeEval } from "./context";
import { type Raters, isWhole } from "./data";

function pValue(p: number | null): string {
	if (p === null) return UNKNOWN;
	return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

// A difference of fractions as percentage points, with its sign.
function points(x: number | null): string {
	if (x === null) return UNKNOWN;
	return `${x > 0 ? "+" : x < 0 ? "−" : ""}${(100 * Math.abs(x)).toFixed(1)}`;
}

function pointsInterval(ci: Interval): string {
	return ci ? `[${points(ci[0])}, ${points(ci[1])}]` : "";
}

export function Comparisons() {
	const { data, t, sliceName, place } = useJudgeEval();
	return (
		<Scroll label={t.comparisonsTitle}>
			<table class="eval-table">
				<thead>
					<tr>
						<th scope="col">{t.set}</th>
						<th scope="col">{t.slice}</th>
						<th scope="col">{t.judge}</th>
						<th scope="col">{t.against}</th>
						<th scope="col" class="n">{t.n}</th>
						<th scope="col" class="n">{t.onlyFirst}</th>
						<th scope="col" class="n">{t.onlySecond}</th>
						<th scope="col" class="n">{t.p}</th>
						<th scope="col" class="n">{t.pHolm}</th>
						<th scope="col" class="n">{t.difference}</th>
					</tr>
				</thead>
				<tbody>
					{data.comparisons.map((c) => (
						<tr key={`${c.against} ${c.set} ${c.slice}`}>
							<th scope="row">
								<bdi>{c.set}</bdi>
							</th>
							<td>
								<bdi>{sliceName(c.slice)}</bdi>
							</td>
							<td>
								<JudgeName judge={c.judge} place={place(c.judge)} />
							</td>
							<td>
								<JudgeName judge={c.against} place={place(c.against)} />
							</td>
							<td class="n">{count(c.n)}</td>
							<td class="n">{count(c.only_first_right)}</td>
							<td class="n">{count(c.only_second_right)}</td>
							<td class="n">{pValue(c.p)}</td>
							<td class="n">{pValue(c.p_holm)}</td>
							<td class="n">
								<b>{points(c.balanced_accuracy)}</b>
								<small>{pointsInterval(c.balanced_accuracy_ci)}</small>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</Scroll>
	);
}

export function Refusals() {
	const { data, t, place } = useJudgeEval();
	return (
		<Scroll label={t.refusalTitle}>
			<table class="eval-table">
				<thead>
					<tr>
						<th scope="col">{t.set}</th>
						<th scope="col">{t.judge}</th>
						<th scope="col" class="n">{t.n}</th>
						<th scope="col" class="n">{t.agreement}</th>
						<th scope="col" class="n">{t.kappa}</th>
						<th scope="col" class="n">{`${t.agreement}, ${t.binary}`}</th>
						<th scope="col" class="n">{`${t.kappa}, ${t.binary}`}</th>
					</tr>
				</thead>
				<tbody>
					{data.sets
						.filter((r) => isWhole(r) && r.refusal)
						.map((r) => (
							<tr key={`${r.judge} ${r.set}`}>
								<th scope="row">
									<bdi>{r.set}</bdi>
								</th>
								<td>
									<JudgeName judge={r.judge} place={place(r.judge)} />
								</td>
								<td class="n">{count(r.refusal?.n)}</td>
								<td class="n">{percent(r.refusal?.agreement)}</td>
								<td class="n">{decimal(r.refusal?.kappa, 3)}</td>
								<td class="n">{percent(r.refusal?.binary_agreement)}</td>
								<td class="n">{decimal(r.refusal?.binary_kappa, 3)}</td>
							</tr>
						))}
				</tbody>
			</table>
		</Scroll>
	);
}

export function People() {
	const { data, t } = useJudgeEval();
	const seen = new Map<string, Raters>();
	for (const r of data.sets) if (isWhole(r) && r.raters) seen.set(r.set, r.raters);
	return (
		<Scroll label={t.ratersTitle}>
			<table class="eval-table">
				<thead>
					<tr>
						<th scope="col">{t.set}</th>
						<th scope="col" class="n">{t.n}</th>
						<th scope="col" class="n">{t.raters}</th>
						<th scope="col" class="n">{t.agreement}</th>
						<th scope="col" class="n">{t.kappa}</th>
						<th scope="col" class="n">{t.alpha}</th>
						<th scope="col" class="n">{t.ac1}</th>
						<th scope="col" class="n">{t.ceiling}</th>
					</tr>
				</thead>
				<tbody>
					{[...seen].map(([set, r]) => (
						<tr key={set}>
							<th scope="row">
								<bdi>{set}</bdi>
							</th>
							<td class="n">{count(r.n)}</td>
							<td class="n">{count(r.raters)}</td>
							<td class="n">{percent(r.agreement)}</td>
							<td class="n">{decimal(r.kappa, 3)}</td>
							<td class="n">{decimal(r.alpha, 3)}</td>
							<td class="n">{decimal(r.ac1, 3)}</td>
							<td class="n">{percent(r.ceiling)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</Scroll>
	);
}
