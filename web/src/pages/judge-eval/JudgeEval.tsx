// How good judges are, whole.

import { Section } from "../../components/Section";
import { Toolbar } from "../../components/Toolbar";
import { count } from "../../format";
import { JudgeName } from "./Mark";
import { Measures } from "./Measures";
import { Perturbations } from "./Perturbations";
import { Reliability } from "./Reliability";
import { Comparisons, People, Refusals } from "./Tables";
import { useJudgeEval } from "./context";
import { isWhole } from "./data";

export function JudgeEval() {
	const { t, data, place } = useJudgeEval();
	const whole = data.sets.filter(isWhole);
	return (
		<>
			<Toolbar />
			<header class="masthead">
				<h1>{t.title}</h1>
				<p class="quiet">{t.lead}</p>
				<dl class="facts">
					<div>
						<dt>{t.judges}</dt>
						<dd class="judges">
							{data.judges.map((judge) => (
								<JudgeName key={judge} judge={judge} place={place(judge)} />
							))}
						</dd>
					</div>
					<div>
						<dt>{t.rows}</dt>
						<dd>
							{count(data.rows)}
							{data.skipped > 0 && <small>{`${t.skipped} ${count(data.skipped)}`}</small>}
							{!!data.tied && <small>{t.tied(count(data.tied))}</small>}
						</dd>
					</div>
				</dl>
			</header>
			<main>
				<Section id="sets" title={t.setsTitle} lead={t.setsLead}>
					<Measures />
				</Section>
				{whole.some((r) => r.reliability) && (
					<Section id="reliability" title={t.reliabilityTitle} lead={t.reliabilityLead}>
						<Reliability />
					</Section>
				)}
				{data.perturbations.length > 0 && (
					<Section id="perturbations" title={t.flipsTitle} lead={t.flipsLead}>
						<Perturbations />
					</Section>
				)}
				{data.comparisons.length > 0 && (
					<Section id="comparisons" title={t.comparisonsTitle} lead={t.comparisonsLead}>
						<Comparisons />
					</Section>
				)}
				{whole.some((r) => r.refusal) && (
					<Section id="refusals" title={t.refusalTitle} lead={t.refusalLead}>
						<Refusals />
					</Section>
				)}
				{whole.some((r) => r.raters) && (
					<Section id="raters" title={t.ratersTitle} lead={t.ratersLead}>
						<People />
					</Section>
				)}
			</main>
			<footer>{t.footer}</footer>
		</>
	);
}
