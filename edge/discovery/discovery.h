#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/workers/periodic_tasks.h"
#include "edge/discovery/descriptor_source.h"
#include "edge/discovery/discovery_metrics.h"
#include "edge/discovery/live_contract.h"
#include "edge/discovery/reflection.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The sources of descriptors, and the times at which they are read.
struct DiscoveryOptions {
  std::vector<std::string> paths;  // The files of --descriptors.
  // The time between two looks at the files. Zero: they are read at the start only.
  absl::Duration paths_poll;
  // The services that are asked by reflection: their addresses, by full name.
  std::map<std::string, std::string> services;
  absl::Duration services_poll = absl::Seconds(5);
  // The longest time that the start waits for the services.
  absl::Duration wait = absl::Seconds(5);
  ReflectionLimits reflection;
};

// Keeps the edge's contract up to date with its sources. It reads them on one thread of its own,
// from Start to Stop.
class Discovery {
 public:
  // Reads all sources once. Waits for services that do not answer, but at most
  // DiscoveryOptions::wait. Refuses the start (base/log/refuse_start.h) if the files of
  // --descriptors cannot be read or are not valid. `upstream_services` are the full names of the
  // services that the edge can call. `registry` must outlive the object and all routes.
  Discovery(const DiscoveryOptions& options, absl::flat_hash_set<std::string> upstream_services,
            prometheus::Registry& registry);
  ~Discovery();

  // Calls `on_swap` with each new contract from now on, on the discovery's thread. Must be called
  // once.
  void Start(LiveContract::OnSwap on_swap);

  // Stops the thread. Afterwards `on_swap` is not called.
  void Stop() { tasks_.reset(); }

  const LiveContract& contract() const { return contract_; }

 private:
  std::vector<std::string> Names() const;
  void ReadAtStart();
  // Adds the source's descriptors to `offers` if they are new. Returns false if the source could
  // not be read.
  bool Read(std::size_t source, LiveContract::Offers* offers);
  base::PeriodicTasks::Task MakeTask(std::size_t source, absl::Duration every);

  const DiscoveryOptions options_;
  prometheus::Registry& registry_;
  DiscoveryMetrics metrics_;
  std::vector<std::unique_ptr<DescriptorSource>> sources_;  // The files are the last.
  std::set<std::size_t> failing_;  // The sources whose last reading failed.
  LiveContract contract_;
  absl::optional<base::PeriodicTasks> tasks_;  // Last, because its thread uses the others.
};

}  // namespace lossy::edge
