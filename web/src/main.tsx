// The one page that the program has, in all its parts: data written into it says which part it is;
// without data, and served, it is for people who annotate.

import { render } from "preact";
import { readEmbedded } from "./embedded";
import { COMMON } from "./i18n/common";
import { App } from "./pages/annotate/App";
import { JudgeEval } from "./pages/judge-eval/JudgeEval";
import { JudgeEvalProvider } from "./pages/judge-eval/context";
import { judgeEvalPage } from "./pages/judge-eval/data";
import { Report } from "./pages/report/Report";
import { ReportProvider } from "./pages/report/context";
import { reportPage } from "./pages/report/data";
import { inAddress, inBrowser } from "./prefs";
import { UiProvider } from "./ui";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/summary.css";
import "./styles/figures.css";
import "./styles/browser.css";
import "./styles/judge-eval.css";
import "./styles/questions.css";
import "./styles/annotate.css";
import "./styles/admin.css";
import "./styles/print.css";

function Part() {
	const data = readEmbedded();
	const report = data && reportPage(data);
	if (report)
		return (
			<UiProvider prefs={inAddress}>
				<ReportProvider page={report}>
					<Report />
				</ReportProvider>
			</UiProvider>
		);
	const judged = data && judgeEvalPage(data);
	if (judged)
		return (
			<UiProvider prefs={inAddress}>
				<JudgeEvalProvider data={judged}>
					<JudgeEval />
				</JudgeEvalProvider>
			</UiProvider>
		);
	if (!data && location.protocol !== "file:")
		return (
			<UiProvider prefs={inBrowser}>
				<App />
			</UiProvider>
		);
	return (
		<p class="nothing">
			<span lang="en">{COMMON.en.noData}</span> <span lang="zh-CN">{COMMON.zh.noData}</span>
		</p>
	);
}

const root = document.getElementById("app");
if (root) render(<Part />, root);
