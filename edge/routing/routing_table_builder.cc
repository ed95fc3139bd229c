#include "edge/routing/routing_table_builder.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "edge/routing/session_shape.h"

namespace lossy::edge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

constexpr absl::string_view kReservedEvents = "phx_";

// "lossy/forum/v1/forum.proto: lossy.forum.v1.ForumService.JoinRoom"
std::string Where(const MethodDescriptor& method) {
  return absl::StrCat(method.file()->name(), ": ", method.full_name());
}

absl::Status Refuse(const MethodDescriptor& method, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(Where(method), ": ", problem));
}

absl::Status Conflict(const MethodDescriptor& method, absl::string_view problem,
                      const MethodDescriptor& other) {
  return Refuse(method, absl::StrCat(problem, ", and so does ", Where(other)));
}

bool IsUnary(const MethodDescriptor& method) {
  return !method.client_streaming() && !method.server_streaming();
}

absl::Status CheckEventName(const MethodDescriptor& method, absl::string_view event) {
  if (event.empty()) return Refuse(method, "an event has no name");
  if (absl::StartsWith(event, kReservedEvents)) {
    return Refuse(method, absl::StrCat("the event name ", event, " is reserved"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Binding>> Bind(const MethodDescriptor& method,
                                          const TopicPattern& pattern, const Descriptor& params) {
  std::vector<Binding> bindings;
  for (const std::string& variable : pattern.variables()) {
    const FieldDescriptor* const field = params.FindFieldByName(variable);
    const bool text =
        field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
    if (!text) {
      return Refuse(
          method, absl::StrCat("the topic \"", pattern.text(), "\" has the variable {", variable,
                               "}, but ", params.full_name(), " has no string field of that name"));
    }
    bindings.push_back({field->number(), static_cast<int>(bindings.size())});
  }
  return bindings;
}

absl::StatusOr<TopicPattern> ParsePattern(const MethodDescriptor& method, absl::string_view topic) {
  absl::StatusOr<TopicPattern> pattern = TopicPattern::Parse(topic);
  if (!pattern.ok()) return Refuse(method, pattern.status().message());
  return pattern;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RoutingTable>> RoutingTableBuilder::Build(
    const google::protobuf::FileDescriptorSet& descriptors) && {
  table_.reset(new RoutingTable);
  absl::Status status = files_.Load(descriptors);
  if (status.ok()) status = ForEach(files_.Methods(), &RoutingTableBuilder::AddChannels);
  if (status.ok()) status = ForEach(files_.Methods(), &RoutingTableBuilder::AddEvents);
  if (status.ok()) status = ForEach(files_.Messages(), &RoutingTableBuilder::AddEventType);
  if (status.ok()) status = CheckPushes();
  if (status.ok()) status = CheckPresence();
  if (status.ok()) status = CheckAmbiguity();
  if (!status.ok()) return status;
  Index();
  return std::move(table_);
}

template <typename Of>
absl::Status RoutingTableBuilder::ForEach(const std::vector<const Of*>& descriptors,
                                          absl::Status (RoutingTableBuilder::*add)(const Of&)) {
  for (const Of* descriptor : descriptors) {
    if (absl::Status status = (this->*add)(*descriptor); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::AddChannels(const MethodDescriptor& method) {
  const google::protobuf::MethodOptions& options = method.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::join); ++i) {
    absl::Status status = AddJoin(method, options.GetExtension(channel::v1::join, i));
    if (!status.ok()) return status;
  }
  if (!options.HasExtension(channel::v1::session)) return absl::OkStatus();
  return AddSession(method, options.GetExtension(channel::v1::session));
}

absl::Status RoutingTableBuilder::AddJoin(const MethodDescriptor& method,
                                          const channel::v1::Join& join) {
  if (!IsUnary(method)) return Refuse(method, "it decides joins, but it is a stream");
  return AddRoute(method, join, *method.input_type()).status();
}

absl::Status RoutingTableBuilder::AddSession(const MethodDescriptor& method,
                                             const channel::v1::Session& session) {
  if (!method.client_streaming() || !method.server_streaming()) {
    return Refuse(method, "it is a session, but it does not stream in both directions");
  }
  if (absl::Status status = CheckSessionShape(method); !status.ok()) {
    return Refuse(method, absl::StrCat("the method ", status.message()));
  }
  absl::StatusOr<ChannelRoute*> route =
      AddRoute(method, session, *SessionJoinMember(method).message_type());
  if (!route.ok()) return route.status();
  SetSession(method, *(*route)->join->request, *route);
  for (const auto& [event, unused] : (*route)->session_events) {
    if (absl::Status status = CheckEventName(method, event); !status.ok()) return status;
  }
  session_messages_.insert(method.input_type());
  session_messages_.insert(method.output_type());
  return absl::OkStatus();
}

template <typename Option>
absl::StatusOr<ChannelRoute*> RoutingTableBuilder::AddRoute(const MethodDescriptor& method,
                                                            const Option& option,
                                                            const Descriptor& params) {
  absl::StatusOr<TopicPattern> pattern = ParsePattern(method, option.topic());
  if (!pattern.ok()) return pattern.status();
  ChannelRoute*& slot = by_shape_[pattern->shape()];
  if (slot != nullptr) {
    return Conflict(method, absl::StrCat("it decides joins of \"", option.topic(), "\""),
                    Origin(slot));
  }
  absl::StatusOr<std::vector<Binding>> bindings = Bind(method, *pattern, params);
  if (!bindings.ok()) return bindings.status();
  absl::StatusOr<SubscribeTemplate> subscribe =
      SubscribeTemplate::Parse(option.subscribe(), *pattern);
  if (!subscribe.ok()) return Refuse(method, subscribe.status().message());
  if (subscribe->empty() && !option.push().empty()) {
    return Refuse(method, "it forwards published events, but subscribes to nothing");
  }
  absl::StatusOr<const Method*> join = MakeMethod(method);
  if (!join.ok()) return join.status();
  table_->routes_.push_back(std::make_unique<ChannelRoute>(ChannelRoute{
      .index = table_->routes_.size(),
      .pattern = *std::move(pattern),
      .join = *join,
      .join_bindings = *std::move(bindings),
      .subscribe = *std::move(subscribe),
      .push = {option.push().begin(), option.push().end()},
      .presence = option.presence(),
  }));
  slot = table_->routes_.back().get();
  origins_[slot] = &method;
  return slot;
}

absl::Status RoutingTableBuilder::AddEvents(const MethodDescriptor& method) {
  const google::protobuf::MethodOptions& options = method.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::on); ++i) {
    absl::Status status = AddEvent(method, options.GetExtension(channel::v1::on, i));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::AddEvent(const MethodDescriptor& method,
                                           const channel::v1::On& on) {
  if (!IsUnary(method)) return Refuse(method, "it answers events, but it is a stream");
  if (absl::Status status = CheckEventName(method, on.event()); !status.ok()) return status;
  absl::StatusOr<TopicPattern> pattern = ParsePattern(method, on.topic());
  if (!pattern.ok()) return pattern.status();
  const auto found = by_shape_.find(pattern->shape());
  const std::string what = absl::StrCat("the event ", on.event(), " on \"", on.topic(), "\"");
  if (found == by_shape_.end()) {
    return Refuse(method, absl::StrCat("it answers ", what, ", a topic that no method joins"));
  }
  ChannelRoute& route = *found->second;
  if (route.session_events.contains(on.event())) {
    return Conflict(method, absl::StrCat("it answers ", what), Origin(&route));
  }
  const auto [origin, added] = event_origins_.try_emplace({&route, on.event()}, &method);
  if (!added) return Conflict(method, absl::StrCat("it answers ", what), *origin->second);
  absl::StatusOr<std::vector<Binding>> bindings = Bind(method, *pattern, *method.input_type());
  if (!bindings.ok()) return bindings.status();
  absl::StatusOr<const Method*> target = MakeMethod(method);
  if (!target.ok()) return target.status();
  route.events[on.event()] = EventRoute{*target, *std::move(bindings)};
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::AddEventType(const Descriptor& message) {
  const google::protobuf::OneofDescriptor* const oneof = message.FindOneofByName("event");
  if (oneof == nullptr || oneof->is_synthetic()) return absl::OkStatus();
  absl::StatusOr<const MessageTable*> table = table_->tables_.For(&message);
  if (!table.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(message.file()->name(), ": ", table.status().message()));
  }
  if ((*table)->event_oneof() < 0) return absl::OkStatus();
  table_->event_types_[message.full_name()] = *table;
  // Messages that only a session's stream carries are not published.
  if (session_messages_.contains(&message)) return absl::OkStatus();
  for (int i = 0; i < oneof->field_count(); ++i) published_events_.insert(oneof->field(i)->name());
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::CheckPushes() const {
  for (const auto& route : table_->routes_) {
    for (const std::string& event : route->push) {
      const MethodDescriptor& method = Origin(route.get());
      if (absl::Status status = CheckEventName(method, event); !status.ok()) return status;
      if (!published_events_.contains(event)) {
        return Refuse(method, absl::StrCat("it forwards ", event,
                                           ", which is in no message's oneof `event`"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::CheckPresence() const {
  for (const auto& route : table_->routes_) {
    const bool answered =
        route->events.contains(kPresenceUpdate) || route->session_events.contains(kPresenceUpdate);
    if (!route->presence || !answered) continue;
    return Refuse(Origin(route.get()), absl::StrCat("its topic has presence, so the edge answers ",
                                                    kPresenceUpdate, " and no method can"));
  }
  return absl::OkStatus();
}

absl::Status RoutingTableBuilder::CheckAmbiguity() const {
  for (const auto& route : table_->routes_) {
    for (const auto& other : table_->routes_) {
      if (route == other) break;
      const TopicPattern& pattern = route->pattern;
      if (pattern.literal_segments() != other->pattern.literal_segments() ||
          !pattern.Overlaps(other->pattern)) {
        continue;
      }
      return Refuse(Origin(route.get()),
                    absl::StrCat("a topic can match \"", pattern.text(), "\" and as well \"",
                                 other->pattern.text(), "\" of ", Where(Origin(other.get()))));
    }
  }
  return absl::OkStatus();
}

void RoutingTableBuilder::Index() {
  for (const auto& route : table_->routes_) {
    const TopicPattern& pattern = route->pattern;
    if (pattern.is_literal()) {
      table_->literals_[pattern.text()] = route.get();
      continue;
    }
    const std::string& prefix = pattern.literal_prefix();
    const auto segments = std::count(prefix.begin(), prefix.end(), ':');
    table_->by_prefix_[prefix].push_back(route.get());
    table_->longest_prefix_ = std::max(table_->longest_prefix_, static_cast<int>(segments));
  }
}

absl::StatusOr<const Method*> RoutingTableBuilder::MakeMethod(const MethodDescriptor& method) {
  const Method*& slot = methods_[&method];
  if (slot != nullptr) return slot;
  const std::string& service = method.service()->full_name();
  if (!upstream_services_.contains(service)) {
    return Refuse(method, absl::StrCat("there is no upstream for ", service));
  }
  absl::StatusOr<const MessageTable*> request = table_->tables_.For(method.input_type());
  if (!request.ok()) return Refuse(method, request.status().message());
  absl::StatusOr<const MessageTable*> response = table_->tables_.For(method.output_type());
  if (!response.ok()) return Refuse(method, response.status().message());
  table_->methods_.push_back(std::make_unique<Method>(Method{
      .path = absl::StrCat("/", service, "/", method.name()),
      .service = service,
      .name = method.name(),
      .request = *request,
      .response = *response,
      .idempotent = method.options().idempotency_level() !=
                    google::protobuf::MethodOptions::IDEMPOTENCY_UNKNOWN,
  }));
  slot = table_->methods_.back().get();
  return slot;
}

}  // namespace lossy::edge
