#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the text of a flag's value with "***" in place of each password: that of a URL's user
// ("scheme://user:password@host"), and the values of the parameters "password", "sslpassword",
// "token" and "api_key" of a URL's query or of a libpq connection string. For a configuration that
// is shown to an operator.
std::string HiddenSecrets(absl::string_view value);

}  // namespace lossy::base
