// What a component of this page may ask: all that any may (ui.tsx), the figures, and the words.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { JUDGE_EVAL, type Text } from "../../i18n/judge-eval";
import { langName } from "../../i18n/lang";
import { type Ui, useTitle, useUi } from "../../ui";
import { ALL, type JudgeEval } from "./data";

export interface JudgeEvalUi extends Ui {
	t: Text;
	data: JudgeEval;
	// What a slice is called: "lang:zh" is Chinese, "part:ChatGLM2" is ChatGLM2, "risk:ci" is ci.
	sliceName(slice: string): string;
	// Its place among the judges: it has a colour and a shape.
	place(judge: string): number;
}

const Context = createContext<JudgeEval | null>(null);

export function JudgeEvalProvider({ data, children }: { data: JudgeEval; children: ComponentChildren }) {
	const { lang } = useUi();
	useTitle(`${JUDGE_EVAL[lang].title} · assay`);
	return <Context.Provider value={data}>{children}</Context.Provider>;
}

export function useJudgeEval(): JudgeEvalUi {
	const ui = useUi();
	const data = useContext(Context);
	if (!data) throw new Error("a component stands outside JudgeEvalProvider");
	const t = useMemo(() => ({ ...ui.t, ...JUDGE_EVAL[ui.lang] }), [ui.lang]);
	return {
		...ui,
		data,
		t,
		sliceName(slice) {
			if (slice === ALL) return t.all;
			const colon = slice.indexOf(":");
			const name = slice.slice(colon + 1);
			return slice.startsWith("lang:") ? langName(name, ui.lang) : name;
		},
		place: (judge) => Math.max(0, data.judges.indexOf(judge)),
	};
}
