#include "edge/discovery/live_contract.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/log/log.h"
#include "base/metrics/add_metric.h"
#include "edge/discovery/descriptor_sets.h"

namespace lossy::edge {

using base::LogField;
using base::LogLevel;
using google::protobuf::FileDescriptorSet;

LiveContract::LiveContract(const std::vector<std::string>& sources,
                           absl::flat_hash_set<std::string> upstream_services,
                           prometheus::Registry& registry, DiscoveryMetrics& metrics)
    : upstream_services_(std::move(upstream_services)),
      metrics_(metrics),
      tables_(base::AddGauge(registry, "lossy_edge_contract_tables",
                             "Routing tables in memory: the one in use, and earlier ones that a "
                             "client still uses")) {
  for (const std::string& name : sources) {
    sources_.push_back({.name = name, .accepted = {}, .candidate = {}, .problem = {}});
  }
  (void)Accept({});  // No descriptors are valid.
  complete_ = IsComplete();
}

std::shared_ptr<const ContractVersion> LiveContract::current() const {
  base::MutexLock lock(mutex_);
  return current_;
}

void LiveContract::Offer(Offers offers) {
  std::vector<std::size_t> offered;
  for (auto& [index, descriptors] : offers) {
    sources_[index].candidate = std::move(descriptors);
    offered.push_back(index);
  }
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].candidate) candidates.push_back(i);
  }
  // An event may move from one service to another, so all candidates together may be valid when
  // none is alone.
  if (!Accept(candidates).ok()) AcceptOneByOne();
  for (const std::size_t index : offered) ReportRefused(index);
  complete_ = IsComplete();
}

void LiveContract::AcceptOneByOne() {
  bool accepted = true;
  while (accepted) {
    accepted = false;
    // The files come last, and are the base to which services add.
    for (std::size_t i = sources_.size(); i-- > 0;) {
      if (!sources_[i].candidate) continue;
      sources_[i].problem = Accept({i});
      accepted = accepted || sources_[i].problem.ok();
    }
  }
}

absl::Status LiveContract::Accept(const std::vector<std::size_t>& candidates) {
  std::vector<const FileDescriptorSet*> sets;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const bool is_candidate =
        std::find(candidates.begin(), candidates.end(), i) != candidates.end();
    const auto& set = is_candidate ? sources_[i].candidate : sources_[i].accepted;
    if (set) sets.push_back(&*set);
  }
  MergedDescriptors merged = MergeDescriptors(sets);
  absl::StatusOr<std::unique_ptr<RoutingTable>> table =
      RoutingTable::Build(merged.descriptors, upstream_services_);
  if (!table.ok()) return table.status();
  tables_.Increment();
  std::shared_ptr<const RoutingTable> routes(table->release(),
                                             [&tables = tables_](const RoutingTable* unused) {
                                               delete unused;
                                               tables.Decrement();
                                             });
  for (const std::size_t index : candidates) {
    Source& source = sources_[index];
    source.accepted = std::move(source.candidate);
    source.candidate.reset();
    source.problem = absl::OkStatus();
    metrics_.SetRefused(source.name, false);
  }
  std::string hash = ContractHash(merged.descriptors);
  Use({.descriptors = std::move(merged.descriptors),
       .hash = std::move(hash),
       .routes = std::move(routes)},
      merged.conflicts);
  return absl::OkStatus();
}

void LiveContract::Use(ContractVersion next, const std::vector<std::string>& conflicts) {
  const std::shared_ptr<const ContractVersion> previous = current();
  if (previous != nullptr && previous->hash == next.hash) return;
  const auto used = std::make_shared<const ContractVersion>(std::move(next));
  {
    base::MutexLock lock(mutex_);
    current_ = used;
  }
  // The empty contract that the edge begins with is no swap.
  if (previous == nullptr) return;
  metrics_.SetContract(used->hash);
  const bool is_first = previous->descriptors.file().empty();
  base::Log(LogLevel::kInfo, is_first ? "descriptors_loaded" : "descriptors_swapped",
            {LogField("contract", absl::string_view(used->hash)),
             LogField("previous", absl::string_view(previous->hash)),
             LogField("topics", static_cast<std::int64_t>(used->routes->routes().size()))});
  if (!conflicts.empty()) {
    base::Log(LogLevel::kWarning, "descriptors_differ",
              {LogField("files", absl::string_view(absl::StrJoin(conflicts, ",")))});
  }
  on_swap_(*used);
}

void LiveContract::ReportRefused(std::size_t source) const {
  const Source& refused = sources_[source];
  if (refused.problem.ok()) return;
  metrics_.SetRefused(refused.name, true);
  base::Log(LogLevel::kError, "descriptors_refused",
            {LogField("source", absl::string_view(refused.name)),
             LogField("problem", absl::string_view(refused.problem.message())),
             LogField("contract", absl::string_view(current()->hash))});
}

bool LiveContract::IsComplete() const {
  if (sources_.empty()) return true;
  const absl::optional<FileDescriptorSet>& files = sources_.back().accepted;
  return std::all_of(sources_.begin(), std::prev(sources_.end()), [&](const Source& source) {
    return source.accepted.has_value() || (files && DeclaresService(*files, source.name));
  });
}

}  // namespace lossy::edge
