// Stands before content that may shock until the rater wants to see it.

import type { Task } from "../../api";
import { Key } from "../../components/Key";
import { useAnnotate } from "./context";

const KEY = "assay:show-all";

// For this session of the browser: the next day asks again.
export function showsAll(): boolean {
	try {
		return sessionStorage.getItem(KEY) === "1";
	} catch {
		return false;
	}
}

export function rememberShowAll(): void {
	try {
		sessionStorage.setItem(KEY, "1");
	} catch {
		// It is asked again then.
	}
}

interface Props {
	task: Task;
	onShow(): void;
	onShowAll(): void;
	onSkip(): void;
}

export function Warning({ task, onShow, onShowAll, onSkip }: Props) {
	const { t, node } = useAnnotate();
	const about = task.risk ?? task.domain;
	return (
		<section class="cover" aria-labelledby="cover-title">
			<h2 id="cover-title">{t.warnTitle}</h2>
			<p>{t.warn}</p>
			{about && (
				<p>
					<span class="quiet">{t.warnAbout}</span> <strong>{node(about)}</strong>
				</p>
			)}
			<div class="cover-foot">
				<button type="button" class="button first" aria-keyshortcuts="Enter" onClick={onShow}>
					{t.show} <Key>Enter</Key>
				</button>
				<button type="button" class="button" aria-keyshortcuts="a" onClick={onShowAll}>
					{t.showAllNow} <Key>A</Key>
				</button>
				<button type="button" class="button" aria-keyshortcuts="s" onClick={onSkip}>
					{t.skip} <Key>S</Key>
				</button>
			</div>
		</section>
	);
}
