#include "edge/phoenix/event_stream.h"

#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kId = "id: ";
constexpr absl::string_view kName = "event: ";
constexpr absl::string_view kNextName = "\nevent: ";
constexpr absl::string_view kData = "\ndata: ";
constexpr absl::string_view kEnd = "\n\n";

}  // namespace

Parts<7> EventParts(absl::string_view id, absl::string_view name, absl::string_view data_json) {
  const bool has_id = !id.empty();
  return {has_id ? kId : "", id, has_id ? kNextName : kName, name, kData, data_json, kEnd};
}

absl::optional<StreamEvent> ReadEvent(absl::string_view text) {
  if (absl::ConsumePrefix(&text, kId)) {
    const std::size_t id = text.find('\n');
    if (id == absl::string_view::npos) return absl::nullopt;
    text.remove_prefix(id + 1);
  }
  const std::size_t data = text.find(kData);
  if (data == absl::string_view::npos || !absl::ConsumePrefix(&text, kName) ||
      !absl::ConsumeSuffix(&text, kEnd)) {
    return absl::nullopt;
  }
  const std::size_t name = data - kName.size();
  return StreamEvent{.name = text.substr(0, name), .data_json = text.substr(name + kData.size())};
}

}  // namespace lossy::edge
