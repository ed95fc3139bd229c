#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::base {

// Encodes bytes as base64url without padding (RFC 7515, section 2).
std::string Base64UrlEncode(absl::string_view bytes);

// Decodes a text that Base64UrlEncode made. Returns nullopt for any other text, such as one with
// padding, so that each value has one spelling only.
absl::optional<std::string> Base64UrlDecode(absl::string_view text);

}  // namespace lossy::base
