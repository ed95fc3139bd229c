import { render } from "preact";
import { App } from "./app.js";

const root = document.getElementById("console") as HTMLElement;
// The text before the scripts is no part of what is rendered.
root.replaceChildren();
render(<App />, root);
