// The data that the program wrote into the page: `assay report -f html` and others inline it, a
// served page has none.

export interface Embedded {
	schema: string;
}

export function readEmbedded(): Embedded | null {
	const text = document.getElementById("assay-data")?.textContent ?? "null";
	try {
		const data = JSON.parse(text) as Embedded | null;
		return typeof data?.schema === "string" ? data : null;
	} catch {
		return null;
	}
}
