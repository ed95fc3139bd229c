#include "base/flags/hidden_secrets.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kHidden = "***";
constexpr absl::string_view kParameters[] = {"password", "sslpassword", "token", "api_key"};

// Replaces the password before each "@" of a URL. A URL ends at a space, and its user and password
// end at the first "/", "?" or "#" at the latest, unless an "@" follows in the same authority: a
// password that is not percent-encoded may contain any of them.
std::string HideUrlPasswords(absl::string_view value) {
  std::string result;
  while (true) {
    const std::size_t scheme = value.find("://");
    if (scheme == absl::string_view::npos) break;
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(value.find_first_of(" \t\n,", begin), value.size());
    const absl::string_view rest = value.substr(begin, end - begin);
    const std::size_t at = rest.rfind('@');
    const std::size_t colon = rest.find(':');
    absl::StrAppend(&result, value.substr(0, begin));
    if (at != absl::string_view::npos && colon < at) {
      absl::StrAppend(&result, rest.substr(0, colon + 1), kHidden, rest.substr(at));
    } else if (at != absl::string_view::npos &&
               absl::StrContains(value.substr(0, scheme), "nats")) {
      // A NATS URL may have a token in place of a user.
      absl::StrAppend(&result, kHidden, rest.substr(at));
    } else {
      absl::StrAppend(&result, rest);
    }
    value.remove_prefix(end);
  }
  return absl::StrCat(result, value);
}

bool Begins(absl::string_view value, std::size_t at, absl::string_view name) {
  if (at > 0 &&
      (absl::ascii_isalnum(static_cast<unsigned char>(value[at - 1])) || value[at - 1] == '_')) {
    return false;
  }
  return absl::StartsWithIgnoreCase(value.substr(at), name);
}

// Returns the position of the value of a secret parameter that begins at `at`, behind its "=";
// npos if none begins there. libpq permits spaces around "=".
std::size_t SecretValue(absl::string_view value, std::size_t at) {
  for (const absl::string_view name : kParameters) {
    if (!Begins(value, at, name)) continue;
    const std::size_t equals = value.find_first_not_of(' ', at + name.size());
    if (equals == absl::string_view::npos || value[equals] != '=') continue;
    return std::min(value.find_first_not_of(' ', equals + 1), value.size());
  }
  return absl::string_view::npos;
}

// A value in single quotes ends at the next quote that no backslash precedes.
std::size_t EndOfValue(absl::string_view value, std::size_t at) {
  if (at >= value.size() || value[at] != '\'') {
    return std::min(value.find_first_of(" \t\n&", at), value.size());
  }
  for (std::size_t i = at + 1; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == '\'') {
      return i + 1;
    }
  }
  return value.size();
}

std::string HideParameters(absl::string_view value) {
  std::string result;
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t secret = SecretValue(value, i);
    if (secret == absl::string_view::npos) {
      result.push_back(value[i++]);
      continue;
    }
    absl::StrAppend(&result, value.substr(i, secret - i), kHidden);
    i = EndOfValue(value, secret);
  }
  return result;
}

}  // namespace

std::string HiddenSecrets(absl::string_view value) {
  return HideParameters(HideUrlPasswords(value));
}

}  // namespace lossy::base
