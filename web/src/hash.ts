// What the reader chose, kept in the address's fragment, so that a link shows the same view.

export function readHash(): Record<string, string> {
	return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

// Sets keys of the fragment; an empty value drops its key. No entry is added to the history.
export function writeHash(values: Record<string, string>): void {
	const all = new URLSearchParams(location.hash.slice(1));
	for (const [key, value] of Object.entries(values)) {
		if (value === "") all.delete(key);
		else all.set(key, value);
	}
	const fragment = `#${all.toString()}`;
	if (fragment !== (location.hash || "#")) history.replaceState(null, "", fragment);
}
