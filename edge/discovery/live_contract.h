#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "edge/discovery/discovery_metrics.h"
#include "edge/routing/routing_table.h"
#include "google/protobuf/descriptor.pb.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// A contract with its routes. Immutable.
struct ContractVersion {
  google::protobuf::FileDescriptorSet descriptors;
  std::string hash;  // ContractHash of the descriptors.
  std::shared_ptr<const RoutingTable> routes;
};

// The contract in use, made from the descriptors of several sources. Each source offers its newest
// descriptors. The contract builds the routes of all sources beside the present ones, and swaps
// them if they are valid. Otherwise the source's former descriptors stay in use, and the offer is
// tried again with each later one.
//
// current() and complete() are thread-safe. The other methods belong to one thread.
class LiveContract {
 public:
  // The index of a source, with its newest descriptors.
  using Offers = std::vector<std::pair<std::size_t, google::protobuf::FileDescriptorSet>>;
  // Receives each contract that replaces the one before.
  using OnSwap = std::function<void(const ContractVersion&)>;

  // `sources` are the names of the sources. If two have the same file with different content, the
  // earlier one counts. A source's name is the full name of the service that it declares, except
  // for the last, which has the files of --descriptors. `upstream_services` are the full names of
  // the services that the edge can call. `registry` and `metrics` must outlive the object and the
  // routes.
  LiveContract(const std::vector<std::string>& sources,
               absl::flat_hash_set<std::string> upstream_services, prometheus::Registry& registry,
               DiscoveryMetrics& metrics);

  // Takes the descriptors into use as far as they are valid, and logs and counts those that are
  // not.
  void Offer(Offers offers);

  // Sets the function that receives contracts. Empty until then.
  void set_on_swap(OnSwap on_swap) { on_swap_ = std::move(on_swap); }

  // Returns OK, or the problem of the source's newest descriptors, which names the file and the
  // method.
  const absl::Status& problem(std::size_t source) const { return sources_[source].problem; }

  // Returns the contract in use. Before the first offer it is empty.
  std::shared_ptr<const ContractVersion> current() const;

  // Returns true once the contract in use has the descriptors of each service in `sources`, be it
  // from its own source or from the files.
  bool complete() const { return complete_.load(); }

 private:
  struct Source {
    std::string name;
    absl::optional<google::protobuf::FileDescriptorSet> accepted;
    // The newest descriptors, unless they are in use.
    absl::optional<google::protobuf::FileDescriptorSet> candidate;
    absl::Status problem;
  };

  // Builds the contract with the candidates of these sources and the accepted descriptors of the
  // others, and takes it into use.
  absl::Status Accept(const std::vector<std::size_t>& candidates);
  void AcceptOneByOne();
  void Use(ContractVersion next, const std::vector<std::string>& conflicts);
  void ReportRefused(std::size_t source) const;
  bool IsComplete() const;

  const absl::flat_hash_set<std::string> upstream_services_;
  DiscoveryMetrics& metrics_;
  prometheus::Gauge& tables_;
  std::vector<Source> sources_;
  OnSwap on_swap_ = [](const ContractVersion&) {};
  std::atomic<bool> complete_;

  mutable base::Mutex mutex_;
  std::shared_ptr<const ContractVersion> current_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
