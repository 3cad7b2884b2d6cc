// What every component may ask: the reader's language and theme, and the words of all pages.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { COMMON, type CommonText } from "./i18n/common";
import { type Lang, preferredLang } from "./i18n/lang";
import type { Prefs } from "./prefs";

export type ThemeChoice = "auto" | "light" | "dark";
export type Theme = "light" | "dark";

export interface Ui {
	lang: Lang;
	setLang(lang: Lang): void;
	t: CommonText;
	theme: Theme;
	themeChoice: ThemeChoice;
	setTheme(choice: ThemeChoice): void;
	prefs: Prefs;
}

const Context = createContext<Ui | null>(null);

export function useUi(): Ui {
	const ui = useContext(Context);
	if (!ui) throw new Error("a component stands outside UiProvider");
	return ui;
}

// The document's title while a component stands.
export function useTitle(title: string): void {
	useLayoutEffect(() => {
		document.title = title;
	}, [title]);
}

function keptLang(prefs: Prefs): Lang {
	const lang = prefs.get("lang");
	return lang === "zh" || lang === "en" ? lang : preferredLang(navigator.languages);
}

function keptTheme(prefs: Prefs): ThemeChoice {
	const theme = prefs.get("theme");
	return theme === "light" || theme === "dark" ? theme : "auto";
}

function useSystemTheme(): Theme {
	const query = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
	const [dark, setDark] = useState(query.matches);
	useEffect(() => {
		const changed = () => setDark(query.matches);
		query.addEventListener("change", changed);
		return () => query.removeEventListener("change", changed);
	}, [query]);
	return dark ? "dark" : "light";
}

export function UiProvider({ prefs, children }: { prefs: Prefs; children: ComponentChildren }) {
	const [lang, chooseLang] = useState<Lang>(() => keptLang(prefs));
	const [themeChoice, chooseTheme] = useState<ThemeChoice>(() => keptTheme(prefs));
	const system = useSystemTheme();
	const theme = themeChoice === "auto" ? system : themeChoice;

	useLayoutEffect(() => {
		const html = document.documentElement;
		html.lang = lang === "zh" ? "zh-CN" : "en";
		html.dataset.theme = theme;
		// Paper is white whatever the screen is.
		const toPaper = () => { html.dataset.theme = "light"; };
		const toScreen = () => { html.dataset.theme = theme; };
		addEventListener("beforeprint", toPaper);
		addEventListener("afterprint", toScreen);
		return () => {
			removeEventListener("beforeprint", toPaper);
			removeEventListener("afterprint", toScreen);
		};
	}, [lang, theme]);

	const ui: Ui = {
		lang,
		setLang(to) {
			prefs.set("lang", to);
			chooseLang(to);
		},
		t: COMMON[lang],
		theme,
		themeChoice,
		setTheme(to) {
			prefs.set("theme", to === "auto" ? "" : to);
			chooseTheme(to);
		},
		prefs,
	};
	return <Context.Provider value={ui}>{children}</Context.Provider>;
}
