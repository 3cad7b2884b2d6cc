// What the reader chose, kept in the address's fragment, so that a link shows the same view.

let pending: Record<string, string> = {};
let timer = 0;

// Browsers refuse an address that changes too often, as it would under a held arrow key.
const PAUSE = 250;

export function readHash(): Record<string, string> {
	return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

// Sets keys of the fragment, soon; an empty value drops its key. The history gets no entry.
export function writeHash(values: Record<string, string>): void {
	pending = { ...pending, ...values };
	clearTimeout(timer);
	timer = window.setTimeout(flush, PAUSE);
}

function flush(): void {
	const all = new URLSearchParams(location.hash.slice(1));
	for (const [key, value] of Object.entries(pending)) {
		if (value === "") all.delete(key);
		else all.set(key, value);
	}
	pending = {};
	const fragment = `#${all.toString()}`;
	if (fragment === (location.hash || "#")) return;
	try {
		history.replaceState(null, "", fragment);
	} catch {
		// A page without an address of its own (an about: or sandboxed frame) keeps none.
	}
}
