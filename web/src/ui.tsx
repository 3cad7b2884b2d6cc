// What every component may ask: the reader's language and theme, the page's data and names.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Lang, Page } from "./data";
import { readHash, writeHash } from "./hash";
import { TEXT, type Text, preferredLang } from "./i18n";
import { Catalogue } from "./names";

export type ThemeChoice = "auto" | "light" | "dark";
export type Theme = "light" | "dark";

export interface Ui {
	page: Page;
	names: Catalogue;
	lang: Lang;
	setLang(lang: Lang): void;
	t: Text;
	theme: Theme;
	themeChoice: ThemeChoice;
	setTheme(choice: ThemeChoice): void;
}

const Context = createContext<Ui | null>(null);

export function useUi(): Ui {
	const ui = useContext(Context);
	if (!ui) throw new Error("a component stands outside UiProvider");
	return ui;
}

function hashLang(): Lang {
	const lang = readHash().lang;
	return lang === "zh" || lang === "en" ? lang : preferredLang(navigator.languages);
}

function hashTheme(): ThemeChoice {
	const theme = readHash().theme;
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

export function UiProvider({ page, children }: { page: Page; children: ComponentChildren }) {
	const [lang, chooseLang] = useState<Lang>(hashLang);
	const [themeChoice, chooseTheme] = useState<ThemeChoice>(hashTheme);
	const system = useSystemTheme();
	const theme = themeChoice === "auto" ? system : themeChoice;
	const names = useMemo(() => new Catalogue(page), [page]);

	useLayoutEffect(() => {
		const html = document.documentElement;
		html.lang = lang === "zh" ? "zh-CN" : "en";
		html.dataset.theme = theme;
		document.title = `${TEXT[lang].title} · ${page.report.run.file}`;
		// Paper is white whatever the screen is.
		const toPaper = () => { html.dataset.theme = "light"; };
		const toScreen = () => { html.dataset.theme = theme; };
		addEventListener("beforeprint", toPaper);
		addEventListener("afterprint", toScreen);
		return () => {
			removeEventListener("beforeprint", toPaper);
			removeEventListener("afterprint", toScreen);
		};
	}, [lang, theme, page]);

	const ui: Ui = {
		page,
		names,
		lang,
		setLang(to) {
			writeHash({ lang: to });
			chooseLang(to);
		},
		t: TEXT[lang],
		theme,
		themeChoice,
		setTheme(to) {
			writeHash({ theme: to === "auto" ? "" : to });
			chooseTheme(to);
		},
	};
	return <Context.Provider value={ui}>{children}</Context.Provider>;
}
