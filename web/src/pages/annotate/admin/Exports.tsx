// All answers as a file.

import { api } from "../../../api";
import { useAdminWords } from "../context";

const KINDS = ["jsonl", "csv", "xlsx", "label-studio"] as const;

export function Exports() {
	const a = useAdminWords();
	return (
		<>
			<p class="quiet">{a.exportLead}</p>
			<ul class="exports">
				{KINDS.map((kind) => (
					<li key={kind}>
						<span>{a.exportKinds[kind]}</span>
						<a class="button" href={api.exportUrl(kind)} download>
							{a.download} <span class="unseen">{kind}</span>
						</a>
					</li>
				))}
			</ul>
		</>
	);
}
