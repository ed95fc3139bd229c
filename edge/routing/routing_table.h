#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/routing/subscribe_template.h"
#include "edge/routing/topic_pattern.h"
#include "edge/transcoding/message_table.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// A gRPC method of a service, which the edge calls.
struct Method {
  // "/sample.v1.RoomService/Echo"
  std::string path;
  // "sample.v1.RoomService"
  std::string service;
  // "Echo"
  std::string name;
  const MessageTable* request = nullptr;
  const MessageTable* response = nullptr;
  // True if the method's option idempotency_level is NO_SIDE_EFFECTS or IDEMPOTENT. Calling it
  // several times then has the same effect as calling it once.
  bool idempotent = false;
};

// Copies a variable of the topic to a string field of the request.
struct Binding {
  int field_number = 0;
  int variable = 0;  // The index in TopicVariables.
};

// An event that a unary method answers.
struct EventRoute {
  const Method* method = nullptr;
  std::vector<Binding> bindings;
};

// An event that is sent into a session's stream.
struct SessionEvent {
  // The field number of the event's member of the oneof `event` in the request message.
  int number = 0;
  // The type of that member.
  const MessageTable* table = nullptr;
};

// The event that the edge itself answers on topics with presence. It updates a client's metadata.
inline constexpr char kPresenceUpdate[] = "presence_update";

// A channel: the topics of one pattern.
struct ChannelRoute {
  // The index in RoutingTable::routes().
  std::size_t index = 0;
  TopicPattern pattern;
  bool is_session = false;
  // The unary method that decides a join, or the bidirectional method of a session.
  const Method* join = nullptr;
  // The bindings into the join's request, or into the session's join message.
  std::vector<Binding> join_bindings;
  // The pub/sub topic whose events joined clients receive. It may be empty.
  SubscribeTemplate subscribe;
  // The names of the published events that joined clients receive.
  std::vector<std::string> push;
  // True if clients see the presences of the topic. The events below then lack kPresenceUpdate.
  bool presence = false;
  // The events that unary methods answer, by name.
  absl::flat_hash_map<std::string, EventRoute> events;

  // For a session: the events that its stream answers, other than the join, by name.
  absl::flat_hash_map<std::string, SessionEvent> session_events;

  // Returns true if a method of a service answers the event.
  bool Answers(absl::string_view event) const {
    return events.contains(event) || session_events.contains(event);
  }

  // For a session: the join.
  SessionEvent session_join;
  // For a session: the number of the request message's field `ref`.
  int session_ref_number = 0;
  // For a session: the number of the request message's field `traceparent`; 0: it has none.
  int session_trace_number = 0;
};

// Maps topics and events of channels to the methods of services that answer them. Immutable, so
// thread-safe. It owns all routes, methods and message tables that it returns.
class RoutingTable {
 public:
  struct Match {
    const ChannelRoute* route = nullptr;
    // The values point into the topic.
    TopicVariables variables;
  };

  // Builds a table from the options of lossy/channel/v1/channel.proto on the methods in
  // `descriptors`, which must contain all imported files. `upstream_services` are the full names of
  // the services that the edge can call. Returns INVALID_ARGUMENT that names the file, the method
  // and the problem.
  static absl::StatusOr<std::unique_ptr<RoutingTable>> Build(
      const google::protobuf::FileDescriptorSet& descriptors,
      const absl::flat_hash_set<std::string>& upstream_services);

  // Returns the channel of a topic, or nullopt if no channel serves it. If several patterns match,
  // the one with the most literal segments wins.
  absl::optional<Match> Find(absl::string_view topic) const;

  const std::vector<std::unique_ptr<ChannelRoute>>& routes() const { return routes_; }

  // Returns the sorted patterns, such as "room:{room}", of the channels that answer the event.
  std::vector<absl::string_view> TopicsWith(absl::string_view event) const;

  // Returns the table of the message type with this full name. Returns nullptr unless the type has
  // a oneof `event` whose members are messages.
  const MessageTable* FindEventType(absl::string_view full_name) const;

 private:
  friend class RoutingTableBuilder;

  RoutingTable() = default;

  static void ChooseFrom(const std::vector<const ChannelRoute*>& routes, absl::string_view topic,
                         absl::optional<Match>* best);

  TableSet tables_;
  std::vector<std::unique_ptr<Method>> methods_;
  std::vector<std::unique_ptr<ChannelRoute>> routes_;
  // The patterns without variables, by text.
  absl::flat_hash_map<std::string, const ChannelRoute*> literals_;
  // The patterns with variables, by TopicPattern::literal_prefix().
  absl::flat_hash_map<std::string, std::vector<const ChannelRoute*>> by_prefix_;
  // The number of segments of the longest key of by_prefix_.
  int longest_prefix_ = 0;
  absl::flat_hash_map<std::string, const MessageTable*> event_types_;
};

}  // namespace lossy::edge
