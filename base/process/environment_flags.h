#pragma once

namespace lossy::base {

// Sets every flag from its environment variable, --database_url from LOSSY_DATABASE_URL, where
// there is one. Before the command line is parsed, so that it wins. A value that a flag refuses
// ends the process with a message and status 1.
void SetFlagsFromEnvironment();

}  // namespace lossy::base
