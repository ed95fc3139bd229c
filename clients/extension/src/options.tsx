import { render } from "preact";
import { SettingsPage } from "./options/settings_page.js";

render(<SettingsPage />, document.body);
