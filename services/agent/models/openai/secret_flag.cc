#include "services/agent/models/openai/secret_flag.h"

namespace lossy::agent {

bool AbslParseFlag(absl::string_view text, SecretFlag* flag, std::string* problem) {
  flag->value = std::string(text);
  return true;
}

std::string AbslUnparseFlag(const SecretFlag& flag) {
  return flag.value.empty() ? "" : "(not shown)";
}

}  // namespace lossy::agent
