// Text that a model or a data set wrote: shown, never interpreted, in its own direction, with
// whatever is invisible made visible.

import { useMemo, useState } from "preact/hooks";
import { parts } from "../display";
import { count } from "../format";
import { useUi } from "../ui";

const FIRST = 20000;

interface Props {
	text: string | null;
	query?: string;
	// What to say where there is no text.
	absent: string;
}

export function ModelText({ text, query = "", absent }: Props) {
	const { t } = useUi();
	const [whole, setWhole] = useState(false);
	const shown = text && !whole && text.length > FIRST ? text.slice(0, FIRST) : text;
	const pieces = useMemo(() => parts(shown ?? "", query), [shown, query]);
	if (text === null) return <p class="empty">{absent}</p>;
	if (text === "") return <p class="empty">{t.emptyText}</p>;
	return (
		<>
			<div class="model-text" dir="auto" translate={false}>
				{pieces.map((part) =>
					part.kind === "text" ? (
						part.text
					) : part.kind === "mark" ? (
						<mark>{part.text}</mark>
					) : (
						<span class="control">{part.text}</span>
					),
				)}
			</div>
			{shown !== text && (
				<button type="button" class="plain" onClick={() => setWhole(true)}>
					{t.showAll(count(text.length))}
				</button>
			)}
		</>
	);
}
