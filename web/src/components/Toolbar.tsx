// The strip above every page: whose page it is, what the page adds, and the reader's own choices.

import type { ComponentChildren } from "preact";
import { type ThemeChoice, useUi } from "../ui";
import { Switch } from "./Switch";

export function Toolbar({ children }: { children?: ComponentChildren }) {
	const { t, lang, setLang, themeChoice, setTheme } = useUi();
	const themes: [ThemeChoice, string][] = [
		["auto", t.themeAuto],
		["light", t.themeLight],
		["dark", t.themeDark],
	];
	return (
		<div class="toolbar">
			<span class="wordmark" translate={false}>
				assay
			</span>
			{children}
			<Switch
				label={t.language}
				value={lang}
				choices={[
					["zh", "中文"],
					["en", "English"],
				]}
				onChange={setLang}
			/>
			<Switch label={t.theme} value={themeChoice} choices={themes} onChange={setTheme} />
		</div>
	);
}
