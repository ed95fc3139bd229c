// What clients look for in a browser. The older stock ones do when they are loaded, so this must be
// imported before them.

import { installXMLHttpRequest } from "../integration/lib/xml_http_request.mjs";

globalThis.self = globalThis;
installXMLHttpRequest();
