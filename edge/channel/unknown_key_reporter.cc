#include "edge/channel/unknown_key_reporter.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/log/log.h"
#include "edge/transcoding/json_string.h"

namespace lossy::edge {
namespace {

std::string Warning(absl::string_view event, const UnknownKey& key) {
  std::string warning = absl::StrCat("unknown key ", key.path, " of ", event);
  if (!key.suggestion.empty()) absl::StrAppend(&warning, ": did you mean ", key.suggestion, "?");
  return warning;
}

}  // namespace

UnknownKeyReporter::UnknownKeyReporter(prometheus::Registry& registry)
    : total_(prometheus::BuildCounter()
                 .Name("lossy_edge_unknown_keys_total")
                 .Help("JSON keys of clients that no field has, by topic pattern and event")
                 .Register(registry)) {}

std::string UnknownKeyReporter::Report(const std::string& topic, const std::string& event,
                                       const UnknownKeys& unknown) {
  if (unknown.keys().empty()) return "";
  total_.Add({{"topic", topic}, {"event", event}})
      .Increment(static_cast<double>(unknown.keys().size()));
  std::string warnings = "[";
  for (const UnknownKey& key : unknown.keys()) {
    AppendJsonString(Warning(event, key), &warnings);
    warnings.push_back(',');
    const absl::optional<std::int64_t> times = lines_.Pass();
    if (!times) continue;
    base::Log(base::LogLevel::kWarning, "unknown_key_received",
              {{"topic", absl::string_view(topic)},
               {"name", absl::string_view(event)},
               {"key", absl::string_view(key.path)},
               {"suggestion", absl::string_view(key.suggestion)},
               {"times", *times}});
  }
  CloseJson(']', &warnings);
  return warnings;
}

}  // namespace lossy::edge
