// All answers as a file.

import { useState } from "preact/hooks";
import { api, signedOut } from "../../../api";
import { useAdminWords, useAnnotate } from "../context";

const KINDS = ["jsonl", "csv", "xlsx", "label-studio"] as const;

export function Exports() {
	const a = useAdminWords();
	const { t, onError } = useAnnotate();
	const [fault, setFault] = useState("");
	const save = (kind: string) => {
		setFault("");
		api.download(kind).catch((error: unknown) => {
			if (signedOut(error)) onError(error);
			else setFault(error instanceof Error ? error.message : String(error));
		});
	};
	return (
		<>
			<p class="quiet">{a.exportLead}</p>
			{fault && (
				<p class="notice fault" role="alert">
					<strong>{t.failedTitle}</strong> {fault}
				</p>
			)}
			<ul class="exports">
				{KINDS.map((kind) => (
					<li key={kind}>
						<span>{a.exportKinds[kind]}</span>
						<button type="button" class="button" onClick={() => save(kind)}>
							{a.download} <span class="unseen">{kind}</span>
						</button>
					</li>
				))}
			</ul>
		</>
	);
}
