// The two windows of the work: the list of keys, and why a task is skipped.

import { useState } from "preact/hooks";
import { Key } from "../../components/Key";
import { Dialog } from "./Dialog";
import { useAnnotate } from "./context";

export function KeyList({ onClose }: { onClose(): void }) {
	const { t, session } = useAnnotate();
	const leads = session.protocol.questions.flatMap((question) => (question.key ? [question.key.toUpperCase()] : []));
	const rows: [string[], string][] = [
		[["1", "…", "9"], t.keyAnswer],
		...(leads.length > 0 ? [[leads, t.keyLead] as [string[], string]] : []),
		[["Enter"], t.keySubmit],
		[["Ctrl", "Enter"], t.keySubmitText],
		[["U"], t.keyUndo],
		[["Backspace"], t.keyUndo],
		[["S"], t.keySkip],
		[["J"], `${t.keyQuestions} ↓`],
		[["K"], `${t.keyQuestions} ↑`],
		[["T"], t.keyText],
		[["/"], t.keyTags],
		[["G"], t.keyGuideline],
		[["Space"], t.keyScroll],
		[["Esc"], t.keyLeave],
		[["?"], t.keyHelp],
	];
	return (
		<Dialog title={t.keysTitle} onClose={onClose}>
			<dl class="key-list">
				{rows.map(([keys, what], i) => (
					<div key={i}>
						<dt>
							{keys.map((key) => (key === "…" ? "…" : <kbd key={key}>{key}</kbd>))}
						</dt>
						<dd>{what}</dd>
					</div>
				))}
			</dl>
			<div class="dialog-foot">
				<button type="button" class="button" onClick={onClose}>
					{t.close}
				</button>
			</div>
		</Dialog>
	);
}

export function SkipDialog({ onSkip, onClose }: { onSkip(why: string): void; onClose(): void }) {
	const { t } = useAnnotate();
	const [why, setWhy] = useState("");
	return (
		<Dialog title={t.skipTitle} onClose={onClose}>
			<form
				method="dialog"
				onSubmit={(event) => {
					event.preventDefault();
					onSkip(why.trim());
				}}
			>
				<label class="field">
					{t.skipWhy}
					<input
						class="text"
						autoFocus
						maxLength={2000}
						value={why}
						onInput={(event) => setWhy(event.currentTarget.value)}
					/>
				</label>
				<div class="dialog-foot">
					<button type="button" class="button" onClick={onClose}>
						{t.cancel} <Key>Esc</Key>
					</button>
					<button type="submit" class="button first">
						{t.skipDo} <Key>Enter</Key>
					</button>
				</div>
			</form>
		</Dialog>
	);
}
