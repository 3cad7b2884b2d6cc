// What was run, with what, and who judged: everything that a reader needs before a figure.

import { count, moment, UNKNOWN } from "../../format";
import { useReport } from "./context";
import { type Run, type Target, isJudged } from "./data";
import { runName } from "./targets";

export function SkipLink() {
	const { t } = useReport();
	return (
		<a class="skip" href="#samples" onClick={skip}>
			{t.skip}
		</a>
	);
}

// The fragment holds the reader's choices, so the link must not replace it.
function skip(event: Event) {
	event.preventDefault();
	const samples = document.getElementById("samples");
	samples?.scrollIntoView();
	samples?.querySelector<HTMLElement>("[role=listbox]")?.focus({ preventScroll: true });
}

export function Header() {
	const { t, page } = useReport();
	const { runs, assay, targets } = page.report;
	const judged = targets.filter(isJudged);
	const scored = judged.some((target) => target.counts.scored > 0);
	const judges = [...new Set((judged.length > 0 ? judged : targets).map((target) => target.judge))];
	const one = runs.length === 1 ? runs[0] : undefined;
	return (
		<header class="masthead">
			<h1>{one ? t.title : t.comparison(runs.length)}</h1>
			<dl class="facts">
				{one && (
					<>
						<Fact name={t.run}>
							<bdi class="id">{one.file}</bdi>
						</Fact>
						<Fact name={t.suite}>
							<SuiteOf run={one} />
						</Fact>
						<Fact name={t.created}>{moment(one.created)}</Fact>
					</>
				)}
				<Fact name={t.judgeOfRecord}>
					<bdi class="id">{judges.join(", ") || UNKNOWN}</bdi>
				</Fact>
				<Fact name={t.madeBy}>assay {assay}</Fact>
			</dl>
			{!one && <Runs />}
			{scored && <JudgeNotice judges={judges} targets={judged} />}
			<RunNotices />
		</header>
	);
}

function SuiteOf({ run }: { run: Run }) {
	const { t } = useReport();
	const { suite } = run;
	return (
		<>
			<bdi>{suite?.name ?? t.bareSuite}</bdi> {suite?.version}
			<small>
				{suite?.items != null && t.items(count(suite.items))}
				{suite?.sha256 && (
					<span class="id" title={`SHA-256 ${suite.sha256}`}>
						{" · "}sha256 {suite.sha256.slice(0, 12)}
					</span>
				)}
			</small>
		</>
	);
}

// Which runs are compared.
function Runs() {
	const { t, page } = useReport();
	const { runs, targets } = page.report;
	return (
		<div class="scroll runs" tabIndex={0} role="region" aria-label={t.runs}>
			<table class="figure-table compact">
				<thead>
					<tr>
						{[t.run, t.suite, t.created, t.targets].map((head) => (
							<th scope="col" key={head}>
								{head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{runs.map((run, i) => (
						<tr key={i}>
							<th scope="row">
								<bdi class="id">{run.file}</bdi>
							</th>
							<td>
								<SuiteOf run={run} />
							</td>
							<td>{moment(run.created)}</td>
							<td>{count(targets.filter((target) => target.runs.includes(i)).length)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}

// Rates that a rule read off refusals, or a list of words, must not be taken for rates that
// somebody judged.
function JudgeNotice({ judges, targets }: { judges: string[]; targets: readonly Target[] }) {
	const { t } = useReport();
	return (
		<>
			{targets.some((target) => target.first_look) && <Notice title={t.criticTitle} text={t.critic} />}
			{targets.some((target) => target.refusal_alone) && <Notice title={t.refusalOnlyTitle} text={t.refusalOnly} />}
			{judges.length > 1 && <Notice text={t.severalJudges} />}
		</>
	);
}

// A run that is not finished, and runs whose rates are of different questions.
function RunNotices() {
	const { t, page } = useReport();
	const { runs, targets } = page.report;
	const suites = new Set(runs.filter((run) => run.judged).map((run) => run.suite?.sha256 ?? run.suite?.name ?? ""));
	const open = runs.flatMap((run, i) => {
		const mine = targets.filter((target) => target.runs.includes(i));
		const there = mine.reduce((sum, target) => sum + target.counts.samples, 0);
		if (mine.some((target) => target.runs.length > 1)) return [];
		return run.planned != null && there < run.planned
			? [t.unfinished(runName(run), count(there), count(run.planned))]
			: [];
	});
	return (
		<>
			{open.slice(0, 5).map((text) => (
				<Notice key={text} text={text} />
			))}
			{suites.size > 1 && <Notice text={t.severalSuites} />}
		</>
	);
}

function Notice({ title, text }: { title?: string; text: string }) {
	return (
		<p class="notice" role="note">
			{title && <strong>{title}</strong>}
			{text.split("`").map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part))}
		</p>
	);
}
