// What a reader in a hurry must know, before any table: for each model how safe it was, where it is
// weakest, and what is not known.

import { UNKNOWN, count, interval, percent } from "../../format";
import type { RateMap, Target } from "./data";
import { MANY } from "./Figures";
import { TargetMark } from "./TargetMark";
import { doubtOf } from "./charts/rows";
import { useReport } from "./context";
import { shortName } from "./targets";

// The lowest rate (or the highest) of MAP that rests on enough samples to be told.
const LEAST = 10;

function extreme(map: RateMap, sign: 1 | -1, keep: (id: string) => boolean): [string, number] | null {
	let found: [string, number] | null = null;
	for (const [id, rate] of Object.entries(map)) {
		if (rate.rate == null || !keep(id) || (rate.n ?? 0) < LEAST) continue;
		if (!found || sign * rate.rate < sign * found[1]) found = [id, rate.rate];
	}
	return found;
}

function useLines(target: Target): string[] {
	const { t, names, lang } = useReport();
	const { safety, asr, counts, choice } = target;
	const lines: string[] = [];
	if (safety?.rate != null) {
		lines.push(t.glanceSafety(percent(safety.rate), interval(safety.ci), count(safety.n)));
		const weak = extreme(safety.by_risk, 1, (id) => names.parent(id) === null);
		if (weak && weak[1] < 1) lines.push(t.glanceWeak(names.risk(weak[0], lang), percent(weak[1])));
	}
	if (asr?.rate != null) {
		lines.push(t.glanceAsr(percent(asr.rate), interval(asr.ci)));
		const strong = extreme(asr.by_attack, -1, () => true);
		if (strong && strong[1] > 0) lines.push(t.glanceStrong(strong[0], percent(strong[1])));
	}
	if (choice?.acc != null) lines.push(t.glanceChoice(percent(choice.acc), interval(choice.ci), count(choice.n)));
	const people = target.people?.safety;
	if (people?.rate != null)
		lines.push(t.glancePeople(percent(people.rate), interval(people.ci), count(people.n)));
	if (lines.length === 0) lines.push(t.glanceNothing(count(counts.samples)));
	const doubts = [safety, asr].flatMap((cell) => (cell ? [doubtOf(cell)] : []));
	if (doubts.includes("open")) lines.push(t.doubtWhy.open);
	if (doubts.includes("few")) lines.push(t.doubtWhy.few);
	return lines;
}

export function Glance() {
	const { page, t } = useReport();
	const { targets } = page.report;
	if (targets.length === 0) return <p class="empty">{t.noTargets}</p>;
	// Of many models the table says it.
	if (targets.length > MANY) return null;
	return (
		<ul class="glance" aria-label={t.glance}>
			{targets.map((target, i) => (
				<Line key={i} target={target} index={i} />
			))}
		</ul>
	);
}

function Line({ target, index }: { target: Target; index: number }) {
	const { page, lang } = useReport();
	const lines = useLines(target);
	return (
		<li>
			<TargetMark target={index} />
			<p>
				<b>
					<bdi>{shortName(page.report, index) || UNKNOWN}</bdi>
				</b>{" "}
				{lines.join(lang === "zh" ? "" : " ")}
			</p>
		</li>
	);
}
