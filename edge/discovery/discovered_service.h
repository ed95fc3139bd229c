#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "edge/discovery/descriptor_source.h"
#include "edge/discovery/discovery_metrics.h"
#include "edge/discovery/reflection.h"
#include "grpcpp/channel.h"

namespace lossy::edge {

// A service whose descriptors the edge reads by gRPC reflection. Each replica is asked, so that
// replicas with different contracts become visible. Belongs to one thread.
class DiscoveredService final : public DescriptorSource {
 public:
  // The most replicas that one Read asks.
  static constexpr std::size_t kMaxReplicas = 64;

  // `service` is the full name, `addresses` a list as in --upstreams. `metrics` must outlive the
  // object.
  DiscoveredService(std::string service, std::string addresses, const ReflectionLimits& limits,
                    DiscoveryMetrics& metrics);
  ~DiscoveredService() override;

  const std::string& name() const override { return service_; }

  // Asks all replicas at the same time. ChooseContract says which of their contracts is the
  // service's. Returns the error of one replica if none answers.
  absl::StatusOr<absl::optional<google::protobuf::FileDescriptorSet>> Read() override;

 private:
  // A replica with its last answer.
  struct Replica {
    std::string address;
    std::shared_ptr<grpc::Channel> channel;
    absl::StatusOr<google::protobuf::FileDescriptorSet> descriptors;
  };

  absl::Status FindReplicas();
  void AskReplicas();
  void ReportSkew(const ReplicaCounts& counts);

  const std::string service_;
  const std::string addresses_;
  const ReflectionLimits limits_;
  DiscoveryMetrics& metrics_;
  std::map<std::string, Replica> replicas_;  // By address.
  std::string contract_;                     // The hash of the contract that Read returned last.
  bool skewed_ = false;
};

}  // namespace lossy::edge
