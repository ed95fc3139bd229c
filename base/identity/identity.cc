#include "base/identity/identity.h"

#include <cstddef>

#include "simdjson.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxIdBytes = 255;

// The control characters of UTF-8 text are C0, DEL and, as two bytes, C1.
bool HasControlCharacter(absl::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

}  // namespace

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kService:
      return "service";
    case Role::kOperator:
      return "operator";
    case Role::kUser:
      break;
  }
  return "user";
}

absl::optional<Role> ParseRole(absl::string_view name) {
  for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
    if (name == RoleName(role)) return role;
  }
  return absl::nullopt;
}

bool IsUserId(absl::string_view text) { return !text.empty() && IsDeviceId(text); }

bool IsDeviceId(absl::string_view text) {
  return text.size() <= kMaxIdBytes && simdjson::validate_utf8(text.data(), text.size()) &&
         !HasControlCharacter(text);
}

}  // namespace lossy::base
