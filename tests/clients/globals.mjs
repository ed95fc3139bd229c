// The globals of a browser that clients use. Older stock clients read them when they are loaded, so this must be
// imported before them.

import { installXMLHttpRequest } from "../integration/lib/xml_http_request.mjs";

globalThis.self = globalThis;
installXMLHttpRequest();
