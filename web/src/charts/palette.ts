// Colours and shapes of the models under test. Each has both, so that neither a reader who does
// not tell colours apart nor a grey print loses which is which.

export interface Palette {
	ink: string;
	quiet: string;
	rule: string;
	surface: string;
	font: string;
	targets: string[];
}

export const SHAPES = ["circle", "diamond", "square", "up", "cross", "down"] as const;
export type Shape = (typeof SHAPES)[number];

export const COLOURS = 6;

export function shapeOf(target: number): Shape {
	return SHAPES[target % SHAPES.length] ?? "circle";
}

// After all colours are spent, markers are drawn hollow.
export function hollow(target: number): boolean {
	return Math.floor(target / COLOURS) % 2 === 1;
}

export function colourVar(target: number): string {
	return `var(--target-${target % COLOURS})`;
}

// SVG path of a marker of half-width R around (X, Y).
export function markerPath(shape: Shape, x: number, y: number, r: number): string {
	const d = r * 1.25;
	switch (shape) {
		case "circle":
			return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
		case "diamond":
			return `M${x} ${y - d}L${x + d} ${y}L${x} ${y + d}L${x - d} ${y}Z`;
		case "square": {
			const q = r * 0.9;
			return `M${x - q} ${y - q}h${2 * q}v${2 * q}h${-2 * q}Z`;
		}
		case "up":
			return `M${x} ${y - d}L${x + d} ${y + r * 0.85}L${x - d} ${y + r * 0.85}Z`;
		case "down":
			return `M${x} ${y + d}L${x + d} ${y - r * 0.85}L${x - d} ${y - r * 0.85}Z`;
		case "cross": {
			const a = r * 0.42;
			const b = r * 1.1;
			return `M${x - a} ${y - b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}Z`;
		}
	}
}

// The style sheet's colours as they stand now, for what is drawn by script.
export function readPalette(): Palette {
	const style = getComputedStyle(document.documentElement);
	const get = (name: string) => style.getPropertyValue(name).trim();
	return {
		ink: get("--ink"),
		quiet: get("--ink-3"),
		rule: get("--rule"),
		surface: get("--surface"),
		font: getComputedStyle(document.body).fontFamily,
		targets: Array.from({ length: COLOURS }, (_, i) => get(`--target-${i}`)),
	};
}
