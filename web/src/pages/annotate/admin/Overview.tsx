// How far the annotation is, and the raters: added here, their links made, renewed and revoked.

import { useState } from "preact/hooks";
import { type Rater, api } from "../../../api";
import { UNKNOWN, count, duration, percent, share } from "../../../format";
import { useAdminWords, useAnnotate } from "../context";
import { DomainDialog, LinkDialog, NewRater } from "./RaterDialogs";
import { useLoaded } from "./useLoaded";

export function Overview() {
	const a = useAdminWords();
	const { t } = useAnnotate();
	const [data, reload, fault] = useLoaded(api.overview);
	const [link, setLink] = useState<{ name: string; link: string } | null>(null);
	const [domains, setDomains] = useState<Rater | null>(null);
	const [problem, setProblem] = useState("");

	const act = async (what: () => Promise<unknown>) => {
		setProblem("");
		try {
			await what();
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		}
		reload();
	};
	const revoke = (rater: Rater) => {
		if (!rater.revoked && !confirm(a.revokeAsk(rater.name))) return;
		void act(() => api.changeRater(rater.id, { revoked: !rater.revoked }));
	};
	const renew = (rater: Rater) => {
		if (!confirm(a.newLinkAsk(rater.name))) return;
		void act(async () => setLink({ name: rater.name, link: (await api.newLink(rater.id)).link }));
	};

	if (!data) return <p class="empty">{fault || t.loading}</p>;
	return (
		<>
			<dl class="facts">
				<Fact name={a.tasks} value={count(data.tasks)} />
				<Fact
					name={a.complete}
					value={`${count(data.complete)} (${share(data.complete, data.tasks)})`}
				/>
				<Fact name={a.answers} value={count(data.answers)} />
				<Fact name={a.raters} value={count(data.raters.filter((r) => !r.revoked).length)} />
			</dl>
			<progress
				class="whole"
				max={data.tasks || 1}
				value={data.complete}
				aria-label={a.complete}
			/>
			{(problem || fault) && (
				<p class="notice fault" role="alert">
					{problem || fault}
				</p>
			)}
			<section class="admin-part" aria-labelledby="raters-title">
				<div class="figure-head">
					<h2 id="raters-title">{a.raters}</h2>
					<button type="button" class="button" onClick={reload}>
						{a.refresh}
					</button>
				</div>
				<div class="scroll" tabIndex={0} role="region" aria-label={a.raters}>
					<table class="admin-table">
						<thead>
							<tr>
								<th scope="col">{a.name}</th>
								<th scope="col">{a.role}</th>
								<th scope="col">{a.domains}</th>
								<th scope="col" class="n">{a.done}</th>
								<th scope="col" class="n">{a.open}</th>
								<th scope="col" class="n">{a.pace}</th>
								<th scope="col" class="n">{a.gold}</th>
								<th scope="col" class="n">{a.withOthers}</th>
								<th scope="col">{a.state}</th>
								<th scope="col">{a.actions}</th>
							</tr>
						</thead>
						<tbody>
							{data.raters.map((rater) => (
								<Row
									key={rater.id}
									rater={rater}
									onRevoke={() => revoke(rater)}
									onLink={() => renew(rater)}
									onDomains={() => setDomains(rater)}
								/>
							))}
						</tbody>
					</table>
				</div>
			</section>
			<NewRater
				onAdd={(name, role, chosen) =>
					void act(async () => {
						const made = await api.addRater({ name, role, domains: chosen });
						setLink({ name, link: made.link });
					})
				}
			/>
			{link && <LinkDialog {...link} onClose={() => setLink(null)} />}
			{domains && (
				<DomainDialog
					rater={domains}
					onClose={() => setDomains(null)}
					onSave={(chosen) => {
						setDomains(null);
						void act(() => api.changeRater(domains.id, { domains: chosen }));
					}}
				/>
			)}
		</>
	);
}

function Fact({ name, value }: { name: string; value: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}

interface RowProps {
	rater: Rater;
	onRevoke(): void;
	onLink(): void;
	onDomains(): void;
}

function Row({ rater, onRevoke, onLink, onDomains }: RowProps) {
	const a = useAdminWords();
	const { node, lang } = useAnnotate();
	const { gold } = rater;
	return (
		<tr data-revoked={rater.revoked || undefined}>
			<th scope="row">
				<bdi>{rater.name}</bdi>
			</th>
			<td>{a.roles[rater.role]}</td>
			<td>{rater.domains.length > 0 ? rater.domains.map(node).join(", ") : a.allDomains}</td>
			<td class="n">{count(rater.done)}</td>
			<td class="n">{count(rater.open)}</td>
			<td class="n">{duration(rater.seconds_median, lang)}</td>
			<td class="n">{gold && gold.n > 0 ? `${gold.right} / ${gold.n}` : UNKNOWN}</td>
			<td class="n">{percent(rater.agreement)}</td>
			<td>{rater.revoked ? a.revoked : a.valid}</td>
			<td class="row-actions">
				<button type="button" class="plain" onClick={onLink}>
					{a.newLink}
				</button>
				<button type="button" class="plain" onClick={onDomains}>
					{a.editDomains}
				</button>
				<button type="button" class="plain" onClick={onRevoke}>
					{rater.revoked ? a.restore : a.revoke}
				</button>
			</td>
		</tr>
	);
}
