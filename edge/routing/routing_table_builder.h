#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/routing/descriptor_files.h"
#include "edge/routing/routing_table.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::edge {

// Builds one RoutingTable from descriptors: first the channels, then the events that they answer,
// then the events that are published to them. Not thread-safe.
class RoutingTableBuilder {
 public:
  // `upstream_services` are the full names of the services that the edge can call. It must outlive
  // the builder.
  explicit RoutingTableBuilder(const absl::flat_hash_set<std::string>& upstream_services)
      : upstream_services_(upstream_services) {}

  // Returns the table; see RoutingTable::Build. Must be called once.
  absl::StatusOr<std::unique_ptr<RoutingTable>> Build(
      const google::protobuf::FileDescriptorSet& descriptors) &&;

 private:
  using Descriptor = google::protobuf::Descriptor;
  using MethodDescriptor = google::protobuf::MethodDescriptor;

  template <typename Of>
  absl::Status ForEach(const std::vector<const Of*>& descriptors,
                       absl::Status (RoutingTableBuilder::*add)(const Of&));

  absl::Status AddChannels(const MethodDescriptor& method);
  absl::Status AddJoin(const MethodDescriptor& method, const channel::v1::Join& join);
  absl::Status AddSession(const MethodDescriptor& method, const channel::v1::Session& session);
  // Adds the route of a Join or a Session. `params` is the message type to whose fields the topic's
  // variables are bound.
  template <typename Option>
  absl::StatusOr<ChannelRoute*> AddRoute(const MethodDescriptor& method, const Option& option,
                                         const Descriptor& params);

  absl::Status AddEvents(const MethodDescriptor& method);
  absl::Status AddEvent(const MethodDescriptor& method, const channel::v1::On& on);

  absl::Status AddEventType(const Descriptor& message);
  absl::Status CheckPushes() const;
  absl::Status CheckPresence() const;

  absl::Status CheckAmbiguity() const;
  void Index();

  absl::StatusOr<const Method*> MakeMethod(const MethodDescriptor& method);

  // Returns the method whose option declares the channel.
  const MethodDescriptor& Origin(const ChannelRoute* route) const { return *origins_.at(route); }

  const absl::flat_hash_set<std::string>& upstream_services_;
  DescriptorFiles files_;
  std::unique_ptr<RoutingTable> table_;
  absl::flat_hash_map<const MethodDescriptor*, const Method*> methods_;
  absl::flat_hash_map<std::string, ChannelRoute*> by_shape_;  // By TopicPattern::shape().
  absl::flat_hash_map<const ChannelRoute*, const MethodDescriptor*> origins_;
  // The unary method that answers each event of a route.
  absl::flat_hash_map<std::pair<const ChannelRoute*, std::string>, const MethodDescriptor*>
      event_origins_;
  absl::flat_hash_set<const Descriptor*> session_messages_;
  absl::flat_hash_set<std::string> published_events_;
};

}  // namespace lossy::edge
