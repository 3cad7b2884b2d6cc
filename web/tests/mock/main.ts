// `npm run mock -- [PROTOCOL]`: the server alone, for `npm run dev`.

import { Mock } from "./server";

const protocol = process.argv[2] ?? "safety";
void new Mock({ protocol, tasks: 20, role: "admin", port: 8765 }).start().then((url) => console.log(`${protocol}: ${url}`));
