// Text that others wrote, made fit to be shown: what has no glyph is shown by its code, so that
// nothing can hide in a response, reorder the page or drive a terminal.

export interface Part {
	kind: "text" | "control" | "mark";
	text: string;
}

// C0 and C1 but tab and newline, DEL, bidi marks and overrides, zero-width and other invisible
// characters, line separators, interlinear and tag characters, variation selectors' supplement,
// lone surrogates. A zero-width joiner is looked at below: emoji and some scripts need it.
const INVISIBLE =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;
// Anchored at both ends and asked of one character: some V8 miss a class of such before a lone $.
const JOINS = /^[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}\ufe0f\p{Script=Arabic}\p{Script=Devanagari}]$/u;

function label(char: string): string {
	const code = char.codePointAt(0) ?? 0;
	const hex = code.toString(16).toUpperCase();
	return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `U+${hex.padStart(4, "0")}`;
}

function joins(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (code !== 0x200c && code !== 0x200d) return false;
	return JOINS.test([...text.slice(Math.max(0, at - 2), at)].pop() ?? "");
}

// TEXT in parts: plain text, control characters as labels, and the occurrences of QUERY.
export function parts(text: string, query = ""): Part[] {
	const out: Part[] = [];
	const clean = text.replace(/\r\n/g, "\n");
	let from = 0;
	for (const hit of clean.matchAll(INVISIBLE)) {
		if (joins(clean, hit.index)) continue;
		plain(out, clean.slice(from, hit.index), query);
		out.push({ kind: "control", text: label(hit[0]) });
		from = hit.index + hit[0].length;
	}
	plain(out, clean.slice(from), query);
	return out;
}

function plain(out: Part[], text: string, query: string): void {
	const low = query ? text.toLowerCase() : "";
	// Lower case may change a text's length; then positions do not carry over.
	const usable = query !== "" && low.length === text.length;
	let from = 0;
	for (let at = usable ? low.indexOf(query) : -1; at >= 0; at = low.indexOf(query, from)) {
		if (at > from) out.push({ kind: "text", text: text.slice(from, at) });
		out.push({ kind: "mark", text: text.slice(at, at + query.length) });
		from = at + query.length;
	}
	if (from < text.length) out.push({ kind: "text", text: text.slice(from) });
}

// The opening of TEXT on one line.
export function snippet(text: string | null, max = 160): string {
	const line = (text ?? "").slice(0, 4 * max).replace(/\s+/g, " ").trim();
	return parts(line.length > max ? `${line.slice(0, max)}…` : line)
		.map((part) => part.text)
		.join("");
}
