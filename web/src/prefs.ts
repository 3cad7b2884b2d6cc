// What the reader chose for all pages of a kind: language, theme.

import { readHash, writeHash } from "./hash";

export interface Prefs {
	get(key: string): string | undefined;
	// An empty value drops the key.
	set(key: string, value: string): void;
}

// In the address, so that a link shows the same view: for a page that is a file.
export const inAddress: Prefs = {
	get: (key) => readHash()[key],
	set: (key, value) => writeHash({ [key]: value }),
};

const PREFIX = "assay:";

// In the browser: for a page that is served. A browser that keeps nothing is no fault.
export const inBrowser: Prefs = {
	get(key) {
		try {
			return localStorage.getItem(PREFIX + key) ?? undefined;
		} catch {
			return undefined;
		}
	},
	set(key, value) {
		try {
			if (value === "") localStorage.removeItem(PREFIX + key);
			else localStorage.setItem(PREFIX + key, value);
		} catch {
			// Private windows and full disks refuse; the choice lasts as long as the page.
		}
	},
};
