// Keys of the page as a whole. What has a meaning of its own where it is typed is left alone.

import { useEffect, useRef } from "preact/hooks";

function isTyping(target: EventTarget | null): boolean {
	if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && !["radio", "checkbox"].includes(target.type);
}

function isPressable(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest("button, a[href], summary") !== null;
}

// Calls HANDLER with the key's name ("1", "enter", "mod+enter") as long as the component stands; it
// says whether it took the key. Keys that other programs or input methods want do not come here.
export function useKeys(handler: (key: string, typing: boolean) => boolean): void {
	const now = useRef(handler);
	now.current = handler;
	useEffect(() => {
		const pressed = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing || event.altKey) return;
			if (document.querySelector("dialog[open]")) return;
			const mod = event.ctrlKey || event.metaKey;
			if (mod && event.key !== "Enter") return;
			// Enter and space press what has the focus.
			if (!mod && (event.key === "Enter" || event.key === " ") && isPressable(event.target)) return;
			const key = (mod ? "mod+" : "") + event.key.toLowerCase();
			if (now.current(key, isTyping(event.target))) event.preventDefault();
		};
		addEventListener("keydown", pressed);
		return () => removeEventListener("keydown", pressed);
	}, []);
}
