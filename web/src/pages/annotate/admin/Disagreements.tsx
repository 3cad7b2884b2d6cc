// Tasks on which raters differ, with what each said.

import { useCallback, useEffect, useState } from "preact/hooks";
import { type Disagreements as Data, api } from "../../../api";
import { snippet } from "../../../display";
import { count } from "../../../format";
import { answerText, questionLabel } from "../answers";
import { useAdminWords, useAnnotate } from "../context";

export function Disagreements() {
	const a = useAdminWords();
	const ui = useAnnotate();
	const { t, session, onError } = ui;
	const [data, setData] = useState<Data | null>(null);
	const load = useCallback(
		(from: number) =>
			api.disagreements(from).then(
				(got) => setData((had) => ({ ...got, tasks: from ? [...(had?.tasks ?? []), ...got.tasks] : got.tasks })),
				onError,
			),
		[onError],
	);
	useEffect(() => void load(0), [load]);
	if (!data) return <p class="empty">{t.loading}</p>;
	return (
		<>
			<p class="quiet">{a.disagreementsLead}</p>
			{data.tasks.length === 0 && <p class="empty">{a.noDisagreements}</p>}
			{data.tasks.map((task) => {
				const ids = [...new Set(task.answers.flatMap((one) => Object.keys(one.answers)))];
				return (
					<section class="admin-part differ" key={task.task} aria-labelledby={`differ-${task.task}`}>
						<h2 id={`differ-${task.task}`}>{a.taskNo(count(task.task))}</h2>
						<p class="excerpt" dir="auto">
							{snippet(task.excerpt, 300)}
						</p>
						<div class="scroll">
							<table class="admin-table">
								<thead>
									<tr>
										<th scope="col">{a.rater}</th>
										{ids.map((id) => (
											<th scope="col" key={id}>
												{questionLabel(session.protocol, id, ui)}
											</th>
										))}
									</tr>
								</thead>
								<tbody>
									{task.answers.map((one) => (
										<tr key={one.rater}>
											<th scope="row">
												<bdi>{one.rater}</bdi>
											</th>
											{ids.map((id) => {
												const answer = one.answers[id];
												const question = session.protocol.questions.find((q) => q.id === id);
												return (
													<td key={id}>
														<bdi>{answer == null ? "" : answerText(question, answer, ui)}</bdi>
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
			})}
			{data.tasks.length < data.total && (
				<p>
					<button type="button" class="button" onClick={() => void load(data.tasks.length)}>
						{t.more}
					</button>{" "}
					<span class="quiet">{t.shownOf(count(data.tasks.length), count(data.total))}</span>
				</p>
			)}
		</>
	);
}
