// The report of a run, whole.

import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Browser, filterFrom } from "./Browser";
import { AttackFigures, type Choice, Legend, MANY, SafetyFigures } from "./Figures";
import { Toolbar } from "../../components/Toolbar";
import { Header, SkipLink } from "./Header";
import { Methods } from "./Methods";
import { Corrections } from "./Corrections";
import { Glance } from "./Glance";
import { Overview } from "./Overview";
import { Summary } from "./Summary";
import { ChoiceFigures, PeopleFigures, ResponsibilityFigures } from "./ValueFigures";
import { VersusFigures } from "./Versus";
import { EVERYTHING, type Filter } from "./filter";
import { readHash } from "../../hash";
import { useReport } from "./context";

export function Report() {
	const { t, page } = useReport();
	const { targets } = page.report;
	const versus = page.report.automatic_against_human;
	const [hidden, setHidden] = useState<ReadonlySet<number>>(
		() => new Set(targets.length > MANY ? targets.map((_, i) => i).slice(MANY) : []),
	);
	const [filter, setFilter] = useState<Filter>(() => filterFrom(readHash()));
	const shown = useMemo(
		() => targets.map((_, i) => i).filter((i) => !hidden.has(i)),
		[targets, hidden],
	);

	const toggle = (target: number) => {
		const next = new Set(hidden);
		if (!next.delete(target)) next.add(target);
		// The last one shown is not hidden: an empty figure says nothing.
		if (next.size < targets.length) setHidden(next);
	};
	const choose = (choice: Choice) => {
		setFilter({ ...EVERYTHING, ...clean(choice) });
		document.getElementById("samples")?.scrollIntoView();
	};
	const legend = <Legend shown={new Set(shown)} onToggle={toggle} />;

	return (
		<>
			<Toolbar>
				<SkipLink />
			</Toolbar>
			<Header />
			<main>
				<Section id="summary" title={t.summary} lead={targets.length > MANY ? t.overviewLead : t.summaryLead}>
					<Glance />
					{targets.length > MANY ? <Overview /> : targets.length > 0 && <Summary />}
					<Corrections />
				</Section>
				{targets.some((target) => target.safety) && (
					<Section id="safety" title={t.ssSection} lead={t.ssLead}>
						{legend}
						<SafetyFigures targets={shown} onChoose={choose} />
					</Section>
				)}
				{targets.some((target) => target.asr) && (
					<Section id="attacks" title={t.asrSection} lead={t.asrLead}>
						{legend}
						<AttackFigures targets={shown} onChoose={choose} />
					</Section>
				)}
				{targets.some((target) => target.grade || target.gap) && (
					<Section id="responsibility" title={t.responsibilitySection} lead={t.responsibilityLead}>
						{legend}
						<ResponsibilityFigures targets={shown} onChoose={choose} />
					</Section>
				)}
				{targets.some((target) => target.choice) && (
					<Section id="choice" title={t.choiceSection} lead={t.choiceLead}>
						{legend}
						<ChoiceFigures targets={shown} onChoose={choose} />
					</Section>
				)}
				{targets.some((target) => target.people) && (
					<Section id="people" title={t.peopleSection} lead={t.peopleLead}>
						{legend}
						<PeopleFigures targets={shown} onChoose={choose} />
					</Section>
				)}
				{versus && (
					<Section id="versus" title={t.versusSection} lead={t.versusLead}>
						<VersusFigures versus={versus} />
					</Section>
				)}
				<Section id="samples" title={t.browser} lead={t.browserLead}>
					<Browser filter={filter} onFilter={setFilter} />
				</Section>
				<Section id="methods" title={t.methods} lead={t.methodsLead}>
					<Methods />
				</Section>
			</main>
			<footer>{t.footer}</footer>
		</>
	);
}

function clean(choice: Choice): Partial<Filter> {
	return Object.fromEntries(Object.entries(choice).filter(([, value]) => value));
}

interface SectionProps {
	id: string;
	title: string;
	lead: string;
	children: ComponentChildren;
}

function Section({ id, title, lead, children }: SectionProps) {
	return (
		<section class="section" id={id} aria-labelledby={`${id}-title`}>
			<div class="rail">
				<h2 id={`${id}-title`}>{title}</h2>
				<p>{lead}</p>
			</div>
			<div class="body">{children}</div>
		</section>
	);
}
