// How the rates are corrected for the judge's errors, or why they are not: below the figures that
// they explain.

import { count, decimal, percent } from "../../format";
import type { Corrected, Correction, Powered, Target } from "./data";
import { useReport } from "./context";

function each<T>(targets: readonly Target[], of: (part: Corrected & { powered?: Powered | null }) => T | null | undefined): T[] {
	return targets
		.flatMap((x) => [x.safety, x.asr])
		.flatMap((part) => {
			const found = part && of(part);
			return found ? [found] : [];
		});
}

// Whether labelled rows of one question say less than as many independent ones.
function isClustered(c: Correction): boolean {
	return (
		(c.effective_unsafe ?? c.n_unsafe) < c.n_unsafe - 0.05 ||
		(c.effective_safe ?? c.n_safe) < c.n_safe - 0.05
	);
}

const FEW = "too few labelled rows";

export function Corrections() {
	const { t, page } = useReport();
	const { targets } = page.report;
	const bySet = (list: Correction[]) => [...new Map(list.map((c) => [c.set, c])).values()];
	const sets = bySet(each(targets, (x) => (x.corrected == null ? null : x.correction)));
	const few = bySet(each(targets, (x) => (x.uncorrected_because === FEW ? x.correction : null)));
	const failed = new Set(each(targets, (x) => x.uncorrected_because));
	const unpowered = new Set(each(targets, (x) => x.powered?.because));
	const clipped = each(targets, (x) => x.corrected_clipped).length > 0;
	const powered = each(targets, (x) => (x.powered?.rate != null ? x.powered : null));
	const tied = Math.max(0, ...each(targets, (x) => x.powered).map((p) => p.ties ?? 0));
	const lines = [
		...sets.map((c) =>
			t.correctedBy(c.set, percent(c.sensitivity), count(c.n_unsafe), percent(c.specificity), count(c.n_safe)),
		),
		...bySet([...sets, ...few])
			.filter(isClustered)
			.map((c) =>
				t.effective(
					count(c.n_unsafe),
					decimal(c.effective_unsafe ?? c.n_unsafe, 1),
					count(c.n_safe),
					decimal(c.effective_safe ?? c.n_safe, 1),
				),
			),
		...sets.filter((c) => c.trained_on).map((c) => t.trainedOn(c.set)),
		...[...failed].map((why) => t.uncorrected[why] ?? why),
		...(clipped ? [t.clipped] : []),
		...(powered.length > 0 ? [t.poweredBy(count(Math.max(...powered.map((p) => p.n))))] : []),
		...[...unpowered].map((why) => t.unpowered[why] ?? why),
		...(tied > 0 ? [t.poweredTies(count(tied))] : []),
	];
	if (lines.length === 0) return null;
	return (
		<ul class="corrections">
			{lines.map((line) => (
				<li key={line}>{line}</li>
			))}
		</ul>
	);
}
