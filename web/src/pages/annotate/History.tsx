// What a rater answered, newest first, each to be opened and changed.

import { useCallback, useEffect, useState } from "preact/hooks";
import { type Mine, api } from "../../api";
import { snippet } from "../../display";
import { count } from "../../format";
import { go, href } from "../../router";
import { answerText } from "./answers";
import { useAnnotate } from "./context";
import { when } from "./time";

export function History() {
	const ui = useAnnotate();
	const { t, session, onError } = ui;
	const [mine, setMine] = useState<Mine | null>(null);
	const load = useCallback(
		(from: number) =>
			api.mine(from).then(
				(got) => setMine((had) => ({ ...got, tasks: from ? [...(had?.tasks ?? []), ...got.tasks] : got.tasks })),
				onError,
			),
		[onError],
	);
	useEffect(() => void load(0), [load]);
	const find = (id: string) => session.protocol.questions.find((q) => q.id === id);
	return (
		<section class="list-page" aria-labelledby="mine-title">
			<h1 id="mine-title">{t.mine}</h1>
			<p class="quiet">{t.mineLead}</p>
			{mine?.tasks.length === 0 && <p class="empty">{t.mineNone}</p>}
			{mine && mine.tasks.length > 0 && (
				<ul class="mine">
					{mine.tasks.map((entry) => (
						<li key={`${entry.task}-${entry.at}`}>
							<a
								href={href("task", entry.task)}
								onClick={(event) => {
									event.preventDefault();
									go("task", entry.task);
								}}
							>
								<time class="quiet">{when(entry.at)}</time>
								<bdi class="excerpt" dir="auto">
									{snippet(entry.excerpt, 140)}
								</bdi>
								<span class="said">
									{Object.entries(entry.answers)
										.filter(([id, answer]) => answer !== null && find(id)?.type !== "text")
										.map(([id, answer]) => answerText(find(id), answer, ui))
										.join(" · ")}
								</span>
							</a>
						</li>
					))}
				</ul>
			)}
			{mine && mine.tasks.length < mine.total && (
				<p>
					<button type="button" class="button" onClick={() => void load(mine.tasks.length)}>
						{t.more}
					</button>{" "}
					<span class="quiet">{t.shownOf(count(mine.tasks.length), count(mine.total))}</span>
				</p>
			)}
		</section>
	);
}
