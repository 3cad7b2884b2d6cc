// The summary: one column per model under test and parameter setting.

import type { ComponentChildren } from "preact";
import { anyOf, doubtOf } from "./charts/rows";
import type { Cell } from "./charts/rows";
import { accCell, starCell } from "./charts/values";
import { type Target, modelName } from "./data";
import { UNKNOWN, count, decimal, duration, interval, percent, share } from "../../format";
import { failureName } from "../../i18n/common";
import type { Text } from "../../i18n/report";
import { useReport } from "./context";
import { Scale } from "./Scale";
import { TargetMark } from "./TargetMark";
import { facts, params, runNames } from "./targets";

export function Summary() {
	const { t, page, lang } = useReport();
	const { targets } = page.report;
	const some = (has: (target: Target) => unknown) => targets.some((target) => has(target) != null);
	return (
		<>
			<div class="scroll" tabIndex={0} role="region" aria-label={t.summary}>
				<table
					class={targets.length > 3 ? "summary many" : "summary"}
					data-columns={targets.length}
					style={{ "--columns": targets.length }}
				>
					<thead>
						<tr>
							<th scope="col" class="measure">
								<span class="unseen">{t.measure}</span>
							</th>
							{targets.map((target, i) => (
								<th scope="col" key={i}>
									<TargetName target={target} index={i} />
								</th>
							))}
						</tr>
					</thead>
					{(some((x) => x.safety) || !some((x) => x.choice)) && (
						<Group name={t.safety}>
							<Rates name={t.safetyScore} hint={t.better.up} of={(x) => x.safety} />
						</Group>
					)}
					{some((x) => x.asr) && (
						<Group name={t.attacks}>
							<Rates name={t.asr} hint={t.asrHint} of={(x) => x.asr} />
							<Rates
								name={t.adaptive}
								hint={t.better.down}
								of={(x) => x.asr?.adaptive ?? null}
								note={(x) => (x.asr?.adaptive ? anyOf(x.asr, t) : null)}
							/>
						</Group>
					)}
					{some((x) => x.over_refusal) && (
						<Group name={t.overRefusal}>
							<Rates name={t.overRefusalFull} of={(x) => x.over_refusal} />
							<Plain name={t.overRefusalPartial} of={(x) => <Partly target={x} />} />
						</Group>
					)}
					{(some((x) => x.choice) || some((x) => x.grade)) && (
						<Group name={t.values}>
							{some((x) => x.choice) && <Rates name={t.choiceAcc} of={(x) => accCell(x.choice)} />}
							{some((x) => x.choice) && <Rates name={t.choiceStar} of={(x) => starCell(x.choice)} />}
							{some((x) => x.grade) && <Plain name={t.gradeMean} of={(x) => <Mean target={x} />} />}
							{some((x) => x.gap?.gap) && <Plain name={t.gapPoints} of={(x) => <GapOf target={x} />} />}
						</Group>
					)}
					<Group name={t.coverage}>
						<Plain name={t.samples} of={(x) => count(x.counts.samples)} />
						<Plain name={t.answered} of={(x) => <Part k={x.counts.answered} of={x} />} />
						<Plain name={t.failed} of={(x) => <Failed target={x} />} />
						<Plain name={t.blocked} of={(x) => <Blocked target={x} />} />
						<Plain name={t.scored} of={(x) => <Part k={x.counts.scored} of={x} />} />
						<Plain name={t.unscoreable} of={(x) => <Part k={x.counts.unscoreable} of={x} />} />
						{some((x) => x.counts.escalated) && (
							<Plain name={t.escalated} of={(x) => <Part k={x.counts.escalated ?? 0} of={x} />} />
						)}
						<Plain
							name={t.refusedAll}
							of={(x) => `${count(x.counts.refused)} / ${count(x.counts.partly_refused)}`}
						/>
					</Group>
					<Group name={t.use}>
						<Plain name={t.tokens} of={(x) => <Tokens target={x} t={t} />} />
						{some((x) => x.cost?.amount) && <Plain name={t.cost} of={money} />}
						<Plain name={t.time} of={(x) => duration(x.seconds, lang)} />
					</Group>
				</table>
			</div>
			<ScaleKey />
		</>
	);
}

function TargetName({ target, index }: { target: Target; index: number }) {
	const { runs } = useReport().page.report;
	const set = params(target);
	const known = facts(target);
	return (
		<div class="target-name">
			<TargetMark target={index} />
			<div>
				<bdi>{modelName(target)}</bdi>
				{modelName(target) !== target.target && <small class="id">{target.target}</small>}
				{runs.length > 1 && <small class="id">{runNames(runs, target)}</small>}
				{set && <small class="id">{set}</small>}
				{known && <small>{known}</small>}
			</div>
		</div>
	);
}

function Group({ name, children }: { name: string; children: ComponentChildren }) {
	const columns = useReport().page.report.targets.length + 1;
	return (
		<tbody>
			<tr class="group">
				<th scope="rowgroup" colSpan={columns}>
					<span>{name}</span>
				</th>
			</tr>
			{children}
		</tbody>
	);
}

interface RatesProps {
	name: string;
	hint?: string;
	of(target: Target): Cell | null;
	note?(target: Target): string | null;
}

function Rates({ name, hint, of, note }: RatesProps) {
	const { targets } = useReport().page.report;
	return (
		<tr class="rates">
			<th scope="row">
				{name}
				{hint && <small>{hint}</small>}
			</th>
			{targets.map((target, i) => (
				<td key={i}>
					<RateCell cell={of(target)} target={i} note={note?.(target) ?? null} />
				</td>
			))}
		</tr>
	);
}

function RateCell({ cell, target, note }: { cell: Cell | null; target: number; note: string | null }) {
	const { t } = useReport();
	if (cell?.rate == null) return <span class="unknown">{UNKNOWN}</span>;
	const doubt = doubtOf(cell);
	return (
		<>
			<div class="rate">
				<strong>{percent(cell.rate)}</strong>
				<span title={t.keyInterval}>{interval(cell.ci)}</span>
				{doubt && (
					<em class="doubt" title={t.doubtWhy[doubt]}>
						{t.doubt[doubt]}
					</em>
				)}
			</div>
			<Scale cell={cell} target={target} />
			<div class="under">
				{note && <span>{note}</span>}
				{cell.n != null && cell.k != null && (
					<span>
						{count(cell.k)} / {count(cell.n)}
					</span>
				)}
				{cell.corrected != null && (
					<span>
						{t.corrected} <b>{percent(cell.corrected)}</b> {interval(cell.corrected_ci)}
					</span>
				)}
				{cell.powered?.rate != null && (
					<span>
						{t.powered} <b>{percent(cell.powered.rate)}</b> {interval(cell.powered.ci)}
					</span>
				)}
				{cell.bounds && (
					<span title={t.keyBounds}>
						{t.bounds} {interval(cell.bounds)}
					</span>
				)}
			</div>
		</>
	);
}

function Plain({ name, of }: { name: string; of(target: Target): ComponentChildren }) {
	const { targets } = useReport().page.report;
	return (
		<tr>
			<th scope="row">{name}</th>
			{targets.map((target, i) => (
				<td key={i}>{of(target)}</td>
			))}
		</tr>
	);
}

function Part({ k, of }: { k: number; of: Target }) {
	const { samples } = of.counts;
	return (
		<>
			{count(k)} {k > 0 && k < samples && <small>{share(k, samples)}</small>}
		</>
	);
}

function Mean({ target }: { target: Target }) {
	const { grade } = target;
	return (
		<>
			{decimal(grade?.mean, 2)}{" "}
			{grade?.ci && <small>{`${decimal(grade.ci[0], 2)}–${decimal(grade.ci[1], 2)}`}</small>}
		</>
	);
}

function GapOf({ target }: { target: Target }) {
	const { gap } = target;
	if (gap?.gap == null) return <>{UNKNOWN}</>;
	return (
		<>
			{decimal(100 * gap.gap, 1)}{" "}
			{gap.ci && <small>{`${decimal(100 * gap.ci[0], 1)} … ${decimal(100 * gap.ci[1], 1)}`}</small>}
		</>
	);
}

function Partly({ target }: { target: Target }) {
	const over = target.over_refusal;
	if (over?.partial == null || !over.n) return <>{UNKNOWN}</>;
	return (
		<>
			{percent(over.partial / over.n)} <small>{`${count(over.partial)} / ${count(over.n)}`}</small>
		</>
	);
}

function Failed({ target }: { target: Target }) {
	const { t } = useReport();
	const kinds = Object.entries(target.counts.failed ?? {}).filter(([, n]) => n > 0);
	const all = kinds.reduce((sum, [, n]) => sum + n, 0);
	return (
		<>
			<Part k={all} of={target} />
			{kinds.map(([kind, n]) => (
				<small class="line" key={kind}>
					{failureName(kind, t)} {count(n)}
				</small>
			))}
		</>
	);
}

function Blocked({ target }: { target: Target }) {
	const { t } = useReport();
	const how = target.blocked === "refusal" ? t.blockedRefusal : t.blockedOut;
	return (
		<>
			<Part k={target.counts.blocked} of={target} />
			<small class="line">{how}</small>
		</>
	);
}

function Tokens({ target, t }: { target: Target; t: Text }) {
	const { tokens } = target;
	if (!tokens) return <>{UNKNOWN}</>;
	return (
		<>
			{count(tokens.in)} / {count(tokens.out)}
			{!!tokens.thinking && (
				<small class="line">
					{t.thinking} {count(tokens.thinking)}
				</small>
			)}
		</>
	);
}

function money(target: Target): string {
	const { cost } = target;
	return cost?.amount == null ? UNKNOWN : `${cost.amount.toFixed(2)} ${cost.currency}`;
}

function ScaleKey() {
	const { t } = useReport();
	return (
		<p class="scale-key">
			<span>{t.scaleKey}</span>
			<span>
				<i class="key-point" /> {t.keyPoint}
			</span>
			<span>
				<i class="key-interval" /> {t.keyInterval}
			</span>
			<span>
				<i class="key-bounds" /> {t.keyBounds}
			</span>
		</p>
	);
}
