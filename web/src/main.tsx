import { render } from "preact";
import { load } from "./data";
import "./styles/base.css";

const root = document.getElementById("app");
if (root) render(<pre>{JSON.stringify(load()?.report.run ?? null, null, 2)}</pre>, root);
