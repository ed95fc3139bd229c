import { render } from "preact";
import { EngineLink } from "./panel/engine_link.js";
import { Panel } from "./panel/panel.js";

render(<Panel engine={new EngineLink()} />, document.body);
