#include "edge/channel/unknown_event.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error/error.h"
#include "base/utf8/utf8_prefix.h"

namespace lossy::edge {

Answer UnknownEventAnswer(absl::string_view event, const RoutingTable& routes) {
  const std::string topics = absl::StrJoin(routes.TopicsWith(event), ", ");
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_UNKNOWN_EVENT);
  error.set_message(
      topics.empty() ? "no topic answers this event"
                     : absl::StrCat("this topic answers no such event; topics that do: ", topics));
  (*error.mutable_details())["event"] = std::string(base::Utf8Prefix(event, 100));
  if (!topics.empty()) (*error.mutable_details())["topics"] = topics;
  return ErrorAnswer(base::MakeStatus(error));
}

}  // namespace lossy::edge
