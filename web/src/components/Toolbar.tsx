// The strip above every page: whose page it is, what the page adds, and the reader's own choices.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type ThemeChoice, useUi } from "../ui";
import { Switch } from "./Switch";

interface Props {
	// What the button is called that shows the reader's choices where space is short; without it
	// they always show.
	menu?: string;
	children?: ComponentChildren;
}

export function Toolbar({ menu, children }: Props) {
	const { t, lang, setLang, themeChoice, setTheme } = useUi();
	const [open, setOpen] = useState(false);
	const themes: [ThemeChoice, string][] = [
		["auto", t.themeAuto],
		["light", t.themeLight],
		["dark", t.themeDark],
	];
	return (
		<div class="toolbar" data-menu={menu ? (open ? "open" : "closed") : undefined}>
			<span class="wordmark" translate={false}>
				assay
			</span>
			{children}
			{menu && (
				<button
					type="button"
					class="menu-button"
					aria-expanded={open}
					aria-controls="choices"
					onClick={() => setOpen(!open)}
				>
					{menu}
				</button>
			)}
			<div class="choices" id="choices">
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
		</div>
	);
}
