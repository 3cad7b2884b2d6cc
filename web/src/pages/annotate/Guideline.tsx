// The guideline: plain text in paragraphs and lists, as its author wrote it.

import { Key } from "../../components/Key";
import { useAnnotate } from "./context";

interface Block {
	list: boolean;
	lines: string[];
}

// Paragraphs are parted by blank lines; lines that start with "- " make a list.
function blocksOf(text: string): Block[] {
	const blocks: Block[] = [];
	for (const part of text.replace(/\r\n/g, "\n").split(/\n\s*\n/)) {
		let last: Block | null = null;
		for (const line of part.split("\n")) {
			const item = /^\s*[-•]\s+(.*)$/.exec(line);
			const string = (item?.[1] ?? line).trim();
			if (!string) continue;
			if (item) {
				if (!last?.list) blocks.push((last = { list: true, lines: [] }));
				last.lines.push(string);
			} else if (last?.list && /^\s/.test(line)) {
				last.lines.push(`${last.lines.pop() ?? ""} ${string}`.trim());
			} else {
				if (!last || last.list) blocks.push((last = { list: false, lines: [] }));
				last.lines.push(string);
			}
		}
	}
	return blocks;
}

export function Guideline({ open, onToggle }: { open: boolean; onToggle(): void }) {
	const { t, session, say } = useAnnotate();
	const { guideline } = session.protocol;
	return (
		<section class="guideline" aria-label={t.guideline}>
			<button
				type="button"
				class="fold"
				aria-expanded={open}
				aria-controls="guideline-text"
				aria-keyshortcuts="g"
				onClick={onToggle}
			>
				<span>{t.guideline}</span> <Key>G</Key>
			</button>
			<div id="guideline-text" hidden={!open}>
				{open &&
					blocksOf(say(guideline)).map((block, i) =>
						block.list ? (
							<ul key={i}>
								{block.lines.map((line, k) => (
									<li key={k}>{line}</li>
								))}
							</ul>
						) : (
							<p key={i}>{block.lines.join(" ")}</p>
						),
					)}
			</div>
		</section>
	);
}
