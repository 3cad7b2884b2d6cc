import { render } from "preact";
import { load } from "./data";
import { TEXT } from "./i18n";
import { Report } from "./pages/Report";
import { UiProvider } from "./ui";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/summary.css";
import "./styles/figures.css";
import "./styles/browser.css";
import "./styles/print.css";

const page = load();
const root = document.getElementById("app");
if (root) {
	render(
		page ? (
			<UiProvider page={page}>
				<Report />
			</UiProvider>
		) : (
			<p class="nothing">
				<span lang="en">{TEXT.en.noData}</span> <span lang="zh-CN">{TEXT.zh.noData}</span>
			</p>
		),
		root,
	);
}
