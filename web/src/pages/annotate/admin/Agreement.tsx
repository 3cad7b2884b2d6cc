// How far raters agree, as it stands: per question and domain, and each with each.

import { type Agreement as Data, type Figures, api } from "../../../api";
import { UNKNOWN, count, decimal, interval, percent, span } from "../../../format";
import { questionLabel } from "../answers";
import { useAdminWords, useAnnotate } from "../context";
import { useLoaded } from "./useLoaded";

export function Agreement() {
	const a = useAdminWords();
	const { t } = useAnnotate();
	const [data, reload, fault] = useLoaded(api.agreement);
	if (!data) return <p class="empty">{fault || t.loading}</p>;
	// Most domains have nothing yet when a work begins.
	const domains = data.by_domain.filter((row) => row.units > 0);
	return (
		<>
			<p class="quiet">
				{a.agreementLead}{" "}
				<button type="button" class="plain" onClick={reload}>
					{a.refresh}
				</button>
			</p>
			{data.questions.length === 0 && <p class="empty">{a.noAgreement}</p>}
			{data.questions.length > 0 && (
				<FigureTable title={a.perQuestion} rows={data.questions} byDomain={false} />
			)}
			{domains.length > 0 && <FigureTable title={a.perDomain} rows={domains} byDomain />}
			{data.pairs.length > 0 && <Matrix pairs={data.pairs} />}
		</>
	);
}

function FigureTable({ title, rows, byDomain }: { title: string; rows: Figures[]; byDomain: boolean }) {
	const a = useAdminWords();
	const ui = useAnnotate();
	const { session, node } = ui;
	return (
		<section class="admin-part">
			<h2>{title}</h2>
			<div class="scroll" tabIndex={0} role="region" aria-label={title}>
				<table class="admin-table">
					<thead>
						<tr>
							{byDomain && <th scope="col">{a.domains}</th>}
							<th scope="col">{a.question}</th>
							<th scope="col" class="n">{a.units}</th>
							<th scope="col" class="n">{a.raters}</th>
							<th scope="col" class="n">{a.raw}</th>
							<th scope="col" class="n">{a.kappaAny}</th>
							<th scope="col" class="n">{a.alpha}</th>
							<th scope="col" class="n">{a.ac1}</th>
						</tr>
					</thead>
					<tbody>
						{rows.map((row) => (
							<tr key={`${row.domain}/${row.question}`}>
								{byDomain && <td>{row.domain ? node(row.domain) : UNKNOWN}</td>}
								<th scope="row">{questionLabel(session.protocol, row.question, ui)}</th>
								<td class="n">{count(row.units)}</td>
								<td class="n">{count(row.raters)}</td>
								<td class="n">
									<Value x={percent(row.raw)} ci={row.raw_ci && interval(row.raw_ci)} />
								</td>
								<td class="n">
									<Value
										x={decimal(row.kappa, 2)}
										ci={row.kappa_ci && span(row.kappa_ci, 2)}
										note={row.kappa_kind ? a.kappa[row.kappa_kind] : ""}
									/>
								</td>
								<td class="n">
									<Value
										x={decimal(row.alpha, 2)}
										ci={row.alpha_ci && span(row.alpha_ci, 2)}
										note={row.alpha_level ? a.levels[row.alpha_level] : ""}
									/>
								</td>
								<td class="n">
									<Value x={decimal(row.ac1, 2)} ci={row.ac1_ci && span(row.ac1_ci, 2)} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

interface ValueProps {
	x: string;
	ci: string | null;
	note?: string;
}

function Value({ x, ci, note }: ValueProps) {
	return (
		<>
			<b>{x}</b>
			{ci && <small>{ci}</small>}
			{note && x !== UNKNOWN && <small class="note">{note}</small>}
		</>
	);
}

function Matrix({ pairs }: { pairs: Data["pairs"] }) {
	const a = useAdminWords();
	const names = [...new Set(pairs.flatMap((pair) => [pair.a, pair.b]))];
	const find = (x: string, y: string) =>
		pairs.find((pair) => (pair.a === x && pair.b === y) || (pair.a === y && pair.b === x));
	return (
		<section class="admin-part">
			<h2>{a.whoWithWhom}</h2>
			<p class="quiet">{a.matrixHint}</p>
			<div class="scroll" tabIndex={0} role="region" aria-label={a.whoWithWhom}>
				<table class="admin-table matrix">
					<thead>
						<tr>
							<td />
							{names.map((name) => (
								<th scope="col" key={name}>
									<bdi>{name}</bdi>
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{names.map((row) => (
							<tr key={row}>
								<th scope="row">
									<bdi>{row}</bdi>
								</th>
								{names.map((column) => {
									const pair = row === column ? undefined : find(row, column);
									if (!pair || pair.n === 0)
										return (
											<td key={column} class="none">
												{row === column ? "" : UNKNOWN}
											</td>
										);
									return (
										<td key={column} data-level={level(pair.agree)}>
											<b>{percent(pair.agree)}</b>
											<small>
												κ {decimal(pair.kappa, 2)} · {count(pair.n)}
											</small>
										</td>
									);
								})}
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

// Five shades; the figure itself stands in the cell.
function level(agree: number | null): number | undefined {
	return agree === null ? undefined : Math.min(4, Math.floor(5 * agree));
}
