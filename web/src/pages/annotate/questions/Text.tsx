// Free text that grows with what is written.

import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
	id: string;
	value: string;
	rows?: number;
	labelledBy: string;
	describedBy?: string;
	onInput(value: string): void;
}

// As many characters as an answer may have; the server has a limit of its own for the whole.
const MOST = 100_000;

export function TextBox({ id, value, rows = 2, labelledBy, describedBy, onInput }: Props) {
	const place = useRef<HTMLTextAreaElement>(null);
	useLayoutEffect(() => {
		const box = place.current;
		if (!box) return;
		box.style.height = "auto";
		box.style.height = `${Math.min(box.scrollHeight + 2, 0.6 * innerHeight)}px`;
	}, [value]);
	return (
		<textarea
			ref={place}
			id={id}
			class="text"
			rows={rows}
			maxLength={MOST}
			value={value}
			dir="auto"
			data-text
			aria-labelledby={labelledBy}
			aria-describedby={describedBy}
			onInput={(event) => onInput(event.currentTarget.value)}
		/>
	);
}
