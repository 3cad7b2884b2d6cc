// The two languages of the pages, and what languages are called.

export type Lang = "zh" | "en";

// A name in one language or both.
export type Names = Partial<Record<Lang, string>>;

// NAMES in the reader's language, or in the one there is.
export function named(names: Names | null | undefined, lang: Lang): string | null {
	return names?.[lang] ?? names?.en ?? names?.zh ?? null;
}

// The reader's language: the browser's, as far as the page has it.
export function preferredLang(languages: readonly string[]): Lang {
	for (const tag of languages) {
		if (/^zh\b/i.test(tag)) return "zh";
		if (/^en\b/i.test(tag)) return "en";
	}
	return "en";
}

// What a language is called, in the reader's language.
export function langName(tag: string, lang: Lang): string {
	if (tag === "zh") return lang === "zh" ? "中文" : "Chinese";
	if (tag === "en") return lang === "zh" ? "英文" : "English";
	try {
		const names = new Intl.DisplayNames([lang === "zh" ? "zh-CN" : "en"], { type: "language" });
		return names.of(tag) ?? tag;
	} catch {
		return tag;
	}
}
