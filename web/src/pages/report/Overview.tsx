// The models of a large set: a row each, in the order of whichever column the reader chose.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { UNKNOWN, count, decimal, interval, percent } from "../../format";
import { TargetMark } from "./TargetMark";
import { type Cell, doubtOf } from "./charts/rows";
import { accCell } from "./charts/values";
import { useReport } from "./context";
import type { Target } from "./data";
import { params, shortName } from "./targets";

interface Column {
	id: string;
	name: string;
	value(target: Target): number | null | undefined;
	show(target: Target): ComponentChildren;
}

function useColumns(): Column[] {
	const { t, page } = useReport();
	const rate = (id: string, name: string, of: (x: Target) => Cell | null): Column => ({
		id,
		name,
		value: (x) => of(x)?.rate,
		show: (x) => <Rate cell={of(x)} />,
	});
	const number = (id: string, name: string, digits: number, value: Column["value"]): Column => ({
		id,
		name,
		value,
		show: (x) => decimal(value(x), digits),
	});
	const columns = [
		rate("safety", t.safetyScore, (x) => x.safety),
		rate("asr", t.asr, (x) => x.asr),
		rate("adaptive", t.adaptive, (x) => x.asr?.adaptive ?? null),
		rate("over", t.overRefusalFull, (x) => x.over_refusal),
		rate("acc", t.choiceAcc, (x) => accCell(x.choice)),
		number("grade", t.gradeMean, 2, (x) => x.grade?.mean),
		number("gap", t.gapPoints, 1, (x) => (x.gap?.gap == null ? null : 100 * x.gap.gap)),
	];
	return [
		...columns.filter((c) => page.report.targets.some((x) => c.value(x) != null)),
		{
			id: "samples",
			name: `${t.scored} / ${t.samples}`,
			value: (x) => x.counts.scored,
			show: (x) => `${count(x.counts.scored)} / ${count(x.counts.samples)}`,
		},
	];
}

function Rate({ cell }: { cell: Cell | null }) {
	const { t } = useReport();
	if (cell?.rate == null) return <span class="unknown">{UNKNOWN}</span>;
	const doubt = doubtOf(cell);
	return (
		<>
			<b>{percent(cell.rate)}</b> <span>{interval(cell.ci)}</span>
			{doubt && (
				<em class="doubt" title={t.doubtWhy[doubt]}>
					{t.doubt[doubt]}
				</em>
			)}
		</>
	);
}

export function Overview() {
	const { t, page } = useReport();
	const { targets } = page.report;
	const columns = useColumns();
	const [by, setBy] = useState(columns[0]?.id ?? "");
	const [down, setDown] = useState(true);
	const column = columns.find((c) => c.id === by);
	// Those without a figure come last, whichever way.
	const rank = (i: number) => {
		const value = targets[i] && column?.value(targets[i]);
		return value == null ? -Infinity : down ? value : -value;
	};
	const order = targets.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || a - b);
	const sort = (id: string) => {
		setDown(id === by ? !down : true);
		setBy(id);
	};
	return (
		<div class="scroll overview" tabIndex={0} role="region" aria-label={t.summary}>
			<table class="figure-table compact">
				<thead>
					<tr>
						<th scope="col">{t.target}</th>
						{columns.map((c) => (
							<th
								scope="col"
								key={c.id}
								aria-sort={c.id === by ? (down ? "descending" : "ascending") : undefined}
							>
								<button type="button" class="plain" onClick={() => sort(c.id)}>
									{c.name}
									<span aria-hidden="true">{c.id === by ? (down ? " ↓" : " ↑") : ""}</span>
								</button>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{order.map((i) => {
						const target = targets[i];
						return (
							target && (
								<tr key={i}>
									<th scope="row">
										<TargetMark target={i} /> <bdi>{shortName(page.report, i)}</bdi>
										<small class="id">
											{params(target)}
										</small>
									</th>
									{columns.map((c) => (
										<td key={c.id}>{c.show(target)}</td>
									))}
								</tr>
							)
						);
					})}
				</tbody>
			</table>
		</div>
	);
}
