#include "base/identity/base64url.h"

#include "absl/strings/escaping.h"

namespace lossy::base {

std::string Base64UrlEncode(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

absl::optional<std::string> Base64UrlDecode(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return absl::nullopt;
  // Abseil accepts padding, white space and stray last bits.
  if (Base64UrlEncode(bytes) != text) return absl::nullopt;
  return bytes;
}

}  // namespace lossy::base
