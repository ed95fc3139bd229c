#include "edge/pubsub/event_codec.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/trace/trace_context.h"
#include "edge/transcoding/event_view.h"

namespace lossy::edge {
namespace {

absl::string_view TypeName(const google::protobuf::Any& any) {
  const absl::string_view url = any.type_url();
  return url.substr(url.rfind('/') + 1);
}

}  // namespace

Position FromProto(const notifications::v1::Position& position) {
  return {.epoch = position.epoch(), .offset = position.offset(), .run = position.run()};
}

void ToProto(const Position& position, notifications::v1::Position* out) {
  out->set_epoch(std::string(position.epoch.view()));
  out->set_offset(position.offset);
  out->set_run(position.run);
}

PublishedEventPtr ToPublished(const notifications::v1::Event& event, const EventTypes& types) {
  const std::shared_ptr<const MessageTable> table = types.Find(TypeName(event.event()));
  if (table == nullptr) return nullptr;
  absl::StatusOr<EventView> view = ReadEvent(*table, event.event().value());
  if (!view.ok() || view->table == nullptr) return nullptr;
  auto published = std::make_shared<PublishedEvent>();
  published->topic = event.topic();
  published->name = std::string(view->name);
  published->position = FromProto(event.position());
  published->origin = {.changed_us = event.changed_us(), .acted_us = event.acted_us()};
  published->trace = base::ParseTraceparent(event.traceparent());
  if (!MakePayload(*view->table, view->payload, &published->payload).ok()) return nullptr;
  return published;
}

}  // namespace lossy::edge
