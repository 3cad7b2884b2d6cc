// Who changed what.

import { api } from "../../../api";
import { useAdminWords, useAnnotate } from "../context";
import { when } from "../time";
import { useLoaded } from "./useLoaded";

export function Audit() {
	const a = useAdminWords();
	const { t } = useAnnotate();
	const [data, , fault] = useLoaded(api.audit);
	if (!data) return <p class="empty">{fault || t.loading}</p>;
	return (
		<>
			<p class="quiet">{a.auditLead}</p>
			{data.events.length === 0 ? (
				<p class="empty">{a.noAudit}</p>
			) : (
				<div class="scroll" tabIndex={0} role="region" aria-label={a.audit}>
					<table class="admin-table">
						<thead>
							<tr>
								<th scope="col">{a.when}</th>
								<th scope="col">{a.who}</th>
								<th scope="col">{a.what}</th>
								<th scope="col">{a.detail}</th>
							</tr>
						</thead>
						<tbody>
							{data.events.map((event, i) => (
								<tr key={i}>
									<td class="time">{when(event.at)}</td>
									<td>
										<bdi>{event.who}</bdi>
									</td>
									<td>{event.what}</td>
									<td>
										<bdi>{event.detail}</bdi>
									</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
		</>
	);
}
