// What was run, with what, and who judged: everything that a reader needs before a figure.

import { count, moment, UNKNOWN } from "../../format";
import { useReport } from "./context";

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
	const { run, assay, targets } = page.report;
	const { suite } = run;
	const judges = [...new Set(targets.map((target) => target.judge))];
	return (
		<header class="masthead">
			<h1>{t.title}</h1>
			<dl class="facts">
				<Fact name={t.run}>
					<bdi class="id">{run.file}</bdi>
				</Fact>
				<Fact name={t.suite}>
					<bdi>{suite?.name ?? t.bareSuite}</bdi> {suite?.version}
					<small>
						{suite?.items != null && t.items(count(suite.items))}
						{suite?.sha256 && (
							<span class="id" title={`SHA-256 ${suite.sha256}`}>
								{" · "}sha256 {suite.sha256.slice(0, 12)}
							</span>
						)}
					</small>
				</Fact>
				<Fact name={t.created}>{moment(run.created)}</Fact>
				<Fact name={t.judgeOfRecord}>
					<bdi class="id">{judges.join(", ") || UNKNOWN}</bdi>
				</Fact>
				<Fact name={t.madeBy}>assay {assay}</Fact>
			</dl>
			<JudgeNotice judges={judges} />
		</header>
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

// Rates that a rule read off refusals must not be taken for rates that somebody judged.
function JudgeNotice({ judges }: { judges: string[] }) {
	const { t } = useReport();
	const byRefusal = judges.some((judge) => judge === "refusal" || judge.startsWith("refusal@"));
	return (
		<>
			{byRefusal && (
				<p class="notice" role="note">
					<strong>{t.refusalOnlyTitle}</strong>
					{t.refusalOnly
						.split("`")
						.map((text, i) => (i % 2 ? <code key={i}>{text}</code> : text))}
				</p>
			)}
			{judges.length > 1 && (
				<p class="notice" role="note">
					{t.severalJudges}
				</p>
			)}
		</>
	);
}
