// What a component of the annotation pages may ask: all that any may (ui.tsx), who is signed in,
// what is asked of raters, and the words.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import type { Session } from "../../api";
import { ADMIN, type AdminText } from "../../i18n/admin";
import { ANNOTATE, type Text } from "../../i18n/annotate";
import { named } from "../../i18n/lang";
import { type Ui, useUi } from "../../ui";
import { Nodes } from "./nodes";

export interface AnnotateUi extends Ui {
	t: Text;
	session: Session;
	nodes: Nodes;
	// A name in two languages, in the reader's; EMPTY where there is none.
	say(names: Parameters<typeof named>[0], empty?: string): string;
	// The name of a risk or a domain.
	node(id: string): string;
	// To be called with what a call to the server failed with.
	onError(error: unknown): void;
}

interface Given {
	session: Session;
	onError(error: unknown): void;
}

const Context = createContext<Given | null>(null);

export function AnnotateProvider({ children, ...given }: Given & { children: ComponentChildren }) {
	return <Context.Provider value={given}>{children}</Context.Provider>;
}

export function useWords(): Text {
	const { t, lang } = useUi();
	return useMemo(() => ({ ...t, ...ANNOTATE[lang] }), [lang]);
}

export function useAdminWords(): AdminText {
	return ADMIN[useUi().lang];
}

export function useAnnotate(): AnnotateUi {
	const ui = useUi();
	const t = useWords();
	const given = useContext(Context);
	if (!given) throw new Error("a component stands outside AnnotateProvider");
	const { names } = given.session;
	const nodes = useMemo(() => new Nodes(names), [names]);
	return {
		...ui,
		...given,
		t,
		nodes,
		say: (name, empty = "") => named(name, ui.lang) ?? empty,
		node: (id) => named(names[id], ui.lang) ?? id,
	};
}
