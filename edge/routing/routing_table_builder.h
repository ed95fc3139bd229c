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

// Makes one RoutingTable: first every channel, then the events on them, then what is published to
// them.
class RoutingTableBuilder {
 public:
  explicit RoutingTableBuilder(const absl::flat_hash_set<std::string>& upstream_services)
      : upstream_services_(upstream_services) {}

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
  // The common part of Join and Session. `params` is the message that variables are bound in.
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

  // The method that made the channel.
  const MethodDescriptor& Origin(const ChannelRoute* route) const { return *origins_.at(route); }

  const absl::flat_hash_set<std::string>& upstream_services_;
  DescriptorFiles files_;
  std::unique_ptr<RoutingTable> table_;
  absl::flat_hash_map<const MethodDescriptor*, const Method*> methods_;
  absl::flat_hash_map<std::string, ChannelRoute*> by_shape_;
  absl::flat_hash_map<const ChannelRoute*, const MethodDescriptor*> origins_;
  // The unary method that answers an event.
  absl::flat_hash_map<std::pair<const ChannelRoute*, std::string>, const MethodDescriptor*>
      event_origins_;
  absl::flat_hash_set<const Descriptor*> session_messages_;
  absl::flat_hash_set<std::string> published_events_;
};

}  // namespace lossy::edge
