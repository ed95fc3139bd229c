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

// A method that answers a topic.
struct Method {
  // "/sample.v1.RoomService/Echo"
  std::string path;
  // "sample.v1.RoomService"
  std::string service;
  // "Echo"
  std::string name;
  const MessageTable* request = nullptr;
  const MessageTable* response = nullptr;
  // True if its idempotency_level says that calling it once or several times is the same.
  bool idempotent = false;
};

// The target of a topic's variable: a string field of the request.
struct Binding {
  int field_number = 0;
  // Index in TopicVariables.
  int variable = 0;
};

// An event that a unary method answers.
struct EventRoute {
  const Method* method = nullptr;
  std::vector<Binding> bindings;
};

// An event that is sent into a session's stream.
struct SessionEvent {
  // Of the member in the request message's oneof `event`.
  int number = 0;
  const MessageTable* table = nullptr;
};

// The event that the edge itself answers on topics with presence.
inline constexpr char kPresenceUpdate[] = "presence_update";

// A channel: the topics of one pattern.
struct ChannelRoute {
  // Position in RoutingTable::routes().
  std::size_t index = 0;
  TopicPattern pattern;
  bool is_session = false;
  // The unary method that decides a join, or the session's bidirectional one.
  const Method* join = nullptr;
  // Into the join's request, or into the session's join message.
  std::vector<Binding> join_bindings;
  SubscribeTemplate subscribe;
  // Names of the published events that are forwarded.
  std::vector<std::string> push;
  // True if clients see the presences of the topic. Then kPresenceUpdate is not among the events.
  bool presence = false;
  absl::flat_hash_map<std::string, EventRoute> events;

  // For sessions only. Events other than the join.
  absl::flat_hash_map<std::string, SessionEvent> session_events;

  // True if a method of a service answers the event.
  bool Answers(absl::string_view event) const {
    return events.contains(event) || session_events.contains(event);
  }

  SessionEvent session_join;
  // Number of the request message's field `ref`.
  int session_ref_number = 0;
};

// Which methods answer which topics and events. Immutable, thread-safe; everything it gives out
// lives as long as it does.
class RoutingTable {
 public:
  struct Match {
    const ChannelRoute* route = nullptr;
    // Points into the topic.
    TopicVariables variables;
  };

  // Reads the options of lossy/channel/v1/channel.proto from every method in `descriptors`, which
  // must contain its own imports. `upstream_services` are the full names of the services that can
  // be called. InvalidArgument names the file, the method and what is wrong with it.
  static absl::StatusOr<std::unique_ptr<RoutingTable>> Build(
      const google::protobuf::FileDescriptorSet& descriptors,
      const absl::flat_hash_set<std::string>& upstream_services);

  // The channel of a topic. If several match, the one with most literal segments.
  absl::optional<Match> Find(absl::string_view topic) const;

  // All routes.
  const std::vector<std::unique_ptr<ChannelRoute>>& routes() const { return routes_; }

  // The patterns of the topics that answer the event, sorted: "room:{room}".
  std::vector<absl::string_view> TopicsWith(absl::string_view event) const;

  // The table of a message with a oneof `event` whose members are messages. Nullptr: there is none.
  const MessageTable* FindEventType(absl::string_view full_name) const;

 private:
  friend class RoutingTableBuilder;

  RoutingTable() = default;

  static void ChooseFrom(const std::vector<const ChannelRoute*>& routes, absl::string_view topic,
                         absl::optional<Match>* best);

  TableSet tables_;
  std::vector<std::unique_ptr<Method>> methods_;
  std::vector<std::unique_ptr<ChannelRoute>> routes_;
  absl::flat_hash_map<std::string, const ChannelRoute*> literals_;
  absl::flat_hash_map<std::string, std::vector<const ChannelRoute*>> by_prefix_;
  // The number of segments of the longest key of by_prefix_.
  int longest_prefix_ = 0;
  absl::flat_hash_map<std::string, const MessageTable*> event_types_;
};

}  // namespace lossy::edge
