#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::base {

// base64url of RFC 7515: no padding.
std::string Base64UrlEncode(absl::string_view bytes);

// Accepts exactly what Base64UrlEncode makes, so that a value has one spelling only.
absl::optional<std::string> Base64UrlDecode(absl::string_view text);

}  // namespace lossy::base
