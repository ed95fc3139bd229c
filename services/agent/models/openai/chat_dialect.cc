#include "services/agent/models/openai/chat_dialect.h"

namespace lossy::agent {
namespace {

bool Forget(std::atomic<bool>& parameter) {
  parameter = false;
  return true;
}

}  // namespace

bool ChatDialect::Learn(const ChatParameters& used, const Refusal& refusal) {
  const bool schema = refusal.Names("response_format") || refusal.Names("json_schema");
  if (used.response_format && schema) return Forget(response_format_);
  if (used.temperature && refusal.Names("temperature")) return Forget(temperature_);
  if (used.max_tokens && refusal.Names("max_tokens")) return Forget(max_tokens_);
  return false;
}

}  // namespace lossy::agent
