// Automatic against human: people, judge and multiple choice on the same models.

import { UNKNOWN, count, decimal, span } from "../../format";
import { ModelText } from "../../components/ModelText";
import { useReport } from "./context";
import type { Versus, View } from "./data";
import { Scatter } from "./Scatter";
import { Table } from "./ValueFigures";

const VIEWS: readonly View[] = ["people", "judge", "choice"];

export function VersusFigures({ versus }: { versus: Versus }) {
	const { names } = useReport();
	const ids = Object.keys(versus.by_risk);
	const levels = ids.filter((id) => {
		const parent = names.parent(id);
		return parent === null || !(parent in versus.by_risk);
	});
	return (
		<>
			<div class="figures">
				<Scatter versus={versus} levels={levels} />
				<div class="stack">
					<Correlations versus={versus} />
					<Divergences versus={versus} />
				</div>
			</div>
			<div class="stack below">
				{levels.map((id) => (
					<Level key={id} level={id} versus={versus} />
				))}
				<Samples versus={versus} />
			</div>
		</>
	);
}

// One level and its domains: a line for each domain and model.
function Level({ level, versus }: { level: string; versus: Versus }) {
	const { t, names, lang } = useReport();
	const ids = [level, ...names.children(Object.keys(versus.by_risk), level)];
	return (
		<Table
			title={names.risk(level, lang)}
			tall
			heads={[t.domain, t.target, ...VIEWS.map((view) => t.views[view])]}
		>
			{ids.flatMap((id) =>
				versus.targets
					.filter((target) => versus.by_risk[id]?.[target])
					.map((target, i) => (
						<tr key={`${id} ${target}`} class={id === level ? "total" : undefined}>
							<th scope="row" data-depth={id === level ? 0 : 1}>
								{i === 0 && <bdi>{names.risk(id, lang)}</bdi>}
							</th>
							<td>
								<bdi>{target}</bdi>
							</td>
							{VIEWS.map((view) => {
								const mean = versus.by_risk[id]?.[target]?.[view];
								return (
									<td key={view}>
										<b>{decimal(mean?.mean, 3)}</b> {mean?.ci && <span>{span(mean.ci, 2)}</span>}
										{!!mean?.n && <span class="of">{t.nAnswers(count(mean.n))}</span>}
									</td>
								);
							})}
						</tr>
					)),
			)}
		</Table>
	);
}

function Correlations({ versus }: { versus: Versus }) {
	const { t, names, lang } = useReport();
	if (versus.correlations.length === 0) return null;
	return (
		<Table title={t.correlations} heads={[t.compared, t.models, t.spearman, t.keyInterval]}>
			{versus.correlations.map((c, i) => (
				<tr key={i}>
					<th scope="row">{`${names.risk(c.risk, lang)}: ${t.views[c.a]} / ${t.views[c.b]}`}</th>
					<td>{count(c.targets)}</td>
					<td>{decimal(c.spearman, 2)}</td>
					<td>{span(c.ci, 2)}</td>
				</tr>
			))}
		</Table>
	);
}

function signed(x: number | null): string {
	return `${x != null && x > 0 ? "+" : ""}${decimal(x, 3)}`;
}

function Divergences({ versus }: { versus: Versus }) {
	const { t, names, lang } = useReport();
	if (versus.divergences.length === 0) return null;
	return (
		<Table
			title={t.divergences}
			heads={[t.target, t.domain, t.views.choice, t.openAnswers, t.by, t.divergence]}
		>
			{versus.divergences.map((d, i) => (
				<tr key={i}>
					<th scope="row">
						<bdi>{d.target}</bdi>
					</th>
					<td>{names.risk(d.risk, lang)}</td>
					<td>{decimal(d.choice, 3)}</td>
					<td>{decimal(d.open, 3)}</td>
					<td>{t.views[d.by]}</td>
					<td>{signed(d.divergence)}</td>
				</tr>
			))}
		</Table>
	);
}

function Samples({ versus }: { versus: Versus }) {
	const { t } = useReport();
	if (versus.samples.length === 0) return null;
	return (
		<Table title={t.chosenRightly} heads={[t.target, t.prompt, t.response, t.openAnswers]}>
			{versus.samples.map((s, i) => (
				<tr key={i}>
					<th scope="row">
						<bdi>{s.target}</bdi>
						<small class="id">{s.item}</small>
					</th>
					<td>
						<ModelText text={s.prompt} query="" absent={UNKNOWN} />
					</td>
					<td>
						<ModelText text={s.response} query="" absent={UNKNOWN} />
					</td>
					<td>
						{decimal(s.open, 2)} <small>{t.views[s.by]}</small>
					</td>
				</tr>
			))}
		</Table>
	);
}
