// What a component of the report may ask: all that any may (ui.tsx), and the report's data, the
// names of its risks and attacks, and its words.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { REPORT, type Text } from "../../i18n/report";
import { type Ui, useTitle, useUi } from "../../ui";
import type { Page } from "./data";
import { Catalogue } from "./names";

export interface ReportUi extends Ui {
	t: Text;
	page: Page;
	names: Catalogue;
}

const Context = createContext<{ page: Page; names: Catalogue } | null>(null);

export function useReport(): ReportUi {
	const ui = useUi();
	const report = useContext(Context);
	if (!report) throw new Error("a component stands outside ReportProvider");
	const t = useMemo(() => ({ ...ui.t, ...REPORT[ui.lang] }), [ui.lang]);
	return { ...ui, ...report, t };
}

export function ReportProvider({ page, children }: { page: Page; children: ComponentChildren }) {
	const { lang } = useUi();
	const value = useMemo(() => ({ page, names: new Catalogue(page) }), [page]);
	const { runs } = page.report;
	const one = runs.length === 1;
	useTitle(one ? `${REPORT[lang].title} · ${runs[0]?.file}` : REPORT[lang].comparison(runs.length));
	return <Context.Provider value={value}>{children}</Context.Provider>;
}
