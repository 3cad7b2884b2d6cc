// A window above the page: the browser's own, which keeps the focus and closes by Escape.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
	title: string;
	children: ComponentChildren;
	onClose(): void;
}

export function Dialog({ title, children, onClose }: Props) {
	const id = useId();
	const place = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const dialog = place.current;
		const before = document.activeElement;
		dialog?.showModal();
		return () => {
			dialog?.close();
			if (before instanceof HTMLElement) before.focus({ preventScroll: true });
		};
	}, []);
	return (
		<dialog ref={place} class="dialog" aria-labelledby={id} onClose={onClose} onCancel={onClose}>
			<h2 id={id}>{title}</h2>
			{children}
		</dialog>
	);
}
